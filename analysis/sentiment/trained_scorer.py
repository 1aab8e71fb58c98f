"""The trained scorer: weights of words, letter groups and cues, added up in plain Python.

A text's words and letter groups are weighed by how rare they are and brought to one length, as
TF-IDF does, with the squares of words added up word by word. So what a word adds is known once it
has been met, and a text costs little more than looking its words up.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, sqrt
from typing import NamedTuple, TypeAlias

from analysis.sentiment.artefact import SCALE, Model, ModelCard, Terms
from analysis.sentiment.features import Seen, letter_groups, see, traits
from analysis.sentiment.model import Sentiment
from analysis.sentiment.sentences import split_clauses, split_sentences

LABELS = ("negative", "neutral", "positive")
_REMEMBERED = 50_000  # words; beyond it what was met is forgotten and met anew

Three: TypeAlias = tuple[float, float, float]
# Square of its length, then what it adds towards negative, neutral and positive.
Weighed: TypeAlias = Sequence[float]

_NOTHING: Weighed = (0.0, 0.0, 0.0, 0.0)


class _Read(NamedTuple):
    """What one sentence adds: from words and pairs, from letter groups, its cues and length."""

    words: Weighed
    groups: Weighed
    cues: set[str]
    number: int  # of words


class TrainedScorer:
    """Multinomial logistic regression over the features of `features.py`."""

    languages = frozenset({"en"})

    def __init__(self, model: Model) -> None:
        self._card = model.card
        self._words = _weights(model.words)
        self._groups = _weights(model.groups)
        self._traits = {trait: _three(weights) for trait, weights in model.traits.items()}
        self._start, self._lean = _three(model.start), _three(model.lean)
        self._temperature = model.temperature / SCALE
        self._unsure_below = model.unsure_below / SCALE
        self._clear = model.clear / SCALE
        self._met: dict[str, tuple[Weighed, Weighed]] = {}

    @property
    def card(self) -> ModelCard:
        """What to know about the model."""
        return self._card

    @property
    def name(self) -> str:
        """E.g. 'tfidf-1.0+0a1b2c3d'."""
        return self._card.name

    def score(self, text: str) -> Sentiment:
        """The sentiment of prepared text."""
        return self.score_sentences(text, split_sentences(text))[0]

    def score_sentences(
        self, text: str, sentences: Sequence[str]
    ) -> tuple[Sentiment, tuple[Sentiment, ...]]:
        """The sentiment of prepared text, and of each of its sentences."""
        reads = [self._read(see(sentence)) for sentence in sentences]
        each = [self._chances([read]) for read in reads]
        parts = tuple(
            self._judge(chances, self._disagreement(sentence))
            for sentence, chances in zip(sentences, each, strict=True)
        )
        if len(parts) == 1:
            return parts[0], parts
        opposed = max(
            (part.confidence or 0.0 for part in parts if part.label == "mixed"), default=0.0
        )
        return self._judge(self._chances(reads), max(opposed, self._opposed(each))), parts

    def logits(self, text: Sequence[Seen]) -> list[float]:
        """What speaks for negative, neutral and positive in a text, before it is calibrated."""
        return self._logits([self._read(seen) for seen in text])

    def _disagreement(self, sentence: str) -> float:
        """How surely the clauses of one sentence say opposite things; 0: they do not."""
        clauses = split_clauses(sentence)
        if len(clauses) < 2:
            return 0.0
        return self._opposed([self._chances([self._read(see(clause))]) for clause in clauses])

    def _opposed(self, each: Sequence[Three]) -> float:
        negative = max((chances[0] for chances in each), default=0.0)
        positive = max((chances[2] for chances in each), default=0.0)
        return negative * positive if min(negative, positive) >= self._clear else 0.0

    def _judge(self, chances: Three, mixed: float) -> Sentiment:
        """The sentiment: `mixed` above 0 is how sure we are of that."""
        polarity = round(chances[2] - chances[0], 4)
        label = "mixed" if mixed else LABELS[self._choose(chances)]
        sure = round(mixed or chances[LABELS.index(label)], 4)
        return Sentiment(label, polarity, sure, unsure=sure < self._unsure_below)

    def _choose(self, chances: Three) -> int:
        leaning = [chance * exp(lean) for chance, lean in zip(chances, self._lean, strict=True)]
        return leaning.index(max(leaning))

    def _read(self, seen: Seen) -> _Read:
        met, pairs = self._met, self._words
        words = [0.0, 0.0, 0.0, 0.0]
        groups = [0.0, 0.0, 0.0, 0.0]
        before = ""
        for word in seen.words:
            one, letters = met.get(word) or self._meet(word)
            if one is not _NOTHING:
                _add(words, one)
            if letters is not _NOTHING:
                _add(groups, letters)
            pair = pairs.get(f"{before} {word}")
            if pair is not None:
                _add(words, pair)
            before = word
        return _Read(words, groups, seen.cues, len(seen.words))

    def _meet(self, word: str) -> tuple[Weighed, Weighed]:
        """What a word and its letter groups add, remembered for the next time."""
        letters = [0.0, 0.0, 0.0, 0.0]
        for group in letter_groups(word):
            _add(letters, self._groups.get(group, _NOTHING))
        if len(self._met) >= _REMEMBERED:
            self._met.clear()
        kept = letters if letters[0] else _NOTHING
        self._met[word] = self._words.get(word, _NOTHING), kept
        return self._met[word]

    def _chances(self, reads: Sequence[_Read]) -> Three:
        """Probability of negative, neutral and positive for some sentences read together."""
        return _softmax(self._logits(reads), self._temperature)

    def _logits(self, reads: Sequence[_Read]) -> list[float]:
        words, groups, cues, number = reads[0] if reads else _Read(_NOTHING, _NOTHING, set(), 0)
        if len(reads) > 1:
            words = [sum(each) for each in zip(*(read.words for read in reads), strict=True)]
            groups = [sum(each) for each in zip(*(read.groups for read in reads), strict=True)]
            cues = cues.union(*(read.cues for read in reads))
            number = sum(read.number for read in reads)
        by_words, by_groups = 1 / (sqrt(words[0]) or 1), 1 / (sqrt(groups[0]) or 1)
        negative, neutral, positive = (
            start + words[n] * by_words + groups[n] * by_groups
            for n, start in enumerate(self._start, start=1)
        )
        for trait in traits(cues, number):
            weights = self._traits.get(trait)
            if weights is not None:
                negative += weights[0]
                neutral += weights[1]
                positive += weights[2]
        return [negative, neutral, positive]


def _add(total: list[float], weighed: Weighed) -> None:
    total[0] += weighed[0]
    total[1] += weighed[1]
    total[2] += weighed[2]
    total[3] += weighed[3]


def _weights(terms: Terms) -> dict[str, Weighed]:
    weighed: dict[str, Weighed] = {}
    for term, (rarity, negative, neutral, positive) in terms.items():
        times = rarity / SCALE
        each = times / SCALE
        weighed[term] = (times * times, negative * each, neutral * each, positive * each)
    return weighed


def _three(weights: tuple[int, int, int]) -> Three:
    return weights[0] / SCALE, weights[1] / SCALE, weights[2] / SCALE


def _softmax(logits: Sequence[float], temperature: float) -> Three:
    highest = max(logits)
    negative, neutral, positive = (exp((logit - highest) / temperature) for logit in logits)
    total = negative + neutral + positive
    return negative / total, neutral / total, positive / total
