"""The composition root: pages and JSON over one store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any

from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader, PrefixLoader
from litestar import Litestar, Request, Router
from litestar.config.compression import CompressionConfig
from litestar.config.csrf import CSRFConfig
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.template import TemplateConfig

from survey_api import Settings
from survey_api.access import cookie_name
from survey_api.app import (
    FAST_GZIP,
    MAX_BODY,
    PROBLEM_HANDLERS,
    api_router,
    guard,
    health_router,
    openapi_config,
    providers,
    safe_headers,
    store_lifespan,
    watch,
)
from survey_api.clock import utc_now
from survey_ui.accounts import provider_of
from survey_ui.accounts import router as accounts_router
from survey_ui.api_page import ApiPage
from survey_ui.assisted import router as assisted_router
from survey_ui.coding import router as coding_router
from survey_ui.operator import router as operator_router
from survey_ui.pack import router as pack_router
from survey_ui.promises import public_router, staff_router
from survey_ui.releases import router as releases_router
from survey_ui.respond import PageRequest, page_handlers
from survey_ui.respond import router as respond_router
from survey_ui.safeguarding import router as safeguarding_router
from survey_ui.static_files import static_file
from survey_ui.translations import router as translations_router


def create_app(
    settings: Settings | None = None,
    *,
    clock: Callable[[], datetime] = utc_now,
    worker: bool = False,
) -> Litestar:
    """Everything: respondent pages, strategy pages, the JSON API, and a worker if asked for."""
    settings = settings or Settings.from_env()
    app = Litestar(
        route_handlers=_routers(),
        dependencies=providers(settings, clock) | _provider(settings),
        guards=[guard],
        request_class=PageRequest,
        lifespan=[store_lifespan(settings, clock, worker=worker)],
        exception_handlers=_failures(),
        before_send=[safe_headers(https=settings.https)],
        csrf_config=CSRFConfig(
            secret=settings.form_secret(),
            cookie_name=cookie_name("csrf", https=settings.https),
            cookie_secure=settings.https,
            cookie_samesite="lax",
            cookie_httponly=True,
            # Read by programs without a form in it; and what mail programs press.
            exclude=["^/api/", r"^/you-said/.+/feed\.xml$", "^/stop/"],
        ),
        request_max_body_size=MAX_BODY,
        compression_config=CompressionConfig(
            backend="gzip", gzip_compress_level=FAST_GZIP, exclude_opt_key="packed"
        ),
        logging_config=None,  # who runs the process says where its log goes
        openapi_config=openapi_config(ApiPage()),
        template_config=_templates(),
    )
    return watch(app)


def _routers() -> list[Router | HTTPRouteHandler]:
    """Everything that has an address."""
    return [
        respond_router,
        releases_router,
        accounts_router,
        public_router,
        staff_router,
        pack_router,
        coding_router,
        translations_router,
        assisted_router,
        safeguarding_router,
        operator_router,
        api_router(),
        health_router(),
        static_file,
    ]


def _provider(settings: Settings) -> dict[str, Provide]:
    """`provider`, for the pages of signing in: made once, for it keeps what it was told."""
    provider = provider_of(settings)
    return {"provider": Provide(lambda: provider, sync_to_thread=False)}


def _failures() -> dict[int | type[Exception], Callable[..., Any]]:
    """Errors outside any router: as JSON below /api, else as a page."""

    def by_surface(page: Callable[..., Any], reply: Callable[..., Any]) -> Callable[..., Any]:
        def handle(request: Request[Any, Any, Any], error: Exception) -> Any:
            return (reply if request.url.path.startswith("/api/") else page)(request, error)

        return handle

    return {kind: by_surface(page_handlers[kind], PROBLEM_HANDLERS[kind]) for kind in page_handlers}


@lru_cache(maxsize=1)
def _templates() -> TemplateConfig[JinjaTemplateEngine]:
    """Our templates, with the govuk-frontend macros beside them under their own name.

    They know no settings, so each is compiled once for all apps of a process.
    """
    pages = Environment(
        loader=ChoiceLoader(
            [
                PackageLoader("survey_ui"),
                PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
            ]
        ),
        autoescape=True,
        auto_reload=False,  # else each page asks the disk about every template it is made of
        undefined=ChainableUndefined,  # the macros ask for parameters that were not given
    )
    return TemplateConfig(instance=JinjaTemplateEngine.from_environment(pages))
