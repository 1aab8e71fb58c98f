"""What the trained scorer sees in a sentence: words, word pairs, letter groups, cues, length."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from analysis.sentiment.cues import cue_sides, domain_cues
from analysis.sentiment.tokens import PAUSES, mark_negation, read_tokens

GROUP_FROM, GROUP_TO = 2, 5  # letters
_LENGTHS = (2, 4, 7, 12, 20, 40, 80)


class Seen(Struct, frozen=True):
    """One sentence: its words as marked for negation, and the cues found in it."""

    words: list[str]
    cues: set[str]


def see(sentence: str) -> Seen:
    """What is seen in a prepared sentence."""
    tokens = read_tokens(sentence)
    marked = mark_negation(tokens)
    words = [token for token in marked if token not in _UNSPOKEN]
    return Seen(words, domain_cues().find(tokens, marked))


_UNSPOKEN = PAUSES - {"!", "?"}


def word_pairs(words: Sequence[str]) -> list[str]:
    """Two words in a row."""
    return [f"{one} {other}" for one, other in pairwise(words)]


def letter_groups(word: str) -> list[str]:
    """Groups of two to five letters of a word with its edges; none of a number or a mark."""
    if not word[0].isalpha():
        return []
    edged = f" {word} "
    return [
        edged[start : start + size]
        for size in range(GROUP_FROM, GROUP_TO + 1)
        for start in range(len(edged) - size + 1)
    ]


def traits(cues: set[str], words: int) -> list[str]:
    """The cues as features, how many speak for each side, and how long the text is."""
    length = f"length {bisect_left(_LENGTHS, words)}"
    if not cues:
        return ["neither side", length]
    sides = {cue: cue_sides()[cue] for cue in sorted(cues)}
    negative, positive = (list(sides.values()).count(side) for side in ("negative", "positive"))
    # A fact is a plain one only where nothing speaks for either side.
    plain = not negative and not positive
    found = [f"cue {cue}" for cue, side in sides.items() if plain or side != "neutral"]
    found += [f"negative {n}" for n in range(1, min(negative, 3) + 1)]
    found += [f"positive {n}" for n in range(1, min(positive, 3) + 1)]
    if negative and positive:
        found.append("both sides")
    if plain:
        found.append("neither side")
    return [*found, length]
