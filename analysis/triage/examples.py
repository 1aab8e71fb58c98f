"""Labelled texts: the development set, what is held out of it, and files of others."""

from __future__ import annotations

import csv
import hashlib
from importlib.resources import files
from io import StringIO
from pathlib import Path

from msgspec import Struct

from analysis.errors import BadExamples
from analysis.sentiment.examples import invented_sentences, kept_apart_sentences, read_rows
from analysis.triage.patterns import KINDS

ORDINARY = "ordinary"  # the label of a text that tells of no danger
DISCLOSURE = "disclosure"  # the label of one that does, where the kind was not said


class Told(Struct, frozen=True):
    """A text with the label a person gave it: ORDINARY, DISCLOSURE or a kind of KINDS."""

    text: str
    label: str

    @property
    def is_disclosure(self) -> bool:
        """Whether it tells of danger, so that missing it would be a miss."""
        return self.label != ORDINARY


def labelled_disclosures() -> tuple[Told, ...]:
    """The development set: every sentence invented by this project, to train on."""
    return _packaged("sentences.csv")


def held_out_disclosures() -> tuple[Told, ...]:
    """More of them, which training never sees and no pattern was written from."""
    return _packaged("held_out.csv")


def ordinary_sentences(*, trained_on: bool) -> tuple[Told, ...]:
    """Invented sentences about the service that disclose nothing.

    trained_on: the half the scorer learns from, else the half it never sees, with those that the
    sentiment scorer keeps apart.
    """
    texts = [each.text for each in invented_sentences().texts]
    mine = [text for text in texts if _is_learned(text) is trained_on]
    apart = [] if trained_on else [each.text for each in kept_apart_sentences().texts]
    return tuple(Told(text, ORDINARY) for text in (*mine, *apart))


def read_disclosures(path: Path) -> tuple[Told, ...]:
    """The labelled texts of a CSV file with the columns `text` and `label`.

    Labels are `ordinary`, `disclosure` or one of the kinds. Rows without a text are left out.
    Raises BadExamples, with the line, for anything else.
    """
    allowed = (ORDINARY, DISCLOSURE, *KINDS)
    texts = []
    for line, text, label in read_rows(path):
        if label not in allowed:
            raise BadExamples(
                f"{path}, line {line}: the label is '{label[:40]}'; it may be {', '.join(allowed)}."
            )
        texts.append(Told(text, label))
    return tuple(texts)


def _packaged(name: str) -> tuple[Told, ...]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return tuple(Told(row["text"], row["label"]) for row in csv.DictReader(StringIO(text)))


def _is_learned(text: str) -> bool:
    return hashlib.blake2b(text.lower().encode(), digest_size=1).digest()[0] % 2 == 0
