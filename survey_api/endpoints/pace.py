"""Pace: how many requests are taken in how short a time, without knowing who sends them.

Nobody's address is looked at: a whole office or hostel may share one. A draft has a bucket of its
own, the pages have one for everybody together, and so has the API, so that programs do not keep
families out. An empty bucket asks to wait for some seconds; nobody is ever shut out.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from litestar import Request

from survey_api.errors import TooFast

_SECONDS = 4  # of what a server takes, to be used up in one go
_DRAFT_BURST, _DRAFT_A_SECOND = 100, 2  # the pages of one draft; nobody reads faster
_MOST = 50_000  # buckets kept; the one not used for longest is forgotten, which fills it


class Pace:
    """Token buckets by name, in memory."""

    def __init__(self, a_second: int, tick: Callable[[], float] = time.monotonic) -> None:
        """Take up to `a_second` requests a second from everybody together; 0: never ask to wait."""
        self._a_second, self._tick = a_second, tick
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # tokens, since when

    def take(self, everybody: str, draft_id: str = "") -> None:
        """Take a request to `pages` or `api`. Raises TooFast with the seconds to wait."""
        if not self._a_second:
            return
        if draft_id:
            self._take(f"draft {draft_id}", _DRAFT_BURST, _DRAFT_A_SECOND)
        self._take(everybody, _SECONDS * self._a_second, self._a_second)

    def _take(self, name: str, burst: float, a_second: float) -> None:
        now = self._tick()
        tokens, since = self._buckets.pop(name, (burst, now))
        tokens = min(burst, tokens + (now - since) * a_second)
        enough = tokens >= 1
        self._buckets[name] = (tokens - 1 if enough else tokens, now)
        if len(self._buckets) > _MOST:
            self._buckets.popitem(last=False)
        if not enough:
            raise TooFast(max(1, math.ceil((1 - tokens) / a_second)))


async def pace_programs(request: Request[Any, Any, Any]) -> None:
    """Before each request to the API that writes. Raises TooFast."""
    pace = request.app.state.get("pace")
    if pace and request.method not in ("GET", "HEAD", "OPTIONS"):
        pace.take("api")
