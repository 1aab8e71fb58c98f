"""The trained scorer: TF-IDF and logistic regression, added up in plain Python.

It sees words as the sentiment scorer does: words of identity are masked and he and she are one, so
who the child is moves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from msgspec import Struct

from analysis.sentiment.features import Seen, see
from analysis.sentiment.reading import READ_AT_MOST
from analysis.sentiment.sentences import split_sentences
from analysis.sentiment.weighing import Vocabulary
from analysis.sentiment.wording import clean, expand_contractions, mask_identity
from analysis.triage.artefact import SCALE, TriageModel
from analysis.triage.verdict import Span


class Part(Struct, frozen=True):
    """A piece of a text that is scored by itself, and where it stands."""

    span: Span
    seen: list[Seen]


class Scored(Struct, frozen=True):
    """The log-odds of the likeliest part of a text, and where that part stands."""

    odds: float
    span: Span


class TriageScorer:
    """Scores every sentence and every two in a row; the likeliest speaks for the text.

    So a long text hides nothing that one sentence of it tells.
    """

    def __init__(self, model: TriageModel) -> None:
        self._vocabulary = Vocabulary(
            {term: rarity / SCALE for term, (rarity, _) in model.words.items()},
            {group: rarity / SCALE for group, (rarity, _) in model.groups.items()},
            list(model.traits),
        )
        terms = (*model.words.values(), *model.groups.values())
        weights = [*(weight for _, weight in terms), *model.traits.values()]
        self._weights = [weight / SCALE for weight in weights]
        self._start = model.start / SCALE
        self.flag_from = model.flag_from / SCALE

    def score(self, text: str) -> Scored:
        """The likeliest part of a text; -inf where there is nothing to read."""
        found = [Scored(self._odds(part.seen), part.span) for part in parts_of(text)]
        return max(found, key=lambda each: each.odds, default=Scored(float("-inf"), (0, 0)))

    def _odds(self, seen: list[Seen]) -> float:
        row = self._vocabulary.row(seen)
        pairs = zip(row.places, row.values, strict=True)
        return self._start + sum(self._weights[place] * value for place, value in pairs)


def parts_of(text: str) -> list[Part]:
    """The sentences of a text and every two in a row; at most its first 20,000 characters."""
    sentences = list(_located(text[:READ_AT_MOST]))
    pairs = [
        Part((one.span[0], other.span[1]), one.seen + other.seen)
        for one, other in pairwise(sentences)
    ]
    return [*sentences, *pairs]


def see_words(text: str) -> Seen:
    """What the scorer sees in a sentence as it was written."""
    return see(mask_identity(expand_contractions(clean(text))))


def seen_of(sentences: Sequence[str]) -> list[Seen]:
    """What the scorer sees in some sentences."""
    return [see_words(sentence) for sentence in sentences]


def _located(text: str) -> Iterable[Part]:
    """Each sentence with its place; one that was put together again gets the place of the rest."""
    behind = 0
    for sentence in split_sentences(text):
        first = text.find(sentence, behind)
        last = first + len(sentence) if first >= 0 else len(text)
        yield Part((max(first, behind), last), [see_words(sentence)])
        behind = last if first >= 0 else behind
