from __future__ import annotations

import re

import pytest

from analysis import THEMES, suggest_themes
from analysis.themes.identity import mask_identity
from analysis.themes.seeds import SeedIndex, anchors, seed_pattern

CODES = {"F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "R-A", "R-B", "R-C", "R-D"}
SEEDS = [(theme.id, seed) for theme in THEMES for seed in (*theme.seeds, *theme.unless)]


def themes_in(text):
    return {suggestion.theme for suggestion in suggest_themes(text)}


def test_there_are_ten_to_twelve_themes_that_bear_on_every_finding_and_recommendation():
    assert 10 <= len(THEMES) <= 12
    assert len({theme.id for theme in THEMES}) == len(THEMES)
    assert {code for theme in THEMES for code in theme.evidence} == CODES


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.id)
def test_a_theme_says_what_counts_and_what_does_not(theme):
    assert theme.title
    assert theme.counts.endswith(".")
    assert theme.not_counts.endswith(".")
    assert len(theme.examples) >= 2
    assert theme.counts in theme.description
    assert theme.not_counts in theme.description


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.id)
def test_no_seed_is_written_twice(theme):
    assert len(set(theme.seeds)) == len(theme.seeds)


def test_no_seed_needs_a_word_that_is_masked():
    plain = [(theme, re.sub(r"[()|*?#.]|\ban\b", " ", seed)) for theme, seed in SEEDS]
    masked = {(theme, word) for theme, seed in plain if (word := mask_identity(seed)) != seed}
    assert masked == set()


def test_every_seed_is_understood_and_has_a_word_to_look_for():
    for _, seed in SEEDS:
        assert seed_pattern(seed).search("") is None
        # Words are looked up by their first two letters.
        assert all(len(a.removesuffix("*")) >= 2 or not a.endswith("*") for a in anchors(seed))


def test_looking_words_up_first_loses_no_match():
    spoken = [re.sub(r"[()|*?#.]+", " ", seed) for _, seed in SEEDS]
    index = SeedIndex({seed: [seed] for _, seed in SEEDS})
    for text in spoken:
        matched = {seed for _, seed in SEEDS if seed_pattern(seed).search(text)}
        assert set(index.find(text)) == matched


# One line a row: what was said, the theme it has, a theme that it must not be taken for.
ROWS = [
    ("I was told to wait 24 hours before I could report.", "wrong_advice", "waiting"),
    ("Handlers quote the 24-hour rule, which is made up.", "wrong_advice", "waiting"),
    ("We waited 24 hours for a car.", "waiting", "wrong_advice"),
    ("It took half an hour.", "waiting", ""),
    ("An officer came within twenty minutes.", "waiting", ""),
    ("Nobody came until the next morning.", "waiting", "informed"),
    ("They didn’t come.", "waiting", ""),
    ("No update after three weeks.", "informed", "waiting"),
    ("They rang us back every hour.", "informed", "getting_through"),
    ("The queue on 101 went on and on, then I was cut off.", "getting_through", "informed"),
    ("The online form crashed twice.", "getting_through", ""),
    ("She listened to what I said.", "listened", "manner"),
    ("I heard nothing for days.", "informed", "listened"),
    ("The sergeant was rude and sarcastic.", "manner", "blamed"),
    ("They treated her like a criminal.", "blamed", "manner"),
    ("They said it was my fault.", "blamed", ""),
    ("I cannot fault them.", "", "blamed"),
    ("They put the risk down as low.", "danger", ""),
    ("They searched the park all evening.", "danger", ""),
    ("We were treated differently because of where we live.", "fairness", ""),
    ("To be fair, they came.", "", "fairness"),
    ("Kent passed us on to another force.", "joined_up", ""),
    ("I had to explain it again to a second officer.", "joined_up", ""),
    ("Nobody spoke to her after she came home.", "after_return", ""),
    ("The return interview was offered late.", "after_return", ""),
    ("I would not call the police again.", "trust", ""),
    ("My child was at an NHS trust.", "", "trust"),
    ("It happened on a Tuesday.", "", "waiting"),
]


@pytest.mark.parametrize(("text", "has", "has_not"), ROWS, ids=[row[0] for row in ROWS])
def test_what_seeds_find(text, has, has_not):
    found = themes_in(text)
    assert not has or has in found
    assert has_not not in found


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.id)
def test_seeds_find_more_than_nothing_in_the_examples_of_all(theme):
    others = [example for other in THEMES if other is not theme for example in other.examples]
    # Examples are for people: they are not written after the seeds. Most others must stay out.
    assert sum(theme.id in themes_in(example) for example in others) <= len(others) / 3
