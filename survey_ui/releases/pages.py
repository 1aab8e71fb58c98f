"""The strategy team's pages: releases, what to fix first, and one page a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, NamedTuple

from litestar import get
from litestar.params import QueryParameter
from litestar.response import Response, Template

from analysis import SYMBOLS, SummaryTable
from survey_api import (
    NotFound,
    Release,
    ReleaseSummary,
    Standing,
    Survey,
    Wave,
    audit,
    find_standing,
    load_overview,
    make_overview,
    newest_release,
)
from survey_api.access import Account, Right
from survey_api.app import GivenStore
from survey_ui.releases import shelf
from survey_ui.releases.charts import NARROW, WIDE, ChartCache
from survey_ui.releases.describe import nothing_to_draw, reading_hint
from survey_ui.releases.downloads import MEDIA_TYPES, file_name, write_csv, write_json
from survey_ui.releases.evidence import by_strength
from survey_ui.releases.explain import explain_made
from survey_ui.releases.figures import say_cell, say_figure, say_interval, say_number
from survey_ui.releases.frame import draft_notice, render, simulated_notice
from survey_ui.releases.standing import show_overview
from survey_ui.releases.waves import find_wave

CHARTS = ChartCache()
FIGURES = {
    "say_cell": say_cell,
    "say_figure": say_figure,
    "say_interval": say_interval,
    "say_number": say_number,
}


class WaveReleases(NamedTuple):
    """A wave with its releases, newest first; only the newest can be read."""

    survey: Survey
    wave: Wave
    newest: ReleaseSummary | None
    earlier: tuple[ReleaseSummary, ...]


@get("/releases", opt={"signed_in": True})
async def list_releases(
    account: Account, store: GivenStore, surveys: dict[str, Survey]
) -> Template:
    """Every wave, its newest release and its fieldwork."""
    summaries = await store.list_releases()
    signed = {one.id: await find_standing(store, one.id) for one in _newest(summaries)}
    waves = [
        _wave_releases(survey, wave, summaries)
        for survey in surveys.values()
        for wave in reversed(survey.programme.waves)
    ]
    return render(
        "releases/list.html",
        title="Releases" if account.may(Right.READ_RELEASES) else "What you can open",
        account=account,
        waves=waves,
        signed=signed,
        simulated_notice=simulated_notice,
    )


def _newest(summaries: Sequence[ReleaseSummary]) -> list[ReleaseSummary]:
    """The newest release of each wave; the summaries come newest first."""
    return list({(one.survey, one.wave): one for one in reversed(summaries)}.values())


def _wave_releases(survey: Survey, wave: Wave, summaries: Sequence[ReleaseSummary]) -> WaveReleases:
    mine = tuple(s for s in summaries if (s.survey, s.wave) == (survey.id, wave.id))
    return WaveReleases(survey, wave, mine[0] if mine else None, mine[1:])


@get("/releases/{survey_id:str}/{wave_id:str}", opt={"right": Right.READ_RELEASES})
async def show_release(
    survey_id: str,
    wave_id: str,
    account: Account,
    store: GivenStore,
    surveys: dict[str, Survey],
    topic: str = "",
    by: str = "",
    evidence: str = "",
    words: str = "",
) -> Template:
    """What the strategy should fix first, then every table by topic."""
    survey, wave = find_wave(surveys, survey_id, wave_id)
    release = await newest_release(store, survey, wave)
    wanted = shelf.Wanted(topic, by, evidence, words[:100])
    overview = make_overview(load_overview(survey), release)
    return render(
        "releases/release.html",
        title=f"What to fix first: {wave.title}",
        account=account,
        **_release_context(survey, wave, release),
        draft=draft_notice(await find_standing(store, release.summary.id)),
        overview=show_overview(overview, survey),
        wanted=wanted,
        shelves=shelf.shelve(release.tables, wanted, wave.title),
        topics={t.topic: shelf.say_topic(t.topic) for t in release.tables},
        splits=shelf.splits_offered(release.tables),
        codes=_codes(survey, release),
        strengths=by_strength(release, await store.list_overrules(survey.id, wave.id)),
    )


def _release_context(survey: Survey, wave: Wave, release: Release) -> dict[str, Any]:
    return {
        "survey": survey,
        "wave": wave,
        "release": release,
        "simulated": simulated_notice(release.summary),
        **FIGURES,
    }


def _codes(survey: Survey, release: Release) -> dict[str, str]:
    """Findings, recommendations and delays that a table of the release bears on, with titles."""
    used = {code for table in release.tables for code in table.evidence}
    titles = {code.id: code.title for code in survey.programme.evidence}
    return {code: titles.get(code, "") for code in sorted(used, key=_code_order)}


def _code_order(code: str) -> tuple[str, int, str]:
    digits = code.lstrip("FRD-")
    return code[0], int(digits) if digits.isdigit() else 0, code


@get("/releases/{survey_id:str}/{wave_id:str}/{name:str}", opt={"right": Right.READ_RELEASES})
async def get_table(
    survey_id: str,
    wave_id: str,
    name: str,
    account: Account,
    store: GivenStore,
    surveys: dict[str, Survey],
    now: datetime,
    show: Annotated[list[str] | None, QueryParameter(name="show")] = None,
) -> Template | Response[bytes]:
    """One table as a page, or as a file when its name ends in .csv, .json or .svg.

    `show`: codes of the only rows wanted ('-' is the total).
    """
    survey, wave = find_wave(surveys, survey_id, wave_id)
    release = await newest_release(store, survey, wave)
    table_id, _, suffix = name.partition(".")
    table = release.table(table_id)
    kept = shelf.keep_rows(table, show or ())
    standing = await find_standing(store, release.summary.id)
    if suffix:
        content = await _content(release, kept, suffix, standing)
        if suffix != "svg":  # a picture that pages show too
            event = audit.Event(
                who=account.name, what="downloaded a table", which=f"{release.summary.id} {name}"
            )
            await audit.record(store, event, now)
        return _file(release, kept, suffix, content)
    return await _table_page(survey, wave, release, table, kept, account, draft_notice(standing))


def _file(release: Release, table: SummaryTable, suffix: str, content: bytes) -> Response[bytes]:
    name = file_name(table, release.summary, suffix)
    how = "inline" if suffix == "svg" else "attachment"
    return Response(
        content,
        media_type=MEDIA_TYPES[suffix],
        headers={"Content-Disposition": f'{how}; filename="{name}"'},
    )


async def _content(release: Release, table: SummaryTable, suffix: str, standing: Standing) -> bytes:
    if suffix not in MEDIA_TYPES:
        raise NotFound(f"A table can be had as .csv, .json or .svg, not as .{suffix}.")
    match suffix:
        case "csv":
            return write_csv(table, release, standing).encode("utf-8-sig")
        case "json":
            return write_json(table, release, standing)
    beneath = simulated_notice(release.summary) or table.base_note
    drawn = await CHARTS.chart(release.summary.id, table, WIDE, standing=beneath)
    if not drawn:
        raise NotFound(nothing_to_draw(table) or "This table has no chart.")
    return drawn.encode()


async def _table_page(
    survey: Survey,
    wave: Wave,
    release: Release,
    table: SummaryTable,
    kept: SummaryTable,
    account: Account,
    draft: str,
) -> Template:
    shown = [row.code or "-" for row in kept.rows] if kept is not table else []
    used = {cell.symbol for row in kept.rows for cell in (row.base, *row.cells) if cell.symbol}
    titles = {code.id: code.title for code in survey.programme.evidence}
    return render(
        "releases/table.html",
        title=table.title,
        heading=shelf.short_title(table, wave.title),
        account=account,
        **_release_context(survey, wave, release),
        draft=draft,
        table=kept,
        every_row=table.rows,
        shown=shown,
        charts=await _charts(release, kept),
        no_chart=nothing_to_draw(kept),
        hint=reading_hint(kept),
        symbols={symbol: SYMBOLS[symbol] for symbol in sorted(used) if symbol in SYMBOLS},
        splits=shelf.siblings(release.tables, table),
        topic=shelf.say_topic(table.topic),
        codes={code: titles.get(code, "") for code in table.evidence},
        made=explain_made(release, table),
    )


async def _charts(release: Release, table: SummaryTable) -> dict[str, str]:
    """The chart for a desk and for a phone; the page shows one of them."""
    widths = {"wide": WIDE, "narrow": NARROW}
    drawn = {
        name: await CHARTS.chart(release.summary.id, table, width) for name, width in widths.items()
    }
    return drawn if drawn["wide"] else {}
