"""The coding pages: who may see them, what they show, and what they never show."""

from __future__ import annotations

import re

from litestar.testing import AsyncTestClient

from analysis import THEMES
from survey_api import Settings, Store, open_store
from survey_api.coding import agree, masked_text
from survey_ui.app import create_app
from survey_ui.releases.sign_in import safe_onward
from survey_ui.releases.words import readable
from tests.storage.stored import NOW, SURVEY, WAVE, a_score
from tests.storage.test_store_contract import a_release, purge
from tests.survey_api.coding.texts import a_coding, a_spoken, codings, keep
from tests.survey_ui.coding.conftest import CODING, WORDS, Coder, fill, seen, without_token

PATHS = ["", "/next", "/texts/0", "/texts/0/settle", "/texts/0/quote", "/quotes", "/quotes/q1"]
FORMS = ["/sample", "/texts/0", "/texts/0/skip", "/texts/0/settle", "/texts/0/quote", "/quotes/q1"]


def found(pattern: str, text: str) -> re.Match[str]:
    """What the pattern finds; it must find something."""
    match = re.search(pattern, text, re.S)
    assert match is not None, pattern
    return match


async def place_of(store: Store, words: str) -> int:
    texts = await store.read_sampled_texts(SURVEY, WAVE)
    return next(text.place for text in texts if text.text == words)


# Who may see it


async def test_a_stranger_is_asked_to_sign_in(coder: Coder):
    coder.client.cookies.clear()
    for path in PATHS:
        reply = await coder.client.get(CODING + path, follow_redirects=False)
        assert reply.status_code == 303, path
        assert reply.headers["location"].startswith("/sign-in?next=%2Fcoding%2F")
        assert reply.headers["cache-control"] == "no-store"
        assert safe_onward(CODING + path) == CODING + path


async def test_an_operator_reads_no_texts(coder: Coder):
    await coder.sign_in("ops")
    for path in PATHS:
        reply = await coder.get(path)
        assert reply.status_code == 403, path
        assert not [words for words in WORDS if words in seen(reply)]
    fieldwork = await coder.client.get("/fieldwork/missing_children/2026-27")
    assert "/coding/" not in fieldwork.text


async def test_an_operator_writes_nothing(coder: Coder, kept):
    await coder.sign_in("ops")
    form = {"sentiment": "negative", "texts": "9", "overlap": "0"}
    for path in FORMS:
        assert (await coder.post(CODING + path, form)).status_code == 403, path
    assert await codings(kept) == []


async def test_a_form_without_its_token_is_refused(coder: Coder, kept):
    for path in FORMS:
        reply = await coder.client.post(CODING + path, data={"sentiment": "negative"})
        assert reply.status_code == 403, path
    assert await codings(kept) == []


def test_every_coding_page_is_for_analysts(settings: Settings):
    """A handler without `coded`, which asks for a reader, would be open to all."""
    guarded = set()
    for route in create_app(settings).routes:
        for handler in getattr(route, "route_handlers", []):
            if handler.fn.__module__.startswith("survey_ui.coding"):
                assert "coded" in handler.fn.__annotations__, handler.fn.__name__
                guarded.add(handler.fn.__name__)
    assert len(guarded) == 13


async def test_what_is_not_there_is_not_found(coder: Coder):
    for path in ("/texts/99", "/texts/99999999999999999999", "/quotes/none", "/texts/x"):
        assert (await coder.get(path)).status_code == 404
    for path in ("/coding/nobody/2026-27", "/coding/missing_children/1999"):
        assert (await coder.client.get(path)).status_code == 404


async def test_nobody_keeps_a_copy_of_a_text(coder: Coder):
    page = await coder.get("/texts/0")
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"


# Blind


