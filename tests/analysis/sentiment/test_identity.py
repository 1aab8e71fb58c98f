"""Words that say who people are never move a score, a step or the language found."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import detect_language, load_scorers, score_with_each
from analysis.sentiment.wording import mask, mask_identity, read_data

NAMED = [
    "white", "Black", "Asian", "Muslim", "autistic", "disabled", "gay", "foreign", "Roma",
    "Christian", "Jewish", "deaf", "lesbian", "trans", "Somali", "Polish", "Irish Traveller",
    "mixed race", "Black Caribbean", "learning disabled", "bisexual", "Sikh", "blind", "Arab",
    "Afro-Caribbean", "Black British", "non-binary", "ADHD", "working-class", "Romani",
]  # fmt: skip
# Every listed word that can stand before "child": phrases that need another place are names.
LISTED = sorted(
    {word for words in read_data("words.toml")["identity"].values() for word in words}
    | {word.replace(" ", "-") for word in NAMED}
)
FRAMES = [
    "My child is {} and I rang 101.",
    "They were rude to us because we are {}.",
    "The officer was kind and listened, even though my son is {}.",
    "It isn't great to be a {} family here; but the call handler was lovely.",
    "Nobody came. A {} girl was not important to them.",
    "{} children wait longer, and nothing gets better.",
    "I am not {}, but they did not help.",
    "An excellent officer. He knows about {} young people's needs.",
    "We waited six hours; {}, that is all they saw.",
    "They kept ({}) families informed and took it seriously.",
    "He asked \"is she {}?\" and never rang back.",
    "My {}-speaking neighbour rang for me and was fobbed off.",
    "Is it because he is {}? Nobody took it seriously.",
]  # fmt: skip
SCORERS = load_scorers()


def scored(text):
    return score_with_each(SCORERS, text, "en")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(FRAMES), min_size=1, max_size=3),
    st.sampled_from(NAMED + LISTED),
    st.sampled_from(NAMED + LISTED),
    st.sampled_from([str, str.upper, str.title, str.lower]),
)
def test_who_the_child_is_changes_nothing_at_all(frames, one, other, case):
    text = " ".join(frames)
    assert scored(text.replace("{}", case(one))) == scored(text.replace("{}", other))


PARTS = {
    "who": ["We", "The police", "One officer", "Nobody", "The call handler", "They"],
    "did": ["listened to", "ignored", "did not ring", "kindly helped", "sent away", "asked for"],
    "article": ["a", "the", "my", "every", "no"],
    "whom": ["child", "boys", "family", "mum's friend", "girl's school", "carer"],
    "end": ["", ", and it was awful", " but came late", "; thank you", " within ten minutes"],
}


@st.composite
def sentences(draw):
    """A sentence with a gap for a word of identity, and the same with an article before it."""
    part = {name: draw(st.sampled_from(choices)) for name, choices in PARTS.items()}
    return f"{part['who']} {part['did']} {part['article']} {{}} {part['whom']}{part['end']}."


@settings(max_examples=150, deadline=None)
@given(
    st.lists(sentences(), min_size=1, max_size=4),
    st.sampled_from(NAMED + LISTED),
    st.sampled_from(NAMED + LISTED),
)
def test_in_any_generated_text_one_word_of_identity_is_like_another(parts, one, other):
    def filled(word):
        # As people write it: an before a vowel.
        article = "an" if word[0].lower() in "aeiou" else "a"
        return re.sub(r"\ba \{\}", f"{article} {word}", " ".join(parts)).replace("{}", word)

    assert scored(filled(one)) == scored(filled(other))
    assert detect_language(filled(one), "en") == detect_language(filled(other), "en") == "en"


@pytest.mark.parametrize("word", ["white", "Black", "Asian", "autistic", "Roma", "disabled"])
@pytest.mark.parametrize("declared", ["en", "pl", "ar"])
def test_a_word_of_identity_does_not_change_the_language(word, declared):
    for text in ("My child is {}", "{}", "{} boy, fourteen", "Mój syn jest {} i długo czekaliśmy"):
        assert detect_language(text.replace("{}", word), declared) == detect_language(
            text.replace("{}", "gay"), declared
        )


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(FRAMES[:4]), st.sampled_from(NAMED))
def test_the_trained_scorer_does_not_hear_the_word_at_all(frame, word):
    named, plain = (scored(frame.replace(" {}", w))[0].whole for w in (f" {word}", ""))
    assert (named.label, named.polarity) == (plain.label, plain.polarity)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("He was found and she thanked her brother.", "She was found and he thanked his sister."),
        ("My son ran and his dad cried.", "My daughter ran and her mum cried."),
        ("The lady was rude to the boys.", "The man was rude to the girls."),
        ("They took 4 hours.", "They took nine hours."),
    ],
)  # fmt: skip
def test_whether_he_or_she_and_which_number_changes_no_trained_score(one, other):
    assert scored(one)[0] == scored(other)[0]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("an Asian child", "a x child"),
        ("a Black child", "a x child"),
        ("a Black British boy", "a x boy"),
        ("the gypsies' site", "the x' site"),
        ("a learning-disabled girl's phone", "a x girl's phone"),
        ("blackmail and whitewash", "blackmail and whitewash"),
        ("they came straight away", "they came straight away"),
        ("her son is straight", "her son is x"),
        ("they did not send anyone", "they did not send anyone"),
        ("it fell on deaf ears", "it fell on deaf ears"),
    ],
)
def test_what_is_masked_and_what_is_not(text, masked):
    assert mask_identity(text) == masked


def test_textblob_has_the_facts_of_the_case_masked_too():
    assert mask("a missing Black child, first reported") == "a x child, x"
