"""SqlContacts: contacts over an Engine of their own, each sealed under a key of its own."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date

import msgspec

from survey_api.campaigns import AddressBook
from survey_api.contacts import Contact, ContactStore
from survey_api.errors import StoreUnavailable
from survey_api.sealing import Keyring, about_contact
from survey_api.storage.engine import Engine, Statement, Work
from survey_api.storage.keys import KeyPlace
from survey_api.storage.kinds import CONTACTS
from survey_api.storage.migrate import bring_up_to_date
from survey_api.storage.places import Place
from survey_api.storage.queries import contact_sql
from survey_api.storage.rows import to_json
from survey_api.storage.sql_addresses import SqlAddresses

_contact = msgspec.json.Decoder(Contact)


class SqlContacts:
    """A ContactStore; its docstrings are the port's, `survey_api.contacts.store`."""

    def __init__(self, engine: Engine, keyring: Keyring) -> None:
        self._engine = engine
        self._keyring = keyring

    async def add_contact(self, contact: Contact) -> None:
        """Keep it."""
        key = await self._keyring.take()
        number, row_id = key.number, secrets.token_hex(16)
        values = {
            "id": row_id,
            "survey": contact.survey,
            "left_on": contact.left_on.isoformat(),
            "mark": self._keyring.mark(contact.reference) if contact.reference else "",
            "data_key": number,
            "sealed": key.seal(to_json(contact), about_contact(row_id)),
        }
        await self._engine.transaction(lambda: _add(values))

    async def list_contacts(self, survey: str) -> Sequence[Contact]:
        """Those of a survey, the oldest day first."""
        return await self._read(contact_sql("list_contacts", survey=survey))

    async def contacts_with(self, reference: str) -> Sequence[Contact]:
        """Those left with this reference, the oldest day first."""
        return await self._read(contact_sql("list_marked", mark=self._keyring.mark(reference)))

    async def _read(self, asked: Statement) -> Sequence[Contact]:
        found = []
        for row_id, number, sealed in await self._engine.read(asked):
            if key := await self._keyring.find(number):
                found.append(_contact.decode(key.unseal(sealed, about_contact(row_id))))
        return found

    async def forget(self, reference: str) -> int:
        """Erase those left with this reference, their keys first."""
        mark = self._keyring.mark(reference)
        rows = await self._engine.read(contact_sql("find_marked", mark=mark))
        return await self._erase([number for (number,) in rows])

    async def purge_contacts(self, survey: str, before: date, *, dry_run: bool) -> int:
        """Erase those of a survey left before this day."""
        asked = {"survey": survey, "before": before.isoformat()}
        rows = await self._engine.read(contact_sql("find_old", **asked))
        return len(rows) if dry_run else await self._erase([number for (number,) in rows])

    async def _erase(self, numbers: Sequence[int]) -> int:
        if numbers:
            await self._keyring.drop(numbers)
            await self._engine.transaction(lambda: _delete(numbers))
            await self._engine.erase_traces()
        return len(numbers)


class ContactsAt:
    """A ContactHome and an AddressHome: a place, with that of its keys."""

    def __init__(self, place: Place, keys: KeyPlace) -> None:
        self._place = place
        self._keys = keys

    async def is_there(self) -> bool:
        """Whether anybody ever left a contact."""
        return await self._place.is_there(create=False)

    async def rotate(self) -> int:
        """Wrap the keys of the contacts anew under a new master key; how many."""
        keys, _ = await self._keys.rotate() if await self.is_there() else (0, True)
        return keys

    @asynccontextmanager
    async def open(self) -> AsyncIterator[ContactStore]:
        """The store, made if it is not there yet."""
        async with self._open() as (engine, keyring):
            yield SqlContacts(engine, keyring)

    @asynccontextmanager
    async def open_book(self) -> AsyncIterator[AddressBook]:
        """The address book, which lies beside contacts."""
        async with self._open() as (engine, keyring):
            yield SqlAddresses(engine, keyring)

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[tuple[Engine, Keyring]]:
        async with self._keys.open() as keyring, self._place.open() as engine:
            await bring_up_to_date(engine, CONTACTS)
            if await engine.transaction(lambda: _bind(keyring.id), alone=["sealed_by"]) != (
                keyring.id
            ):
                raise StoreUnavailable(
                    "This key store belongs to other contacts. Nothing was read or stored. "
                    "Bring back the key store that belongs to these."
                )
            yield engine, keyring


def _add(values: dict[str, object]) -> Work[None]:
    yield contact_sql("add_contact", **values)


def _delete(numbers: Sequence[int]) -> Work[None]:
    for number in numbers:
        yield contact_sql("delete_contact", data_key=number)


def _bind(key_store: str) -> Work[str]:
    yield contact_sql("set_sealed_by", key_store=key_store)
    ((bound,),) = yield contact_sql("get_sealed_by")
    return str(bound)
