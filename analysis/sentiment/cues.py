"""Cues: rows of words that tell how something went, written as data in cues.toml.

All rows are looked for at once, in a tree of words, so that a thousand cost little more than one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import product

from analysis.sentiment.tokens import PAUSES
from analysis.sentiment.wording import read_data

_GAP = ".."
_GAP_AT_MOST = 3  # words that `..` may stand for


class _Node:
    """What may come next in some row, and the cues that are complete here."""

    __slots__ = ("cues", "gap", "words")

    def __init__(self) -> None:
        self.words: dict[str, _Node] = {}
        self.gap: _Node | None = None
        self.cues: set[str] = set()


class CueTree:
    """Finds which cues have one of their rows in a list of tokens."""

    def __init__(
        self, rows: Iterable[tuple[str, str]], phrases: Mapping[str, Sequence[str]]
    ) -> None:
        """rows: a cue's id with one of its rows."""
        self._root = _Node()
        for cue, row in rows:
            elements = [_readings(element, phrases) for element in row.split()]
            for reading in product(*elements):
                self._add(cue, " ".join(reading).split())

    def _add(self, cue: str, words: list[str]) -> None:
        node = self._root
        for word in words:
            if word == _GAP:
                node.gap = node.gap or _Node()
                node = node.gap
            else:
                node = node.words.setdefault(word, _Node())
        node.cues.add(cue)

    def find(self, tokens: Sequence[str], marked: Sequence[str]) -> set[str]:
        """Ids of the cues found, with "not " before one that stands after a negation.

        marked: the same tokens as mark_negation() gives them.
        """
        found: set[str] = set()
        first = self._root.words
        for start, token in enumerate(tokens):
            node = first.get(token)
            if node is None:
                continue
            if marked[start] is token or marked[start] == token:
                _follow(node, tokens, start + 1, found)
            else:
                turned: set[str] = set()
                _follow(node, tokens, start + 1, turned)
                found.update(f"not {cue}" for cue in turned)
        return found


def _follow(node: _Node, tokens: Sequence[str], at: int, found: set[str]) -> None:
    """Add to `found` what is complete at this node, and go on from it at token `at`."""
    found |= node.cues
    if at >= len(tokens):
        return
    following = node.words.get(tokens[at])
    if following is not None:
        _follow(following, tokens, at + 1, found)
    if node.gap is not None:
        for end in range(at, min(at + _GAP_AT_MOST, len(tokens) - 1) + 1):
            _follow(node.gap, tokens, end, found)
            if tokens[end] in PAUSES:
                break


def _readings(element: str, phrases: Mapping[str, Sequence[str]]) -> list[str]:
    """What one element of a row may be: `a|b`, `a?` (or nothing), `<phrases>`, `..` or a word."""
    if element.startswith("<"):
        return list(phrases[element.strip("<>")])
    if element == _GAP:
        return [_GAP]
    words = element.removesuffix("?").split("|")
    return [*words, ""] if element.endswith("?") else words


_TURNED = {"negative": "positive", "positive": "negative", "neutral": "neutral"}


@cache
def cue_sides() -> dict[str, str]:
    """Each cue of cues.toml, plain and turned round, and the side it speaks for."""
    sides = {cue["id"]: cue["side"] for cue in read_data("cues.toml")["cue"]}
    return sides | {f"not {cue}": _TURNED[side] for cue, side in sides.items()}


@cache
def domain_cues() -> CueTree:
    """The cues of cues.toml."""
    data = read_data("cues.toml")
    rows = [(cue["id"], row) for cue in data["cue"] for row in cue["rows"]]
    return CueTree(rows, data["phrases"])
