"""A quote is the person's own words, made shorter and nothing else, and two people agree on it."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_api.access import Organisation, Role
from survey_api.coding import (
    LONGEST,
    code_text,
    cut_quote,
    decide_quote,
    lost_negations,
    offer_quote,
    quoted_spans,
    read_coded_texts,
)
from survey_api.coding.quotes import LEFT_OUT
from survey_api.errors import BadInput, NotAllowed, Refused
from tests.publishing import a_publisher
from tests.storage.stored import NOW, SURVEY, WAVE
from tests.survey_api.coding.texts import CODEBOOK, a_coding, sampled

SAID = "Sergeant Example was kind, but nobody rang us back and it was not good – not at all."


@pytest.mark.parametrize(
    ("typed", "quote"),
    [
        (SAID, SAID),
        ("nobody rang us back", "nobody rang us back"),
        ("  nobody\n rang us  back. ", "nobody rang us back"),
        ("was kind […] nobody rang us back", "was kind, […] nobody rang us back"),
        ("was kind, nobody rang [...] back", "was kind, […] nobody rang […] back"),
        ("[…] nobody rang us back […]", "nobody rang us back"),
        ("it was not good – not at all", "it was not good – not at all."),
        ("was not good", "was not good –"),
    ],
)
def test_words_are_taken_out_and_the_gaps_are_marked(typed, quote):
    assert cut_quote(SAID, typed) == quote


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("nobody ever rang", "“ever” does not come next"),
        ("rang nobody", "“nobody” does not come next"),
        ("Nobody rang", "“Nobody” does not come next"),
        ("was kind was kind", "“kind” does not come next"),
        ("<script>", "does not come next"),
        ("", "at least one word"),
        (" […] ", "at least one word"),
        ("…!?", "at least one word"),
    ],
)
def test_nothing_can_be_added_changed_or_moved(typed, words):
    with pytest.raises(BadInput, match=words):
        cut_quote(SAID, typed)


def test_a_long_quote_is_refused():
    said = " ".join(f"w{n}" for n in range(LONGEST + 1))
    with pytest.raises(BadInput, match=f"at most {LONGEST} words"):
        cut_quote(said, said)
    assert cut_quote(said, said.rsplit(" ", 1)[0])


def test_words_that_stand_twice_are_taken_where_they_leave_the_fewest_gaps():
    said = "they came and they were kind and they listened"
    assert cut_quote(said, "they listened") == "they listened"
    assert cut_quote(said, "they were kind") == "they were kind"
    assert cut_quote(said, "they kind") == "they […] kind"


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(["a", "b", "not", "x,", "(y)", "–"]), min_size=1, max_size=25),
    st.integers(),
)
def test_whatever_is_left_of_a_text_is_a_quote_of_its_words(words, seed):
    rng = random.Random(seed)
    kept = [word for word in words if rng.random() < 0.5]
    if not any(word != "–" for word in kept):
        return
    quote = cut_quote(" ".join(words), " ".join(kept))
    left = iter(words)
    assert all(word in left for word in quote.split() if word != LEFT_OUT)
    bare = [word.strip(",()") for word in quote.split() if word not in (LEFT_OUT, "–")]
    assert bare == [word.strip(",()") for word in kept if word != "–"]


def test_a_denial_left_out_in_the_middle_is_told():
    assert lost_negations(SAID, "it was good") == ["not"]
    assert lost_negations(SAID, "rang us back") == []
    assert lost_negations("They didn’t come and I can't say why", "They come") == ["didn’t"]
    assert lost_negations("I was never told", "told") == []


def test_where_a_quote_stands_is_found_run_by_run():
    spans = quoted_spans(SAID, "was kind, nobody rang us good")
    assert [SAID[first:last] for first, last in spans] == ["was kind,", "nobody rang us", "good –"]


def test_marks_that_no_page_can_show_are_in_no_quote():
    said = "Nobody \u202erang\u202c us\x00 back. \u2067Nobody."
    assert cut_quote(said, said) == "Nobody rang us back. Nobody."
    assert cut_quote(said, "rang us back") == "rang us back."
    assert cut_quote("\u202e – Nobody rang", "Nobody rang") == "Nobody rang"
    assert quoted_spans("\u202e – Nobody rang", "rang") == [(11, 15)]
    assert [said[a:b] for a, b in quoted_spans(said, "rang us")] == ["\u202erang\u202c us\x00"]


def test_a_text_of_twenty_thousand_characters_is_cut():
    said = ("nobody rang us back again and again and " * 500)[:20_000]
    assert cut_quote(said, "again and again") == "again and again"


# Over a store


async def first_text(store):
    return await store.get_sampled_text(SURVEY, WAVE, 0)


async def a_text(store, **answers):
    await sampled(store, [SAID], answers={"role": "P", "quote_ok": "yes"} | answers)
    return await first_text(store)


def offer(store, text, typed="nobody rang us back", **changes):
    values: dict[str, Any] = {"theme": "informed", "dissents": False, "by": "amira", "now": NOW}
    return offer_quote(store, text, typed, **(values | changes))


async def test_only_words_that_the_person_allowed_are_offered(store):
    text = await a_text(store, quote_ok="no")
    with pytest.raises(Refused, match="did not allow"):
        await offer(store, text)
    assert await store.list_quotes(SURVEY, WAVE) == []


@pytest.mark.parametrize("theme", ["", "other"])
async def test_a_quote_is_an_example_of_a_theme(store, theme):
    text = await a_text(store)
    with pytest.raises(BadInput, match="which theme"):
        await offer(store, text, theme=theme)


def publisher(name="mo", organisation=Organisation.MOPAC, **changes):
    return a_publisher(name, organisation, NOW, **changes)


async def test_nobody_clears_their_own_quote_and_nobody_decides_twice(store):
    text = await a_text(store)
    quote = await offer(store, text, dissents=True)
    assert (quote.words, quote.dissents, quote.role) == ("nobody rang us back", True, "P")
    with pytest.raises(Refused, match="somebody else"):
        await decide_quote(store, quote, publisher("amira"), cleared=True, now=NOW)
    await decide_quote(store, quote, publisher(), cleared=True, now=NOW)
    with pytest.raises(Refused, match="have said what you think"):
        await decide_quote(store, quote, publisher(), cleared=False, now=NOW)
    assert await store.read_cleared_quotes(SURVEY, WAVE, NOW) == []
    mel = publisher("mel", organisation=Organisation.MET)
    await decide_quote(store, quote, mel, cleared=True, now=NOW)
    assert [q.words for q in await store.read_cleared_quotes(SURVEY, WAVE, NOW)] == [quote.words]


async def test_only_publishers_of_mopac_and_the_met_clear_a_quote(store):
    quote = await offer(store, await a_text(store))
    with pytest.raises(NotAllowed, match="sign releases and quotes off"):
        await decide_quote(store, quote, publisher(role=Role.ANALYST), cleared=True, now=NOW)
    council = publisher(organisation=Organisation.COUNCIL)
    with pytest.raises(Refused, match="MOPAC and of the Met"):
        await decide_quote(store, quote, council, cleared=True, now=NOW)


# Coding


def code(store, text, **changes):
    values: dict[str, Any] = {
        "coder": "amira",
        "sentiment": "mixed",
        "themes": ("manner", "other", "waiting"),
        "codebook": CODEBOOK,
        "now": NOW,
    }
    return code_text(store, text, **(values | changes))


async def test_themes_are_kept_in_the_order_of_the_codebook(store):
    coding = await code(store, await a_text(store))
    assert coding.themes == ("waiting", "manner", "other")


@pytest.mark.parametrize("changes", [{"sentiment": "great"}, {"sentiment": ""}, {"themes": ["x"]}])
async def test_a_code_that_is_in_no_codebook_is_refused(store, changes):
    text = await a_text(store)
    with pytest.raises(BadInput, match="codebook"):
        await code(store, text, **changes)


async def test_coded_texts_come_with_what_their_coders_agree_on(store):
    await sampled(store, ["One.", "Two.", "Three."])
    texts = await store.read_sampled_texts(SURVEY, WAVE)
    for coder, sentiment in (("amira", "mixed"), ("olu", "negative")):
        await code(store, texts[0], coder=coder, sentiment=sentiment, themes=())
    await code(store, texts[1], simulated=True)
    found = await read_coded_texts(store, SURVEY, WAVE, NOW)
    assert [(t.text, t.sentiment, t.themes, t.simulated) for t in found] == [
        (texts[0].text, None, (), False),
        (texts[1].text, "mixed", ("waiting", "manner", "other"), True),
    ]
    key = {"response_id": texts[0].response_id, "item_id": "better"}
    await store.record_coding(a_coding(**key, coder="zoe", settles=True, themes=("manner",)))
    (settled, _) = await read_coded_texts(store, SURVEY, WAVE, NOW)
    assert (settled.sentiment, settled.themes) == ("negative", ("manner",))
