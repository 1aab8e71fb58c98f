"""The transparent patterns of patterns.toml, and what each finds in a text."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from analysis.triage.verdict import OTHER_LANGUAGE, SCORER, Reason, Span

_STRAIGHT = {ord(curly): ord("'") for curly in "’‘`\u00b4\u02bc"}


class Pattern(Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of disclosure, what it is called, and the expressions that point at it."""

    kind: str
    title: str
    reason: str
    matches: tuple[str, ...]
    urgent: bool = False


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    words: dict[str, str]
    patterns: tuple[Pattern, ...]


class Kind(Struct, frozen=True):
    """A kind of reason in words, for whoever reads the text."""

    title: str
    reason: str


def patterns_text() -> bytes:
    """The file of patterns, from which the version of the screen is made."""
    return files(__package__).joinpath("patterns.toml").read_bytes()


@cache
def load_patterns() -> tuple[tuple[Pattern, re.Pattern[str]], ...]:
    """Every pattern with its expressions as one."""
    file = msgspec.toml.decode(patterns_text(), type=_File)
    return tuple((each, _compile(each.matches, file.words)) for each in file.patterns)


def _compile(matches: tuple[str, ...], words: dict[str, str]) -> re.Pattern[str]:
    """Written so that a misspelt name in braces raises, and a match is taken as `find` does."""
    spelt = [re.sub(r"\{([a-z]+)\}", lambda name: words[name[1]], one) for one in matches]
    return re.compile("|".join(spelt))


def find_patterns(text: str) -> tuple[list[Reason], bool]:
    """The reasons that patterns give for a text, and whether one of them is urgent."""
    plain = _same_length(text)
    found, urgent = [], False
    for pattern, expression in load_patterns():
        spans: tuple[Span, ...] = tuple(match.span() for match in expression.finditer(plain))
        if spans:
            found.append(Reason(pattern.kind, spans))
            urgent = urgent or pattern.urgent
    return found, urgent


def _same_length(text: str) -> str:
    """Small letters and straight quotes, each in its place, so that spans fit the text itself."""
    text = text.translate(_STRAIGHT)
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


KINDS = {each.kind: Kind(each.title, each.reason) for each, _ in load_patterns()} | {
    SCORER: Kind(
        "Something a person should look at",
        "No pattern matches. The trained scorer finds it like texts that tell of harm.",
    ),
    OTHER_LANGUAGE: Kind(
        "Not in English",
        "Neither the patterns nor the scorer can read it, so somebody who can should.",
    ),
}
