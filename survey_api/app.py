"""The JSON API: its router, the life of the store around it, and an app that serves it alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import Any

from litestar import Litestar, Router
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, OpenAPIRenderPlugin
from litestar.params import SkipValidation

from survey_api.access import SESSION_COOKIE, cookie_name
from survey_api.campaigns import AddressHome
from survey_api.clock import utc_now
from survey_api.contacts import ContactHome
from survey_api.endpoints import (
    REQUEST,
    GivenAddresses,
    GivenContacts,
    GivenNow,
    GivenStore,
    Pace,
    account,
    get_health,
    get_instrument,
    get_live,
    get_metrics,
    get_ready,
    get_release,
    get_table,
    guard,
    http_error_reply,
    list_surveys,
    pace_programs,
    policy_with_style,
    post_delivery,
    put_response,
    safe_headers,
    survey_error_reply,
    unforeseen_reply,
    watch,
)
from survey_api.errors import SurveyError
from survey_api.mailing import read_mailer
from survey_api.questionnaire import Survey, load_surveys
from survey_api.releases import Store
from survey_api.responses import check_anonymity, text_scorer
from survey_api.settings import Settings
from survey_api.storage import contacts_at, open_store
from survey_api.worker import run_worker

__all__ = [
    "FAST_GZIP",
    "MAX_BODY",
    "PROBLEM_HANDLERS",
    "REQUEST",
    "GivenAddresses",
    "GivenContacts",
    "GivenStore",
    "Pace",
    "api_router",
    "create_api",
    "guard",
    "health_router",
    "openapi_config",
    "policy_with_style",
    "providers",
    "safe_headers",
    "store_lifespan",
    "watch",
]

GivenSettings = NamedDependency[SkipValidation[Settings]]
MAX_BODY = 2 * 1024 * 1024  # bytes; long enough to say which text is too long
FAST_GZIP = 3  # the most, 9, takes half as long again for a tenth less
PROBLEM_HANDLERS: dict[int | type[Exception], Callable[..., Any]] = {
    SurveyError: survey_error_reply,
    HTTPException: http_error_reply,
    Exception: unforeseen_reply,
}


def api_router() -> Router:
    """Everything a program can call; needs `providers()` around it."""
    return Router(
        path="/api/v1",
        route_handlers=[
            list_surveys,
            get_instrument,
            put_response,
            post_delivery,
            get_release,
            get_table,
        ],
        exception_handlers=PROBLEM_HANDLERS,
        before_request=pace_programs,
        request_max_body_size=MAX_BODY,
    )


def health_router() -> Router:
    """The addresses that operators and their programs watch."""
    return Router(
        path="/",
        route_handlers=[get_health, get_live, get_ready, get_metrics],
        exception_handlers=PROBLEM_HANDLERS,
    )


def providers(settings: Settings, clock: Callable[[], datetime]) -> dict[str, Provide]:
    """What handlers ask for by name: `store`, `surveys`, `contacts`, `settings`, `now`, ..."""

    def store(state: State) -> Store:
        opened: Store = state["store"]
        return opened

    # Each asks for the one before: what does not, the framework resolves in a task of its own.
    def given_settings(store: GivenStore) -> Settings:
        return settings

    def now(settings: GivenSettings) -> datetime:
        return clock()

    def surveys(state: State, now: GivenNow) -> dict[str, Survey]:
        loaded: dict[str, Survey] = state["surveys"]
        return loaded

    def contacts(state: State) -> ContactHome:
        found: ContactHome = state["contacts"]
        return found

    def addresses(state: State) -> AddressHome:
        found: AddressHome = state["contacts"]  # one place holds both
        return found

    return {
        "addresses": Provide(addresses, sync_to_thread=False),
        "store": Provide(store, sync_to_thread=False),
        "surveys": Provide(surveys, sync_to_thread=False),
        "contacts": Provide(contacts, sync_to_thread=False),
        "settings": Provide(given_settings, sync_to_thread=False),
        "now": Provide(now, sync_to_thread=False),
        "account": Provide(account, sync_to_thread=False),
    }


Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]


def store_lifespan(settings: Settings, clock: Callable[[], datetime], *, worker: bool) -> Lifespan:
    """Keeps the store open while the app runs, with a worker beside it if asked for."""

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        surveys = load_surveys(settings.surveys)
        async with open_store(settings.store, settings.sealing) as store:
            await check_anonymity(store, surveys)
            app.state.store, app.state.surveys, app.state.clock = store, surveys, clock
            app.state.contacts = await _contacts(settings)
            app.state.session_cookie = cookie_name(SESSION_COOKIE, https=settings.https)
            app.state.pace = Pace(settings.pace)
            app.state.metrics_token = settings.metrics_token
            app.state.delivery_token = settings.notify_token
            async with _working(app, clock, settings) if worker else _idle():
                yield

    return lifespan


async def _contacts(settings: Settings) -> ContactHome:
    """Where contacts are; opened once, so that a wrong key is told at the start."""
    home = contacts_at(settings.store, settings.contacts, settings.contact_sealing)
    if await home.is_there():
        async with home.open():
            pass
    return home


@asynccontextmanager
async def _working(
    app: Litestar, clock: Callable[[], datetime], settings: Settings
) -> AsyncIterator[None]:
    stop = asyncio.Event()
    work = run_worker(
        app.state.store,
        app.state.surveys,
        app.state.contacts,
        stop=stop,
        clock=clock,
        scorer=text_scorer(settings.models),
        mailer=read_mailer(settings.smtp, settings.smtp_from, settings.address),
    )
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        stop.set()
        await task


@asynccontextmanager
async def _idle() -> AsyncIterator[None]:
    yield


def openapi_config(*pages: OpenAPIRenderPlugin) -> OpenAPIConfig:
    """The description of the API at /schema/openapi.json, with `pages` to read it on."""
    return OpenAPIConfig(
        title="Family Experience Survey",
        version="1",
        openapi_router=Router(
            "/schema", route_handlers=[], opt={"open": True}, include_in_schema=False
        ),
        render_plugins=[*pages, JsonRenderPlugin()],
    )


def create_api(
    settings: Settings | None = None, clock: Callable[[], datetime] = utc_now
) -> Litestar:
    """The JSON API alone, e.g. `uvicorn --factory survey_api.app:create_api`."""
    settings = settings or Settings.from_env()
    app = Litestar(
        route_handlers=[api_router(), health_router()],
        dependencies=providers(settings, clock),
        guards=[guard],
        lifespan=[store_lifespan(settings, clock, worker=False)],
        exception_handlers=PROBLEM_HANDLERS,
        before_send=[safe_headers(https=settings.https)],
        compression_config=CompressionConfig(backend="gzip", gzip_compress_level=FAST_GZIP),
        logging_config=None,  # who runs the process says where its log goes
        openapi_config=openapi_config(),
    )
    return watch(app)
