"""A real server over a real store, and real Chromium in front of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.running import chromium, serving


@pytest.fixture(scope="session")
def store_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server keeps everything."""
    return tmp_path_factory.mktemp("journeys") / "survey.db"


@pytest.fixture(scope="session")
def server(store_file: Path) -> Iterator[str]:
    """The address of a running server."""
    with serving(store_file) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium. Closed after each module, so that its loop is out of the way of async tests."""
    with chromium() as opened:
        yield opened
