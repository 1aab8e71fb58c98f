"""Backups: taken while the databases are in use, described, and tried out.

Whatever the engine, a backup is a SQLite file: it needs no server to be looked at, and goes back to
either engine with `survey copy-store`.

Beside each backup lies what it must hold: every table's rows with their checksum, the file's own,
and the end of the audit log. A drill restores it into a folder of its own and compares.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

import msgspec

from survey_api.audit import Anchor, verify_log
from survey_api.errors import BadInput, Refused, StoreUnavailable
from survey_api.record import Record
from survey_api.sealing import KeySource, about_text
from survey_api.storage.copying import copy_from
from survey_api.storage.engine import Engine
from survey_api.storage.kinds import CONTACTS, KEYS, KINDS, STORE
from survey_api.storage.migrate import bring_up_to_date
from survey_api.storage.open import key_place
from survey_api.storage.places import SQLITE, Place, place_at
from survey_api.storage.queries import sql
from survey_api.storage.sql_audit import SqlAudit
from survey_api.storage.sqlite_place import SqlitePlace
from survey_api.storage.words import Words

SAMPLE = 50  # texts that a drill tries to open
_MEGABYTE = 2**20


class Table(Record, kw_only=True):
    """What a table of a backup holds. `checksum`: SHA-256 of its rows in the order of its key."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    rows: int
    checksum: str


class Backup(Record, kw_only=True):
    """What a backup holds. `file`: its name; `sha256`: of the file; `anchor`: of a store alone."""

    file: str
    kind: str
    made_at: datetime
    sha256: str
    tables: tuple[Table, ...]
    anchor: Anchor | None

    @property
    def rows(self) -> int:
        """How many rows all tables have together."""
        return sum(table.rows for table in self.tables)


class Drill(Record, kw_only=True):
    """What came of restoring a backup. `wrong`: a sentence for each thing that is not as it was.

    opened, erased: texts of the sample that their key opens, and whose key was destroyed since.
    """

    backup: Backup
    entries: int = 0  # of the audit log, every one as it was written
    opened: int = 0
    erased: int = 0
    wrong: tuple[str, ...] = ()


class Kept(Record, kw_only=True):
    """Where an installation keeps what it has: the addresses of its databases."""

    store: str
    keys: KeySource
    contacts: str  # '' for beside the store
    contacts_keys: KeySource


async def back_up(kept: Kept, folder: Path, now: datetime, *, keys: bool) -> list[Backup]:
    """Get what was written: copies as they are now, with a description beside each.

    The store and the contacts, or with `keys` what opens them: each belongs into a folder of its
    own, or an erased text could be read from an old copy. Whoever uses them goes on. Raises
    BadInput if an address is not understood or the folder cannot be written, Refused if the folder
    has the others, StoreUnavailable if one is not there or damaged.
    """
    _check_alone(folder, keys=keys)
    made = []
    for name, place in _wanted(kept, keys=keys).items():
        if await place.is_there(create=False):
            made.append(await _written(place, folder / f"{name}-{now:%Y%m%dT%H%M%SZ}.db", now))
        elif name in ("survey", "survey_keys"):
            raise StoreUnavailable(f"There is no {place.kind.title} at '{place.name}'.")
    return made


def _wanted(kept: Kept, *, keys: bool) -> dict[str, Place]:
    """What is backed up, by the name of its file."""
    contacts = kept.contacts or _beside(kept.store, "contacts")
    if keys:
        found = {
            "survey_keys": (kept.keys.keys or _beside(kept.store, "keys"), KEYS),
            "survey_contacts_keys": (kept.contacts_keys.keys or _beside(contacts, "keys"), KEYS),
        }
    else:
        found = {"survey": (kept.store, STORE), "survey_contacts": (contacts, CONTACTS)}
    return {name: place_at(url, kind) for name, (url, kind) in found.items() if url}


def _beside(url: str, what: str) -> str:
    """The file beside a file; '' for a database of a server, which has nothing beside it."""
    return f"{url}.{what}" if url.startswith(SQLITE) else ""


def _check_alone(folder: Path, *, keys: bool) -> None:
    others = "survey-*.db" if keys else "*_keys-*.db"
    if any(folder.glob(others)):
        raise Refused(
            f"{folder} holds backups of {'the store' if keys else 'keys'}. Together they would "
            "open what was erased since: choose another folder, best on another machine."
        )


async def _written(place: Place, target: Path, now: datetime) -> Backup:
    try:
        await asyncio.to_thread(_make_empty, target)
        if isinstance(place, SqlitePlace):
            await asyncio.to_thread(_copy_file, place.path, target)
        else:
            await _copy_tables(place, target)
        return await asyncio.to_thread(_describe, target, place, now)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise BadInput(f"{target} cannot be written: {reason}.") from error
    except sqlite3.Error as error:
        raise StoreUnavailable(f"{place.name} could not be copied: {error}.") from error


async def drill(path: Path, store: str, source: KeySource) -> Drill:
    """Get what comes of restoring the backup at this path, in a folder that is gone afterwards.

    store, source: where the living store and its keys are, to open a sample of texts with. Raises
    BadInput if there is no backup with its description there.
    """
    backup = read_backup(path)
    kind = next((kind for kind in KINDS if kind.title == backup.kind), None)
    if kind is None:
        raise BadInput(f"{path} says that it holds a {backup.kind}, which nobody knows.")
    with tempfile.TemporaryDirectory(prefix="survey-drill-") as scratch:
        restored = Path(scratch) / path.name
        await asyncio.to_thread(shutil.copyfile, path, restored)
        wrong = await asyncio.to_thread(_compare, restored, backup)
        if wrong or kind is not STORE:
            return Drill(backup=backup, wrong=tuple(wrong))
        return await _try_out(restored, backup, store, source)


