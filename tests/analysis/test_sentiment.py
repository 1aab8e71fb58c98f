from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import NotScored, Sentiment, detect_language, score_text
from analysis.sentiment import STEP_TITLES, find_step, split_sentences
from analysis.sentiment.sentences import split_clauses
from analysis.sentiment.wording import expand_contractions, mask

IDENTITIES = [
    "white", "Black", "Asian", "Muslim", "autistic", "disabled", "gay", "foreign", "Roma",
    "Christian", "Jewish", "deaf", "lesbian", "trans", "Somali", "Polish", "Irish Traveller",
    "mixed race", "Black Caribbean", "learning disabled", "bisexual", "Sikh", "blind", "Arab",
]  # fmt: skip
FRAMES = [
    "My child is {} and I rang 101.",
    "They were rude to us because we are {}.",
    "The officer was kind and listened, even though my son is {}.",
    "It isn't great to be a {} family here; but the call handler was lovely.",
    "Nobody came. A {} girl was not important to them.",
    "{} children wait longer, and nothing gets better.",
    "I am not {}, but they did not help.",
    "An excellent officer. He knows about {} young people's needs.",
]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(FRAMES), min_size=1, max_size=3),
    st.sampled_from(IDENTITIES),
    st.sampled_from(IDENTITIES),
    st.sampled_from([str, str.upper, str.title]),
)
def test_who_the_child_is_changes_nothing_at_all(frames, one, other, case):
    text = " ".join(frames)
    assert score_text(text.replace("{}", case(one)), "en") == score_text(
        text.replace("{}", other), "en"
    )


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("an Asian child", "a x child"),
        ("a Black child", "a x child"),
        ("a Black British boy", "a x boy"),
        ("the gypsies' site", "the x' site"),
        ("a learning-disabled girl's school run", "a x girl's x run"),
        ("blackmail and whitewash", "blackmail and whitewash"),
    ],
)
def test_what_is_masked_and_what_is_not(text, masked):
    assert mask(text) == masked


@pytest.mark.parametrize(
    "fact",
    [
        "I reported a missing child.",
        "I rang 101 at nine.",
        "It took more than four hours.",
        "She is in care and at high risk.",
        "He came back first on Sunday night.",
    ],
)
def test_facts_of_the_case_carry_no_feeling(fact):
    assert score_text(fact, "en").whole == Sentiment("neutral", 0.0)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("The call handler was excellent and very kind.", "positive"),
        ("It was terrible, they were rude and useless.", "negative"),
        ("It isn't great.", "negative"),
        ("They weren't good to us", "negative"),
        ("The first call was awful but the officer was wonderful.", "mixed"),
        ("The officer was lovely; the wait was horrible.", "mixed"),
        ("We live near the station.", "neutral"),
    ],
)
def test_how_plain_words_are_scored(text, label):
    whole = score_text(text, "en").whole
    assert isinstance(whole, Sentiment)
    assert whole.label == label


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("It isn't", "it is not"),
        ("can't, won't", "can not, will not"),
        ("they didnt", "they did not"),
        ("I’ve and we’re", "i have and we are"),
    ],
)
def test_contractions_are_written_out(short, long):
    assert expand_contractions(short.replace("’", "'")) == long


def test_sentences_are_split_without_language_data():
    text = "Mr. Smith came at 9.30 p.m. on Monday. Nobody rang! Why?\nNo idea... ok"
    assert split_sentences(text) == [
        "Mr. Smith came at 9.30 p.m.",
        "on Monday.",
        "Nobody rang!",
        "Why?",
        "No idea...",
        "ok",
    ]
    assert split_sentences(" ... \n!?") == []
    assert split_clauses("Slow, but kind; however late") == ["Slow", "kind", "late"]


@pytest.mark.parametrize(
    ("sentence", "step"),
    [
        ("I rang 101 to report it", "reporting"),
        ("We were told to wait 24 hours by the call handler", "first_answer"),
        ("They graded her medium risk", "risk"),
        ("Two officers came round", "officer_visit"),
        ("Nobody rang back with an update", "updates"),
        ("When she came home nobody checked", "return"),
        ("The return interview was offered too late", "return_interview"),
        ("It was raining", ""),
    ],
)
def test_which_step_a_sentence_talks_about(sentence, step):
    assert find_step(sentence) == step
    assert step == "" or step in STEP_TITLES