async def test_what_a_program_or_a_colleague_made_of_a_text_changes_nothing_on_its_page(
    coder: Coder, kept
):
    """The same page, byte for byte, whatever was scored, seen or coded by others."""
    before = without_token(await coder.get("/texts/0"))
    text = await kept.get_sampled_text(SURVEY, WAVE, 0)
    key = {"response_id": text.response_id, "item_id": text.item_id}
    other = a_score(a_spoken(0), **key, scorer="odd-scorer/9", sentiment="positive", polarity=0.77)
    await kept.record_scores([other], NOW)
    await kept.record_coding(a_coding(**key, coder="olu", sentiment="mixed", themes=("trust",)))
    assert without_token(await coder.get("/texts/0")) == before
    for word in ("odd-scorer", "textblob", "0.77", "olu", '" checked'):
        assert word not in before


async def test_what_was_coded_by_others_cannot_be_read_elsewhere_before_coding_it(
    coder: Coder, kept
):
    text = await kept.get_sampled_text(SURVEY, WAVE, 0)
    key = {"response_id": text.response_id, "item_id": text.item_id}
    await kept.record_coding(a_coding(**key, coder="olu", sentiment="mixed", themes=("trust",)))
    assert (await coder.get("/texts/0/settle")).status_code == 409
    assert (await coder.get("/texts/0/quote")).status_code == 409
    assert "Text 1" not in seen(await coder.get())
    assert "Quote from text 1" not in seen(await coder.get("/quotes"))


# Coding


async def test_the_overview_draws_and_leads_to_the_next_text(coder: Coder, kept):
    await keep(kept, *(a_spoken(n) for n in range(10, 30)))
    overview = seen(await coder.get())
    assert "23 texts of this wave can be drawn" in overview
    joining = int(found(r"(\d+) texts have come in since that belong to the sample", overview)[1])
    assert 0 < joining <= 20
    reply = await coder.post(f"{CODING}/sample", {"texts": " 23 ", "overlap": "4"})
    assert reply.status_code == 303
    sample = await kept.read_sample(SURVEY, WAVE)
    assert (len(sample), sum(text.overlap for text in sample)) == (23, 4)
    page = await coder.get("/next")
    assert page.url.path == f"{CODING}/texts/0"
    assert "0 coded by you, 23 to go" in seen(page)


SENSELESS = [
    ("", "", "whole number"),
    ("ten", "1", "whole number"),
    ("5", "9", "not larger"),
    ("999999", "0", "1 to 10,000"),
    ("٣", "0", "whole number"),
]


async def test_a_draw_that_makes_no_sense_is_told_kindly(coder: Coder):
    for texts, overlap, words in SENSELESS:
        reply = await coder.post(f"{CODING}/sample", {"texts": texts, "overlap": overlap})
        assert reply.status_code == 400
        assert "<title>Error:" in reply.text
        assert words in seen(reply)
        assert f'value="{texts}"' in reply.text


async def test_a_text_is_coded_and_the_next_one_comes(coder: Coder, kept):
    reply = await coder.code(0, "mixed", "manner", "informed", "other")
    assert (reply.status_code, reply.headers["location"]) == (303, f"{CODING}/next")
    (coding,) = await codings(kept)
    assert (coding.coder, coding.sentiment, coding.simulated) == ("amira", "mixed", False)
    assert coding.themes == ("manner", "informed", "other")
    assert (await coder.get("/next")).url.path != f"{CODING}/texts/0"
    for place in (1, 2):
        await coder.code(place, "neutral")
    assert "Nothing left to code" in seen(await coder.get("/next"))


async def test_without_a_feeling_nothing_is_kept_and_the_ticks_stay(coder: Coder, kept):
    reply = await coder.code(0, "", "manner")
    assert reply.status_code == 400
    assert reply.text.count("Pick how the person feels") == 2
    assert re.search(r'value="manner" checked', reply.text)
    assert await codings(kept) == []


async def test_a_code_from_nowhere_is_refused(coder: Coder, kept):
    for form in (("great",), ("mixed", "nonsense"), ("mixed", "\x00")):
        assert (await coder.code(0, *form)).status_code == 400
    assert await codings(kept) == []


