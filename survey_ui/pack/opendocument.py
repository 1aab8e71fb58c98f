"""The workbook as ODS."""

from __future__ import annotations

import io
from typing import Any

from odf import config, dc, meta, style, table, text
from odf.element import Element
from odf.opendocument import OpenDocumentSpreadsheet
from odf.teletype import addTextToElement

from survey_ui.pack.archive import read_zip, write_zip
from survey_ui.pack.contents import Pack
from survey_ui.pack.sheets import Sheet, Value, make_sheets, plain

_LANGUAGE, _COUNTRY = "en", "GB"
_LETTER_CM = 0.2


def write_ods(pack: Pack) -> bytes:
    """Every sheet of the pack as ODS: a named range a table, no merged cells, no formula."""
    Element.namespaces.clear()  # odfpy's memory of earlier files would show in this one
    book = OpenDocumentSpreadsheet()
    looks = _looks(book)
    _describe(book, pack)
    sheets = make_sheets(pack)
    ranges = table.DatabaseRanges()
    for at, sheet in enumerate(sheets):
        book.spreadsheet.addElement(_sheet(sheet, looks, at))
        if sheet.heads:
            ranges.addElement(_range(sheet))
    book.spreadsheet.addElement(ranges)
    _freeze(book, sheets)
    file = io.BytesIO()
    book.write(file)
    when = pack.release.summary.made_at
    return write_zip(read_zip(file.getvalue()), when, plain=("mimetype",))


def _describe(book: Any, pack: Pack) -> None:
    for element, words in (
        (dc.Title, pack.title),
        (dc.Subject, pack.notice or "Protected tables of a survey"),
        (dc.Description, " ".join((f"Release {pack.release.summary.id}.", *pack.marks))),
        (dc.Creator, pack.survey.programme.organisation),
        (dc.Language, f"{_LANGUAGE}-{_COUNTRY}"),
        (dc.Date, pack.release.summary.made_at.strftime("%Y-%m-%dT%H:%M:%S")),
        (meta.CreationDate, pack.release.summary.made_at.strftime("%Y-%m-%dT%H:%M:%S")),
    ):
        book.meta.addElement(element(text=plain(words)))


def _looks(book: Any) -> dict[str, Any]:
    default = style.DefaultStyle(family="table-cell")
    default.addElement(
        style.TextProperties(
            fontsize="11pt", fontfamily="Arial", language=_LANGUAGE, country=_COUNTRY
        )
    )
    book.styles.addElement(default)
    looks: dict[str, Any] = {}
    for name, properties in {
        "title": {"fontweight": "bold", "fontsize": "14pt"},
        "head": {"fontweight": "bold"},
        "text": {},
    }.items():
        look = style.Style(name=name, family="table-cell")
        if properties:
            look.addElement(style.TextProperties(attributes=properties))
        if name != "title":
            look.addElement(style.TableCellProperties(wrapoption="wrap", verticalalign="top"))
        book.automaticstyles.addElement(look)
        looks[name] = look
    looks["book"] = book
    return looks


def _sheet(sheet: Sheet, looks: dict[str, Any], at: int) -> Any:
    page = table.Table(name=sheet.title)
    for place, width in enumerate(sheet.widths):
        look = style.Style(name=f"co{at}-{place}", family="table-column")
        look.addElement(style.TableColumnProperties(columnwidth=f"{width * _LETTER_CM:.2f}cm"))
        looks["book"].automaticstyles.addElement(look)
        page.addElement(table.TableColumn(stylename=look))
    for row, line in enumerate(sheet.lines):
        words = "title" if row == 0 else "line" if sheet.heads else "text"
        page.addElement(_row([line], words, looks))
    if sheet.heads:
        heading = table.TableHeaderRows()
        heading.addElement(_row(sheet.heads, "head", looks))
        page.addElement(heading)
    for row, values in enumerate(sheet.rows):
        link = sheet.links[row] if sheet.links else ""
        page.addElement(_row(values, "text", looks, link))
    return page


def _row(values: Any, look: str, looks: dict[str, Any], link: str = "") -> Any:
    row = table.TableRow()
    for place, value in enumerate(values):
        row.addElement(_cell(value, looks.get(look), link if place == 0 else ""))
    return row


def _cell(value: Value, look: Any, link: str) -> Any:
    styled = {"stylename": look} if look is not None else {}
    if isinstance(value, str):
        cell = table.TableCell(valuetype="string", **styled)
        words = plain(value)
        paragraph = text.P()
        if link:
            paragraph.addElement(text.A(href=f"#{link}.A1", type="simple", text=words))
        else:
            addTextToElement(paragraph, words)  # spaces and line ends as they are
    else:
        cell = table.TableCell(valuetype="float", value=repr(value), **styled)
        paragraph = text.P(text=f"{value:g}" if isinstance(value, float) else str(value))
    cell.addElement(paragraph)
    return cell


def _range(sheet: Sheet) -> Any:
    top = len(sheet.lines) + 1
    last = f"{_letters(len(sheet.heads))}{top + len(sheet.rows)}"
    return table.DatabaseRange(
        name=sheet.name,
        targetrangeaddress=f"'{sheet.title}'.A{top}:'{sheet.title}'.{last}",
        containsheader="true",
        displayfilterbuttons="false",
    )


def _letters(column: int) -> str:
    """1 -> A, 27 -> AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _freeze(book: Any, sheets: tuple[Sheet, ...]) -> None:
    """The row of headings stays in sight."""
    settings = config.ConfigItemSet(name="ooo:view-settings")
    views = config.ConfigItemMapIndexed(name="Views")
    view = config.ConfigItemMapEntry()
    named = config.ConfigItemMapNamed(name="Tables")
    for sheet in sheets:
        entry = config.ConfigItemMapEntry(name=sheet.title)
        if sheet.heads:
            top = str(len(sheet.lines) + 1)
            for item, kind, value in (
                ("VerticalSplitMode", "short", "2"),
                ("VerticalSplitPosition", "int", top),
                ("PositionBottom", "int", top),
                ("ActiveSplitRange", "short", "2"),
            ):
                entry.addElement(config.ConfigItem(name=item, type=kind, text=value))
        named.addElement(entry)
    view.addElement(named)
    views.addElement(view)
    settings.addElement(views)
    book.settings.addElement(settings)
