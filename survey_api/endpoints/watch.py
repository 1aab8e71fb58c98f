"""One look at every request: its number, how long it took, and a line in the log about it.

All of it is said of an address's template, e.g. /s/{survey_id}/{page_id}, never of the address:
that may name a draft. Litestar's own middlewares do not see what has no route; the one for metrics
counts for the whole process, and the one for logs writes bodies down (decision 23).
"""

from __future__ import annotations

import logging
import secrets
import time
from collections import defaultdict
from contextvars import ContextVar
from typing import Any, NamedTuple, cast

from litestar import Litestar
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from survey_api.timings import Timings

HEADER = b"x-request-id"
NO_ROUTE = "none"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_log = logging.getLogger("survey.requests")

# The number of the request under way, for whatever is logged meanwhile.
REQUEST: ContextVar[str] = ContextVar("request", default="")


class Asked(NamedTuple):
    """What requests are counted by."""

    method: str
    route: str
    status: int


class Watch:
    """Stands in front of an app's routes. Its `times` are of this app alone."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.times: defaultdict[Asked, Timings] = defaultdict(Timings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the app answer, and note it."""
        # Our own, whatever was sent: what strangers write has no place in the log.
        number = secrets.token_hex(8)
        status = 500  # of what was cut off before it began

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (HEADER, number.encode())]
            await send(message)

        began = time.perf_counter()
        outside = REQUEST.set(number)
        try:
            await self._app(scope, receive, noting)
        finally:
            self._note(cast(dict[str, Any], scope), status, time.perf_counter() - began)
            REQUEST.reset(outside)

    def _note(self, scope: dict[str, Any], status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = scope.get("path_template") or NO_ROUTE
        self.times[Asked(method, route, status)].add(seconds)
        if _log.isEnabledFor(logging.INFO):
            said = {"method": method, "route": route, "status": status, "ms": _ms(seconds)}
            _log.info("request", extra=said)


def watch(app: Litestar) -> Litestar:
    """The app, watched from now on; `app.state.watch` has the times."""
    app.state.watch = Watch(app.asgi_handler)
    app.asgi_handler = app.state.watch
    return app


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
