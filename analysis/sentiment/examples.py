"""Texts that people have coded, from CSV: to train a scorer, and to check what one claims."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import NamedTuple, TypeAlias

from msgspec import Struct

from analysis.errors import BadExamples

LABELS = ("negative", "neutral", "positive", "mixed")
_NUMBERS = {"-2": "negative", "-1": "negative", "0": "neutral", "1": "positive", "2": "positive"}
_BEYOND = frozenset({"-5", "-4", "-3", "3", "4", "5"})  # how critical, not how it felt
_INVENTED = "invented_sentences.csv"
_KEPT_APART = "invented_held_out.csv"
_LONGEST = 10_000_000  # characters in one field; the csv module stops at fewer


Progress: TypeAlias = Callable[[str], None]


class _Row(NamedTuple):
    line: int
    text: str
    label: str


class Example(Struct, frozen=True):
    """A text with the label a person gave it."""

    text: str
    label: str


class Examples(Struct, frozen=True):
    """The coded texts of a file. `numbers`: labels were -2 to 2, where 0 is neutral or mixed."""

    texts: tuple[Example, ...]
    numbers: bool

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that occur, in the usual order."""
        found = {example.label for example in self.texts}
        return tuple(label for label in LABELS if label in found)


class TrainingSource(Struct, frozen=True, kw_only=True):
    """Coded texts from one place, and what each counts in training.

    `held_out`: cross-validated, and reported under this name; '' where texts are only trained on.
    """

    about: str
    examples: Examples
    weight: float = 1.0
    held_out: str = ""


def read_examples(path: Path) -> Examples:
    """The coded texts of a CSV file with the columns `text` and `label`.

    Labels are negative, neutral, positive, mixed, or -2 to 2. Rows without a text are left out.
    Raises BadExamples, with the line, for anything else.
    """
    return _examples(path, read_rows(path))


def read_training_examples(path: Path) -> tuple[Examples, bool]:
    """read_examples() for training, and whether the labels say how critical people were, -5 to 5.

    Then 0 says nothing about feeling and is left out; under 0 is negative and over it positive.
    """
    rows = read_rows(path)
    if not any(label in _BEYOND for _, _, label in rows):
        return _examples(path, rows), False
    texts = []
    for line, text, label in rows:
        if label not in _BEYOND and label not in _NUMBERS:
            raise BadExamples(f"{path}, line {line}: '{label[:40]}' is no number from -5 to 5.")
        if label != "0":
            texts.append(Example(text, "negative" if label.startswith("-") else "positive"))
    return Examples(tuple(texts), numbers=True), True


def _examples(path: Path, rows: Sequence[_Row]) -> Examples:
    texts, numbers = [], set()
    for line, text, label in rows:
        word = _NUMBERS.get(label, label)
        if word not in LABELS:
            raise BadExamples(
                f"{path}, line {line}: the label is '{label[:40]}'; it may be "
                f"{', '.join(LABELS)} or a whole number from -2 to 2."
            )
        numbers.add(label in _NUMBERS)
        texts.append(Example(text, word))
    if len(numbers) > 1:
        raise BadExamples(f"{path}: some labels are words and some are numbers; use one of them.")
    return Examples(tuple(texts), numbers.pop())


def invented_sentences() -> Examples:
    """Sentences about reporting a missing child, every one invented by this project."""
    return _invented(_INVENTED)


def kept_apart_sentences() -> Examples:
    """More invented sentences, in another style: to check with, never to train on."""
    return _invented(_KEPT_APART)


def _invented(name: str) -> Examples:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    rows = csv.DictReader(StringIO(text))
    return Examples(tuple(Example(row["text"], row["label"]) for row in rows), numbers=False)


def coded_examples(pairs: Iterable[tuple[str, str | None]]) -> Examples:
    """Texts with the labels coders agreed on; without those left open or that nobody could tell."""
    texts = tuple(Example(text, label) for text, label in pairs if label in LABELS)
    return Examples(texts, numbers=False)


def read_rows(path: Path) -> list[_Row]:
    """Each row that has a text; at least one."""
    before = csv.field_size_limit(_LONGEST)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(_read(path, csv.DictReader(file)))
    except UnicodeDecodeError as error:
        raise BadExamples(f"{path} is not UTF-8 text.") from error
    except csv.Error as error:
        raise BadExamples(f"{path} is no CSV file: {error}.") from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise BadExamples(f"{path} cannot be read: {reason}.") from error
    finally:
        csv.field_size_limit(before)
    if not rows:
        raise BadExamples(f"{path} holds no coded texts.")
    return rows


def _read(path: Path, reader: csv.DictReader[str]) -> Iterator[_Row]:
    missing = [name for name in ("text", "label") if name not in (reader.fieldnames or ())]
    if missing:
        raise BadExamples(f"{path} has no column {' and no column '.join(missing)}.")
    for row in reader:
        if (row["text"] or "").strip():
            yield _Row(reader.line_num, row["text"], (row["label"] or "").strip().lower())
