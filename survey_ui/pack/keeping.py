"""Packs already made. A release never changes, so neither does its pack."""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


class Kept:
    """What was made of a release, made once; the last few are kept."""

    def __init__(self, size: int = 12) -> None:
        self._size = size
        self._made: OrderedDict[tuple[str, str], Any] = OrderedDict()
        self._lock = threading.Lock()

    async def get(self, release: str, what: str, make: Callable[[], T]) -> T:
        """What `make` gives, remembered. Made in a thread, one at a time: each is heavy."""
        return await asyncio.to_thread(self._get, (release, what), make)

    def _get(self, key: tuple[str, str], make: Callable[[], T]) -> T:
        with self._lock:
            if key not in self._made:
                self._made[key] = make()
            while len(self._made) > self._size:
                self._made.popitem(last=False)
            self._made.move_to_end(key)
            made: T = self._made[key]
            return made
