"""Seeds: phrases that suggest a theme, with the places where they stand in a text.

How they are written is told in themes.toml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from analysis.themes.model import Span

_GAP = r"[^\w.!?;]{1,3}"  # between two words of one sentence
_SOME = rf"{_GAP}(?:[\w'’]+{_GAP}){{0,3}}"  # and up to three words between
_NOT = r"(?:[^\w.!?;]{0,3}not|n?['’]?t)"  # "did not", "cannot", "didn't", "didnt"
_NUMBER = (
    r"(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|"
    r"thirty|forty|fifty|sixty|several|many|(?:a\s+)?few|(?:a\s+)?couple\s+of|half\s+an?|an?)"
)
_PIECES = (
    (" .. ", _SOME),
    (" not", _NOT),
    ("# ", _NUMBER + r"[^\w.!?;]{0,3}"),
    (" ", _GAP),
    ("*", r"\w*"),
    ("'", "['’]?"),
    ("(", "(?:"),
)
_NOT_FIRST = (
    r"(?:(?<!\w)not|(?<=[a-z]n)['’]t|"
    r"(?<!\w)(?:do|did|does|is|was|are|were|has|have|had|would|could|should|ca|wo)nt)"
)
_AN = re.compile(r"\ban\b")
_WORD = re.compile(r"[^\W\d_]+|\d+")
_ANCHOR = re.compile(r"([^\W\d_]+|\d+)(\*|'| not\b)?")
_FIRST = 2  # letters that words are looked up by: what may go on has no fewer


@cache
def seed_pattern(seed: str) -> re.Pattern[str]:
    """What a seed finds, as a regular expression."""
    seed = _AN.sub("a", seed)  # as masking leaves it
    start, rest = (_NOT_FIRST, seed[3:]) if seed.startswith("not ") else (r"(?<!\w)", seed)
    found, i = [start], 0
    while i < len(rest):
        text, piece = next(((t, p) for t, p in _PIECES if rest.startswith(t, i)), (rest[i], ""))
        found.append(piece or (text if text in "|)?" else re.escape(text)))
        i += len(text)
    return re.compile("".join(found) + r"(?!\w)", re.IGNORECASE)


def anchors(seed: str) -> tuple[str, ...]:
    """Words one of which a text must hold for the seed to match; `wait*`: a word so begun."""
    if words := _words(re.sub(r"\([^()]*\)\??", " ", seed)):
        return (max(words, key=len),)
    for group in re.findall(r"\(([^()]*)\)(?!\?)", seed):
        options = [_words(option) for option in group.split("|")]
        if all(options):
            return tuple({max(words, key=len): None for words in options})
    raise ValueError(f"A seed needs a word that is not optional: '{seed}'.")


def _words(seed: str) -> list[str]:
    """The words of a seed without brackets; those that may go on end in `*`."""
    return [
        found[1].lower() + ("*" if found[2] else "")
        for found in _ANCHOR.finditer(seed)
        if found[1] != "not"
    ]


class SeedIndex:
    """Seeds of several owners, to be looked for in one text at once.

    Few of them can match a given text: those without any of their words in it are passed over.
    """

    def __init__(self, seeds: Mapping[str, Iterable[str]]) -> None:
        self._whole: dict[str, list[tuple[str, str]]] = {}
        self._begun: dict[str, dict[str, list[tuple[str, str]]]] = {}  # by their first letters
        for owner, phrases in seeds.items():
            for seed in phrases:
                for anchor in anchors(seed):
                    self._place(anchor).append((owner, seed))

    def _place(self, anchor: str) -> list[tuple[str, str]]:
        if not anchor.endswith("*"):
            return self._whole.setdefault(anchor, [])
        return self._begun.setdefault(anchor[:_FIRST], {}).setdefault(anchor[:-1], [])

    def find(self, text: str) -> dict[str, list[Span]]:
        """Owner -> where any of its seeds stands; places that overlap are one, in order."""
        candidates: dict[tuple[str, str], None] = {}
        for word in set(_WORD.findall(text.lower())):
            candidates |= dict.fromkeys(self._whole.get(word, ()))
            for begun, pairs in self._begun.get(word[:_FIRST], {}).items():
                if word.startswith(begun):
                    candidates |= dict.fromkeys(pairs)
        found: dict[str, list[Span]] = {}
        for owner, seed in candidates:
            if spans := [match.span() for match in seed_pattern(seed).finditer(text)]:
                found.setdefault(owner, []).extend(spans)
        return {owner: _merged(sorted(spans)) for owner, spans in found.items()}


def _merged(spans: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def outside(spans: Iterable[Span], others: Sequence[Span]) -> tuple[Span, ...]:
    """The spans that neither lie in nor overlap any of the others."""
    return tuple(
        (start, end)
        for start, end in spans
        if not any(start < other_end and other < end for other, other_end in others)
    )
