from __future__ import annotations

import gzip
import random

import pytest

from analysis import (
    BadExamples,
    BadModel,
    FoundThemes,
    ThemedText,
    find_themes,
    learn_themes,
    load_themer,
)

# People here say "sofa" when they mean a wait, which no seed knows.
SAID = ["the sofa again", "sofa sofa sofa", "we had the sofa for hours", "only the sofa for us"]
ELSE = ["a blue kitchen", "the table was set", "tea with milk", "she likes to paint"]
FILL = ["Tuesday", "outside", "my brother", "the garden", "in June", "a letter", "the bus"]


def coded(n, seed=1):
    rng = random.Random(seed)
    texts = []
    for i in range(n):
        has = rng.random() < 0.4
        words = [*rng.sample(FILL, 3), rng.choice(SAID if has else ELSE), f"number {i}"]
        text = "It was like this: " + ", ".join(words) + "."
        texts.append(ThemedText(text, "en", ("waiting",) if has else ()))
    return texts


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    models = tmp_path_factory.mktemp("models")
    learn_themes(coded(200), models)
    return models


def found_in(text, folder):
    found = find_themes(text, "en", load_themer(folder))
    assert isinstance(found, FoundThemes)
    return found


def test_what_people_here_mean_is_learned(folder):
    text = "We were left with the sofa on Monday evening."
    assert "waiting" not in found_in(text, None).themes
    assert found_in(text, folder).themes == ("waiting",)
    assert "waiting" not in found_in("We were left with a kitchen on Monday.", folder).themes


def test_other_themes_keep_their_seeds(folder):
    assert found_in("The sergeant was rude.", folder).themes == ("manner",)


def test_a_theme_with_too_few_texts_or_no_better_than_its_seeds_is_not_learned(tmp_path):
    with pytest.raises(BadExamples, match="20"):
        learn_themes(coded(30), tmp_path)
    seeds_know = [
        ThemedText(f"They made us wait, {i}." if i % 2 else f"All was calm, {i}.", "en",
                   ("waiting",) if i % 2 else ())
        for i in range(100)
    ]  # fmt: skip
    with pytest.raises(BadExamples):
        learn_themes(seeds_know, tmp_path)
    with pytest.raises(BadExamples):
        learn_themes([], tmp_path)


def test_the_same_texts_teach_the_same_bytes_in_any_order(folder, tmp_path):
    learn_themes(list(reversed(coded(200))), tmp_path)
    name = "themes.json.gz"
    assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


def test_no_text_and_no_rare_word_is_in_the_file(folder, tmp_path):
    texts = [*coded(200), ThemedText("Zebedee Quartermain told us, the sofa.", "en", ("waiting",))]
    learn_themes(texts, tmp_path)
    kept = gzip.decompress((tmp_path / "themes.json.gz").read_bytes()).decode().lower()
    assert "zebedee" not in kept
    assert "number 17" not in kept
    assert "sofa" in kept


def test_a_text_it_learned_from_is_read_by_a_part_that_did_not(tmp_path):
    # Codes by the toss of a coin: nothing can be learned of them, but much learned by heart.
    rng = random.Random(4)
    letters = "bcdfghklmnprstvw"
    texts = []
    for _ in range(160):
        words = " ".join("".join(rng.choices(letters, k=2)) + "oo" for _ in range(6))
        themes = ("trust",) if rng.random() < 0.5 else ()
        texts.append(ThemedText(f"There was this on the day: {words}.", "en", themes))
    learn_themes([*texts, *coded(120)], tmp_path)
    themer = load_themer(tmp_path)
    if themer is not None and "trust" in themer.themes:
        right = 0
        for text in texts:
            found = find_themes(text.text, "en", themer)
            assert isinstance(found, FoundThemes)
            right += ("trust" in found.themes) == bool(text.themes)
        assert right / len(texts) < 0.7


@pytest.mark.parametrize("who", ["white", "Black", "Roma", "autistic", "gay", "mixed race"])
def test_words_of_identity_are_not_learned(who, tmp_path):
    texts = [
        ThemedText(f"It was a {word} child, {i % 7}, {i}.", "en", ("trust",) if word == who else ())
        for i in range(120)
        for word in (who, "disabled")
    ]
    with pytest.raises(BadExamples):
        learn_themes(texts, tmp_path)


def test_the_name_tells_models_apart(folder, tmp_path):
    learn_themes(coded(200, seed=2), tmp_path)
    names = {found_in("Tea.", models).themer for models in (folder, tmp_path, None)}
    assert len(names) == 3


@pytest.mark.parametrize(
    "content",
    [b"", b"nothing", gzip.compress(b"{}"), gzip.compress(b"[" * 99)],
    ids=["empty", "no gzip", "no model", "no JSON"],
)
def test_a_file_that_holds_no_model_is_named(content, tmp_path):
    (tmp_path / "themes.json.gz").write_bytes(content)
    with pytest.raises(BadModel, match=r"themes\.json\.gz"):
        load_themer(tmp_path)


def test_a_model_of_other_themes_is_refused(folder, tmp_path):
    body = gzip.decompress((folder / "themes.json.gz").read_bytes())
    other = body.replace(b'"codebook":"1"', b'"codebook":"0"')
    assert other != body
    (tmp_path / "themes.json.gz").write_bytes(gzip.compress(other))
    with pytest.raises(BadModel, match="another version"):
        load_themer(tmp_path)
