from __future__ import annotations

import pytest

from analysis import NotScored, detect_language, load_scorers, score_with_each

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
    for scored in score_with_each(load_scorers(), text, shown):
        assert scored.whole == NotScored("language")
        assert scored.parts == ()


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


def test_easy_read_is_english():
    assert detect_language("Merci", "en-x-easy") == "en"
    assert detect_language("They took ages to ring us back.", "en-x-easy") == "en"
    (scored, *_) = score_with_each(load_scorers(), "They were kind to us.", "en-x-easy")
    assert scored.language == "en"
    assert scored.whole != NotScored("language")
