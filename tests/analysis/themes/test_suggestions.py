from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import FoundThemes, NotScored, find_themes, suggest_themes
from analysis.themes.seeds import outside, seed_pattern

IDENTITIES = (
    "white", "Black", "Asian", "mixed race", "Roma", "Irish Traveller", "Muslim", "Jewish",
    "autistic", "disabled", "deaf", "gay", "trans", "foreign", "Somali", "Polish", "young",
    "looked after", "homeless", "white British", "special needs", "Down's syndrome",
)  # fmt: skip
FRAMES = (
    "My {} child was missing and they told us to wait 24 hours.",
    "Because he is {} nobody came for four hours.",
    "The officer was rude to my {} son.",
    "We are a {} family and they never rang us back.",
    "A {} officer listened to us and searched all night.",
    "If she was {} they would have come sooner.",
    "They treated her like a criminal, a {} girl of thirteen.",
    "I am an {} carer and 101 cut me off.",
    "{} kids get passed between boroughs.",
    "Nobody asked my {} daughter why she left when she came home.",
)


def themes_in(text):
    return tuple(suggestion.theme for suggestion in suggest_themes(text))


@settings(deadline=None)
@given(st.sampled_from(FRAMES), st.sampled_from(IDENTITIES), st.sampled_from(IDENTITIES))
def test_which_people_a_text_is_about_never_decides_a_theme(frame, one, other):
    assert themes_in(frame.format(one)) == themes_in(frame.format(other))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(FRAMES), min_size=1, max_size=4), st.data())
def test_nor_do_several_in_a_row(frames, data):
    texts = [
        " ".join(frame.format(data.draw(st.sampled_from(IDENTITIES))) for frame in frames)
        for _ in range(2)
    ]
    assert themes_in(texts[0]) == themes_in(texts[1])


@pytest.mark.parametrize("who", IDENTITIES)
def test_a_word_of_identity_alone_is_no_theme(who):
    assert themes_in(f"My child is {who}.") == ()


def test_the_words_that_matched_can_be_shown():
    text = "They said “wait 24 hours”. Nobody rang us back, and nobody rang back after."
    found = {s.theme: [text[a:b] for a, b in s.spans] for s in suggest_themes(text)}
    assert found["wrong_advice"] == ["wait 24 hours"]
    assert found["informed"] == ["rang us back", "rang back"]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_at_all_is_read(text):
    for suggestion in suggest_themes(text):
        ends = [0]
        for start, end in suggestion.spans:
            assert ends[-1] <= start < end <= len(text)
            ends.append(end)
    find_themes(text, "en")


@pytest.mark.parametrize(
    "text",
    [
        "They took\x00four hours\x07 to come.",
        "😀 They took four hours to come 😀",
        "\u202eThey took four hours to come.\u202c",
        "TOOK FOUR HOURS",
        "İİİ took four hours",
    ],
    ids=["control characters", "emoji", "right to left marks", "capitals", "letters that grow"],
)
def test_odd_characters_hide_no_theme_and_move_no_place(text):
    (waiting,) = [s for s in suggest_themes(text) if s.theme == "waiting"]
    shown = text[waiting.spans[0][0] : waiting.spans[0][1]].lower()
    assert shown.startswith("took")
    assert "hours" in shown


def test_ten_megabytes_are_read_as_far_as_is_read():
    text = "They told us to wait 24 hours. " + "a" * 10_000_000 + " rude"
    assert themes_in(text) == ("wrong_advice",)
    again = "wait " * 2_000_000
    assert "waiting" in themes_in(again)


@pytest.mark.parametrize(
    ("text", "language", "reason"),
    [
        ("", "en", "empty"),
        (" \n\t…", "en", "empty"),
        ("Nadie vino a nuestra casa en toda la noche.", "es", "language"),
        ("لم يأت أحد إلى بيتنا طوال الليل.", "ar", "language"),
    ],
    ids=["nothing", "no letters", "Spanish", "Arabic"],
)
def test_what_cannot_be_read_has_no_themes_rather_than_none(text, language, reason):
    assert find_themes(text, language) == NotScored(reason)


def test_a_text_without_a_theme_is_read_all_the_same():
    found = find_themes("It was a Tuesday in the middle of June.", "en")
    assert isinstance(found, FoundThemes)
    assert found.themes == ()
    assert found.themer.startswith("seeds/")


# How seeds are written.


@pytest.mark.parametrize(
    ("seed", "text", "found"),
    [
        ("wait*", "waiting", True),
        ("wait", "waiting", False),
        ("wait", "await", False),
        ("(rang|called) back", "they called back", True),
        ("told .. wait", "told us both to wait", True),
        ("told .. wait", "told us in the end to wait", False),
        ("told .. wait", "I was told. Then a wait", False),
        ("# hours", "45 hours", True),
        ("# hours", "three hours", True),
        ("# hours", "happy hours", False),
        ("did not come", "didn’t come", True),
        ("did not come", "didnt come", True),
        ("did not come", "did not come", True),
        ("not care", "doesn't care", True),
        ("not care", "patient care", False),
        ("cut (me |us )?off", "cut off", True),
        ("cut (me |us )?off", "cut me off", True),
        ("children's home", "childrens home", True),
    ],
    ids=lambda value: str(value),
)
def test_a_seed_finds(seed, text, found):
    assert bool(seed_pattern(seed).search(text)) is found


def test_what_lies_in_a_wider_phrase_does_not_count():
    assert outside([(0, 4), (10, 12)], [(2, 6)]) == ((10, 12),)
    assert outside([(0, 4)], []) == ((0, 4),)
