"""Running processes: the server and the worker, and how they stop."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from litestar import Litestar

from survey_api import (
    BadInput,
    ContactsAt,
    ScoreText,
    Settings,
    Store,
    Survey,
    SurveyError,
    load_plan,
    run_worker,
)
from survey_api.clock import utc_now
from survey_api.collecting import calm_collector
from survey_api.mailing import Mailer
from survey_api.safeguarding import load_duty
from survey_ui.app import create_app
from survey_ui.careful import CarefulProtocol
from survey_ui.console import say
from survey_ui.logs import log_as_json

_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_PATIENCE = 10  # seconds that requests under way may still take once the server is stopping


class _Server(uvicorn.Server):
    """Returns when it is told to stop.

    uvicorn's own would raise the signal once more, which ends the process before the worker has
    finished and the store is closed.
    """

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for sign in _SIGNALS:
            loop.add_signal_handler(sign, self.handle_exit, sign, None)
        yield


def serve_forever(
    settings: Settings, *, host: str, port: int, workers: int, with_worker: bool
) -> None:
    """Serve until SIGTERM or Ctrl-C; requests under way are finished first.

    Raises BadInput if the address cannot be had, and what opening the store or reading the
    surveys raises.
    """
    if workers > 1:
        say(
            "One server process is started. A SQLite store is written by one alone; for a "
            "PostgreSQL store start 'survey serve' again, on another port."
        )
    log_as_json()
    with _listen(host, port) as listening:
        app = create_app(settings, worker=with_worker)
        config = uvicorn.Config(
            app,
            http=CarefulProtocol,
            ws="none",
            log_config=None,  # its lines go where ours go
            log_level="warning",
            access_log=False,  # an address of a draft's page is nobody's business
            server_header=False,
            lifespan="off",  # `_serve` keeps it, so that what it raises reaches the caller
            timeout_graceful_shutdown=_PATIENCE,
        )
        calm_collector()
        with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
            runner.run(_serve(app, _Server(config), listening))


async def _serve(app: Litestar, server: uvicorn.Server, listening: socket.socket) -> None:
    try:
        async with app.lifespan():
            for survey in app.state.surveys.values():
                load_duty(survey)
                load_plan(survey)  # what is wrong with it is said now, not by the worker at night
            host, port = listening.getsockname()[:2]
            say(
                f"Serving on http://{f'[{host}]' if ':' in host else host}:{port} (Ctrl-C stops it)"
            )
            await server.serve([listening])
    except ExceptionGroup as group:  # the framework's task group puts what was raised into one
        raise next((e for e in group.exceptions if isinstance(e, SurveyError)), group) from None


def _listen(host: str, port: int) -> socket.socket:
    """A socket that takes connections at this address. Raises BadInput."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        reason = (error.strerror or str(error)).partition(" (")[0].lower()
        raise BadInput(
            f"Cannot serve on {host}, port {port}: {reason}. Choose another with --host and --port."
        ) from error


async def work_until_stopped(
    store: Store,
    surveys: dict[str, Survey],
    contacts: ContactsAt,
    scorer: ScoreText | None = None,
    mailer: Mailer | None = None,
) -> None:
    """Run the worker until SIGTERM or Ctrl-C; what it is doing is finished first."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in _SIGNALS:
        loop.add_signal_handler(sign, stop.set)
    log_as_json()
    await run_worker(
        store, surveys, contacts, stop=stop, clock=utc_now, scorer=scorer, mailer=mailer
    )
