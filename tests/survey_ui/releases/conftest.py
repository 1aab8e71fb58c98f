"""The strategy pages over a real store that holds the sample release."""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import pytest
import uvicorn
from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
)
from litestar import Litestar
from litestar.config.csrf import CSRFConfig
from litestar.contrib.jinja import JinjaTemplateEngine
from litestar.static_files import create_static_files_router
from litestar.template import TemplateConfig
from litestar.testing import AsyncTestClient

import survey_ui
from survey_api import Settings, open_store
from survey_api.access import Role, add_account
from survey_api.app import guard, providers, safe_headers, store_lifespan
from survey_ui.releases import router
from survey_ui.respond import page_handlers
from tests.survey_ui.releases.samples import NOW, a_release

NAME, PASSWORD = "amira", "a long and quiet river"
HOME = Path(survey_ui.__file__).parent


@lru_cache(maxsize=1)
def templates() -> JinjaTemplateEngine:
    """Compiled once for all these tests."""
    pages = Environment(
        loader=ChoiceLoader(
            [
                FileSystemLoader(HOME / "templates"),
                PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
            ]
        ),
        autoescape=True,
        undefined=ChainableUndefined,
    )
    return JinjaTemplateEngine.from_environment(pages)


def an_app(settings: Settings) -> Litestar:
    """The strategy pages alone."""

    def clock() -> datetime:
        return NOW

    static = create_static_files_router(
        path="/static", directories=[HOME / "static"], opt={"open": True}
    )
    return Litestar(
        route_handlers=[router, static],
        dependencies=providers(settings, clock),
        lifespan=[store_lifespan(settings, clock, worker=False)],
        guards=[guard],
        exception_handlers=page_handlers,
        before_send=[safe_headers(https=settings.https)],
        csrf_config=CSRFConfig(secret="not a secret in a test", cookie_name="csrf"),
        template_config=TemplateConfig(instance=templates()),
        openapi_config=None,
    )


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    """Settings of a store that holds the sample release and two accounts."""
    settings = Settings(
        store=f"sqlite:///{tmp_path / 'survey.db'}", secret="secret", second_factor=False
    )
    async with open_store(settings.store) as store:
        await store.add_release(a_release())
        await add_account(store, NAME, PASSWORD, Role.ANALYST, "MOPAC", NOW)
        await add_account(store, "olu", PASSWORD, Role.OPERATOR, "other", NOW)
    return settings


@pytest.fixture
async def stranger(settings: Settings) -> AsyncIterator[AsyncTestClient[Litestar]]:
    """A browser in which nobody has signed in."""
    async with AsyncTestClient(an_app(settings)) as client:
        client.follow_redirects = False
        yield client


@pytest.fixture
async def analyst(stranger: AsyncTestClient[Litestar]) -> AsyncTestClient[Litestar]:
    """A browser in which an analyst has signed in."""
    reply = await sign_in(stranger)
    assert reply == 303
    return stranger


async def sign_in(
    browser: AsyncTestClient[Litestar], name: str = NAME, password: str = PASSWORD
) -> int:
    """Fill in the sign-in form; the status of the reply."""
    await browser.get("/sign-in")
    form = {"name": name, "password": password, "next": "", "_csrf_token": browser.cookies["csrf"]}
    return (await browser.post("/sign-in", data=form)).status_code


@contextmanager
def serving(app: Litestar) -> Iterator[str]:
    """The app on a free port of this machine, for a real browser; gives its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.02)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
