"""A real server over a real store, and real Chromium in front of it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def store_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server keeps everything."""
    return tmp_path_factory.mktemp("journeys") / "survey.db"


@pytest.fixture(scope="session")
def server(store_file: Path) -> Iterator[str]:
    """The address of a running server. Leaving goes to a page of its own: no test goes outside."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "uvicorn", "--factory", "survey_ui.app:create_app"),
            *("--port", str(port), "--log-level", "warning"),
        ],
        env={
            **os.environ,
            "SURVEY_STORE": f"sqlite:///{store_file}",
            "SURVEY_SECRET": "for a test only",
            "SURVEY_EXIT_URL": f"{address}/health",
        },
        cwd=Path(__file__).parents[2],
    )
    try:
        _wait_for(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.get(f"{address}/cookies", timeout=5)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not start")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium. Closed after each module, so that its loop is out of the way of async tests."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()
