"""Engine: what the store needs of a database, so that the SQL above it is written once.

A piece of work is a generator: it yields statements and is sent their rows. It never touches a
driver, so SQLite can run it whole on its own thread (one hop for a batch of many) and another
engine can await each statement.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeAlias, TypeVar

Row: TypeAlias = tuple[Any, ...]
T = TypeVar("T")


class Statement(NamedTuple):
    """One SQL statement with its values, which stand in the text as `:name`."""

    text: str
    values: Mapping[str, object]


class Many(NamedTuple):
    """One SQL statement run with each of many values, in one go; no rows come back."""

    text: str
    each: Sequence[Mapping[str, object]]


Work: TypeAlias = Generator[Statement | Many, list[Row], T]


class Reads(Protocol):
    """Something that can be read from. Raises StoreUnavailable if it is missing or broken."""

    async def read(self, statement: Statement) -> list[Row]:
        """The rows of a statement that only reads."""
        ...


class Engine(Reads, Protocol):
    """A database. Every method raises StoreUnavailable if it is missing, read-only or broken."""

    async def transaction(self, work: Callable[[], Work[T]], alone: Sequence[str] = ()) -> T:
        """What the work returns, once everything it wrote is synced to disk.

        If the work raises, nothing of it is stored and the error comes out here. `work` makes a
        fresh generator each time it is called, so that an engine may try again.

        alone: names of what the work looks at before it writes. No other transaction that names
        one of them runs meanwhile, in any process; an engine with one writer has that already.
        """
        ...

    async def erase_traces(self) -> None:
        """See to it that what was deleted is not left behind in the engine's own log files."""
        ...

    async def close(self) -> None:
        """Finish the work accepted so far, then let go of the database."""
        ...
