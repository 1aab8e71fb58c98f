"""What a command says: plain lines, JSON, or a progress bar on standard error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

_COLUMNS = (
    TextColumn("{task.description}"),
    BarColumn(),
    MofNCompleteColumn(),
    TimeElapsedColumn(),
)


def say(text: str) -> None:
    """Print a line for a person."""
    click.echo(text)


def say_json(value: object) -> None:
    """Print one JSON value for a program."""
    click.echo(msgspec.json.format(msgspec.json.encode(value)).decode())


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """Shows bars; call what you get with what is done, how many so far, and of how many."""
    with Progress(*_COLUMNS, console=Console(stderr=True)) as bars:
        tasks = {}

        def update(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what)
            bars.update(tasks[what], completed=done, total=total)

        yield update


@contextmanager
def counting(what: str) -> Iterator[Callable[[int], None]]:
    """Shows a count that grows; call what you get with how many more are done."""
    with progress() as update:
        done = 0

        def add(more: int) -> None:
            nonlocal done
            done += more
            update(what, done, done)

        yield add
