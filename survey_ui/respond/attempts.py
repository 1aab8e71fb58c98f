"""Attempts: who tries one reference again and again waits longer each time, and is never shut out.

Kept in memory, by reference and not by person, so nothing is stored about who tries.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta

_FIRST = timedelta(seconds=0.5)
_LONGEST = timedelta(seconds=8)
_FORGOTTEN = timedelta(hours=1)
_REMEMBERED = 10_000  # references; the ones tried longest ago are forgotten first


class Attempts:
    """The wrong pairs of the last hour."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, tuple[int, datetime]] = OrderedDict()

    def pause(self, reference: str, now: datetime) -> timedelta:
        """How long the next try for this reference has to wait."""
        times, last = self._wrong.get(reference, (0, now))
        if not times or now - last >= _FORGOTTEN:
            return timedelta(0)
        doubled: int = 2 ** min(times - 1, 10)
        return min(_FIRST * doubled, _LONGEST)

    def note_wrong(self, reference: str, now: datetime) -> None:
        """Somebody had the wrong secret for this reference, or there is no such reference."""
        times, last = self._wrong.pop(reference, (0, now))
        fresh = now - last >= _FORGOTTEN
        self._wrong[reference] = (1 if fresh else times + 1, now)
        if len(self._wrong) > _REMEMBERED:
            self._wrong.popitem(last=False)

    def note_right(self, reference: str) -> None:
        """Somebody had the right one."""
        self._wrong.pop(reference, None)
