from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

import openpyxl
import pytest
from odf import table as odf_table
from odf import text as odf_text
from odf.opendocument import load
from odf.teletype import extractText

from survey_ui.pack.contents import make_pack
from survey_ui.pack.excel import write_xlsx
from survey_ui.pack.opendocument import write_ods
from survey_ui.pack.sheets import make_sheets
from tests.survey_ui.pack.samples import EXACT, HOSTILE, empty_release, full_release, our_survey

VALUE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}value"


@pytest.fixture(scope="module")
def xlsx() -> bytes:
    return write_xlsx(make_pack(full_release(), our_survey()))


@pytest.fixture(scope="module")
def ods() -> bytes:
    return write_ods(make_pack(full_release(), our_survey()))


class Page(NamedTuple):
    """A sheet as it was read: rows of values, numbers as numbers."""

    name: str
    rows: list[list[object]]


def read_xlsx(content: bytes) -> list[Page]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [
        Page(s.title, [[v for v in row if v is not None] for row in s.iter_rows(values_only=True)])
        for s in book.worksheets
    ]


def read_ods(content: bytes) -> list[Page]:
    book = load(io.BytesIO(content))
    return [
        Page(page.getAttribute("name"), [list(_values(row)) for row in _rows(page)])
        for page in book.spreadsheet.getElementsByType(odf_table.Table)
    ]


def _rows(page: object) -> list[object]:
    return page.getElementsByType(odf_table.TableRow)  # type: ignore[attr-defined, no-any-return]


def _values(row: object) -> Iterator[object]:
    for cell in row.getElementsByType(odf_table.TableCell):  # type: ignore[attr-defined]
        if cell.getAttribute("valuetype") == "float":
            yield float(cell.getAttribute("value"))
        else:
            yield extractText(cell)


def test_both_workbooks_hold_what_the_sheets_say(xlsx: bytes, ods: bytes):
    sheets = make_sheets(make_pack(full_release(), our_survey()))
    for pages in (read_xlsx(xlsx), read_ods(ods)):
        assert [page.name for page in pages] == [sheet.title for sheet in sheets]
        for page, sheet in zip(pages, sheets, strict=True):
            lines = [row[0] for row in page.rows[: len(sheet.lines)]]
            assert [str(line) for line in lines] == [shown(line) for line in sheet.lines]
            found = page.rows[len(sheet.lines) :]
            wanted = [sheet.heads, *sheet.rows] if sheet.heads else []
            assert [[shown(v) for v in row] for row in found] == [
                [shown(v) for v in row] for row in wanted
            ]


def shown(value: object) -> str:
    if isinstance(value, str):
        return "".join(sign for sign in value if sign.isprintable() or sign == "\n")
    return f"{float(value):g}"  # type: ignore[arg-type]


def test_cover_contents_and_notes_come_first(xlsx: bytes, ods: bytes):
    for pages in (read_xlsx(xlsx), read_ods(ods)):
        assert [page.name for page in pages[:4]] == ["Cover", "Contents", "Notes", "Table_1"]
        assert "1,320 of 1,580 responses are simulated" in str(pages[0].rows)
        symbols = [row[1] for row in pages[2].rows if row[0] == "Symbol"]
        assert symbols == ["[c]", "[u]", "[x]", "[z]"]


def test_every_table_of_the_release_has_a_sheet_that_says_simulated(xlsx: bytes):
    pages = {page.name: page for page in read_xlsx(xlsx)}
    for number, _ in enumerate(full_release().tables, 1):
        head = str(pages[f"Table_{number}"].rows[:6])
        assert "SIMULATED" in head
        assert "Source:" in str(pages[f"Table_{number}"].rows)


def test_contents_lead_to_each_sheet(xlsx: bytes, ods: bytes):
    book = openpyxl.load_workbook(io.BytesIO(xlsx))
    cells = [cell for row in book["Contents"].iter_rows() for cell in row if cell.hyperlink]
    places = [cell.hyperlink.location for cell in cells]
    assert places == [f"'{name}'!A1" for name in book.sheetnames[2:]]
    pages = load(io.BytesIO(ods)).spreadsheet.getElementsByType(odf_table.Table)
    names = [page.getAttribute("name") for page in pages]
    links = [link.getAttribute("href") for link in pages[1].getElementsByType(odf_text.A)]
    assert links == [f"#{name}.A1" for name in names[2:]]