def test_each_sentence_is_scored_and_placed():
    scored = score_text("I rang 101 and it was awful. Two officers came and were lovely.", "en")
    assert [(p.step, p.sentiment.label) for p in scored.parts] == [
        ("reporting", "negative"),
        ("officer_visit", "positive"),
    ]
    assert scored.scorer.startswith("textblob-")


OTHER_LANGUAGES = [
    ("pl", "Czekaliśmy całą noc, a policja nie traktowała nas poważnie."),
    ("pl", "Syn wrócił sam nad ranem."),
    ("ro", "Am așteptat toată noaptea și nu a venit nimeni."),
    ("ro", "Fiul meu s-a întors singur dimineața."),
    ("tr", "Bütün gece bekledik ama kimse gelmedi."),
    ("tr", "Oğlum sabah kendi başına döndü."),
    ("so", "Waxaan sugnay habeenkii oo dhan laakiin cidna ma iman."),
    ("so", "Wiilkaygu keligiis ayuu subaxdii soo noqday."),
    ("es", "Esperamos toda la noche y no vino nadie."),
    ("es", "Mi hijo volvió solo por la mañana."),
    ("pt", "Esperámos a noite toda e não veio ninguém."),
    ("pt", "O meu filho voltou sozinho de manhã."),
    ("fr", "Nous avons attendu toute la nuit et personne n'est venu."),
    ("fr", "Mon fils est rentré tout seul le matin."),
    ("ar", "انتظرنا طوال الليل ولم يأت أحد."),
    ("ar", "عاد ابني وحده في الصباح."),
    ("ur", "ہم نے ساری رات انتظار کیا مگر کوئی نہیں آیا۔"),
    ("ur", "میرا بیٹا صبح خود واپس آ گیا۔"),
    ("bn", "আমরা সারারাত অপেক্ষা করেছি কিন্তু কেউ আসেনি।"),
    ("bn", "আমার ছেলে সকালে একাই ফিরে এসেছে।"),
    ("fa", "تمام شب منتظر ماندیم و هیچ کس نیامد."),
    ("fa", "پسرم صبح خودش برگشت."),
    ("cy", "Buom yn aros drwy'r nos a ddaeth neb."),
    ("cy", "Daeth fy mab adref ei hun yn y bore."),
]


@pytest.mark.parametrize("declared", ["en", "its own"])
@pytest.mark.parametrize(("language", "text"), OTHER_LANGUAGES)
def test_other_languages_are_never_taken_for_english(language, text, declared):
    shown = language if declared == "its own" else "en"
    assert detect_language(text, shown) != "en"
    assert score_text(text, shown).whole == NotScored("language")


@pytest.mark.parametrize(
    "text",
    [
        "They took ages.",
        "Nobody came",
        "More police",
        "My child is Somali and the police did not come.",
        "Better communication, quicker replies, more kindness and respect.",
        "i tryed the online form an it crashed so i give up",
    ],
)
def test_english_is_taken_for_english_whatever_the_page_was_in(text):
    assert detect_language(text, "en") == "en"
    assert detect_language(text, "ar") == "en"


def test_short_texts_keep_the_declared_language_unless_the_script_says_otherwise():
    assert detect_language("Merci", "fr") == "fr"
    assert detect_language("شكرا", "en") != "en"
    assert detect_language("", "pl") == "pl"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_scored(text):
    scored = score_text(text, "en")
    whole = scored.whole
    assert isinstance(whole, NotScored) or -1 <= whole.polarity <= 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\t",
        "\x00\x00",
        "!!! 999 ???",
        "good\x00 bad",
        "👍👍👍",
        "\u202ethgir ot tfel\u202c",
        "\ud800 broken",
        "a" * 10_000_000,
        "good. " * 1_700_000,
        "but " * 50_000,
        "(((((" * 100_000 + "bad",
        "x-" * 200_000,
        "black " * 100_000,
    ],
)
def test_no_text_is_too_odd_or_too_long(text):
    assert score_text(text, "en").whole is not None


def test_only_emoji_or_figures_are_nothing_to_read():
    assert score_text("👍👍 999", "en").whole == NotScored("empty")


def test_what_comes_after_the_first_part_is_not_scored():
    whole = score_text("We live here. " * 3_000 + "Terrible!", "en").whole
    assert whole == Sentiment("neutral", 0.0)


def test_analysis_is_imported_without_textblob():
    code = "import analysis, sys; sys.exit('textblob' in sys.modules or 'nltk' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
