"""Words: the one place where what people wrote is unsealed on its way out of the store."""

from __future__ import annotations

from collections.abc import Sequence

from survey_api.sealing import DataKey, Keyring, about_translation
from survey_api.storage.engine import Engine, Row
from survey_api.storage.queries import sql


class Words:
    """The words of a store, with the keys that open them."""

    def __init__(self, engine: Engine, keyring: Keyring) -> None:
        self._engine = engine
        self.keyring = keyring

    async def key_for(self, response_id: str) -> DataKey:
        """The key of this response or draft; a new one if it has none, or had one destroyed."""
        rows = await self._engine.read(sql("find_data_key", id=response_id))
        return await self._first_key(rows) or await self.keyring.take()

    async def unseal(self, number: int | None, sealed: str, about: str) -> str | None:
        """The words; None if their key was destroyed, which means they are erased.

        number: of their key; None for words that another version stored just now, not sealed yet.
        """
        if number is None:
            return sealed
        key = await self.keyring.find(number)
        return key.unseal(sealed, about) if key else None

    async def translation(
        self, number: int | None, sealed: str | None, text: tuple[str, str]
    ) -> str:
        """The translation of a text, named by response and item; '' if there is none, or no key."""
        if sealed is None:
            return ""
        return await self.unseal(number, sealed, about_translation(*text)) or ""

    async def _first_key(self, rows: Sequence[Row]) -> DataKey | None:
        for (number,) in rows:
            if number is not None and (key := await self.keyring.find(number)):
                return key
        return None
