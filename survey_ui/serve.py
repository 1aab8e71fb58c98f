"""Running processes: the server and the worker, and how they stop."""

from __future__ import annotations

import asyncio
import logging
import signal

import uvicorn

from survey_api import Settings, Store, Survey, run_worker
from survey_api.app import utc_now
from survey_ui.app import create_app
from survey_ui.console import say


def serve_forever(
    settings: Settings, *, host: str, port: int, workers: int, with_worker: bool
) -> None:
    """Serve until SIGTERM or Ctrl-C; requests under way are finished first."""
    if workers > 1:
        say("A SQLite store is written by one process, so one server process is started.")
    app = create_app(settings, worker=with_worker)
    say(f"Serving on http://{host}:{port} (Ctrl-C stops it)")
    # Access logs are off: an address of a draft's page is nobody's business.
    uvicorn.run(
        app, host=host, port=port, log_level="warning", access_log=False, server_header=False
    )


async def work_until_stopped(store: Store, surveys: dict[str, Survey]) -> None:
    """Run the worker until SIGTERM or Ctrl-C; what it is doing is finished first."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    await run_worker(store, surveys, stop=stop, clock=utc_now)