def test_tables_are_named_and_nothing_is_merged_empty_or_a_formula(xlsx: bytes):
    book = openpyxl.load_workbook(io.BytesIO(xlsx))
    named = set()
    for sheet in book.worksheets:
        assert not sheet.merged_cells.ranges
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
        if not sheet.tables:
            continue
        (table,) = sheet.tables.values()
        named.add(table.displayName)
        assert re.fullmatch(r"[a-z][a-z0-9_]+", table.displayName)
        first, last = table.ref.split(":")
        area = sheet[first:last]
        assert all(cell.value not in (None, "") for row in area for cell in row)
        heads = [str(cell.value).casefold() for cell in area[0]]
        assert len(heads) == len(set(heads))
        assert sheet.max_row == area[-1][0].row  # nothing below the table
        assert all(sheet.cell(row, 1).value for row in range(1, area[0][0].row))  # no empty row
        assert sheet.freeze_panes
        assert sheet.freeze_panes.rstrip("0123456789") in ("A", "B")
        assert int(re.sub(r"\D", "", sheet.freeze_panes)) == area[0][0].row + 1
    assert len(named) >= len([t for t in full_release().tables if t.rows])


def test_the_ods_has_named_ranges_header_rows_and_no_merged_cell_or_formula(ods: bytes):
    book = load(io.BytesIO(ods))
    sheets = {s.title: s for s in make_sheets(make_pack(full_release(), our_survey())) if s.heads}
    ranges = book.spreadsheet.getElementsByType(odf_table.DatabaseRange)
    found = {r.getAttribute("name"): r.getAttribute("targetrangeaddress") for r in ranges}
    assert set(found) == {sheet.name for sheet in sheets.values()}
    one = next(iter(sheets.values()))
    assert found[one.name].startswith(f"'{one.title}'.A{len(one.lines) + 1}:")
    assert len(book.spreadsheet.getElementsByType(odf_table.TableHeaderRows)) == len(sheets)
    content = zipfile.ZipFile(io.BytesIO(ods)).read("content.xml").decode()
    assert "formula" not in content
    assert "spanned" not in content
    assert "repeated" not in content


def test_documents_say_what_they_are_and_in_which_language(xlsx: bytes, ods: bytes):
    book = openpyxl.load_workbook(io.BytesIO(xlsx))
    assert book.properties.title == "Evidence pack: September 2026 to August 2027"
    assert book.properties.creator
    assert book.custom_doc_props["Language"].value == "en-GB"
    meta = zipfile.ZipFile(io.BytesIO(ods)).read("meta.xml").decode()
    assert "<dc:title>Evidence pack: September 2026 to August 2027</dc:title>" in meta
    assert "<dc:language>en-GB</dc:language>" in meta
    assert zipfile.ZipFile(io.BytesIO(ods)).namelist()[0] == "mimetype"


@pytest.mark.asvs("1.1.2", "1.2.1", "1.3.3")
def test_hostile_words_stay_words(xlsx: bytes, ods: bytes):
    book = openpyxl.load_workbook(io.BytesIO(xlsx))
    number = next(
        one.number
        for one, _ in make_pack(full_release(), our_survey()).numbered()
        if one.table.id == "hostile"
    )
    cells = [c for row in book[f"Table_{number}"].iter_rows() for c in row if c.value is not None]
    words = {cell.value: cell.data_type for cell in cells}
    assert words[f"Table {number}. {HOSTILE}"] == "s"
    for one in ("+1-1", "-2", "=1+1", "=3"):
        assert words[one] == "s"
    raw = zipfile.ZipFile(io.BytesIO(xlsx))
    sheets = [raw.read(name).decode() for name in raw.namelist() if "worksheets/sheet" in name]
    assert not [one for one in sheets if "<f>" in one or "<f " in one]
    page = next(p for p in read_ods(ods) if p.name == f"Table_{number}")
    assert "+1-1" in [row[0] for row in page.rows]


def test_numbers_are_numbers_and_symbols_are_words(xlsx: bytes):
    pack = make_pack(full_release(), our_survey())
    number = next(one.number for one, _ in pack.numbered() if one.table.id == "advice-by-channel")
    page = next(p for p in read_xlsx(xlsx) if p.name == f"Table_{number}")
    teachers = next(row for row in page.rows if row[0] == "Teachers")
    assert teachers[:5] == ["Teachers", 20, "[c]", "[c]", "[c]"]
    social = next(row for row in page.rows if row[0] == "Social workers")
    assert social[:5] == ["Social workers", 640, 41, 37, 45]
    assert not [row for p in read_xlsx(xlsx) for row in p.rows if EXACT in row]


def test_the_same_release_gives_the_same_bytes(xlsx: bytes, ods: bytes):
    pack = make_pack(full_release(), our_survey())
    assert write_xlsx(pack) == xlsx
    assert write_ods(pack) == ods


def test_a_release_of_nobody_has_a_workbook_too():
    pages = read_xlsx(write_xlsx(make_pack(empty_release(), our_survey())))
    assert [page.name for page in pages] == [
        "Cover", "Contents", "Notes", "Recommendations", "Context",
    ]  # fmt: skip
    open_slots = [row for page in pages for row in page.rows if "Empty: text awaited" in row]
    assert len(open_slots) == 13
