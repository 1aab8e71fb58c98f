"""Quotes in the browser: offered by one, cleared by MOPAC and the Met, where it was allowed."""

from __future__ import annotations

import re

from survey_api import Settings, audit, open_store
from tests.storage.stored import NOW, SURVEY, WAVE
from tests.storage.test_store_contract import purge
from tests.survey_api.coding.texts import a_spoken, keep
from tests.survey_ui.coding.conftest import CODING, Coder, seen

WORDS = "Constable Example was not kind, but she <b>rang us</b> back."


async def ready(coder: Coder, kept) -> None:
    """The first text coded by two who agree that it is about being kept informed."""
    for name in ("olu", "amira"):
        await coder.sign_in(name)
        assert (await coder.code(0, "mixed", "informed", "other")).status_code == 303
    assert (await kept.get_sampled_text(SURVEY, WAVE, 0)).may_quote


async def offered(coder: Coder, kept, words: str, theme: str = "informed", **more: str):
    form = {"words": words, "theme": theme, **more}
    return await coder.post(f"{CODING}/texts/0/quote", form)


async def said(kept) -> str:
    return str((await kept.get_sampled_text(SURVEY, WAVE, 0)).text)


async def test_a_quote_is_offered_by_an_analyst_and_cleared_by_both_sides(coder: Coder, kept):
    await ready(coder, kept)
    assert "Quote from text 1" in seen(await coder.get("/quotes?theme=informed"))
    assert "Quote from text 1" not in seen(await coder.get("/quotes?theme=trust"))
    page = await coder.get("/texts/0/quote")
    assert re.findall(r'name="theme" type="radio" value="(\w+)"', page.text) == ["informed"]
    words = " ".join((await said(kept)).split()[1:3])
    reply = await offered(coder, kept, words, dissents="yes")
    assert (reply.status_code, reply.headers["location"]) == (303, f"{CODING}/quotes")
    (quote,) = await kept.list_quotes(SURVEY, WAVE)
    assert (quote.words, quote.dissents, quote.offered_by) == (words, True, "amira")
    path = f"{CODING}/quotes/{quote.id}"

    mine = await coder.get(f"/quotes/{quote.id}")
    assert "others have to read it" in seen(mine)
    assert "waits for MOPAC and the Met" in seen(mine)
    for name in ("amira", "zoe", "cody"):  # none of them publishes
        await coder.sign_in(name)
        assert 'value="clear"' not in (await coder.get(f"/quotes/{quote.id}")).text
        assert (await coder.post(path, {"decision": "clear"})).status_code == 403

    await coder.sign_in("mo")
    page = await coder.get(f"/quotes/{quote.id}")
    assert f"<mark>{words}</mark>" in page.text
    assert 'value="clear"' in page.text
    assert (await coder.post(path, {"decision": "perhaps"})).status_code == 400
    assert (await coder.post(path, {"decision": "clear"})).status_code == 303
    assert (await coder.post(path, {"decision": "clear"})).status_code == 409  # the same again
    await coder.sign_in("max")  # another of MOPAC is not the Met
    assert (await coder.post(path, {"decision": "clear"})).status_code == 303
    await coder.sign_in("cass")  # of neither
    assert (await coder.post(path, {"decision": "clear"})).status_code == 409
    assert await kept.read_cleared_quotes(SURVEY, WAVE, NOW) == []
    assert "Waits for the Met" in " ".join(seen(await coder.get("/quotes")).split())

    await coder.sign_in("mel")
    shown = seen(await coder.get(f"/quotes/{quote.id}"))
    assert words in shown
    assert "Nobody of the Met reads what a person wrote" in shown
    assert await said(kept) not in shown
    assert await said(kept) not in seen(await coder.get("/quotes"))
    assert (await coder.post(path, {"decision": "clear"})).status_code == 303
    assert (await coder.post(path, {"decision": "refuse"})).status_code == 409
    (cleared,) = await kept.read_cleared_quotes(SURVEY, WAVE, NOW)
    assert (cleared.decided_by, len(cleared.clearings)) == ("mel", 3)
    told = " ".join(seen(await coder.get(f"/quotes/{quote.id}")).split())
    assert "Cleared By max (MOPAC) and mel (Met) and mo (MOPAC) on" in told
    log = await kept.find_entries(audit.Wanted(what="cleared a quote"), 10)
    assert [entry.who for entry in log] == ["mel", "max", "mo"]
    assert {entry.which for entry in log} == {quote.id}


async def test_one_refusal_settles_a_quote(coder: Coder, kept):
    await ready(coder, kept)
    await offered(coder, kept, (await said(kept)).split()[0])
    (quote,) = await kept.list_quotes(SURVEY, WAVE)
    path = f"{CODING}/quotes/{quote.id}"
    await coder.sign_in("mo")
    await coder.post(path, {"decision": "clear"})
    await coder.sign_in("mel")
    await coder.post(path, {"decision": "refuse"})
    page = seen(await coder.get("/quotes"))
    assert page.index("Refused") < page.index(quote.words)
    await coder.sign_in("max")
    assert (await coder.post(path, {"decision": "clear"})).status_code == 409
    assert await kept.read_cleared_quotes(SURVEY, WAVE, NOW) == []