def read_backup(path: Path) -> Backup:
    """What the backup at this path must hold. Raises BadInput."""
    beside = path.with_suffix(".json")
    try:
        return msgspec.json.decode(beside.read_bytes(), type=Backup)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise BadInput(f"{beside}, which says what the backup holds: {reason}.") from error
    except msgspec.MsgspecError as error:
        raise BadInput(f"{beside} is no description of a backup: {error}.") from error


def _make_empty(target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if target.exists():
        raise Refused(f"{target} is there already. Nothing was written.")
    os.close(os.open(target, os.O_CREAT | os.O_EXCL, 0o600))


def _copy_file(source: Path, target: Path) -> None:
    """One snapshot; who writes meanwhile is not kept waiting."""
    with closing(_open(source)) as giving, closing(sqlite3.connect(target)) as taking:
        giving.backup(taking)


async def _copy_tables(place: Place, target: Path) -> None:
    """The same, row by row from a server."""
    from survey_api.storage.postgres_place import PostgresPlace  # its driver imports slowly

    assert isinstance(place, PostgresPlace)  # there is no third engine
    async with place.frozen() as still:
        await copy_from(still, SqlitePlace(target, place.kind))


def _describe(target: Path, place: Place, now: datetime) -> Backup:
    with closing(sqlite3.connect(target)) as taken:
        taken.execute("PRAGMA journal_mode = DELETE")  # one file, with no log beside it
        damage = _integrity(taken)
        tables = _tables(taken)
        anchor = _anchor(taken, now) if place.kind is STORE else None
    if damage:
        raise StoreUnavailable(f"{place.name} is damaged: {damage}.")
    backup = Backup(
        file=target.name,
        kind=place.kind.title,
        made_at=now,
        sha256=_sha256(target),
        tables=tuple(tables),
        anchor=anchor,
    )
    written = msgspec.json.format(msgspec.json.encode(backup)) + b"\n"
    target.with_suffix(".json").write_bytes(written)
    return backup


def _compare(restored: Path, backup: Backup) -> list[str]:
    """What is not as the description says."""
    if _sha256(restored) != backup.sha256:
        return ["The file is not the one that was written: somebody changed it, or it is damaged."]
    with closing(sqlite3.connect(restored)) as opened:
        if damage := _integrity(opened):
            return [f"SQLite finds it damaged: {damage}."]
        found = {table.name: table for table in _tables(opened)}
    return [
        f"Table {table.name} does not hold the {table.rows} rows that were written."
        for table in backup.tables
        if found.get(table.name) != table
    ]


async def _try_out(restored: Path, backup: Backup, store: str, source: KeySource) -> Drill:
    """The store in use: brought up to date, its log verified, a sample of its texts opened."""
    place = place_at(f"sqlite:///{restored}")
    wrong = []
    async with place.open() as engine:
        await bring_up_to_date(engine, STORE)
        verdict = await verify_log(SqlAudit(engine), backup.anchor)
        if verdict.wrong:
            wrong.append(verdict.wrong)
        opened = erased = 0
        try:
            opened, erased = await _open_sample(engine, store, source)
        except StoreUnavailable as error:
            wrong.append(str(error))
    return Drill(
        backup=backup,
        entries=verdict.entries,
        opened=opened,
        erased=erased,
        wrong=tuple(wrong),
    )


async def _open_sample(engine: Engine, store: str, source: KeySource) -> tuple[int, int]:
    """How many texts of a sample could be opened, and how many are erased since."""
    sample = await engine.read(sql("sample_verbatims", limit=SAMPLE))
    opened = 0
    async with key_place(place_at(store), source).open() as keyring:
        words = Words(engine, keyring)
        for response_id, item_id, text, number in sample:
            opened += await words.unseal(number, text, about_text(response_id, item_id)) is not None
    return opened, len(sample) - opened


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=30)


def _integrity(opened: sqlite3.Connection) -> str:
    """What SQLite finds damaged, '' for nothing."""
    ((said,), *_) = opened.execute("PRAGMA integrity_check(1)").fetchall()
    return "" if said == "ok" else str(said)


def _tables(opened: sqlite3.Connection) -> list[Table]:
    """What each table holds, as the file itself says which there are."""
    names = opened.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [_table(opened, name) for (name,) in names.fetchall()]


def _table(opened: sqlite3.Connection, name: str) -> Table:
    told = opened.execute(f"PRAGMA table_info({name})").fetchall()
    columns = tuple(column for _, column, *_ in told)
    key = tuple(column for _, column in sorted((at, one) for _, one, *_, at in told if at))
    digest, rows = hashlib.sha256(), 0
    asked = f"SELECT {', '.join(columns)} FROM {name} ORDER BY {', '.join(key or columns)}"
    for row in opened.execute(asked):
        digest.update(msgspec.json.encode(row) + b"\n")
        rows += 1
    return Table(name=name, columns=columns, key=key, rows=rows, checksum=digest.hexdigest())


def _anchor(opened: sqlite3.Connection, now: datetime) -> Anchor:
    ((number, digest),) = opened.execute("SELECT number, hash FROM audit_head").fetchall()
    return Anchor(number=number, hash=digest, taken_at=now)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(_MEGABYTE):
            digest.update(part)
    return digest.hexdigest()
