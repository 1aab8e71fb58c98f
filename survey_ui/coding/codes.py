"""The codes as a coder sees them: feelings and themes, with what each means."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from analysis import THEMES
from survey_api.coding import CANNOT_TELL, OTHER, Coding

CODEBOOK = tuple(theme.id for theme in THEMES)


class Code(Struct, frozen=True):
    """One answer a coder can give. `excludes` and `examples`: to read when in doubt."""

    id: str
    title: str
    hint: str = ""
    excludes: str = ""
    examples: tuple[str, ...] = ()


FEELINGS = (
    Code("negative", "Negative", "Something was bad, missing or late for them."),
    Code("neutral", "Neutral", "A plain fact or a suggestion: neither praise nor complaint."),
    Code("positive", "Positive", "Something was good or helped."),
    Code("mixed", "Mixed", "Clear praise and clear complaint in the same text."),
    Code(CANNOT_TELL, "I cannot tell", "Not understandable, or not in a language you read well."),
)
THEME_CODES = (
    *(
        Code(theme.id, theme.title, theme.counts, theme.not_counts, theme.examples)
        for theme in THEMES
    ),
    Code(OTHER, "Something else", "About something that none of these themes covers."),
)
_TITLES = {code.id: code.title for code in (*FEELINGS, *THEME_CODES)}


def title_of(code: str) -> str:
    """What a code is called; itself, if it has left the codebook."""
    return _TITLES.get(code, code)


def say_coding(coding: Coding) -> str:
    """What somebody saw in a text, in words."""
    return f"{title_of(coding.sentiment)}; {say_themes(coding.themes)}"


def say_themes(themes: Sequence[str]) -> str:
    """The themes of a coding in words."""
    return ", ".join(map(title_of, themes)) or "No theme"
