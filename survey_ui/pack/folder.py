"""The pack as files: everything of a release in one folder, or in one ZIP."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from analysis import SummaryTable
from survey_api import BadInput, Release, Standing, Survey
from survey_ui.pack.archive import write_zip
from survey_ui.pack.contents import Pack, make_pack
from survey_ui.pack.excel import write_xlsx
from survey_ui.pack.opendocument import write_ods
from survey_ui.pack.paper import MissingLibrary, write_pdf
from survey_ui.pack.pictures import draw_files, draw_pictures
from survey_ui.pack.writing import (
    Links,
    Pictures,
    table_provenance,
    write_alone,
    write_body,
    write_paper,
    write_readme,
    write_said,
)
from survey_ui.releases.downloads import safe_text, write_csv, write_json

PAGE, PDF, XLSX, ODS = "pack.html", "pack.pdf", "tables.xlsx", "tables.ods"
SAID, DICTIONARY, CONTEXT, README = "said.html", "dictionary.csv", "context.csv", "README.txt"
DESCRIBED: Links = (
    (PAGE, "all parts to read in a browser, with charts and tables"),
    (PDF, "the same to print or send on: a tagged PDF"),
    (XLSX, "every table on a sheet, for Excel"),
    (ODS, "every table on a sheet, for LibreOffice and others"),
    (SAID, "'You said, we did': a page for the public"),
    ("tables/<table>.csv", "the numbers of a table, one line per group and column (UTF-8)"),
    ("tables/<table>.json", "the same with title, base, method, notes and source"),
    ("charts/<table>.svg", "the chart of a table, with title and description"),
    (DICTIONARY, "what each column of each table is, and where it comes from"),
    (CONTEXT, "figures from elsewhere, with year, place and who was asked"),
)


class Written(NamedTuple):
    """What came of writing a pack: the files, and what had to be left out ('' for nothing)."""

    paths: list[Path]
    left_out: str


def write_pack(
    release: Release, survey: Survey, folder: Path, standing: Standing = Standing.WAITING
) -> Written:
    """Write the pack into `folder`, making it if need be. A file of the same name is written over.

    A release that may not be published has no page for the public. Where the machine cannot make a
    PDF everything else is written, and `left_out` says why. Raises BadInput if the folder cannot be
    written to, BadSurvey if pack.toml cannot be used.
    """
    pack = make_pack(release, survey, standing)
    written, left_out = [], ""
    try:
        for name, content in pack_files(pack):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            written.append(path)
    except MissingLibrary as error:
        left_out = f"{PDF} was left out. {error}"
    except OSError as error:
        raise BadInput(f"Cannot write to {folder}: {error.strerror}.") from error
    return Written(written, left_out)


def zip_pack(pack: Pack, pictures: Pictures, pdf: bytes) -> bytes:
    """The pack as one ZIP; `pdf` is empty where the machine cannot make one."""
    files = list(_files(pack, pictures))
    if pdf:
        files.append((PDF, pdf))
    marked = "simulated-" if pack.release.summary.simulated else ""
    home = f"{marked}{pack.release.summary.id}"
    return write_zip(
        ((f"{home}/{name}", content) for name, content in files), pack.release.summary.made_at
    )


def pack_files(pack: Pack) -> Iterator[tuple[str, bytes]]:
    """Every file of the pack with its name. The PDF comes last: it may raise MissingLibrary."""
    pictures = draw_pictures(pack)
    yield from _files(pack, pictures)
    yield PDF, make_pdf(pack, pictures)


def make_pdf(pack: Pack, pictures: Pictures) -> bytes:
    """The pack as one tagged PDF. Raises MissingLibrary."""
    return write_pdf(write_paper(pack, pictures, _listed(pack)), pack.release.summary.id)


def _files(pack: Pack, pictures: Pictures) -> Iterator[tuple[str, bytes]]:
    charts = draw_files(pack)
    for one, _ in pack.numbered():
        plain = write_csv(one.table, pack.release, pack.standing)
        yield f"tables/{one.table.id}.csv", plain.encode("utf-8-sig")
        yield f"tables/{one.table.id}.json", write_json(one.table, pack.release, pack.standing)
    for table_id, chart in charts.items():
        yield f"charts/{table_id}.svg", chart.encode()

    def files(table: SummaryTable) -> Links:
        found = [("CSV", f"tables/{table.id}.csv"), ("JSON", f"tables/{table.id}.json")]
        return [*found, ("SVG", f"charts/{table.id}.svg")] if table.id in charts else found

    body = write_body(
        pack,
        pictures,
        downloads=_listed(pack),
        files=files,
        table_link=lambda table: f"tables/{table.id}.csv",
        alone=True,
    )
    yield PAGE, write_alone(pack, body, pack.title).encode()
    if not pack.draft:
        yield SAID, write_said(pack).encode()
    yield XLSX, write_xlsx(pack)
    yield ODS, write_ods(pack)
    yield DICTIONARY, _dictionary(pack).encode("utf-8-sig")
    yield CONTEXT, _context(pack).encode("utf-8-sig")
    yield README, write_readme(pack, _described(pack)).encode()


def _described(pack: Pack) -> Links:
    """The files that the pack has: there is none for the public while it is a draft."""
    return [(name, what) for name, what in DESCRIBED if not (pack.draft and name == SAID)]


def _listed(pack: Pack) -> Links:
    """The files as links: those that stand for many have no address."""
    return [
        (f"{name}: {what}", "" if "<" in name else name)
        for name, what in _described(pack)
        if name != PAGE
    ]


def _dictionary(pack: Pack) -> str:
    """One line a column of a table: what it is, its unit, who is counted, how it was made."""
    lines = [
        (one.table.id, one.number, part.number, one.table.title, column.id, column.title,
         column.unit, one.table.base_note, one.table.method, table_provenance(pack, one.table))
        for one, part in pack.numbered()
        for column in one.table.columns
    ]  # fmt: skip
    heads = ("table", "number", "part", "title", "column", "column_title", "unit", "base",
             "method", "provenance")  # fmt: skip
    return _csv(heads, lines)


def _context(pack: Pack) -> str:
    lines = [
        (one.id, one.text, one.year, one.place, one.asked, one.source, one.mark,
         "check before launch" if one.unchecked else "checked", " ".join(one.parts))
        for one in pack.survey.context
    ]  # fmt: skip
    heads = ("id", "text", "year", "place", "asked", "source", "mark", "state", "parts")
    return _csv(heads, lines)


def _csv(heads: Sequence[str], lines: Sequence[Sequence[str | int]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(heads)
    for line in lines:
        writer.writerow([safe_text(x) if isinstance(x, str) else x for x in line])
    return text.getvalue()
