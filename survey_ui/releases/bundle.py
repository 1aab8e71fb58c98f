"""A release in a folder: every table as CSV, JSON and SVG, with a page and a note to begin with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from analysis import SYMBOLS
from survey_api import BadInput, Release
from survey_ui.releases.charts import WIDE, draw_chart
from survey_ui.releases.describe import describe_table, nothing_to_draw, reading_hint
from survey_ui.releases.downloads import write_csv, write_json
from survey_ui.releases.figures import say_cell, say_figure
from survey_ui.releases.frame import simulated_notice
from survey_ui.releases.shelf import Wanted, shelve


def write_bundle(release: Release, folder: Path) -> list[Path]:
    """Write the release into `folder`, making it if need be; get the files written.

    A file of the same name is written over. Raises BadInput if the folder cannot be written to.
    """
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in _files(release):
            path = folder / name
            path.write_bytes(content)
            written.append(path)
    except OSError as error:
        raise BadInput(f"Cannot write to {folder}: {error.strerror}.") from error
    return written


def _files(release: Release) -> Iterator[tuple[str, bytes]]:
    notice = simulated_notice(release.summary)
    drawn = set()
    for table in release.tables:
        yield f"{table.id}.csv", write_csv(table, release.summary).encode("utf-8-sig")
        yield f"{table.id}.json", write_json(table)
        chart = draw_chart(table, WIDE, standing=notice or table.base_note)
        if chart:
            drawn.add(table.id)
            yield f"{table.id}.svg", chart.encode()
    yield "index.html", _rendered("bundle.html", release, drawn).encode()
    yield "README.txt", _rendered("bundle.txt", release, drawn).encode()


def _rendered(name: str, release: Release, drawn: set[str]) -> str:
    pages = Environment(
        loader=PackageLoader("survey_ui", "templates/releases"),
        autoescape=name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return pages.get_template(name).render(
        release=release,
        notice=simulated_notice(release.summary),
        shelves=shelve(release.tables, Wanted()),
        drawn=drawn,
        describe_table=describe_table,
        nothing_to_draw=nothing_to_draw,
        reading_hint=reading_hint,
        say_cell=say_cell,
        say_figure=say_figure,
        symbols=SYMBOLS,
    )