async def test_a_coding_can_be_changed_and_comes_back_ticked(coder: Coder, kept):
    await coder.code(0, "mixed", "manner")
    page = await coder.get("/texts/0")
    assert re.search(r'value="mixed" checked', page.text)
    assert "Save the change" in page.text
    assert f'href="{CODING}/texts/0"' in (await coder.get()).text
    reply = await coder.code(0, "negative")
    assert reply.headers["location"] == CODING
    assert [(c.sentiment, c.themes) for c in await codings(kept)] == [("negative", ())]


async def test_a_coding_that_a_release_stands_on_stays(coder: Coder, kept):
    await coder.code(0, "mixed")
    await kept.add_release(a_release())
    reply = await coder.code(0, "negative")
    assert reply.status_code == 409
    assert "stays as it is" in seen(reply)
    assert [c.sentiment for c in await codings(kept)] == ["mixed"]


async def test_a_skipped_text_is_counted_and_goes_to_another_coder(coder: Coder, kept):
    page = await coder.get("/next")
    skip = found(r'formaction="([^"]+)">Skip this text', page.text)[1]
    for _ in range(2):  # pressed twice is skipped once
        reply = await coder.post(skip, {"sentiment": "mixed", "reason": "x"})
        assert (reply.status_code, reply.headers["location"]) == (303, f"{CODING}/next")
    assert await codings(kept) == []
    assert [(s.coder, s.skipped_at) for s in await kept.read_skips(SURVEY, WAVE)] == [
        ("amira", NOW)
    ]
    assert (await coder.get("/next")).url.path != page.url.path
    overview = seen(await coder.get())
    assert re.search(r"amira\s+0\s+1\s", overview)
    assert "1 skipped text waits for somebody else" in overview
    assert f'href="{page.url.path}"' in (await coder.get()).text  # to come back to
    await coder.sign_in("olu")
    assert (await coder.get("/next")).url.path == page.url.path
    assert f'href="{page.url.path}"' not in (await coder.get()).text


async def test_a_text_that_is_not_there_cannot_be_skipped(coder: Coder, kept):
    assert (await coder.post(f"{CODING}/texts/99/skip", {})).status_code == 404
    assert await kept.read_skips(SURVEY, WAVE) == []


async def test_whoever_comes_third_is_led_on(coder: Coder):
    for name in ("amira", "olu"):
        await coder.sign_in(name)
        await coder.code(0, "mixed")
    await coder.sign_in("zoe")
    assert (await coder.get("/texts/0")).url.path != f"{CODING}/texts/0"


async def test_an_erased_text_is_shown_to_nobody(coder: Coder, kept):
    await coder.code(0, "mixed")
    await purge(kept, verbatims=-1)
    assert (await coder.get("/texts/0")).status_code == 404
    assert (await coder.code(1, "mixed")).status_code == 404
    assert "3 texts of the sample have been erased" in seen(await coder.get())
    assert "Nothing left to code" in seen(await coder.get("/next"))


# Suggestions


async def test_suggestions_mark_words_on_demand_and_tick_nothing(coder: Coder, kept):
    page = await coder.get(f"/texts/{await place_of(kept, WORDS[0])}")
    folded = page.text.split("Show suggestions")[1].split("</details>")[0]
    marked = re.findall(r"<mark>(.*?)</mark>", folded)
    assert marked
    assert all(mark in WORDS[0] for mark in marked)
    assert "<mark>" not in page.text.split("Show suggestions")[0]
    assert '" checked' not in page.text
    assert "<details" in page.text
    assert not re.search(r"<details[^>]* open", page.text)


# Settling and agreement


async def differ(coder: Coder) -> None:
    for name, sentiment, theme in (("amira", "mixed", "manner"), ("olu", "negative", "informed")):
        await coder.sign_in(name)
        await coder.code(0, sentiment, theme, "waiting")


