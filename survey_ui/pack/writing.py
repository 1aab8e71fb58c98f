"""The pack in words: one template for the page, the page that stands alone, and paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeAlias

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from analysis import SYMBOLS, SummaryTable
from survey_api import LONDON, Action, Figure, Refused, Release, provenance
from survey_ui import links
from survey_ui.pack.contents import Pack, ShownTable
from survey_ui.pack.pictures import Picture, on_paper, on_screen
from survey_ui.releases.figures import say_cell, say_figure, say_interval, say_number
from survey_ui.releases.standing import as_cell

Links: TypeAlias = Sequence[tuple[str, str]]  # words, address ('' where there is none)
Pictures: TypeAlias = Mapping[str, Picture]

SCREEN, PAPER = ("css/pack.css",), ("css/pack.css", "css/paper.css")


def write_body(
    pack: Pack,
    pictures: Pictures,
    *,
    downloads: Links = (),
    files: Callable[[SummaryTable], Links] = lambda _: (),
    table_link: Callable[[SummaryTable], str] = lambda _: "",
    alone: bool = False,
) -> str:
    """The parts of the pack as HTML to be put in a page.

    `files`: where a table can be had from; `table_link`: where it can be looked at. `alone`: the
    page has no frame that says what is simulated.
    """
    return _rendered(
        "body.html",
        pack,
        paper=False,
        alone=alone,
        downloads=downloads,
        files=files,
        table_link=table_link,
        picture=lambda shown: on_screen(shown, pictures[shown.table.id]),
    )


def write_alone(pack: Pack, body: str, title: str) -> str:
    """A whole HTML page that needs no other file, e.g. for a folder or an e-mail."""
    return _framed(pack, body, title, SCREEN)


def write_paper(pack: Pack, pictures: Pictures, downloads: Links) -> str:
    """The HTML that becomes the PDF."""

    def picture(shown: ShownTable) -> Markup:
        return on_paper(shown, pictures[shown.table.id])

    body = _rendered(
        "body.html",
        pack,
        paper=True,
        alone=True,
        downloads=[(words, "") for words, _ in downloads],
        files=lambda _: (),
        table_link=lambda _: "",
        picture=picture,
    )
    return _framed(pack, body, pack.title, PAPER)


def write_said(pack: Pack) -> str:
    """'You said, we did': the page for the public, from actions that people have filled in.

    Raises Refused for a release that nobody may publish yet.
    """
    if pack.draft:
        raise Refused(f"{pack.draft} Until then there is no page for the public.")
    body = _rendered("said.html", pack)
    return _framed(pack, body, "You said, we did", SCREEN)


def write_readme(pack: Pack, described: Links) -> str:
    """README.txt: what each file is, symbols, notes, versions and the list of tables."""
    return _rendered("readme.txt", pack, described=described)


def done_actions(release: Release) -> tuple[Action, ...]:
    """Actions that somebody owns and has written a change for."""
    return tuple(one for one in release.actions if one.owner.strip() and one.change.strip())


def table_provenance(pack: Pack, table: SummaryTable, short: bool = False) -> str:
    """What a table's figures are and what they were made with. `short`: versions are said once."""
    release = pack.release
    of = f" of “{table.of}”" if table.of else ""
    where = f", where {table.where}" if table.where else ""
    said = f"Measure {table.measure}{of}{where}. Release {release.summary.id}"
    if short or not table.rows or not table.columns:
        return f"{said}."
    made = provenance(release, table, table.rows[0], table.columns[0])
    return (
        f"{said}: questionnaire {made.questionnaire}, tables {made.tables_version}, policy "
        f"{made.policy}, models {made.models}, answers up to {_say_moment(made.cut)}, code "
        f"{made.code}."
    )


def say_found(figure: Figure) -> str:
    """A figure of the release with its interval and base."""
    said = say_figure(as_cell(figure), figure.unit)
    if figure.base is None or figure.symbol:
        return said
    return f"{said}, {say_number(figure.base, 'responses')} responses"


def say_day(day: date) -> str:
    """'3 December 2026'; a moment is told by its day in London."""
    if isinstance(day, datetime):
        day = day.astimezone(LONDON)
    return f"{day.day} {day:%B %Y}"


def _say_moment(when: datetime) -> str:
    return f"{when.astimezone(LONDON):%H:%M} on {say_day(when)}"


def _framed(pack: Pack, body: str, title: str, styles: Sequence[str]) -> str:
    texts = [(links.STATIC_FOLDER / name).read_text(encoding="utf-8") for name in styles]
    release = pack.release.summary
    return (
        _pages()
        .get_template("pack/alone.html")
        .render(
            title=title,
            author=pack.survey.programme.organisation,
            description=" ".join((f"Release {release.id}.", *pack.marks)),
            keywords="missing children, survey, evidence",
            made_at=release.made_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            styles=running_title(pack) + "\n".join(texts),
            body=body,
        )
    )


def running_title(pack: Pack) -> str:
    """CSS that puts the title, and what has to be known, at the head of each page of paper."""
    short = pack.draft.partition(".")[0]
    said = ". ".join(part for part in (pack.title, short, pack.notice) if part)
    quoted = said.replace("\\", "\\\\").replace('"', '\\"').replace("<", "\\3c ")
    return f'@page {{ @top-left {{ content: "{quoted}"; }} }}\n'


def _rendered(name: str, pack: Pack, **context: Any) -> str:
    return (
        _pages()
        .get_template(f"pack/{name}")
        .render(
            pack=pack,
            done_actions=done_actions(pack.release),
            provenance=lambda table, short: table_provenance(pack, table, short),
            **context,
        )
    )


@lru_cache
def _pages() -> Environment:
    pages = Environment(
        loader=PackageLoader("survey_ui"),
        autoescape=lambda name: not (name or "").endswith(".txt"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.globals |= {
        "say_cell": say_cell,
        "say_interval": say_interval,
        "say_number": say_number,
        "say_found": say_found,
        "day": say_day,
        "moment": _say_moment,
        "symbols": SYMBOLS,
    }
    return pages
