"""What people wrote about: a codebook of themes, and a program that suggests them.

Suggestions help a coder; they are counted, with their correction, only where people agree on the
theme. See themes.toml for the codebook.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path

import msgspec

from analysis.errors import BadModel
from analysis.sentiment import NotScored, detect_language
from analysis.sentiment.reading import read_text
from analysis.themes.identity import mask_identity
from analysis.themes.learning import CodedThemes, learn
from analysis.themes.model import FoundThemes, Span, Suggestion, Theme, ThemeBook, ThemedText
from analysis.themes.seeds import SeedIndex, outside
from analysis.themes.trained import MODEL_FILE, LearnedThemer, ThemeModel, read_model, write_model

__all__ = [
    "THEMES",
    "THEMES_VERSION",
    "FoundThemes",
    "LearnedThemer",
    "Span",
    "Suggestion",
    "Theme",
    "ThemeModel",
    "ThemedText",
    "find_themes",
    "learn_themes",
    "load_themer",
    "suggest_themes",
]

READ_AT_MOST = 20_000  # characters, as for sentiment

_BOOK = msgspec.toml.decode(files(__package__).joinpath("themes.toml").read_bytes(), type=ThemeBook)

THEMES: tuple[Theme, ...] = _BOOK.theme
THEMES_VERSION: str = _BOOK.version


def suggest_themes(text: str) -> tuple[Suggestion, ...]:
    """The themes whose seeds stand in an English text, with the characters that matched.

    Words of identity are masked first, so which one is there changes nothing. Only the first
    20,000 characters are read. Never raises for any text.
    """
    masked = mask_identity(text[:READ_AT_MOST])
    found, not_there = _seeds().find(masked), _unless().find(masked)
    suggestions = (
        Suggestion(theme.id, outside(found.get(theme.id, ()), not_there.get(theme.id, ())))
        for theme in THEMES
    )
    return tuple(suggestion for suggestion in suggestions if suggestion.spans)


@cache
def _seeds() -> SeedIndex:
    return SeedIndex({theme.id: theme.seeds for theme in THEMES})


@cache
def _unless() -> SeedIndex:
    return SeedIndex({theme.id: theme.unless for theme in THEMES})


def find_themes(
    text: str, language: str, themer: LearnedThemer | None = None
) -> FoundThemes | NotScored:
    """The themes of a text: by their seeds, and those that were learned by `themer`.

    language: what the page was shown in; a text in another language than English is not read.
    """
    if not any(c.isalpha() for c in text[:READ_AT_MOST]):
        return NotScored("empty")
    if detect_language(text, language) != "en":
        return NotScored("language")
    found = {suggestion.theme for suggestion in suggest_themes(text)}
    name = f"seeds/{THEMES_VERSION}"
    if themer is not None:
        learned = themer.find(read_text(text, language).text, found)
        found, name = (found - themer.themes) | learned, themer.name
    return FoundThemes(name, tuple(theme.id for theme in THEMES if theme.id in found))


def load_themer(models: Path | None) -> LearnedThemer | None:
    """What was learned here, from a folder of models; None: there is none, so seeds find themes.

    Raises BadModel, naming the file, when it holds no model or one of another codebook.
    """
    if models is None or not (models / MODEL_FILE).exists():
        return None
    model = read_model(models / MODEL_FILE)
    if model.codebook != THEMES_VERSION:
        raise BadModel(f"{models / MODEL_FILE} was learned for another version of the themes.")
    return LearnedThemer(model)


def learn_themes(coded: Iterable[ThemedText], models: Path) -> ThemeModel:
    """Learn themes from texts that people coded, and keep the model in the folder.

    Raises BadExamples when no theme is learned better than its seeds find it.
    """
    texts = [
        CodedThemes(
            read_text(one.text, one.language).text,
            frozenset(suggestion.theme for suggestion in suggest_themes(one.text)),
            frozenset(one.themes),
        )
        for one in coded
        if detect_language(one.text, one.language) == "en"
    ]
    model = learn(texts, [theme.id for theme in THEMES], THEMES_VERSION)
    models.mkdir(parents=True, exist_ok=True)
    write_model(model, models / MODEL_FILE)
    return model
