"""PostgreSQL: many that write at once, and a server that is not as it should be."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import msgspec
import pytest

from survey_api import Settings
from survey_api.access.slowing import FREE_TRIES
from survey_api.audit import Event, verify_log
from survey_api.contacts import About, Contact, Means
from survey_api.errors import BadInput, StoreUnavailable
from survey_api.releases import Store
from survey_api.responses.model import Added
from survey_api.safeguarding.model import Acted, Concern, Screened
from survey_api.storage import contacts_at, open_store, postgres
from survey_api.storage.engine import Row, Statement, Work
from survey_api.storage.kinds import CONTACTS, KEYS, STORE
from survey_api.storage.places import place_at
from tests import postgres as real
from tests.storage.stored import DAY, NOW, SURVEY, WAVE, a_draft, a_response

PROCESSES = 4


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return real.postgres().settings(tmp_path)


@pytest.fixture
async def stores(home: Settings) -> AsyncIterator[list[Store]]:
    """The same store, opened as often as there are processes."""
    async with AsyncExitStack() as stack:
        opened = [open_store(home.store, home.sealing) for _ in range(PROCESSES)]
        yield [await stack.enter_async_context(one) for one in opened]


def run(text: str, **values: object) -> Work[list[Row]]:
    return (yield Statement(text, values))


def change(settings: Settings, **to: object) -> Settings:
    return msgspec.structs.replace(settings, **to)


async def open_and_close(home: Settings, *, create: bool = True) -> None:
    async with open_store(home.store, home.sealing, create=create):
        pass


# Many that write


async def test_fifty_identical_sends_to_many_processes_are_stored_once(stores):
    for _ in range(5):
        response = a_response()
        sends = [stores[n % PROCESSES].add_response(response) for n in range(50)]
        added = await asyncio.gather(*sends)
        assert sorted(one.value for one in added) == ["new"] + ["same"] * 49
        other = msgspec.structs.replace(response, texts={"better": "Another body."})
        sends = [store.add_response(other) for store in stores]
        assert await asyncio.gather(*sends) == [Added.CONFLICT] * PROCESSES


async def test_a_text_is_claimed_by_one_process(stores):
    await asyncio.gather(*(stores[0].add_response(a_response()) for _ in range(60)))
    claims = [stores[n % PROCESSES].claim_unscored(NOW, DAY, 5) for n in range(16)]
    ids = [text.response_id for claim in await asyncio.gather(*claims) for text in claim]
    assert len(ids) == len(set(ids)) == 60


async def test_the_log_of_many_processes_is_one_chain(stores):
    events = [
        stores[n % PROCESSES].append_event(Event(who="olu", what="did", which=str(n)), NOW)
        for n in range(80)
    ]
    entries = await asyncio.gather(*events)
    assert sorted(entry.number for entry in entries) == list(range(1, 81))
    assert (await verify_log(stores[0])).wrong == ""


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET why = 'other'",
        "DELETE FROM audit",
        "TRUNCATE audit",
        "DELETE FROM audit_head",
        "INSERT INTO audit SELECT 9, at, who, what, which, why, previous, hash FROM audit",
    ],
)
async def test_the_log_only_grows(home, stores, statement):
    await stores[0].append_event(Event(who="olu", what="did"), NOW)
    async with place_at(home.store).open() as engine:
        with pytest.raises(StoreUnavailable, match="P0001"):
            await engine.transaction(lambda: run(statement))
    assert (await verify_log(stores[0])).wrong == ""


async def test_an_old_tab_never_brings_a_submitted_draft_back(stores):
    first, second, *_ = stores
    for _ in range(40):
        draft = a_draft()
        await first.save_draft(draft)
        late = msgspec.structs.replace(draft, saved_at=NOW + DAY)
        await asyncio.gather(
            *(one.save_draft(late) for one in stores), second.add_response(a_response(id=draft.id))
        )
        assert await first.get_draft(draft.id) is None


async def test_tries_at_once_are_counted_one_by_one(stores):
    tries = [stores[n % PROCESSES].begin_try("amira", NOW) for n in range(20)]
    free = [until for until in await asyncio.gather(*tries) if until is None]
    assert len(free) == FREE_TRIES


async def test_purges_at_once_count_a_draft_once(stores):
    for _ in range(10):
        await stores[0].save_draft(a_draft(saved_at=NOW - 40 * DAY))
    before = NOW - 30 * DAY
    purges = [
        store.purge(SURVEY, drafts_before=before, verbatims_before=before, now=NOW, dry_run=False)
        for store in stores
    ]
    assert sum(purged.drafts for purged in await asyncio.gather(*purges)) == 10
    assert [number for _, _, number in await stores[0].count_break_offs(SURVEY, WAVE)] == [10]


async def test_what_people_do_about_a_concern_at_once_is_all_kept(stores):
    response = a_response()
    await stores[0].add_response(response)
    concern = Concern(
        response_id=response.id, reference=response.reference, survey=SURVEY, wave=WAVE,
        received_at=NOW, flagged_at=NOW, urgent=True, reasons=(), screen="1", simulated=False,
    )  # fmt: skip
    screened = Screened(response_id=response.id, concern=concern)
    await stores[0].record_screening([screened], "1", NOW)
    acts = [
        Acted(response_id=response.id, what="note", who=f"olu {n}", at=NOW, note="")
        for n in range(20)
    ]
    added = [stores[n % PROCESSES].add_act(act) for n, act in enumerate(acts)]
    assert await asyncio.gather(*added) == [True] * 20
    case = await stores[0].get_case(response.id)
    assert sorted(act.who for act in case.acted) == sorted(act.who for act in acts)


async def test_two_that_stand_in_each_other_s_way_are_both_stored(home):
    async with place_at(home.store).open() as engine:
        await engine.transaction(lambda: run("CREATE TABLE pair (id INTEGER, n INTEGER)"))
        await engine.transaction(lambda: run("INSERT INTO pair VALUES (1, 0), (2, 0)"))

        def both(first: int, second: int) -> Work[None]:
            for row in (first, second):
                yield Statement("UPDATE pair SET n = n + 1 WHERE id = :row", {"row": row})
                yield Statement("SELECT 1 FROM pg_sleep(0.1)", {})

        await asyncio.gather(
            engine.transaction(lambda: both(1, 2)), engine.transaction(lambda: both(2, 1))
        )
        assert await engine.read(Statement("SELECT n FROM pair", {})) == [(2,), (2,)]


async def test_what_fails_each_time_is_tried_a_few_times_and_leaves_nothing(home, monkeypatch):
    monkeypatch.setattr(postgres, "FIRST_PAUSE", 0.001)
    tried = 0

    def twice() -> Work[None]:
        nonlocal tried
        tried += 1
        for _ in range(2):
            yield Statement("INSERT INTO erasures (mark) VALUES ('a')", {})

    async with place_at(home.store).open() as engine:
        with pytest.raises(StoreUnavailable, match="could not do this"):
            await engine.transaction(twice)
        assert tried == postgres.TRIES
        assert await engine.read(Statement("SELECT mark FROM erasures", {})) == []


# Places


async def test_contacts_lie_in_databases_of_their_own(home):
    server = real.postgres()
    home = change(
        home,
        contacts=server.database(),
        contacts_keys=server.database(),
        contacts_key_file=home.key_file,
    )
    contact = Contact(
        survey=SURVEY, means=Means.PHONE, where="07700 900123", about=(About.RESULTS,), when="",
        left_on=NOW.date(), reference="FES-1",
    )  # fmt: skip
    contacts = contacts_at(home.store, home.contacts, home.contact_sealing)
    assert not await contacts.is_there()
    async with contacts.open() as opened:
        await opened.add_contact(contact)
    assert await contacts.is_there()
    assert await contacts.rotate() > 0
    async with contacts.open() as opened:
        assert await opened.list_contacts(SURVEY) == [contact]
        assert await opened.forget("FES-1") == 1
        assert await opened.list_contacts(SURVEY) == []


async def test_keys_in_the_database_of_what_they_seal_are_refused(home):
    for same in (home.store, home.store.replace("survey@", "amira:secret@")):
        with pytest.raises(BadInput, match="must not lie in the database") as caught:
            await open_and_close(change(home, keys=same))
        assert "secret" not in str(caught.value)


@pytest.mark.parametrize("kind", [KEYS, CONTACTS], ids=lambda kind: kind.schema)
async def test_a_database_of_another_kind_is_refused_and_left_alone(home, kind):
    with pytest.raises(StoreUnavailable, match="holds a survey store already"):
        async with place_at(home.store, kind).open():
            pass
    async with place_at(home.store, STORE).open():
        pass


async def test_a_store_that_is_not_there_is_made_only_where_that_is_meant(home):
    empty = change(home, store=real.postgres().database())
    with pytest.raises(StoreUnavailable, match="There is no store at"):
        await open_and_close(empty, create=False)
    await open_and_close(empty)
    await open_and_close(empty, create=False)


async def test_the_key_store_of_another_store_is_refused(home):
    await open_and_close(home)
    with pytest.raises(StoreUnavailable, match="belongs to another store"):
        await open_and_close(change(home, keys=real.postgres().database(KEYS)))


async def test_a_missing_key_store_is_not_made_anew(home):
    await open_and_close(home)
    with pytest.raises(StoreUnavailable, match="key store is missing"):
        await open_and_close(change(home, keys=real.postgres().database()))


SETTINGS = {
    "ALTER DATABASE {} SET synchronous_commit TO off": "stored before it is",
    "ALTER DATABASE {} SET synchronous_commit TO local": "stored before it is",
    "ALTER DATABASE {} SET synchronous_commit TO remote_write": "stored before it is",
    "ALTER DATABASE {} SET default_transaction_read_only TO on": "read-only",
}


@pytest.mark.parametrize("setting", SETTINGS)
async def test_a_database_that_could_not_keep_answers_is_refused(home, setting):
    real.postgres().ask("postgres", setting.format(home.store.rpartition("/")[2]))
    with pytest.raises(StoreUnavailable, match=SETTINGS[setting]):
        await open_and_close(home)


async def test_another_isolation_by_default_changes_nothing(home):
    database = home.store.rpartition("/")[2]
    real.postgres().ask(
        "postgres",
        f"ALTER DATABASE {database} SET default_transaction_isolation TO 'repeatable read'",
    )
    async with place_at(home.store).open() as engine:
        assert await engine.read(Statement("SHOW default_transaction_isolation", {})) == [
            ("read committed",)
        ]


async def test_a_database_without_every_letter_is_refused(home):
    server = real.postgres()
    server.ask("postgres", "CREATE DATABASE narrow TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    with pytest.raises(StoreUnavailable, match="every letter"):
        await open_and_close(change(home, store=server.url("narrow")))


ADDRESSES = {
    "postgresql://amira:secret@127.0.0.1:1/survey": "does not answer",
    "postgresql://amira:secret@127.0.0.1": "not understood",
    "postgresql://amira:secret@127.0.0.1:port/survey": "not understood",
    "postgresql://amira:secret@127.0.0.1:1/survey?sslmode=secret": "not understood",
    "{}-not": "no such database",
}


@pytest.mark.parametrize("address", ADDRESSES)
async def test_an_address_that_leads_nowhere_says_why_and_quotes_no_password(home, address):
    with pytest.raises((BadInput, StoreUnavailable), match=ADDRESSES[address]) as caught:
        await open_and_close(change(home, store=address.format(home.store)))
    assert "secret" not in str(caught.value)


def test_servers_named_in_another_order_are_the_same_place():
    one, other = (place_at(f"postgresql://{hosts}/survey") for hosts in ("a:1,b:2", "b:2,a:1"))
    assert one.name == other.name


# A server that goes away


async def test_a_connection_that_is_lost_harms_one_call(home):
    async with open_store(home.store, home.sealing) as store:
        await store.add_response(a_response())
        real.postgres().ask(
            "postgres",
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            f"WHERE datname = '{home.store.rpartition('/')[2]}'",
        )
        await asyncio.sleep(0.1)
        assert await store.add_response(a_response()) is Added.NEW


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["restart", "crash"])
async def test_a_server_that_is_started_again_has_everything_that_was_told(tmp_path, how):
    server = real.PostgresServer()
    try:
        home = server.settings(tmp_path)
        async with open_store(home.store, home.sealing) as store:
            told = [a_response() for _ in range(20)]
            await asyncio.gather(*map(store.add_response, told))
            server.stop(how)
            late = a_response()
            with pytest.raises(StoreUnavailable, match="server"):
                await store.add_response(late)
            server.start()
            assert await store.add_response(late) is Added.NEW
            found = {response.id async for response, _ in store.read_responses(SURVEY, WAVE)}
            assert found == {response.id for response in [*told, late]}
    finally:
        server.remove()


async def test_more_calls_than_the_store_takes_are_refused_and_the_rest_is_stored(
    home, monkeypatch
):
    monkeypatch.setattr(postgres, "MAX_WAITING", 20)
    async with open_store(home.store, home.sealing) as store:
        await store.add_response(a_response())
        results = await asyncio.gather(
            *(store.add_response(a_response()) for _ in range(50)), return_exceptions=True
        )
        refused = [result for result in results if isinstance(result, StoreUnavailable)]
        assert refused
        assert "Too many answers" in str(refused[0])
        stored = [one async for one in store.read_responses(SURVEY, WAVE)]
        assert len(stored) == 51 - len(refused)


async def test_a_closed_store_takes_nothing(home):
    async with open_store(home.store, home.sealing) as store:
        pass
    with pytest.raises(StoreUnavailable, match="closing"):
        await store.get_draft("any")
