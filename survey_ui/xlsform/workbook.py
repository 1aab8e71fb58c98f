"""The form as a workbook with the three sheets that converters of XLSForms read."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from msgspec.structs import fields

from survey_api import Survey
from survey_ui.xlsform.options import Lists, Offered
from survey_ui.xlsform.row import Row
from survey_ui.xlsform.rows import make_rows
from survey_ui.xlsform.speech import Speech, column_of

_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}
_MADE = datetime(2026, 1, 1)  # noqa: DTZ001 - the same form gives the same bytes


def write_xlsform(survey: Survey, languages: Sequence[str] = ()) -> bytes:
    """The survey as an XLSForm (XLSX): the sheets survey, choices and settings.

    languages: those the form speaks, all of the survey's if none are named. Raises BadInput for a
    language the survey does not speak, BadSurvey where two fields would have one name.
    """
    speech = Speech(survey, languages)
    lists = Lists(speech)
    rows = make_rows(speech, lists)
    columns = [column_of(language) for language in speech.languages]
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, _OPTIONS)
    book.set_properties({"author": survey.programme.organisation, "created": _MADE})
    _write(book, "survey", _table(Row, rows, speech.languages))
    offered = [(name, row) for name, made in lists.made.items() for row in made]
    choices = _table(Offered, [row for _, row in offered], speech.languages)
    names = ["list_name", *(name for name, _ in offered)]
    _write(book, "choices", ([name, *cells] for name, cells in zip(names, choices, strict=True)))
    settings = {
        "form_title": survey.wording("").title,
        "form_id": survey.questionnaire.id,
        "version": survey.questionnaire.version,
        "default_language": columns[0],
        "style": "pages",
    }
    _write(book, "settings", [[*settings], [*settings.values()]])
    book.close()
    return file.getvalue()


def _table(
    kind: type[Row] | type[Offered], rows: Sequence[Row | Offered], languages: Sequence[str]
) -> list[list[str]]:
    """A heading and a line for each row; what is said has a column for each language.

    A column in which nothing stands is left out: converters would ask for translations of it.
    """
    heads: list[str] = []
    columns: list[list[str]] = []
    for field in fields(kind):
        values = [getattr(row, field.name) for row in rows]
        if not any(values):
            continue
        if any(isinstance(value, dict) for value in values):
            for language in languages:
                heads.append(f"{field.name}::{column_of(language)}")
                columns.append([value.get(language, "") for value in values])
        else:
            heads.append(field.name)
            columns.append(values)
    return [heads, *(list(line) for line in zip(*columns, strict=True))]


def _write(book: Any, title: str, lines: Iterable[Sequence[str]]) -> None:
    sheet = book.add_worksheet(title)
    bold, wrapped = (
        book.add_format({"bold": True}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 60, 24)
    for number, line in enumerate(lines):
        for place, text in enumerate(line):
            if text:
                sheet.write_string(number, place, text, wrapped if number else bold)
