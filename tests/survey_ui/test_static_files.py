"""The files of `static/` as they come over the wire."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from survey_api import Settings
from survey_ui import links
from survey_ui.app import create_app

STYLE = (links.STATIC_FOLDER / "css" / "theme.css").read_bytes()


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[AsyncTestClient[Litestar]]:
    settings = Settings(store=f"sqlite:///{tmp_path / 'survey.db'}", secret="for a test only")
    async with AsyncTestClient(create_app(settings)) as opened:
        yield opened


async def test_a_file_comes_small_to_who_can_read_it_so(client: AsyncTestClient[Litestar]):
    async with client.stream("GET", links.static("css/theme.css")) as reply:
        assert reply.headers["content-encoding"] == "gzip"
        assert reply.headers["vary"] == "Accept-Encoding"
        sent = b"".join([part async for part in reply.aiter_raw()])
    assert gzip.decompress(sent) == STYLE
    assert len(sent) < len(STYLE) / 3.5


async def test_and_as_it_is_to_everybody_else(client: AsyncTestClient[Litestar]):
    reply = await client.get(links.static("css/theme.css"), headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in reply.headers
    assert reply.headers["vary"] == "Accept-Encoding"
    assert reply.content == STYLE


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_it_says_what_it_is(client: AsyncTestClient[Litestar], method: str):
    for name, kind in {
        "js/respond.js": "text/javascript; charset=utf-8",
        "images/mark.svg": "image/svg+xml",
        "vendor/govuk-frontend-6.3.0/LICENSE": "text/plain; charset=utf-8",
    }.items():
        reply = await client.request(method, f"/static/{name}")
        assert (reply.status_code, reply.headers["content-type"]) == (200, kind)


async def test_what_is_not_there_is_told_as_a_page(client: AsyncTestClient[Litestar]):
    reply = await client.get("/static/css")
    assert reply.status_code == 404
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
