"""What the whole app tells browsers, whatever the address, and what it refuses."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from survey_api import Settings
from survey_ui import links
from survey_ui.app import create_app
from tests.samples import NOW
from tests.survey_ui.respond.visitor import EXIT, SURVEY, Visitor

ADDRESSES = (
    "/",
    SURVEY,
    f"{SURVEY}/safe_now",
    "/cookies",
    "/sign-in",
    "/releases",
    "/coding/missing_children/2026-27",
    "/api/v1/surveys",
    "/api/v1/nothing/here",
    "/api/v1/releases/missing_children/2026-27",
    "/schema",
    "/schema/openapi.json",
    "/health",
    "/leave",
    "/no/such/page",
    "/static/no-such-file.css",
)
REFUSED = ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'")


def app_for(folder: Path, **more) -> Litestar:
    store = f"sqlite:///{folder / 'survey.db'}"
    settings = Settings(
        store=store, secret="for a test only", exit_url=EXIT, second_factor=False, **more
    )
    return create_app(settings, clock=lambda: NOW)


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[AsyncTestClient[Litestar]]:
    async with AsyncTestClient(app_for(tmp_path)) as opened:
        yield opened


async def test_every_reply_tells_browsers_what_is_not_allowed(client: AsyncTestClient[Litestar]):
    for address in (*ADDRESSES, links.static("css/theme.css")):
        reply = await client.get(address, follow_redirects=False)
        policy = reply.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert all(part in policy for part in REFUSED), address
        assert reply.headers["referrer-policy"] == "no-referrer", address
        assert reply.headers["x-content-type-options"] == "nosniff", address
        assert "camera=()" in reply.headers["permissions-policy"], address
        assert reply.headers["cross-origin-opener-policy"] == "same-origin", address
        assert reply.headers["cross-origin-resource-policy"] == "same-origin", address
        assert "strict-transport-security" not in reply.headers, address


async def test_only_files_that_never_change_are_kept_by_anybody(client: AsyncTestClient[Litestar]):
    for address in ADDRESSES:
        reply = await client.get(address, follow_redirects=False)
        assert reply.headers["cache-control"] == "no-store", address
    kept = await client.get(links.static("css/theme.css"))
    assert "immutable" in kept.headers["cache-control"]


async def test_over_https_cookies_belong_to_this_host_alone(tmp_path: Path):
    app = app_for(tmp_path, https=True)
    async with AsyncTestClient(app, base_url="https://testserver.local") as client:
        visitor = Visitor(client)
        await visitor.begin()
        names = set(client.cookies)
        assert names == {"__Host-csrf", "__Host-draft-missing_children"}
        begun = await client.get(f"{SURVEY}/role")
        assert begun.status_code == 200  # the cookie is read under the name it is set under
        assert "max-age=63072000" in begun.headers["strict-transport-security"]
        for set_cookie in (await client.get("/leave", follow_redirects=False)).headers.get_list(
            "set-cookie"
        ):
            assert set_cookie.startswith("__Host-")
            assert {"Secure", "HttpOnly", "Path=/"} <= set(set_cookie.split("; "))
            assert "Domain" not in set_cookie


async def test_every_address_that_changes_something_wants_the_token_of_our_form(
    client: AsyncTestClient[Litestar],
):
    refused = 0
    for route in client.app.routes:
        for method in {"POST", "PUT", "PATCH", "DELETE"} & set(getattr(route, "methods", ())):
            if route.path.startswith("/api/"):
                continue  # takes no cookie to write anything
            if route.path == "/stop/{token:str}":
                continue  # mail programs press it; it looks at no cookie, and its link is the proof
            reply = await client.request(method, _filled(route.path), data={"name": "x"})
            assert reply.status_code == 403, f"{method} {route.path}"
            refused += 1
    assert refused > 10


async def test_no_cookie_lets_anybody_write_through_the_api(client: AsyncTestClient[Litestar]):
    """So that the API needs no token of a form: what writes there looks at no cookie."""
    written = [
        route
        for route in client.app.routes
        if route.path.startswith("/api/")
        and {"POST", "PUT", "PATCH", "DELETE"} & set(route.methods)
    ]
    assert sorted(route.path for route in written) == [
        "/api/v1/deliveries",
        "/api/v1/surveys/{survey_id:str}/responses/{response_id:str}",
    ]


def _filled(path: str) -> str:
    """A route's address with something in the place of each name."""
    return "/".join(
        ("0" if ":int" in part else "missing_children" if "survey" in part else "2026-27")
        if part.startswith("{")
        else part
        for part in path.split("/")
    )
