"""Keyring: hands out data keys from blocks stored ahead of need, finds them, and destroys them."""

from __future__ import annotations

import asyncio
import hmac
import os
import secrets
from collections import deque
from collections.abc import Sequence
from contextlib import suppress

from survey_api.errors import Refused, StoreUnavailable
from survey_api.sealing.data_key import KEY_BYTES, DataKey
from survey_api.sealing.letters import read_letters, spell
from survey_api.sealing.master import MasterKey, Masters
from survey_api.sealing.store import KeyStore, Vault, WrappedKey

BLOCK = 1024  # keys stored with one sync; so a submission still costs one commit, its own
_TOGETHER = 1000  # keys wrapped anew in one commit
_RECEIPTS = "receipts"  # what the key of receipts is wrapped with


class Keyring:
    """The keys of one store. Made by `open_keyring`."""

    def __init__(self, store: KeyStore, masters: Masters, vault: Vault) -> None:
        self._store = store
        self._masters = masters
        self._vault = vault
        self._receipts = masters.find(vault.master).unwrap(vault.receipts, _RECEIPTS)
        self._fresh: deque[DataKey] = deque()
        self._reserving = asyncio.Lock()

    @property
    def id(self) -> str:
        """The key store's own id, by which a store knows it again."""
        return self._vault.id

    async def take(self) -> DataKey:
        """A key nobody had before, on disk already. A block is never handed out twice."""
        while not self._fresh:
            async with self._reserving:
                if not self._fresh:
                    self._fresh.extend(await self._reserve())
        return self._fresh.popleft()

    def give_back(self, key: DataKey) -> None:
        """A key that was taken and has sealed nothing."""
        self._fresh.appendleft(key)

    async def find(self, number: int) -> DataKey | None:
        """The key with this number, or None if it was destroyed.

        Raises StoreUnavailable if there was never such a key here: then the key store is an older
        copy than the store.
        """
        found = await self._store.get_key(number)
        if found is None:
            await self.check_reaches(number)
            return None
        return DataKey(number, self._masters.find(found.master).unwrap(found.wrapped, str(number)))

    async def check_reaches(self, number: int) -> None:
        """Raises StoreUnavailable if no key was ever given this number."""
        if number > await self._store.last_number():
            raise StoreUnavailable(
                "The key store is an older copy than the store: keys are missing. Nothing was "
                "changed. Bring back the key store that belongs to it."
            )

    async def destroy(self, number: int, reference: str) -> None:
        """Destroy the key of a response, synced. What it sealed is gone from every copy."""
        await self._store.destroy(number, self.mark(reference))

    async def drop(self, numbers: Sequence[int]) -> None:
        """Destroy keys of drafts that ran out; unlike a response, nobody may ask for them later."""
        await self._store.delete_keys(numbers)

    async def list_destroyed(self) -> Sequence[tuple[int, str]]:
        """Number, and mark of the reference, of every response erased."""
        return await self._store.list_destroyed()

    def account_key(self, name: str) -> DataKey:
        """What the secrets of an account are sealed with: the same after a rotation."""
        return DataKey(0, self._derive("account", name))

    def mark(self, reference: str) -> str:
        """Tells whether a reference was erased, without naming any."""
        return self._derive("erased", reference)[:16].hex()

    def secret_of(self, response_id: str) -> str:
        """The secret on the receipt, e.g. '7K2M-9Q4P-X1TB-0C8D': 80 bits, stored nowhere."""
        number = int.from_bytes(self._derive("secret", response_id)[:10], "big")
        return spell(number, 4)

    def fits(self, response_id: str, typed: str) -> bool:
        """Whether this is the secret of that response, however it was typed."""
        right = read_letters(self.secret_of(response_id))
        return hmac.compare_digest(right.encode(), read_letters(typed).encode())

    async def rotate(self) -> int:
        """Wrap every key anew under a new master key; how many were. Killed, it can be run again.

        Both master keys are accepted until it has ended. Raises BadInput if there is no place for
        the new one, Refused if another rotation is under way.
        """
        new = self._masters.begin_rotation()
        await self._change_master(new)
        done = 0
        while keys := await self._store.keys_not_under(new.id, _TOGETHER):
            await self._store.rewrap([self._rewrapped(key, new) for key in keys])
            done += len(keys)
        return done

    async def close(self) -> None:
        """Delete the keys of the block in hand that nobody took; left behind, they seal nothing."""
        if self._fresh:
            with suppress(StoreUnavailable):  # no reason to end badly
                await self._store.delete_keys([key.number for key in self._fresh])
            self._fresh.clear()

    async def _reserve(self) -> Sequence[DataKey]:
        new = [os.urandom(KEY_BYTES) for _ in range(BLOCK)]
        numbers = await self._add_block(new)
        if numbers is None:  # another process rotates: wrap under what is in use now
            self._vault = await self._store.get_vault() or self._vault
            numbers = await self._add_block(new)
        if numbers is None:
            raise StoreUnavailable("The master key changes just now. Try again in a moment.")
        return [DataKey(number, secret) for number, secret in zip(numbers, new, strict=True)]

    async def _add_block(self, new: Sequence[bytes]) -> range | None:
        master = self._masters.find(self._vault.master)

        def wrapped(numbers: range) -> list[WrappedKey]:
            return [
                WrappedKey(number, master.id, master.wrap(secret, str(number)))
                for number, secret in zip(numbers, new, strict=True)
            ]

        return await self._store.add_block(master.id, len(new), wrapped)

    async def _change_master(self, new: MasterKey) -> None:
        before = await self._store.get_vault() or self._vault
        if before.master == new.id:
            return
        changed = Vault(before.id, new.id, new.wrap(self._receipts, _RECEIPTS))
        if not await self._store.change_master(before.master, changed):
            raise Refused("Another rotation of the keys is under way. Wait until it has ended.")
        self._vault = changed

    def _rewrapped(self, key: WrappedKey, new: MasterKey) -> WrappedKey:
        about = str(key.number)
        secret = self._masters.find(key.master).unwrap(key.wrapped, about)
        return WrappedKey(key.number, new.id, new.wrap(secret, about))

    def _derive(self, what: str, text: str) -> bytes:
        return hmac.digest(self._receipts, f"{what} {text}".encode(), "sha256")


async def open_keyring(store: KeyStore, masters: Masters) -> Keyring:
    """The keyring of this key store; an empty one is begun under our master key.

    Raises StoreUnavailable if the master key is not the one it was begun with.
    """
    vault = await store.get_vault()
    if vault is None:
        master = masters.read()[0]
        receipts = master.wrap(os.urandom(KEY_BYTES), _RECEIPTS)
        vault = await store.make_vault(Vault(secrets.token_hex(16), master.id, receipts))
    return Keyring(store, masters, vault)
