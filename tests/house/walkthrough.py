"""Runs a page of documentation: its fenced blocks, in order, in a copy of the project.

The word after a block's language says what to do with it:

    ```toml append=FILE      put it at the end of the file
    ```toml create=FILE      make the file of it
    ```diff change=FILE      lines with ' ' or '-' stand there once; put those with ' ' or '+'
    ```console               type what follows each `$ `; what it prints must be there, in order

A page that names the database server `db.example` gets one, with the databases it says to make.

In what a command prints, `...` stands for anything, within a line or for whole lines. A command
must fail exactly when a line is shown that begins with `Error:` or pytest's `ERROR`. One that ends
in ` &` runs until the page is done. Other blocks are left alone.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.postgres import postgres
from tests.running import free_port, wait_for

ROOT = Path(__file__).parents[2]
COPIED = ("analysis", "survey_api", "survey_ui", "tests", "docs", "pyproject.toml")
SERVED = 8000  # the port as documents write it, where they write none; others are free ones
_PORT = re.compile(r"(?<=127\.0\.0\.1:)8\d{3}\b|(?<=--port )8\d{3}\b")
_DATABASE_SERVER = "db.example"
_FENCE = re.compile(r"^```(\w+)(?: (append|create|change)=(\S+))?\n(.*?)^```$", re.M | re.S)


class Block(NamedTuple):
    """One fenced block: the language, what to do, to which file, and its text."""

    language: str
    task: str
    file: str
    text: str


class Command(NamedTuple):
    """What is typed, and the lines that must be seen."""

    typed: str
    shown: tuple[str, ...]

    @property
    def fails(self) -> bool:
        return any(line.startswith(("Error:", "ERROR ")) for line in self.shown)


def blocks(text: str) -> list[Block]:
    """The blocks of a page that something is done with."""
    found = (Block(*(group or "" for group in fence)) for fence in _FENCE.findall(text))
    return [block for block in found if block.task or block.language == "console"]


def commands(text: str) -> Iterator[Command]:
    """What a console block types. A line that ends in a backslash goes on in the next."""
    for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
        typed, _, shown = re.sub(r"\\\n\s*", "", part).partition("\n")
        yield Command(typed, tuple(line for line in shown.split("\n") if line.strip()))


class Walkthrough:
    """Somebody who does what a page says, in a copy of the project of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "project"
        self.folder.mkdir()
        for name in COPIED:
            _copy(ROOT / name, self.folder / name)
        self.ports: dict[int, int] = {}  # of the page: the one used in its place
        self.running: list[subprocess.Popen[bytes]] = []
        _write_survey_command(folder / "bin")
        ours = {key: value for key, value in os.environ.items() if not key.startswith("SURVEY_")}
        path = f"{folder / 'bin'}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}"
        self.environ = {**ours, "PATH": path + ours["PATH"], "COLUMNS": "100"}

    def follow(self, text: str) -> None:
        """Do what the page says. Raises AssertionError where it is not what the page shows."""
        try:
            for block in blocks(_with_database(text)):
                self._do(block)
        finally:
            for process in self.running:
                process.terminate()
                process.wait()

    def _do(self, block: Block) -> None:
        path = self.folder / block.file
        if block.task == "append":
            path.write_text(path.read_text() + "\n" + block.text)
        elif block.task == "create":
            assert not path.exists(), f"{block.file} is there already"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text)
        elif block.task == "change":
            path.write_text(changed(path.read_text(), block.text))
        else:
            for command in commands(block.text):
                self._type(command)

    def _type(self, command: Command) -> None:
        typed = _PORT.sub(lambda found: str(self._port(int(found[0]))), command.typed)
        if typed.endswith(" &"):
            self._start(typed.removesuffix(" &"))
            return
        done = subprocess.run(
            ["bash", "-c", typed],
            cwd=self.folder,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
        )
        assert (done.returncode != 0) == command.fails, f"$ {typed}\n{done.stdout}"
        printed = done.stdout
        for written, used in self.ports.items():
            printed = printed.replace(f"127.0.0.1:{used}", f"127.0.0.1:{written}")
        assert seen(command.shown, printed), f"$ {typed}\n{printed}"

    def _port(self, written: int) -> int:
        return self.ports.setdefault(written, free_port())

    def _start(self, typed: str) -> None:
        serves = " serve" in typed
        if serves and "--port" not in typed:
            typed = f"{typed} --port {self._port(SERVED)}"
        process = subprocess.Popen(
            ["bash", "-c", f"exec {typed}"], cwd=self.folder, env=self.environ
        )
        self.running.append(process)
        if serves:
            wait_for(f"http://127.0.0.1:{typed.rpartition('--port ')[2]}", process)


def changed(text: str, diff: str) -> str:
    """`text` with the change made. Raises AssertionError if its place is not found once."""
    lines = diff.splitlines()
    old = "\n".join(line[1:] for line in lines if line[:1] in ("", " ", "-"))
    new = "\n".join(line[1:] for line in lines if line[:1] in ("", " ", "+"))
    assert text.count(old) == 1, f"{text.count(old)} places for the change:\n{old}"
    return text.replace(old, new)


def seen(shown: tuple[str, ...], printed: str) -> bool:
    """Whether the lines stand in what was printed, in this order; `...` is anything."""
    lines = (line for line in shown if line.strip() != "...")
    patterns = (re.escape(line.strip()).replace(re.escape("..."), ".*") for line in lines)
    pattern = r"[\s\S]*?".join(rf"^\s*{each}\s*$" for each in patterns)
    return re.search(pattern, printed, re.M) is not None


def _with_database(text: str) -> str:
    """The page with a real server in the place of `db.example`, its databases made anew."""
    if _DATABASE_SERVER not in text:
        return text
    server = postgres()
    for name in re.findall(r"^CREATE DATABASE (\w+)", text, re.M):
        server.ask("postgres", f"DROP DATABASE IF EXISTS {name}")
        server.ask("postgres", f"CREATE DATABASE {name}")
    return text.replace(_DATABASE_SERVER, f"127.0.0.1:{server.port}")


def _copy(source: Path, target: Path) -> None:
    if source.is_file():
        shutil.copy(source, target)
    else:
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.db*"))


def _write_survey_command(folder: Path) -> None:
    """`survey` of the copy: Python looks in the folder it is started in first."""
    folder.mkdir()
    (folder / "survey").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m survey_ui "$@"\n')
    (folder / "survey").chmod(0o755)