async def test_two_who_differ_are_settled_by_a_third_and_stay_as_they_are(coder: Coder, kept):
    await differ(coder)
    await coder.sign_in("zoe")
    overview = seen(await coder.get())
    assert "Text 1 : how the person feels, Being kept informed, How staff spoke" in overview
    page = await coder.get("/texts/0/settle")
    assert "Coder 1" in page.text
    assert re.search(r'value="waiting" checked', page.text)  # what both said
    assert page.text.count('" checked') == 1
    assert (await coder.code(0, "", step="/settle")).status_code == 400
    reply = await coder.code(0, "mixed", "manner", step="/settle")
    assert reply.status_code == 303
    made = await codings(kept)
    assert [(c.coder, c.settles, c.sentiment) for c in made] == [
        ("amira", False, "mixed"),
        ("olu", False, "negative"),
        ("zoe", True, "mixed"),
    ]
    (agreed,) = agree(made).values()
    assert (agreed.sentiment, agreed.themes) == ("mixed", ("manner",))
    assert "Nobody differs at the moment" in seen(await coder.get())


async def test_who_settles_can_say_why_and_the_reason_stands_beside_the_code(coder: Coder, kept):
    await differ(coder)
    await coder.sign_in("zoe")
    form = {
        "sentiment": "mixed",
        "themes": ["manner"],
        "reason": " Praise\u202e for <one>,\r\nnot all. ",
    }
    settle = f"{CODING}/texts/0/settle"
    long = await coder.post(settle, {**form, "reason": "x" * 501})
    assert long.status_code == 400
    assert "500 characters or fewer" in seen(long)
    assert re.search(r'value="mixed" checked', long.text)
    assert (await coder.post(settle, form)).status_code == 303
    assert [c.reason for c in await codings(kept)] == ["", "", "Praise for <one>, not all."]
    page = seen(await coder.get("/texts/0/settle"))
    assert re.search(r"Settled by zoe:\s+Mixed; .*Why:\s+Praise for <one>, not all\.", page)
    assert "Why: Praise for <one>, not all." in seen(await coder.get())
    await coder.post(settle, {**form, "reason": ""})  # settled anew, and nothing said
    assert "Why:" not in seen(await coder.get("/texts/0/settle"))


async def test_where_nobody_differs_there_is_nothing_to_settle(coder: Coder, kept):
    assert (await coder.get("/texts/1/settle")).status_code == 409
    assert (await coder.code(1, "mixed", step="/settle")).status_code == 409
    assert await codings(kept) == []


async def test_kappa_is_shown_with_its_interval_once_there_are_enough(tmp_path):
    settings = Settings(
        store=f"sqlite:///{tmp_path / 'k.db'}", secret="for a test only", second_factor=False
    )
    async with open_store(settings.store) as store:
        await fill(store, [""] * 40, overlap=40)
        texts = await store.read_sampled_texts(SURVEY, WAVE)
        for number, text in enumerate(texts[:29]):
            await _both(store, text, number)
        before = await _overview(settings)
        assert "Not yet: 29 of 30 texts" in before
        await _both(store, texts[29], 29)
        page = await _overview(settings)
    assert "Not yet" not in page
    feels = found(r"How the person feels\s+(\S+)\s+(\S+ to \S+)\s+(.*?)\s\s", page)
    assert feels.groups() == ("0.60", "0.31 to 0.89", "Good enough")
    assert re.search(r"Waiting for help\s+1.00\s+\S+ to 1.00\s+Good enough", page)
    assert re.search(r"Being kept informed\s+−1.00\s+−1.00 to \S+\s+Too low: not published", page)
    assert "Nothing to disagree about" in page  # themes nobody saw
    assert page.count("amira") >= 1


