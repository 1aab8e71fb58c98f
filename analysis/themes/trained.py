"""Themes as learned from texts that people coded here: a model an operator keeps in a folder.

It only takes over the themes it finds better than their seeds do. Texts it learned from are read by
a part of it that did not learn from them, so that they can still say how often it errs.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import sqrt
from pathlib import Path

import msgspec
from msgspec import Struct

from analysis.errors import BadModel

MODEL_FILE = "themes.json.gz"
FORMAT = 1
PARTS = 5  # each coded text belongs to one, and four parts learn without it
AT_MOST = 20_000_000  # bytes, unpacked

_WORD = re.compile(r"[^\W\d_]+|\d+")


class Learned(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was learned about one theme, once for each part of the texts left out.

    `weights`: one list a part, in the order of the model's terms. `seed`: what a seed counts for.
    The two F1s are of texts not learned from.
    """

    theme: str
    positives: int
    f1: float
    seeds_f1: float
    bias: tuple[float, ...]
    seed: tuple[float, ...]
    weights: tuple[tuple[float, ...], ...]


class ThemeModel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which terms speak for which themes. `learned_from`: digest of a text -> its part."""

    format: int = FORMAT
    codebook: str  # its version
    terms: dict[str, float]  # term -> how much rare terms count for more
    learned: tuple[Learned, ...]
    learned_from: dict[str, int]

    @property
    def name(self) -> str:
        """E.g. 'learned-3f9a1c0e/1': another model, or another codebook, is another name."""
        digest = hashlib.blake2b(msgspec.json.encode(self), digest_size=4).hexdigest()
        return f"learned-{digest}/{self.codebook}"


def terms_of(prepared: str) -> list[str]:
    """The words of a prepared text and two words in a row, each once, sorted."""
    words = ["0" if word.isdigit() else word for word in _WORD.findall(prepared)]
    return sorted({*words, *(f"{one} {other}" for one, other in pairwise(words))})


def digest_of(prepared: str) -> str:
    """What a text is known by without keeping it."""
    return hashlib.blake2b(prepared.encode("utf-8", "replace"), digest_size=12).hexdigest()


class LearnedThemer:
    """Says which themes a text has, for the themes the model takes over."""

    def __init__(self, model: ThemeModel) -> None:
        self.model, self.name = model, model.name
        self.themes = frozenset(one.theme for one in model.learned)
        self._places = {term: place for place, term in enumerate(model.terms)}
        self._together = {one.theme: _mean_of(one) for one in model.learned}

    def find(self, prepared: str, seeded: Iterable[str]) -> set[str]:
        """The themes found; `seeded`: those whose seeds stand in the text."""
        values = weighed(terms_of(prepared), self.model.terms)
        places = [(self._places[term], value) for term, value in values.items()]
        part, with_seed = self.model.learned_from.get(digest_of(prepared)), set(seeded)
        found = set()
        for one in self.model.learned:
            bias, seed, weights = self._together[one.theme] if part is None else _part(one, part)
            score = bias + seed * (one.theme in with_seed)
            if score + sum(weights[place] * value for place, value in places) > 0:
                found.add(one.theme)
        return found


def _part(one: Learned, part: int) -> tuple[float, float, Sequence[float]]:
    return one.bias[part], one.seed[part], one.weights[part]


def _mean_of(one: Learned) -> tuple[float, float, Sequence[float]]:
    """Of all parts: what reads a text that none of them learned from."""
    weights = [sum(of_parts) / PARTS for of_parts in zip(*one.weights, strict=True)]
    return sum(one.bias) / PARTS, sum(one.seed) / PARTS, weights


def weighed(terms: Iterable[str], rarity: Mapping[str, float]) -> dict[str, float]:
    """The known terms of a text, weighed by how rare they are, of length 1 together."""
    known = {term: rarity[term] for term in terms if term in rarity}
    length = sqrt(sum(value * value for value in known.values()))
    return {term: value / length for term, value in known.items()}


def write_model(model: ThemeModel, path: Path) -> None:
    """Write a model to a file; the same model gives the same bytes."""
    path.write_bytes(gzip.compress(msgspec.json.encode(model), mtime=0))


def read_model(path: Path) -> ThemeModel:
    """The model in a file. Raises BadModel, naming the file, when there is none in it."""
    try:
        unpacked = zlib.decompressobj(wbits=31).decompress(path.read_bytes(), AT_MOST)
        model = msgspec.json.decode(unpacked, type=ThemeModel)
    except (OSError, zlib.error, msgspec.DecodeError) as error:
        raise BadModel(f"{path} holds no model of themes: {error}.") from error
    size = len(model.terms)
    fits = all(
        len(one.bias) == len(one.seed) == len(one.weights) == PARTS
        and all(len(weights) == size for weights in one.weights)
        for one in model.learned
    )
    if model.format != FORMAT or not fits or any(p >= PARTS for p in model.learned_from.values()):
        raise BadModel(f"{path} holds a model of themes that this version can not use.")
    return model
