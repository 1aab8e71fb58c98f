"""The sheet into which papers are keyed: a row a paper, a column an item, and what to key."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

import xlsxwriter

from survey_api import (
    Item,
    ItemKind,
    Survey,
    TimeKind,
    Wording,
    fill,
    option_label,
)
from survey_api.papers import KEYED_ABOUT, band_numbers, on_paper, option_numbers
from survey_ui.releases.downloads import safe_text
from survey_ui.respond.items import band_labels, way_label

CODES_HEADING = ("column", "question", "key", "code", "meaning")
_HOW = (
    "One row a paper. In the column paper: the number that is written on it.",
    "Key the small number beside each box that is ticked; several with a space between them.",
    "A length of time with its unit: 90 minutes, 2 hours, 3 days. A range with its letter: r3.",
    "Times: 21:30 to 22:10, or with the days: 2026-11-21 21:30 to 2026-11-22 00:10.",
    "Still waiting, and for how long so far: the number of the box, then the length: 4 3 hours.",
    "A day with its year: 2026-11-21, 2026-11-21 21:30, or 2026-11-21 evening (night, morning, "
    "afternoon, evening).",
    "Words as they are written, in the language they are written in; [name] where a name stands.",
    "Leave empty what is blank. Key ? for what cannot be read, and where two boxes are ticked of "
    "which only one can be true.",
    "role, language and team: the last codes at the foot of each page, e.g. P, ar and K7Q2.",
    "Do not look at what the other person keyed. When you are done: save this sheet as CSV UTF-8.",
)
_MOMENT = "a day with its year, and the time or part of the day: 2026-11-21 evening"
_LENGTHS = {
    TimeKind.APPROX: "90 minutes",
    TimeKind.EXACT: "21:30 to 22:10",
    TimeKind.STILL_WAITING: "{number} or {number} 3 hours",
}
_WIDE, _NARROW = 40, 14  # characters


def sheet_columns(survey: Survey, role: str = "") -> list[str]:
    """The heading: what is keyed about a paper, then the items; with a role, numbered as printed.

    Raises BadInput for a role that there is not.
    """
    numbers = _numbers(survey, role)
    items = [
        f"{numbers[id_]} {id_}" if numbers.get(id_) else id_
        for id_ in survey.questionnaire.items
        if not role or id_ in numbers
    ]
    return [*KEYED_ABOUT, *items]


def _numbers(survey: Survey, role: str) -> dict[str, int]:
    """Of the items on the role's paper: item id -> number; 0 for what the paper itself answers."""
    if not role:
        return {}
    paper = on_paper(survey, role)
    printed = {id_: number for page in paper.pages for id_, number in page.numbers.items()}
    return dict.fromkeys(paper.answers, 0) | printed


def code_rows(survey: Survey, role: str = "") -> Iterator[tuple[str, str, str, str, str]]:
    """What can be keyed for each item: its column, its question, what to key, the code, meaning."""
    wording = survey.wording("")
    for column in sheet_columns(survey, role)[len(KEYED_ABOUT) :]:
        item = survey.questionnaire.items[column.split()[-1]]
        question = fill(wording.items[item.id].question, wording.pipes, {})
        for key, code, meaning in _keys(survey, wording, item):
            yield column, question, key, code, meaning


def _keys(survey: Survey, wording: Wording, item: Item) -> Iterator[tuple[str, str, str]]:
    if item.kind is ItemKind.TEXT:
        yield "words", "", f"as written, up to {item.max_length:,} characters"
    elif item.kind is ItemKind.MOMENT:
        yield "day", "", _MOMENT
    for code, number in _boxes(survey, item):
        if item.kind is ItemKind.TIME:
            kind = TimeKind(code)
            key = _LENGTHS.get(kind, "{number}").format(number=number)
            if kind is TimeKind.BAND:
                yield from _ranges(survey, wording, item)
            else:
                yield key, code, way_label(wording, item, kind, {})
        else:
            yield str(number), code, option_label(survey, wording, item, code, {})


def _boxes(survey: Survey, item: Item) -> Sequence[tuple[str, int]]:
    if item.kind in (ItemKind.TEXT, ItemKind.MOMENT):
        return ()
    return tuple(option_numbers(survey, item).items())


def _ranges(survey: Survey, wording: Wording, item: Item) -> Iterator[tuple[str, str, str]]:
    labels = band_labels(survey, wording, item)
    for code, number in band_numbers(survey, item).items():
        yield f"r{number}", code, labels[code]


def write_csv_sheets(survey: Survey, role: str = "") -> tuple[bytes, bytes]:
    """The empty sheet and its codes, as CSV that spreadsheets take for UTF-8."""
    codes = [CODES_HEADING, *(tuple(map(safe_text, row)) for row in code_rows(survey, role))]
    return _csv([sheet_columns(survey, role)]), _csv(codes)


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return file.getvalue().encode("utf-8-sig")


def write_xlsx_sheets(survey: Survey, role: str = "") -> bytes:
    """The same as a workbook of three sheets; its cells are text, so none turns into a date."""
    file = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    book = xlsxwriter.Workbook(file, options)
    text = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
    bold = book.add_format({"num_format": "@", "bold": True, "text_wrap": True})
    papers = book.add_worksheet("Papers")
    columns = sheet_columns(survey, role)
    papers.set_column(0, len(columns) - 1, _NARROW, text)
    for at, name in enumerate(columns):
        papers.write_string(0, at, name, bold)
    papers.freeze_panes(1, 1)
    codes = book.add_worksheet("Codes")
    codes.set_column(0, len(CODES_HEADING) - 1, _WIDE, text)
    for row, values in enumerate([CODES_HEADING, *code_rows(survey, role)]):
        for at, value in enumerate(values):
            codes.write_string(row, at, value, text if row else bold)
    codes.freeze_panes(1, 0)
    how = book.add_worksheet("How to key")
    how.set_column(0, 0, 3 * _WIDE, text)
    for row, line in enumerate(_HOW):
        how.write_string(row, 0, line, text)
    book.close()
    return file.getvalue()
