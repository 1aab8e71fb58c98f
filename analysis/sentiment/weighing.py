"""Texts as rows of numbers: the same sums that the trained scorer makes, for all texts at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from math import log, sqrt

from msgspec import Struct

from analysis.sentiment.artefact import SCALE, Model
from analysis.sentiment.features import Seen, letter_groups, see, traits, word_pairs
from analysis.sentiment.reading import read_text

LEAST = 3  # texts a word or pair stands in, so that no rare name survives
LEAST_GROUP = 5  # the same for a group of letters
ONE_TRAIT = 1.0  # how much a cue or a length counts beside words, whose squares add up to 1


class Row(Struct, frozen=True):
    """Places and values of what is not zero in a row."""

    places: list[int]
    values: list[float]


def see_text(text: str) -> list[Seen]:
    """What is seen in each sentence of a text."""
    return [see(sentence) for sentence in read_text(text, "en").sentences]


class Vocabulary:
    """The terms kept from some texts, how rare each is, and which column is whose."""

    def __init__(
        self, words: dict[str, float], groups: dict[str, float], traits: Sequence[str]
    ) -> None:
        """words, groups: how rare each is."""
        self.words, self.groups, self.traits = words, groups, traits
        self._word_places = _places(self.words, 0)
        self._group_places = _places(self.groups, len(self.words))
        self._trait_places = _places(self.traits, len(self.words) + len(self.groups))
        self.columns = len(self.words) + len(self.groups) + len(self.traits)

    @classmethod
    def of_texts(cls, texts: Sequence[list[Seen]]) -> Vocabulary:
        """The terms that stand in enough of these texts."""
        return cls(
            _rarities((_terms(seen) for seen in texts), LEAST),
            _rarities((_groups(seen) for seen in texts), LEAST_GROUP),
            sorted({trait for seen in texts for trait in _traits(seen)}),
        )

    @classmethod
    def of_model(cls, model: Model) -> Vocabulary:
        """The terms of a model, in its order."""
        return cls(
            {word: terms[0] / SCALE for word, terms in model.words.items()},
            {group: terms[0] / SCALE for group, terms in model.groups.items()},
            list(model.traits),
        )

    def row(self, text: list[Seen]) -> Row:
        """A text as a row."""
        terms = [term for seen in text for term in (*seen.words, *word_pairs(seen.words))]
        words = [(self._word_places[t], self.words[t]) for t in terms if t in self.words]
        by_word = [self._of_word(word) for seen in text for word in seen.words]
        length = sqrt(sum(square for _, square in by_word)) or 1.0
        found = _to_one_length(words)
        found += [(place, value / length) for pairs, _ in by_word for place, value in pairs]
        places = self._trait_places
        found += [(places[trait], ONE_TRAIT) for trait in _traits(text) if trait in places]
        return Row([place for place, _ in found], [value for _, value in found])

    def _of_word(self, word: str) -> tuple[list[tuple[int, float]], float]:
        """The letter groups of a word with their squares added up, as if each stood alone."""
        kept = [group for group in _letters(word) if group in self.groups]
        pairs = [(self._group_places[group], self.groups[group]) for group in kept]
        return pairs, sum(value * value for _, value in pairs)


def _to_one_length(found: list[tuple[int, float]]) -> list[tuple[int, float]]:
    length = sqrt(sum(value * value for _, value in found)) or 1.0
    return [(place, value / length) for place, value in found]


def _rarities(texts: Iterable[set[str]], least: int) -> dict[str, float]:
    """Each term that stands in enough texts, with its inverse document frequency, in order."""
    number, counts = 0, Counter[str]()
    for terms in texts:
        number += 1
        counts.update(terms)
    return {
        term: log((1 + number) / (1 + count)) + 1
        for term, count in sorted(counts.items())
        if count >= least
    }


def _places(terms: Iterable[str], first: int) -> dict[str, int]:
    return {term: place for place, term in enumerate(terms, start=first)}


def _terms(text: list[Seen]) -> set[str]:
    return {term for seen in text for term in (*seen.words, *word_pairs(seen.words))}


def _groups(text: list[Seen]) -> set[str]:
    return {group for seen in text for word in seen.words for group in _letters(word)}


def _traits(text: list[Seen]) -> list[str]:
    cues = set[str]().union(*(seen.cues for seen in text))
    return traits(cues, sum(len(seen.words) for seen in text))


@cache
def _letters(word: str) -> tuple[str, ...]:
    return tuple(letter_groups(word))
