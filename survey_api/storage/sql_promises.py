"""SqlPromises: promises over any Engine, each version in a row of its own."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from survey_api.access import Organisation
from survey_api.audit import Event
from survey_api.releases.promise import Promise, PromiseFile, PromiseVersion, PromiseWord, Told
from survey_api.storage.engine import Engine, Row, Work
from survey_api.storage.queries import sql
from survey_api.storage.rows import to_json, to_moment, to_text
from survey_api.storage.sql_audit import append

_told = msgspec.json.Decoder(Told)


class SqlPromises:
    """A PromiseStore; its docstrings are the port's, `survey_api.releases.promise_store`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def add_promise(self, promise: Promise, first: PromiseVersion, event: Event) -> bool:
        """Store a promise with its first version; False if there is one under its id."""
        return await self._engine.transaction(lambda: _add(promise, first, event))

    async def add_version(self, version: PromiseVersion, event: Event) -> bool:
        """Store the next version; False if that number is no longer the next one."""
        return await self._engine.transaction(
            lambda: _add_next(version, event), alone=[_name(version.promise)]
        )

    async def add_promise_word(self, word: PromiseWord, event: Event) -> bool:
        """Store what somebody says of the newest version; False if there is a newer one."""
        return await self._engine.transaction(
            lambda: _add_word(word, event), alone=[_name(word.promise)]
        )

    async def get_promise(self, promise_id: str) -> PromiseFile | None:
        """A promise with its versions and words, or None."""
        rows = await self._engine.read(sql("get_promise", id=promise_id))
        return await self._file(rows[0]) if rows else None

    async def list_promises(self, survey: str, wave: str) -> Sequence[PromiseFile]:
        """The promises of a wave, in the order in which they were started."""
        rows = await self._engine.read(sql("list_promises", survey=survey, wave=wave))
        return [await self._file(row) for row in rows]

    async def _file(self, row: Row) -> PromiseFile:
        """Words first: each is of a version that was there before it."""
        promise = _promise_of(row)
        words = await self._engine.read(sql("list_promise_words", promise_id=promise.id))
        versions = await self._engine.read(sql("list_promise_versions", promise_id=promise.id))
        return PromiseFile(
            promise=promise,
            versions=tuple(map(_version_of, versions)),
            words=tuple(map(_word_of, words)),
        )


def _name(promise_id: str) -> str:
    return f"promise {promise_id}"


def _add(promise: Promise, first: PromiseVersion, event: Event) -> Work[bool]:
    added = yield sql(
        "add_promise",
        id=promise.id,
        survey=promise.survey,
        wave=promise.wave,
        release_id=promise.release,
        measure=promise.measure,
        table_id=promise.table,
        column_id=promise.column,
        row_code=promise.row,
        started_at=to_text(promise.started_at),
    )
    if added:
        yield from _put(first, event)
    return bool(added)


def _add_next(version: PromiseVersion, event: Event) -> Work[bool]:
    ((newest,),) = yield sql("newest_promise_version", promise_id=version.promise)
    if newest != version.number - 1:
        return False
    yield from _put(version, event)
    return True


def _put(version: PromiseVersion, event: Event) -> Work[None]:
    yield sql(
        "add_promise_version",
        promise_id=version.promise,
        number=version.number,
        told=to_json(version.told),
        account=version.account,
        saved_at=to_text(version.saved_at),
    )
    yield from append(event, version.saved_at)


def _add_word(word: PromiseWord, event: Event) -> Work[bool]:
    ((newest,),) = yield sql("newest_promise_version", promise_id=word.promise)
    if newest != word.number:
        return False
    added = yield sql(
        "add_promise_word",
        promise_id=word.promise,
        number=word.number,
        account=word.account,
        organisation=word.organisation.value,
        agrees=word.agrees,
        reason=word.reason,
        said_at=to_text(word.said_at),
    )
    if added:
        yield from append(event, word.said_at)
    return bool(added)


def _promise_of(row: Row) -> Promise:
    promise_id, survey, wave, release, measure, table, column, code, started_at = row
    return Promise(
        id=promise_id,
        survey=survey,
        wave=wave,
        release=release,
        measure=measure,
        table=table,
        column=column,
        row=code,
        started_at=to_moment(started_at),
    )


def _version_of(row: Row) -> PromiseVersion:
    promise, number, told, account, saved_at = row
    return PromiseVersion(
        promise=promise,
        number=number,
        told=_told.decode(told),
        account=account,
        saved_at=to_moment(saved_at),
    )


def _word_of(row: Row) -> PromiseWord:
    promise, number, account, organisation, agrees, reason, said_at = row
    return PromiseWord(
        promise=promise,
        number=number,
        account=account,
        organisation=Organisation(organisation),
        agrees=bool(agrees),
        reason=reason,
        said_at=to_moment(said_at),
    )