async def test_every_reading_of_words_is_in_the_log(coder: Coder, kept):
    await ready(coder, kept)
    await offered(coder, kept, (await said(kept)).split()[0])
    (quote,) = await kept.list_quotes(SURVEY, WAVE)
    text = await kept.get_sampled_text(SURVEY, WAVE, 0)
    key = f"{text.response_id} {text.item_id}"
    for path, what, which in (
        ("/texts/0", "opened a text", key),
        ("/texts/0/quote", "opened a text", key),
        ("/quotes", "read quotes", f"{SURVEY} {WAVE}"),
        (f"/quotes/{quote.id}", "opened a quote", f"{quote.id} of {key}"),
    ):
        before = (await kept.read_head()).number
        assert (await coder.get(path)).status_code == 200
        (entry,) = await kept.read_entries(before, 10)
        assert (entry.who, entry.what, entry.which) == ("amira", what, which)
    assert not any(
        quote.words in f"{entry.which} {entry.why}" for entry in await kept.read_entries(0, 1000)
    )


async def test_nothing_but_their_own_words_can_be_offered(coder: Coder, kept):
    await ready(coder, kept)
    reply = await offered(coder, kept, "They were the best ever")
    assert reply.status_code == 400
    assert reply.text.count("does not come next in the text") == 2
    assert "They were the best ever</textarea>" in reply.text
    reply = await offered(coder, kept, (await said(kept)).split()[0], theme="trust")
    assert reply.status_code == 400
    assert reply.text.count("Pick the theme") == 2
    assert await kept.list_quotes(SURVEY, WAVE) == []


async def test_words_that_were_not_allowed_or_not_coded_cannot_be_quoted(coder: Coder, kept):
    await keep(kept, a_spoken(70, answers={"role": "P", "quote_ok": "no"}))
    await kept.add_to_sample(SURVEY, WAVE, [(a_spoken(70).id, "better")], 0, NOW)
    assert (await coder.code(3, "negative", "informed")).status_code == 303
    for place, why in ((3, "did not allow"), (1, "cannot be quoted yet")):
        page = await coder.get(f"/texts/{place}/quote")
        assert page.status_code == 409
        assert why in seen(page)
        form = {"words": "Nobody", "theme": "informed"}
        assert (await coder.post(f"{CODING}/texts/{place}/quote", form)).status_code == 409
    assert "Quote from text" not in seen(await coder.get("/quotes"))
    assert await kept.list_quotes(SURVEY, WAVE) == []


async def test_a_text_that_coders_differ_about_is_settled_before_it_is_quoted(coder: Coder, kept):
    for name, theme in (("olu", "informed"), ("amira", "manner")):
        await coder.sign_in(name)
        await coder.code(0, "mixed", theme)
    assert (await coder.get("/texts/0/quote")).status_code == 409
    await coder.code(0, "mixed", "manner", step="/settle")
    page = await coder.get("/texts/0/quote")
    assert re.findall(r'name="theme" type="radio" value="(\w+)"', page.text) == ["manner"]


async def test_a_denial_left_out_is_told_to_the_second_reader_and_markup_stays_text(
    coder: Coder, settings: Settings, kept
):
    async with open_store(settings.store) as store:
        await keep(store, a_spoken(80, WORDS, answers={"role": "P", "quote_ok": "yes"}))
        await store.add_to_sample(SURVEY, WAVE, [(a_spoken(80).id, "better")], 0, NOW)
    await coder.code(3, "mixed", "manner")
    form = {"words": "was kind, […] <b>rang us</b> back", "theme": "manner"}
    assert (await coder.post(f"{CODING}/texts/3/quote", form)).status_code == 303
    (quote,) = await kept.list_quotes(SURVEY, WAVE)
    assert quote.words == "was […] kind, […] <b>rang us</b> back."
    await coder.sign_in("mo")
    page = await coder.get(f"/quotes/{quote.id}")
    assert "Left out in the middle: “not”" in seen(page)
    assert "<b>" not in page.text
    assert "<b>" not in (await coder.get("/quotes")).text


async def test_a_quote_that_nobody_cleared_goes_with_its_text(coder: Coder, kept):
    await ready(coder, kept)
    first, second = (await said(kept)).split()[:2]
    for word in (first, second):
        await offered(coder, kept, word)
    kept_quote, lost = await kept.list_quotes(SURVEY, WAVE)
    for name in ("mel", "mo"):
        await coder.sign_in(name)
        await coder.post(f"{CODING}/quotes/{kept_quote.id}", {"decision": "clear"})
    await purge(kept, verbatims=-1)
    assert "has been erased" in seen(await coder.get(f"/quotes/{kept_quote.id}"))
    assert (await coder.get(f"/quotes/{lost.id}")).status_code == 404


async def test_a_wave_without_texts_has_its_pages(coder: Coder, tmp_path):
    assert (await coder.get("/quotes")).status_code == 200
    for path in ("", "/quotes", "/next"):
        page = await coder.client.get(f"/coding/missing_children/2026-pilot{path}")
        assert page.status_code == 200
    assert "No texts have been drawn yet" in seen(page)
