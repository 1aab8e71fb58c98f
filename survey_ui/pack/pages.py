"""The pack of a wave's newest release: to read on screen, and to take away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from litestar import Request, get
from litestar.response import Response, Template
from markupsafe import Markup

from survey_api import Release, Survey, audit, find_standing, newest_release
from survey_api.access import Account, Right
from survey_api.app import GivenStore, policy_with_style
from survey_ui import links
from survey_ui.pack.contents import Pack, make_pack
from survey_ui.pack.excel import write_xlsx
from survey_ui.pack.folder import ODS, PDF, SAID, XLSX, make_pdf, zip_pack
from survey_ui.pack.keeping import Kept
from survey_ui.pack.opendocument import write_ods
from survey_ui.pack.paper import MissingLibrary
from survey_ui.pack.pictures import Picture, draw_pictures
from survey_ui.pack.writing import Links, write_body, write_said
from survey_ui.releases.frame import render
from survey_ui.releases.waves import find_wave

KEPT = Kept()
_OFFERED = (  # name of the file, words on the page, media type
    (PDF, "This page as a PDF to print or send on", "application/pdf"),
    (XLSX, "All tables as a workbook for Excel",
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (ODS, "All tables as a workbook for LibreOffice and others",
     "application/vnd.oasis.opendocument.spreadsheet"),
    ("pack.zip", "Everything in one ZIP: pages, workbooks, CSV, JSON and charts",
     "application/zip"),
    (SAID, "“You said, we did”: a page for the public", "text/html; charset=utf-8"),
)  # fmt: skip

_QUICK: dict[str, Callable[[Pack], bytes]] = {
    XLSX: write_xlsx,
    ODS: write_ods,
    SAID: lambda pack: write_said(pack).encode(),
}


@get("/releases/{survey_id:str}/{wave_id:str}/pack", opt={"right": Right.READ_RELEASES})
async def show_pack(
    survey_id: str,
    wave_id: str,
    account: Account,
    store: GivenStore,
    surveys: dict[str, Survey],
) -> Template:
    """All parts of the pack as a page."""
    survey, wave = find_wave(surveys, survey_id, wave_id)
    release = await newest_release(store, survey, wave)
    pack = make_pack(release, survey, await find_standing(store, release.summary.id))
    pictures = await _pictures(pack)
    body = await KEPT.get(_key(pack), "page", lambda: _body(pack, pictures))
    return render(
        "pack/page.html",
        title=pack.title,
        account=account,
        survey=survey,
        wave=wave,
        draft=pack.draft,
        simulated=pack.notice,
        body=Markup(body),
    )


@get(
    [f"/releases/{{survey_id:str}}/{{wave_id:str}}/{name}" for name, _, _ in _OFFERED],
    opt={"right": Right.READ_RELEASES},
)
async def get_pack_file(
    request: Request[Any, Any, Any],
    survey_id: str,
    wave_id: str,
    account: Account,
    store: GivenStore,
    surveys: dict[str, Survey],
    now: datetime,
) -> Response[bytes]:
    """The pack as a file: PDF, workbook, ZIP, or the page for the public."""
    name = request.url.path.rpartition("/")[2]
    survey, wave = find_wave(surveys, survey_id, wave_id)
    release = await newest_release(store, survey, wave)
    standing = await find_standing(store, release.summary.id)
    content = await _content(make_pack(release, survey, standing), name)
    which = f"{release.summary.id} {name}"
    event = audit.Event(who=account.name, what="downloaded a pack", which=which)
    await audit.record(store, event, now)
    how = "inline" if name == SAID else "attachment"
    headers = {"Content-Disposition": f'{how}; filename="{_file_name(release, name)}"'}
    if name == SAID:
        headers["Content-Security-Policy"] = policy_with_style(content)
    return Response(
        content,
        media_type=next(media for offered, _, media in _OFFERED if offered == name),
        headers=headers,
    )


async def _content(pack: Pack, name: str) -> bytes:
    release = _key(pack)
    if name in _QUICK:
        return await KEPT.get(release, name, lambda: _QUICK[name](pack))
    pictures = await _pictures(pack)
    if name == PDF:
        return await KEPT.get(release, PDF, lambda: make_pdf(pack, pictures))
    try:
        pdf = await _content(pack, PDF)
    except MissingLibrary:
        pdf = b""
    return await KEPT.get(release, name, lambda: zip_pack(pack, pictures, pdf))


async def _pictures(pack: Pack) -> dict[str, Picture]:
    return await KEPT.get(pack.release.summary.id, "pictures", lambda: draw_pictures(pack))


def _key(pack: Pack) -> str:
    """A release never changes, but signing it off changes what its pack says."""
    return f"{pack.release.summary.id} {pack.standing.value}"


def _body(pack: Pack, pictures: dict[str, Picture]) -> str:
    survey, wave = pack.survey.id, pack.wave.id
    downloads: Links = [
        (words, links.pack_file(survey, wave, name))
        for name, words, _ in _OFFERED
        if not (pack.draft and name == SAID)
    ]
    return write_body(
        pack,
        pictures,
        downloads=downloads,
        files=lambda table: [
            (suffix.upper(), links.table_file(survey, wave, table.id, suffix))
            for suffix in (("csv", "json", "svg") if table.id in pictures else ("csv", "json"))
        ],
        table_link=lambda table: links.table(survey, wave, table.id),
    )


def _file_name(release: Release, name: str) -> str:
    summary = release.summary
    marked = "simulated-" if summary.simulated else ""
    return f"{marked}{summary.survey}-{summary.wave}-{name}"
