"""One person's sheet of keyed papers: a row a paper, a column an item, as CSV."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from survey_api.errors import BadInput
from survey_api.papers.keyed import UNREADABLE, read_cell
from survey_api.questionnaire import Answers, Survey
from survey_api.questionnaire.values import Mistake
from survey_api.record import Record
from survey_api.responses import read_team
from survey_api.responses.team import WHAT_IT_IS

PAPER, LANGUAGE, TEAM = "paper", "language", "team"
KEYED_ABOUT = (PAPER, LANGUAGE, TEAM)  # the columns beside the items

_NUMBER = re.compile(r"[0-9a-z][0-9a-z/_-]{0,39}")
_WHAT_A_NUMBER_IS = "The number of a paper is up to 40 letters, digits, - or /, e.g. 17 or K7Q2-17."
_LARGEST = 64 * 1024 * 1024  # bytes; thousands of papers are a tenth of it
_SPREADSHEET_ERRORS = frozenset(
    ("#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#N/A", "#NUM!", "#NULL!", "#ERROR!")
)
_SAVE_AS = "Save it as 'CSV UTF-8'."


class BadCell(Record, kw_only=True):
    """A value that cannot be taken. `row` counts from 1, the heading being row 1."""

    file: str
    row: int
    column: str
    message: str


class KeyedPaper(Record, kw_only=True):
    """One paper as one person keyed it. `cells`: column -> what was keyed, empty ones left out."""

    number: str
    row: int
    language: str
    team: str
    answers: Answers
    cells: dict[str, str]

    @property
    def unreadable(self) -> frozenset[str]:
        """The columns in which it was said that the paper cannot be read."""
        return frozenset(name for name, text in self.cells.items() if text == UNREADABLE)


class KeyedFile(Record, kw_only=True):
    """What one person keyed. `refused`: the numbers of papers that a bad cell keeps out."""

    name: str
    columns: tuple[str, ...]
    papers: dict[str, KeyedPaper]
    bad: tuple[BadCell, ...]
    refused: frozenset[str]


def read_keyed(path: Path, survey: Survey, language: str, now: datetime) -> KeyedFile:
    """Get the papers of one sheet; a bad cell keeps its paper out and no other.

    language: of papers whose row does not say. Raises BadInput when the file cannot be read, has
    no papers, or has a column that the questionnaire knows nothing of.
    """
    rows = _rows(path)
    columns = _columns(path, survey, rows[0][1])
    papers: list[KeyedPaper] = []
    bad: list[BadCell] = []
    refused: set[str] = set()
    for row, texts in rows[1:]:
        if not any(text.strip() for text in texts):
            continue
        paper = _paper(survey, row, _cells(columns, texts), language)
        found = [
            BadCell(file=path.name, row=row, column=column, message=message)
            for column, message in _read(survey, paper, columns, texts, now)
        ]
        papers.append(paper)
        bad += found
        refused |= {paper.number} if found else set()
    if not papers:
        raise BadInput(f"{path} has no papers: only its heading is filled in.")
    bad += _twice(path, papers)
    refused |= {number for number, times in Counter(p.number for p in papers).items() if times > 1}
    return KeyedFile(
        name=path.name,
        columns=tuple(name for name in columns if name),
        papers={paper.number: paper for paper in papers if paper.number not in refused},
        bad=tuple(sorted(bad, key=lambda cell: cell.row)),
        refused=frozenset(refused),
    )


# The file


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """Every row with its number, the heading first."""
    text = _text(path)
    heading = text.split("\n", 1)[0]
    between = max(",;\t", key=heading.count)  # a comma where there is none of them
    csv.field_size_limit(16 * 1024 * 1024)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True)
        rows = [(number, row) for number, row in enumerate(reader, start=1) if row]
    except csv.Error as error:
        raise BadInput(f"{path} is not a well-formed CSV file: {error}.") from error
    if not rows:
        raise BadInput(f"{path} is empty. Its first row must name its columns.")
    return rows


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise BadInput(f"{path} is too large to be a sheet of keyed papers.")
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise BadInput(f"There is no file {path}.") from error
    except OSError as error:
        raise BadInput(f"Cannot read {path}: {error.strerror}.") from error
    if content.startswith(b"PK\x03\x04"):
        raise BadInput(f"{path} is a workbook. Open its first sheet. {_SAVE_AS}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8 text. {_SAVE_AS}") from error
    if "\0" in text:
        raise BadInput(f"{path} is not text. {_SAVE_AS}")
    if not text.strip():
        raise BadInput(f"{path} is empty. Its first row must name its columns.")
    return text


def _columns(path: Path, survey: Survey, heading: Sequence[str]) -> list[str]:
    """The item, or what it is beside the items, of each column; '' for one without a name.

    A column may carry the number of its question before its name: '12 t_contact'.
    """
    names = [(text.split() or [""])[-1].lower() for text in heading]
    items = {id_.lower(): id_ for id_ in survey.questionnaire.items}
    known = {name: name for name in KEYED_ABOUT} | items
    if PAPER not in names:
        raise BadInput(f"{path} has no column '{PAPER}'. Make a template: survey keying-sheet.")
    if unknown := [text.strip() for text in heading if text.strip() and _named(text) not in known]:
        raise BadInput(
            f"{path} has columns that are no item of the questionnaire: "
            f"{', '.join(name[:40] for name in unknown)}."
        )
    if twice := [name for name, times in Counter(names).items() if name and times > 1]:
        raise BadInput(f"{path} has more than one column {', '.join(twice)}.")
    return [known.get(name, "") for name in names]


def _named(text: str) -> str:
    return text.split()[-1].lower()


# The papers


def _cells(columns: Sequence[str], texts: Sequence[str]) -> dict[str, str]:
    pairs = zip(columns, texts, strict=False)
    return {name: text.strip() for name, text in pairs if name and text.strip()}


def _paper(survey: Survey, row: int, cells: Mapping[str, str], language: str) -> KeyedPaper:
    """The paper before its answers are read."""
    return KeyedPaper(
        number=_plain_number(cells.get(PAPER, "")),
        row=row,
        language=cells.get(LANGUAGE, language) or survey.programme.languages[0],
        team=read_team(cells.get(TEAM, "")),
        answers={},
        cells=dict(cells),
    )


def _plain_number(text: str) -> str:
    """'007', '7.0' and ' 7 ' are one paper: spreadsheets change such numbers by themselves."""
    number = re.sub(r"^(\d+)\.0+$", r"\1", text.strip().lower())
    return (number.lstrip("0") or "0") if number.isdecimal() and number.isascii() else number


def _read(
    survey: Survey, paper: KeyedPaper, columns: Sequence[str], texts: Sequence[str], now: datetime
) -> Iterator[tuple[str, str]]:
    """Fills in the answers; get each column with what is wrong in it."""
    if not _NUMBER.fullmatch(paper.number):
        yield PAPER, _WHAT_A_NUMBER_IS if paper.number else "The row has no number of a paper."
    if any(text.strip() for text in texts[len(columns) :]):
        yield "", "The row has more cells than there are columns: is a comma not in quotes?"
    if any(t.strip() for name, t in zip(columns, texts, strict=False) if not name):
        yield "", "There is something in a column without a name."
    if paper.language not in survey.programme.languages and LANGUAGE not in paper.unreadable:
        yield LANGUAGE, f"The languages are: {', '.join(survey.programme.languages)}."
    if paper.cells.get(TEAM, UNREADABLE) != UNREADABLE and not paper.team:
        yield TEAM, WHAT_IT_IS
    by = survey.programme.limits.routes
    if by and by in columns and by not in paper.cells:
        yield by, "Key who the paper is for: it stands at the foot of each page, e.g. P."
    for item in survey.questionnaire.items.values():
        text = paper.cells.get(item.id, "")
        if text == UNREADABLE:
            continue
        if text.upper() in _SPREADSHEET_ERRORS:
            yield item.id, f"{text} is an error of the spreadsheet. Type it again with ' before it."
            continue
        value = read_cell(survey, item, text, now)
        if isinstance(value, Mistake):
            yield item.id, value.template.format(**value.places).rstrip(".") + "."
        elif value is not None:
            paper.answers[item.id] = value


def _twice(path: Path, papers: Sequence[KeyedPaper]) -> Iterator[BadCell]:
    rows: dict[str, list[int]] = {}
    for paper in papers:
        rows.setdefault(paper.number, []).append(paper.row)
    for number, found in rows.items():
        if number and len(found) > 1:
            where = ", ".join(str(row) for row in found)
            told = f"Paper {number} stands in rows {where}: none of them is taken."
            yield BadCell(file=path.name, row=found[0], column=PAPER, message=told)
