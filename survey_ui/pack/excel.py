"""The workbook as XLSX."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter

from survey_ui.pack.contents import Pack
from survey_ui.pack.sheets import Sheet, Value, make_sheets, plain

_LANGUAGE = "en-GB"
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}


def write_xlsx(pack: Pack) -> bytes:
    """Every sheet of the pack as XLSX: named tables, no merged cells, no formula anywhere."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, _OPTIONS)
    made_at = pack.release.summary.made_at
    book.set_properties(
        {
            "title": pack.title,
            "subject": pack.notice or "Protected tables of a survey",
            "author": pack.survey.programme.organisation,
            "comments": " ".join((f"Release {pack.release.summary.id}.", *pack.marks)),
            "created": made_at.replace(tzinfo=None),
        }
    )
    book.set_custom_property("Language", _LANGUAGE)
    looks = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "words": book.add_format({"font_size": 11}),
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "bottom"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "number": book.add_format({"valign": "top"}),
        "link": book.add_format({"font_color": "#125d66", "underline": 1, "valign": "top"}),
    }
    for sheet in make_sheets(pack):
        _write_sheet(book.add_worksheet(sheet.title), sheet, looks)
    book.close()
    return file.getvalue()


def _write_sheet(page: Any, sheet: Sheet, looks: dict[str, Any]) -> None:
    for at, line in enumerate(sheet.lines):
        page.write_string(at, 0, plain(line), looks["words" if at else "title"])
    for at, width in enumerate(sheet.widths):
        page.set_column(at, at, width)
    if not sheet.heads:
        return
    top = len(sheet.lines)
    for row, values in enumerate(sheet.rows, top + 1):
        link = sheet.links[row - top - 1] if sheet.links else ""
        for column, value in enumerate(values):
            _write_value(page, row, column, value, link if column == 0 else "", looks)
    page.add_table(
        top,
        0,
        top + len(sheet.rows),
        len(sheet.heads) - 1,
        {
            "name": sheet.name,
            "style": "Table Style Light 1",
            "autofilter": False,
            "banded_rows": False,
            "first_column": True,
            "columns": [
                {"header": plain(head), "header_format": looks["head"]} for head in sheet.heads
            ],
        },
    )
    page.freeze_panes(top + 1, 1 if len(sheet.heads) > 4 else 0)


def _write_value(
    page: Any, row: int, column: int, value: Value, link: str, looks: dict[str, Any]
) -> None:
    if isinstance(value, str):
        if link:
            page.write_url(row, column, f"internal:'{link}'!A1", looks["link"], plain(value))
        else:
            page.write_string(row, column, plain(value), looks["text"])
    else:
        page.write_number(row, column, value, looks["number"])