async def _both(store, text, number):
    """Amira and Olu: they differ about the feeling of every fifth text and about one theme."""
    for coder in ("amira", "olu"):
        feels = "negative" if number % 2 else "positive"
        if coder == "olu" and number % 5 == 0:
            feels = "positive" if number % 2 else "negative"
        seen_here = ("informed",) if (number % 2 == 0) == (coder == "olu") else ()
        await store.record_coding(
            a_coding(
                response_id=text.response_id,
                coder=coder,
                sentiment=feels,
                themes=(*seen_here, *(("waiting",) if number % 3 == 0 else ())),
            )
        )


async def _overview(settings: Settings) -> str:
    async with AsyncTestClient(create_app(settings, clock=lambda: NOW)) as client:
        coder = Coder(client, settings.store)
        await coder.sign_in("zoe")
        return seen(await coder.get())


# Texts that try things

ODD = {
    "markup": "<script>alert(1)</script> & <b>bold</b> {{ 7*7 }}",
    "nul": "before\x00after\x07",
    "direction": "good \u202e\u2067 reversed and never closed",
    "emoji": "\U0001f494 \U0001f468‍\U0001f469‍\U0001f467 لم يتصل أحد",
    "lines": "first line\r\nsecond line\n\n  third",
}


async def test_odd_texts_show_as_text(tmp_path):
    settings = Settings(
        store=f"sqlite:///{tmp_path / 'o.db'}", secret="for a test only", second_factor=False
    )
    async with open_store(settings.store) as store:
        await fill(store, list(ODD.values()), overlap=5)
        texts = await store.read_sampled_texts(SURVEY, WAVE)
    async with AsyncTestClient(create_app(settings, clock=lambda: NOW)) as client:
        coder = Coder(client, settings.store)
        await coder.sign_in("amira")
        for text in texts:
            page = await coder.get(f"/texts/{text.place}")
            assert page.status_code == 200
            shown = found(r'class="cod-words" dir="auto">(.*?)</blockquote>', page.text)
            assert "<" not in shown[1]
            assert readable(masked_text(text).text) in seen(page)
            assert not [c for c in page.text if ord(c) < 32 and c not in "\n\t"]
            assert (await coder.code(text.place, "not_scored")).status_code == 303


async def test_a_text_of_twenty_thousand_characters_can_be_read_and_coded(tmp_path):
    words = ("Nobody rang us back and we waited all night. " * 500)[:20_000]
    settings = Settings(
        store=f"sqlite:///{tmp_path / 'l.db'}", secret="for a test only", second_factor=False
    )
    async with open_store(settings.store) as store:
        await fill(store, [words])
    async with AsyncTestClient(create_app(settings, clock=lambda: NOW)) as client:
        coder = Coder(client, settings.store)
        await coder.sign_in("amira")
        page = await coder.get("/texts/0")
        assert words in page.text
        assert 'tabindex="0"' in page.text  # its box can be scrolled with the keyboard
        assert (await coder.code(0, "negative", "waiting")).status_code == 303
        assert (await coder.client.get(f"{CODING}/texts/0/quote")).status_code in (200, 409)


async def test_the_simulated_notice_stands_where_texts_are_made_up(coder: Coder, kept):
    assert "simulated" not in seen(await coder.get("/texts/0")).lower()
    made_up = a_spoken(50, simulated=True)
    await keep(kept, made_up)
    await kept.add_to_sample(SURVEY, WAVE, [(made_up.id, "better")], 0, NOW)
    assert "This text is simulated" in seen(await coder.get("/texts/3"))
    assert "1 of 4 texts here are simulated" in seen(await coder.get())


async def test_every_theme_of_the_codebook_can_be_ticked(coder: Coder):
    page = await coder.get("/texts/0")
    ticked = re.findall(r'name="themes" type="checkbox" value="(\w+)"', page.text)
    assert ticked == [*(theme.id for theme in THEMES), "other"]
    for theme in THEMES:
        assert theme.counts in seen(page)
