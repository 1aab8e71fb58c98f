"""What a theme is, and what is found of it in a text."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

Span: TypeAlias = tuple[int, int]  # first character, and the one after the last


class Theme(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One theme of the codebook: what a text can be about, praise and complaint alike."""

    id: str
    title: str
    counts: str  # what a coder counts as this theme
    not_counts: str  # what belongs to another theme, or to none
    evidence: tuple[str, ...]  # findings and recommendations it bears on
    examples: tuple[str, ...]  # invented
    seeds: tuple[str, ...]
    unless: tuple[str, ...] = ()

    @property
    def description(self) -> str:
        """What counts and what does not, for a coder to read."""
        return f"{self.counts} Not: {self.not_counts}"


class ThemeBook(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All themes, in the order they are shown."""

    version: str
    theme: tuple[Theme, ...]


class Suggestion(Struct, frozen=True):
    """A theme a text may have, and the places in it that say so, in order and apart."""

    theme: str
    spans: tuple[Span, ...]


class FoundThemes(Struct, frozen=True):
    """The themes a program saw in a text, in the order of the codebook; none is an answer too."""

    themer: str  # name and version, stored with what it found
    themes: tuple[str, ...]


class ThemedText(Struct, frozen=True):
    """A text with the themes that its coders agree on."""

    text: str
    language: str
    themes: tuple[str, ...]
