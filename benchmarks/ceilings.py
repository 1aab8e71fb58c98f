"""What this machine could do at best and what the plain way does, for the ratios."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

_PAGE = b"x" * 4096


def fdatasync_per_second(folder: Path, seconds: float = 2) -> float:
    """Synced 4 KiB overwrites a second: no durable commit of its own can be faster."""
    path = folder / "sync.bin"
    with path.open("wb", buffering=0) as file:
        return _repeat(lambda: _overwrite(file.fileno()), seconds)


def one_commit_each_per_second(folder: Path, seconds: float = 2) -> float:
    """Rows a second when each has a commit of its own (WAL, synchronous=FULL, sqlite3)."""
    db = sqlite3.connect(folder / "plain.db", isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE answers (id INTEGER PRIMARY KEY, body TEXT)")
    body = "x" * 350
    rate = _repeat(lambda: db.execute("INSERT INTO answers (body) VALUES (?)", (body,)), seconds)
    db.close()
    return rate


def _overwrite(descriptor: int) -> None:
    os.pwrite(descriptor, _PAGE, 0)
    os.fdatasync(descriptor)


def _repeat(act: Callable[[], object], seconds: float) -> float:
    count, began = 0, time.perf_counter()
    while (spent := time.perf_counter() - began) < seconds:
        act()
        count += 1
    return count / spent
