"""KeyStore: what sealing asks of the place where keys lie. Implemented in `survey_api.storage`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol


class WrappedKey(NamedTuple):
    """A data key as it is kept: wrapped by the master key with this id."""

    number: int
    master: str
    wrapped: str


class Vault(NamedTuple):
    """What a key store says of itself."""

    id: str
    master: str  # the id of the master key in use
    receipts: str  # the key that receipts' secrets come from, wrapped by it


class KeyStore(Protocol):
    """A durable home for wrapped keys, apart from the store and from its backups.

    Every method raises StoreUnavailable if it is missing, read-only, full or broken; then nothing
    of that call was stored. A write has been synced to disk when the call returns.
    """

    async def get_vault(self) -> Vault | None:
        """What it says of itself; None while it is empty."""
        ...

    async def make_vault(self, vault: Vault) -> Vault:
        """Begin it so; if another process was quicker, what that one began it with."""
        ...

    async def add_block(
        self, master: str, size: int, make: Callable[[range], Sequence[WrappedKey]]
    ) -> range | None:
        """Store so many new keys and get their numbers, never given out before.

        make: the keys for these numbers. None, and nothing stored, if `master` is not in use.
        """
        ...

    async def get_key(self, number: int) -> WrappedKey | None:
        """The key, or None."""
        ...

    async def last_number(self) -> int:
        """The highest number a key was ever given."""
        ...

    async def destroy(self, number: int, mark: str) -> None:
        """Delete the key, and keep its number with this mark. Twice does no harm."""
        ...

    async def delete_keys(self, numbers: Sequence[int]) -> None:
        """Delete these keys without keeping anything of them."""
        ...

    async def list_destroyed(self) -> Sequence[tuple[int, str]]:
        """Number and mark of every key that was destroyed."""
        ...

    async def change_master(self, before: str, vault: Vault) -> bool:
        """Put another master key in use; False if `before` no longer is."""
        ...

    async def keys_not_under(self, master: str, limit: int) -> Sequence[WrappedKey]:
        """Some keys that another master key has wrapped."""
        ...

    async def rewrap(self, keys: Sequence[WrappedKey]) -> None:
        """Put these in the place of keys of the same numbers, where those still are."""
        ...
