"""Forward-only migrations: numbered SQL files, each applied once and never changed after."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from importlib.resources import files

from survey_api.errors import StoreUnavailable
from survey_api.record import Record
from survey_api.storage.engine import Engine, Row, Statement, Work
from survey_api.storage.kinds import Kind
from survey_api.storage.queries import sql

UNFINISHED = 0  # the number noted in a copy of a store until it is whole


class Migration(Record, kw_only=True):
    """One step of the store's layout, e.g. number 1, name 'initial'."""

    number: int
    name: str
    text: str

    @property
    def checksum(self) -> str:
        """Changes with any change to the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def statements(self) -> Iterator[Statement]:
        """Its statements, one by one; each ends with a semicolon at the end of a line."""
        bare = re.sub(r"^\s*--.*$", "", self.text, flags=re.MULTILINE)
        for part in re.split(r";\s*$", bare, flags=re.MULTILINE):
            if part.strip():
                yield Statement(part.strip(), {})


def load_migrations(folder_name: str = "migrations") -> tuple[Migration, ...]:
    """Every migration of this version, in order; 'key_migrations' are those of the key store."""
    folder = files(__package__).joinpath(folder_name)
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return tuple(
        Migration(
            number=int(name[:4]),
            name=name[5:-4],
            text=folder.joinpath(name).read_text(encoding="utf-8"),
        )
        for name in names
    )


async def bring_up_to_date(engine: Engine, kind: Kind) -> tuple[Migration, ...]:
    """The migrations that a database of this kind was missing, as `apply_migrations`."""
    return await apply_migrations(engine, load_migrations(kind.migrations))


async def apply_migrations(
    engine: Engine, migrations: Sequence[Migration]
) -> tuple[Migration, ...]:
    """The migrations that were missing, now applied, all in one transaction.

    Raises StoreUnavailable if the store is newer than this version, or a migration it has was
    changed since: then nothing is touched.
    """
    return await engine.transaction(lambda: _apply(migrations), alone=["migrations"])


def _apply(migrations: Sequence[Migration]) -> Work[tuple[Migration, ...]]:
    yield sql("make_migrations")
    found = yield sql("find_migrations")
    _check_applied(found, {migration.number: migration for migration in migrations})
    known = {number for number, _, _ in found}
    missing = tuple(migration for migration in migrations if migration.number not in known)
    for migration in missing:
        for statement in migration.statements:  # noqa: UP028 (an iterator takes no rows)
            yield statement
        yield sql(
            "add_migration",
            number=migration.number,
            name=migration.name,
            checksum=migration.checksum,
        )
    return missing


def _check_applied(found: Sequence[Row], migrations: dict[int, Migration]) -> None:
    for number, name, checksum in found:
        if number == UNFINISHED:
            raise StoreUnavailable(
                "The store is a copy that is not whole. Delete it, and copy the store again."
            )
        migration = migrations.get(number)
        if migration is None:
            raise StoreUnavailable(
                f"The store was made by a newer version of the survey (it has migration {number}, "
                f"'{name}'). Bring this version up to date, then try again."
            )
        if migration.checksum != checksum:
            raise StoreUnavailable(
                f"Migration {number}, '{migration.name}', was changed after the store got it. "
                "Put the file back as it was, and make a new migration for the change."
            )
