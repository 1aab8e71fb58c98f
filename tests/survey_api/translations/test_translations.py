"""Texts in other languages and what people put them into English as, on both engines."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from survey_api import NotFound, read_held
from survey_api.access import Account, Role
from survey_api.errors import BadInput, Conflict, NotAllowed
from survey_api.responses import score_next
from survey_api.safeguarding import Case, State, close_concern, load_duty, screen_next
from survey_api.storage import open_store
from survey_api.translations import (
    LONGEST,
    ForeignText,
    open_foreign,
    read_masked_translations,
    translate_text,
)
from tests.kept import ask
from tests.storage.stored import NOW, SURVEY, WAVE
from tests.survey_api.safeguarding.told import SURVEYS, lead, tell

POLISH = "Czekaliśmy bardzo długo i nikt do nas nie oddzwonił."
ENGLISH = "We waited very long and nobody rang us back."
NEXT = NOW + timedelta(minutes=1)
TAGS = ("pl", "fr", "und")


async def scored(store, words: str = POLISH) -> str:
    """A response with these words that was scored and screened; its id."""
    id_ = await tell(store, words, now=NOW)
    await score_next(store, NOW, 10)
    await screen_next(store, SURVEYS, NOW, 10)
    return id_


async def foreign(store) -> list[ForeignText]:
    return list(await store.list_foreign(SURVEY, WAVE))


async def put(store, text: ForeignText, english: str = ENGLISH, **changes) -> None:
    told: dict[str, Any] = {
        "language": "pl", "languages": TAGS, "by": translator(), "before": text.translated_at,
        "now": NEXT,
    }  # fmt: skip
    await translate_text(store, text, english, **(told | changes))


def translator(role: Role = Role.TRANSLATOR) -> Account:
    return lead("tomasz", role)


async def logged(store) -> list[tuple[str, str]]:
    return [(entry.what, entry.which) for entry in await store.read_entries(0, 1000)]


async def test_a_text_that_nobody_can_score_waits_with_the_language_found(store):
    id_ = await scored(store)
    await scored(store, "Nobody rang us back and the wait was long.")
    (text,) = await foreign(store)
    assert (text.response_id, text.item_id) == (id_, "better")
    assert (text.language, text.page_language) == ("pl", "en")
    assert (text.translated_by, text.translated_at) == ("", None)


async def test_one_that_no_scorer_has_seen_yet_does_not_wait(store):
    await tell(store, POLISH, now=NOW)
    assert await foreign(store) == []


async def test_a_translation_stands_beside_the_original_and_both_are_in_the_log(store):
    id_ = await scored(store)
    (text,) = await foreign(store)
    words = await open_foreign(store, text, translator(), NOW)
    assert (words.original, words.english) == (POLISH, "")
    await put(store, text, f"  {ENGLISH}\n", language="fr")
    (text,) = await foreign(store)
    assert (text.language, text.translated_by, text.translated_at) == ("fr", "tomasz", NEXT)
    words = await open_foreign(store, text, translator(), NEXT)
    assert (words.original, words.english) == (POLISH, ENGLISH)
    name = f"{id_} better"
    assert [one for one in await logged(store) if one[1] == name] == [
        ("opened a text to translate", name),
        ("translated a text", name),
        ("opened a text to translate", name),
    ]


async def test_it_is_put_right_by_who_saw_it_and_by_nobody_else(store):
    await scored(store)
    (text,) = await foreign(store)
    await put(store, text)
    with pytest.raises(Conflict, match="Somebody else"):
        await put(store, text, "Mine, written meanwhile.")
    (seen,) = await foreign(store)
    await put(store, seen, "A better one.", now=NEXT + timedelta(minutes=1))
    words = await store.read_bilingual(text.response_id, "better")
    assert words.english == "A better one."


@pytest.mark.parametrize(
    ("english", "language", "said"),
    [
        ("", "pl", "Write what it says"), (" \u200b…", "pl", "Write what it says"),
        ("x" * (LONGEST + 1), "pl", "20,001 characters"), (ENGLISH, "", "which language"),
        (ENGLISH, "de", "which language"),
    ],
)  # fmt: skip
async def test_what_is_no_translation_is_said_kindly(store, english, language, said):
    await scored(store)
    (text,) = await foreign(store)
    with pytest.raises(BadInput, match=said):
        await put(store, text, english, language=language)
    assert (await store.read_bilingual(text.response_id, "better")).english == ""


async def test_only_translators_and_leads_open_an_original(store):
    await scored(store)
    (text,) = await foreign(store)
    for role in set(Role) - {Role.TRANSLATOR, Role.SAFEGUARDING}:
        with pytest.raises(NotAllowed):
            await open_foreign(store, text, translator(role), NOW)
        with pytest.raises(NotAllowed):
            await put(store, text, by=translator(role))
    assert not [what for what, _ in await logged(store) if "translate" in what]


async def test_others_read_it_with_names_covered_and_that_is_in_the_log(store):
    await scored(store)
    (text,) = await foreign(store)
    await put(store, text, "PC Anna Kowalska rang us on 07700 900123.")
    with pytest.raises(NotAllowed):
        await read_masked_translations(store, SURVEY, WAVE, translator(Role.OPERATOR), NEXT)
    (read,) = await read_masked_translations(store, SURVEY, WAVE, translator(Role.ANALYST), NEXT)
    assert "Kowalska" not in read.english
    assert "900123" not in read.english
    assert "rang us" in read.english
    assert ("read translations", f"{SURVEY} {WAVE}") in await logged(store)


async def test_the_screen_looks_at_what_it_says_in_english(store):
    id_ = await scored(store)
    (case,) = await store.list_cases(SURVEY, closed=False)
    assert [reason.kind for reason in case.concern.reasons] == ["language"]
    (text,) = await foreign(store)
    english = "He said he wants to kill himself."
    await put(store, text, english)
    assert (await store.count_unscreened()).waiting == 1
    await screen_next(store, SURVEYS, NEXT, 10)
    concern = (await store.get_case(id_)).concern
    assert concern.urgent
    (seen,) = [reason for reason in concern.reasons if reason.translated]
    assert [english[first:last] for first, last in seen.spans] == ["kill himself"]
    (written,) = await store.read_words(id_)
    assert (written.text, written.english) == (POLISH, english)


async def test_a_closed_concern_is_open_again_if_the_english_tells_more(store):
    id_ = await scored(store)
    await close(store, await store.get_case(id_))
    (text,) = await foreign(store)
    await put(store, text, "We waited.")
    await screen_next(store, SURVEYS, NEXT, 10)
    assert (await store.get_case(id_)).closed_at is not None
    (text,) = await foreign(store)
    later = NEXT + timedelta(minutes=1)
    await put(store, text, "He wants to kill himself.", now=later)
    await screen_next(store, SURVEYS, later, 10)
    (case,) = await store.list_cases(SURVEY, closed=False)
    assert (case.closed_at, case.acted[-1].what, case.acted[-1].who) == (
        None, "found", "the program",
    )  # fmt: skip
    await close(store, case)
    await put(store, (await foreign(store))[0], "He wants to kill himself!", now=later)
    await screen_next(store, SURVEYS, later, 10)  # nothing new
    assert await store.list_cases(SURVEY, closed=False) == []


async def close(store, case: Case) -> None:
    duty = load_duty(SURVEYS[SURVEY])
    await close_concern(
        store, case, lead(), outcome="no_concern", note="seen to", duty=duty, now=NOW
    )


async def test_what_nobody_has_opened_still_waits_to_be(store):
    id_ = await scored(store)
    (text,) = await foreign(store)
    await put(store, text, "He wants to kill himself.")
    await screen_next(store, SURVEYS, NEXT, 10)
    case = await store.get_case(id_)
    assert [acted.what for acted in case.acted] == ["found"]
    assert (case.opened_at, case.state) == (None, State.RECEIVED)


async def test_it_is_sealed_as_the_original_is(home):
    async with open_store(home.store, home.sealing) as store:
        await scored(store)
        (text,) = await foreign(store)
        await put(store, text, "unmistakable otter")
    ((kept,),) = ask(home.store, "SELECT english FROM translations")
    assert kept
    assert "otter" not in kept


async def test_its_owner_gets_it_with_all_that_is_held(store):
    id_ = await scored(store)
    (text,) = await foreign(store)
    await put(store, text)
    reference = (await store.get_case(id_)).concern.reference
    held = await read_held(store, reference, NEXT, by="ops")
    (one,) = held.translations
    assert (one.item_id, one.language, one.english) == ("better", "pl", ENGLISH)
    assert held.response.texts == {"better": POLISH}


async def test_it_goes_when_the_words_go(store):
    await scored(store)
    (text,) = await foreign(store)
    await put(store, text)
    await store.purge(SURVEY, drafts_before=NOW, verbatims_before=NEXT, now=NEXT, dry_run=False)
    assert await foreign(store) == []
    assert list(await store.read_translations(SURVEY, WAVE)) == []
    with pytest.raises(NotFound):
        await open_foreign(store, text, translator(), NEXT)
    with pytest.raises(Conflict):
        await put(store, text)
