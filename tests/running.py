"""The product as it really runs: `survey serve` in a process of its own, and real Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import msgspec
from playwright.sync_api import Browser, sync_playwright

from survey_api import Settings

ROOT = Path(__file__).parents[1]
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def environ_of(settings: Settings) -> dict[str, str]:
    """The environment of a command with these settings, and none of the machine's own."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("SURVEY_")}
    return plain | {
        f"SURVEY_{name.upper()}": str(int(value) if isinstance(value, bool) else value)
        for name, value in msgspec.structs.asdict(settings).items()
        if value not in ("", None)
    }


def environ(store: Path, **more: str) -> dict[str, str]:
    """The environment of a command on this store, with no setting of the machine's own.

    People sign in by their password alone, unless `more` says otherwise.
    """
    plain = {name: value for name, value in os.environ.items() if not name.startswith("SURVEY_")}
    ours = {"SURVEY_STORE": f"sqlite:///{store}", "SURVEY_SECOND_FACTOR": "0"}
    return {**plain, **ours, **more}


def survey(
    store: Path, *words: str, piped: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    """What `survey ...` does on this store; `more`: settings."""
    return subprocess.run(
        [sys.executable, "-m", "survey_ui", *words],
        cwd=ROOT,
        env=environ(store, **more),
        input=piped,
        capture_output=True,
        text=True,
        timeout=120,
    )


@contextmanager
def serving(store: Path, **more: str) -> Iterator[str]:
    """`survey serve` over this store; gives its address. Exit goes to a page of its own.

    `more`: settings.
    """
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(
        [sys.executable, "-m", "survey_ui", "serve", "--port", str(port)],
        cwd=ROOT,
        env=environ(store, SURVEY_ADDRESS=address, SURVEY_EXIT_URL=f"{address}/health", **more),
    ) as process:
        try:
            wait_for(address, process)
            yield address
        finally:
            process.terminate()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser CHROMIUM names, else the one on the path."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


def wait_for(
    address: str, process: subprocess.Popen[bytes], seconds: float = 180, path: str = "/health"
) -> None:
    """Return once the server answers. Raises TimeoutError if it never does."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.get(f"{address}{path}", timeout=5)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the server did not start")
