"""SqlAddresses: the address book over the engine of contacts, each address under its own key."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from survey_api.campaigns import Address, Why, Written, address_mark
from survey_api.sealing import Keyring, about_contact
from survey_api.storage.engine import Engine, Row, Work
from survey_api.storage.queries import contact_sql
from survey_api.storage.rows import to_json, to_moment, to_text

_address = msgspec.json.Decoder(Address)


class SqlAddresses:
    """An AddressBook; its docstrings are the port's, `survey_api.campaigns.book`."""

    def __init__(self, engine: Engine, keyring: Keyring) -> None:
        self._engine = engine
        self._keyring = keyring

    def mark_of(self, text: str) -> str:
        """What stands for a text."""
        return self._keyring.mark(text)

    async def add_address(
        self, survey: str, campaign: str, address: Address, erase_after: date
    ) -> bool:
        """Keep it, unless the campaign has it or it is stopped."""
        key, row_id = await self._keyring.take(), secrets.token_hex(16)
        values = {
            "id": row_id,
            "survey": survey,
            "campaign": campaign,
            "mark": address_mark(self, address.where),
            "erase_after": erase_after.isoformat(),
            "data_key": key.number,
            "sealed": key.seal(to_json(address), about_contact(row_id)),
        }
        if await self._engine.transaction(lambda: _one("add_address", values)):
            return True
        self._keyring.give_back(key)
        return False

    async def has_address(self, survey: str, campaign: str, where: str) -> bool:
        """Whether the campaign has it, or it is stopped."""
        asked = {"survey": survey, "campaign": campaign, "mark": address_mark(self, where)}
        return bool(await self._engine.read(contact_sql("has_address", **asked)))

    async def list_written(self, survey: str, campaign: str) -> Sequence[Written]:
        """The addresses of a campaign, with what went to each."""
        asked = {"survey": survey, "campaign": campaign}
        letters: dict[str, list[Row]] = defaultdict(list)
        for address_id, *letter in await self._engine.read(contact_sql("list_letters", **asked)):
            letters[address_id].append(tuple(letter))
        found = []
        for row_id, number, sealed in await self._engine.read(
            contact_sql("list_addresses", **asked)
        ):
            if key := await self._keyring.find(number):
                address = _address.decode(key.unseal(sealed, about_contact(row_id)))
                found.append(_written(row_id, address, letters[row_id]))
        return found

    async def begin_letter(self, address_id: str, step: int, now: datetime) -> bool:
        """Note that a letter is about to go out."""
        values = {"id": address_id, "step": step, "began_at": to_text(now)}
        return bool(await self._engine.transaction(lambda: _one("begin_letter", values)))

    async def end_letter(self, address_id: str, step: int) -> None:
        """Note that it went out."""
        await self._engine.transaction(lambda: _one("end_letter", {"id": address_id, "step": step}))

    async def undo_letter(self, address_id: str, step: int) -> None:
        """Forget that it was begun."""
        values = {"id": address_id, "step": step}
        await self._engine.transaction(lambda: _one("undo_letter", values))

    async def stop(self, mark: str, why: Why) -> None:
        """Never write to the address again, and erase it everywhere."""
        await self._engine.transaction(
            lambda: _one("add_stop", {"mark": mark, "why": why.value}), alone=[mark]
        )
        rows = await self._engine.read(contact_sql("find_stopped_addresses", mark=mark))
        await self._erase(rows)

    async def stop_id(self, address_id: str, why: Why) -> bool:
        """The same by its id in the book."""
        for (mark,) in await self._engine.read(contact_sql("find_address_mark", id=address_id)):
            await self.stop(str(mark), why)
            return True
        return False

    async def purge_addresses(self, survey: str, today: date, *, dry_run: bool) -> int:
        """Erase those of a survey whose days are over."""
        asked = {"survey": survey, "today": today.isoformat()}
        rows = await self._engine.read(contact_sql("find_old_addresses", **asked))
        if not dry_run:
            await self._erase(rows)
        return len(rows)

    async def _erase(self, rows: Sequence[Row]) -> None:
        """The keys first, synced: what they sealed is gone from every copy."""
        if rows:
            await self._keyring.drop([number for _, number in rows])
            await self._engine.transaction(lambda: _delete([row_id for row_id, _ in rows]))
            await self._engine.erase_traces()


def _written(row_id: str, address: Address, letters: Sequence[Row]) -> Written:
    if not letters:
        return Written(id=row_id, address=address)
    last, began_at, sent = letters[-1]
    return Written(
        id=row_id,
        address=address,
        letters=last + 1,
        began_at=to_moment(began_at),
        unsure=not sent,
    )


def _one(name: str, values: dict[str, object]) -> Work[list[Row]]:
    return list((yield contact_sql(name, **values)))


def _delete(ids: Sequence[str]) -> Work[None]:
    for row_id in ids:
        yield contact_sql("delete_letters", id=row_id)
        yield contact_sql("delete_address", id=row_id)
