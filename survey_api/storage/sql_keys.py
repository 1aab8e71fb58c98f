"""SqlKeys: the key store over any Engine, in a database of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from survey_api.sealing import Vault, WrappedKey
from survey_api.storage.engine import Engine, Work
from survey_api.storage.queries import key_sql, many_keys


class SqlKeys:
    """A KeyStore; its docstrings are the port's, `survey_api.sealing.store`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def get_vault(self) -> Vault | None:
        """What it says of itself; None while it is empty."""
        rows = await self._engine.read(key_sql("get_vault"))
        return Vault(*rows[0]) if rows else None

    async def make_vault(self, vault: Vault) -> Vault:
        """Begin it so, unless it was begun."""
        return await self._engine.transaction(lambda: _make_vault(vault), alone=["vault"])

    async def add_block(
        self, master: str, size: int, make: Callable[[range], Sequence[WrappedKey]]
    ) -> range | None:
        """Store so many new keys; None if `master` is not in use."""
        return await self._engine.transaction(lambda: _add_block(master, size, make))

    async def get_key(self, number: int) -> WrappedKey | None:
        """The key, or None."""
        rows = await self._engine.read(key_sql("get_key", number=number))
        return WrappedKey(*rows[0]) if rows else None

    async def last_number(self) -> int:
        """The highest number a key was ever given."""
        rows = await self._engine.read(key_sql("get_last_number"))
        return int(rows[0][0]) if rows else 0

    async def destroy(self, number: int, mark: str) -> None:
        """Delete the key, and keep its number with this mark."""
        await self._engine.transaction(lambda: _destroy(number, mark))
        await self._engine.erase_traces()

    async def delete_keys(self, numbers: Sequence[int]) -> None:
        """Delete these keys without keeping anything of them."""
        if numbers:
            await self._engine.transaction(lambda: _delete_keys(numbers))
            await self._engine.erase_traces()

    async def list_destroyed(self) -> Sequence[tuple[int, str]]:
        """Number and mark of every key that was destroyed."""
        return [
            (number, mark) for number, mark in await self._engine.read(key_sql("list_destroyed"))
        ]

    async def change_master(self, before: str, vault: Vault) -> bool:
        """Put another master key in use; False if `before` no longer is."""
        return await self._engine.transaction(lambda: _change_master(before, vault))

    async def keys_not_under(self, master: str, limit: int) -> Sequence[WrappedKey]:
        """Some keys that another master key has wrapped."""
        rows = await self._engine.read(key_sql("find_keys_not_under", master=master, limit=limit))
        return [WrappedKey(*row) for row in rows]

    async def rewrap(self, keys: Sequence[WrappedKey]) -> None:
        """Put these in the place of the keys of the same numbers."""
        await self._engine.transaction(lambda: _rewrap(keys))


def _make_vault(vault: Vault) -> Work[Vault]:
    yield key_sql("make_vault", **vault._asdict())
    (row,) = yield key_sql("get_vault")
    return Vault(*row)


def _add_block(
    master: str, size: int, make: Callable[[range], Sequence[WrappedKey]]
) -> Work[range | None]:
    numbered = yield key_sql("number_keys", master=master, size=size)
    if not numbered:
        return None
    ((last,),) = numbered
    numbers = range(last - size + 1, last + 1)
    yield many_keys("add_key", [key._asdict() for key in make(numbers)])
    return numbers


def _destroy(number: int, mark: str) -> Work[None]:
    yield key_sql("delete_key", number=number)
    yield key_sql("add_destroyed", number=number, mark=mark)


def _delete_keys(numbers: Sequence[int]) -> Work[None]:
    yield many_keys("delete_key", [{"number": number} for number in numbers])


def _change_master(before: str, vault: Vault) -> Work[bool]:
    changed = yield key_sql(
        "change_master", before=before, master=vault.master, receipts=vault.receipts
    )
    return bool(changed)


def _rewrap(keys: Sequence[WrappedKey]) -> Work[None]:
    yield many_keys("rewrap_key", [key._asdict() for key in keys])
