"""What every store must do for human coding, on a real one."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from survey_api import audit
from survey_api.access import Organisation
from survey_api.coding import Clearing, OfferedQuote, Skip
from survey_api.responses import TextThemes
from tests.storage.stored import DAY, NOW, SURVEY, WAVE, a_response, a_score
from tests.storage.test_store_contract import LEASE, a_release, purge
from tests.survey_api.coding.texts import a_coding, a_spoken, codings, keep, sampled

SECOND = timedelta(seconds=1)


def a_quote(**changes: Any) -> OfferedQuote:
    values: dict[str, Any] = {
        "id": "q1",
        "response_id": a_spoken(0).id,
        "item_id": "better",
        "words": "Nobody rang us back",
        "theme": "informed",
        "dissents": False,
        "offered_by": "amira",
        "offered_at": NOW,
        "role": "P",
    }
    return OfferedQuote(**(values | changes))


# The sample


async def test_only_texts_that_a_scorer_read_can_be_drawn(store):
    await keep(store, a_spoken(1))
    await keep(store, a_spoken(2), sentiment="not_scored")
    await store.add_response(a_spoken(3))  # waits for its score
    await keep(store, a_spoken(4, wave="2025-26"))
    assert [text.response_id for text in await store.read_drawable(SURVEY, WAVE)] == [
        a_spoken(1).id
    ]


async def test_texts_join_the_sample_once_and_in_order(store):
    await keep(store, *(a_spoken(n) for n in range(4)))
    keys = [(a_spoken(n).id, "better") for n in (2, 0, 3)]
    assert await store.add_to_sample(SURVEY, WAVE, keys, 1, NOW) == 3
    again = [*keys, (a_spoken(1).id, "better")]
    assert await store.add_to_sample(SURVEY, WAVE, again, 2, NOW) == 1
    sample = await store.read_sample(SURVEY, WAVE)
    assert [text.key for text in sample] == again
    assert [text.place for text in sample] == [0, 1, 2, 3]
    assert [text.overlap for text in sample] == [True, True, False, False]
    await store.add_to_sample(SURVEY, WAVE, [], 0, NOW)
    assert sum(text.overlap for text in await store.read_sample(SURVEY, WAVE)) == 2


async def test_two_draws_at_once_give_every_text_a_place_of_its_own(store):
    await keep(store, *(a_spoken(n) for n in range(20)))
    keys = [(a_spoken(n).id, "better") for n in range(20)]
    halves = (keys[:15], keys[5:])
    news = await asyncio.gather(
        *(store.add_to_sample(SURVEY, WAVE, half, 0, NOW) for half in halves)
    )
    assert sum(news) == 20
    places = [text.place for text in await store.read_sample(SURVEY, WAVE)]
    assert places == list(range(20))


async def test_a_text_comes_with_its_words_and_who_wrote_them_and_no_score(store):
    answers = {"role": "K", "quote_ok": "yes"}
    await sampled(store, ["Nobody \u202e rang. \U0001f494"], answers=answers, simulated=True)
    text = await store.get_sampled_text(SURVEY, WAVE, 0)
    assert text.text == "Nobody \u202e rang. \U0001f494"
    assert (text.language, text.role, text.may_quote, text.simulated) == ("en", "K", True, True)
    assert await store.get_sampled_text(SURVEY, WAVE, 1) is None
    assert await store.get_sampled_text(SURVEY, "2025-26", 0) is None
    assert "negative" not in msgspec.json.encode(text).decode()


@pytest.mark.parametrize("answers", [{}, {"quote_ok": "no"}, {"quote_ok": ("yes",)}])
async def test_words_are_not_to_be_quoted_unless_that_was_allowed(store, answers):
    await sampled(store, ["Words."], answers=answers)
    text = await store.get_sampled_text(SURVEY, WAVE, 0)
    assert not text.may_quote
    assert text.role == ""


async def test_an_erased_text_keeps_its_place_and_codings_and_loses_its_words(store):
    await sampled(store, submitted_at=NOW - 366 * DAY)
    await store.record_coding(a_coding())
    await store.add_quote(a_quote())
    await store.add_quote(a_quote(id="q2"))
    await decide(store, "q2", "mo")
    await decide(store, "q2", "mel", Organisation.MET)
    await purge(store)
    assert [text.erased for text in await store.read_sample(SURVEY, WAVE)] == [True] * 3
    assert await store.get_sampled_text(SURVEY, WAVE, 0) is None
    assert await store.read_sampled_texts(SURVEY, WAVE) == []
    assert await store.read_drawable(SURVEY, WAVE) == []
    assert await codings(store) == [a_coding()]
    # What was cleared may be in a report already; what nobody cleared goes with its text.
    assert [quote.id for quote in await store.list_quotes(SURVEY, WAVE)] == ["q2"]


# Codings


async def test_a_coding_comes_back_as_it_was_made(store):
    await sampled(store)
    made = [
        a_coding(sentiment="not_scored", themes=()),
        a_coding(coder="olu", simulated=True, coded_at=NOW + SECOND),
        a_coding(coder="olu", settles=True, coded_at=NOW + 2 * SECOND),
    ]
    for coding in made:
        assert await store.record_coding(coding)
    assert await codings(store, NOW + DAY) == made
    assert await codings(store, NOW + SECOND) == made[:2]
    assert await store.read_codings(SURVEY, "2025-26", NOW + DAY) == []


async def test_a_coder_can_change_their_coding_until_a_release_stands_on_it(store):
    await sampled(store)
    later = a_coding(sentiment="mixed", coded_at=NOW + SECOND)
    assert await store.record_coding(a_coding())
    assert await store.record_coding(later)
    assert await codings(store, NOW + DAY) == [later]
    await store.add_release(a_release(days=1))
    changed = a_coding(sentiment="positive", coded_at=NOW + 2 * DAY)
    assert not await store.record_coding(changed)
    assert await codings(store, NOW + 3 * DAY) == [later]
    assert await store.record_coding(msgspec.structs.replace(later, coded_at=NOW + 2 * DAY))
    assert await codings(store, NOW + DAY) == [later]  # saying the same again changes nothing
    assert await store.record_coding(msgspec.structs.replace(changed, settles=True))
    assert len(await codings(store, NOW + 3 * DAY)) == 2  # it can still be settled


async def test_a_reason_is_kept_beside_the_code_and_can_be_said_later(store):
    await sampled(store)
    settled = a_coding(settles=True, reason="Praise for one.")
    assert await store.record_coding(settled)
    later = msgspec.structs.replace(settled, reason="Praise for two.", coded_at=NOW + SECOND)
    assert await store.record_coding(later)
    assert await codings(store, NOW + DAY) == [later]


# Skips


async def test_a_skip_is_noted_once_and_outlives_the_words(store):
    await sampled(store, submitted_at=NOW - 366 * DAY)
    skip = Skip(response_id=a_spoken(0).id, item_id="better", coder="amira", skipped_at=NOW)
    other = msgspec.structs.replace(skip, coder="olu", skipped_at=NOW + SECOND)
    for one in (skip, other, msgspec.structs.replace(skip, skipped_at=NOW + DAY)):
        await store.record_skip(one)
    await purge(store)
    assert await store.read_skips(SURVEY, WAVE) == [other, skip]
    assert await store.read_skips(SURVEY, "2025-26") == []


# Themes that programs saw


async def test_what_a_program_saw_first_stands_and_newer_programs_come_last(store):
    await keep(store, a_spoken(1))
    key = {"response_id": a_spoken(1).id, "item_id": "better"}
    old = TextThemes(**key, themer="z/1", themes=("waiting", "manner"))
    new = TextThemes(**key, themer="a/2", themes=())
    await store.record_themes([old], NOW)
    await store.record_themes([msgspec.structs.replace(old, themes=())], NOW)
    await store.record_themes([new], NOW + SECOND)
    assert await store.read_themes(SURVEY, WAVE, NOW + SECOND) == [old, new]
    assert await store.read_themes(SURVEY, WAVE, NOW) == [old]
    assert await store.read_themes(SURVEY, "2025-26", NOW + SECOND) == []


async def test_texts_can_be_asked_to_be_scored_again_and_keep_their_scores(store):
    await keep(store, a_spoken(1), a_spoken(2))
    await keep(store, a_spoken(3, wave="2025-26"))
    assert await store.claim_unscored(NOW, LEASE, 10) == []
    assert await store.ask_again(SURVEY, WAVE) == 2
    assert await store.ask_again(SURVEY, WAVE) == 0  # they wait already
    claimed = await store.claim_unscored(NOW, LEASE, 10)
    assert {text.response_id for text in claimed} == {a_spoken(1).id, a_spoken(2).id}
    await store.record_scores([a_score(a_spoken(1), scorer="new/2")], NOW)
    scores = {r.id: s async for r, s in store.read_responses(SURVEY, WAVE)}
    assert [score.scorer for score in scores[a_spoken(1).id]] == ["new/2", "textblob-0.20.1/1"]


# Quotes


async def decide(store, quote_id, who, side=Organisation.MOPAC, *, cleared=True, now=NOW):
    word = Clearing(account=who, organisation=side)
    return await store.decide_quote(quote_id, word, cleared=cleared, now=now)


async def test_a_quote_waits_for_both_sides_and_is_settled_once(store):
    await sampled(store, answers={"role": "P", "quote_ok": "yes"})
    await store.add_quote(a_quote())
    assert await store.list_quotes(SURVEY, WAVE) == [a_quote()]
    assert not await decide(store, "q1", "amira")  # who offered it
    assert not await decide(store, "q9", "mo")
    assert await decide(store, "q1", "mo")
    assert not await decide(store, "q1", "mo", cleared=False)
    assert await decide(store, "q1", "max")  # another one of the same side
    assert await store.read_cleared_quotes(SURVEY, WAVE, NOW + DAY) == []
    assert await decide(store, "q1", "mel", Organisation.MET, now=NOW + SECOND)
    assert not await decide(store, "q1", "zoe", Organisation.MET, cleared=False, now=NOW + DAY)
    (quote,) = await store.list_quotes(SURVEY, WAVE)
    assert (quote.decided_by, quote.decided_at, quote.cleared) == ("mel", NOW + SECOND, True)
    assert {word.account for word in quote.clearings} == {"mo", "max", "mel"}
    assert await store.read_cleared_quotes(SURVEY, WAVE, NOW) == []
    assert await store.read_cleared_quotes(SURVEY, WAVE, NOW + SECOND) == [quote]


async def test_a_refused_quote_is_never_among_the_cleared(store):
    await sampled(store)
    await store.add_quote(a_quote())
    assert await decide(store, "q1", "mo")
    assert await decide(store, "q1", "mel", Organisation.MET, cleared=False)
    assert not await decide(store, "q1", "max")
    assert await store.read_cleared_quotes(SURVEY, WAVE, NOW + DAY) == []


async def test_clearing_a_quote_is_in_the_log_with_it_or_not_at_all(store):
    await sampled(store)
    await store.add_quote(a_quote())
    event = audit.Event(who="mo", what="cleared a quote", which="q1")
    word = Clearing(account="mo", organisation=Organisation.MOPAC)
    for _ in range(2):
        await store.decide_quote("q1", word, cleared=True, now=NOW, event=event)
    assert [entry.who for entry in await store.read_entries(0, 10)] == ["mo"]


async def test_nothing_is_stored_for_a_response_that_is_not_there(store):
    skip = Skip(response_id=a_spoken(0).id, item_id="better", coder="amira", skipped_at=NOW)
    for work in (
        store.record_coding(a_coding()),
        store.record_skip(skip),
        store.add_quote(a_quote()),
    ):
        with pytest.raises(Exception, match=r"(?i)key|store"):
            await work
    assert await codings(store) == []
    await store.add_response(a_response())
    assert await store.list_quotes(SURVEY, WAVE) == []
