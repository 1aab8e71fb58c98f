"""copy_store: everything goes either way, is compared, and opens only once it is whole."""

from __future__ import annotations

import secrets

import pytest

from survey_api import Settings
from survey_api.access import Account, Organisation, Role
from survey_api.access.model import Session
from survey_api.audit import Event, verify_log
from survey_api.coding.model import Coding, OfferedQuote
from survey_api.errors import BadInput, Refused, StoreUnavailable
from survey_api.releases import Store
from survey_api.responses import read_held
from survey_api.responses.model import TextThemes
from survey_api.sealing import KeySource
from survey_api.storage import copy_store, copying, open_store
from survey_api.storage.kinds import CONTACTS, KEYS, STORE
from survey_api.storage.places import place_at
from tests.conftest import ENGINES
from tests.kept import ask, kept, keys_of, master_of
from tests.postgres import postgres
from tests.storage.stored import DAY, NOW, SURVEY, WAVE, WORDS, a_draft, a_response, a_score
from tests.storage.test_store_contract import a_release

RESPONSES = 30


@pytest.fixture(params=ENGINES)
def new_url(request, tmp_path):
    """Makes the address of a database that is not there yet, or is empty."""
    if request.param == "sqlite":
        return lambda: f"sqlite:///{tmp_path / secrets.token_hex(4)}.db"
    return postgres().database


@pytest.fixture(autouse=True)
def pages(monkeypatch):
    """Small ones, so that there are several."""
    monkeypatch.setattr(copying, "_TOGETHER", 7)


async def fill(store: Store) -> list[str]:
    """Something in most tables; the references of the responses."""
    responses = [a_response(simulated=n % 2 == 0) for n in range(RESPONSES)]
    for response in responses:
        await store.add_response(response)
    one = responses[0].id
    text = {"response_id": one, "item_id": "better"}
    await store.record_scores(
        [a_score(response, polarity=0.1 + 0.2) for response in responses], NOW
    )
    await store.record_themes([TextThemes(themer="phrases/1", themes=("contact",), **text)], NOW)
    await store.save_draft(a_draft())
    await store.save_draft(a_draft(saved_at=NOW - 40 * DAY))
    await store.purge(
        SURVEY, drafts_before=NOW - DAY, verbatims_before=NOW - DAY, now=NOW, dry_run=False
    )
    await store.add_to_sample(SURVEY, WAVE, [(one, "better")], 1, NOW)
    for settles in (False, True):
        coding = Coding(
            response_id=one, item_id="better", coder="olu", settles=settles, sentiment="negative",
            themes=(), simulated=True, coded_at=NOW,
        )  # fmt: skip
        await store.record_coding(coding)
    quote = OfferedQuote(
        id="q", response_id=one, item_id="better", words=WORDS, theme="contact", dissents=False,
        offered_by="olu", offered_at=NOW,
    )  # fmt: skip
    await store.add_quote(quote)
    await store.add_release(a_release())
    account = Account(
        name="amira", role=Role.ANALYST, organisation=Organisation.MET, password_hash="$",
        created_at=NOW,
    )  # fmt: skip
    await store.add_account(account, Event(who="olu", what="made an account"))
    await store.save_session(Session(token_hash="h", account="amira", created_at=NOW, seen_at=NOW))
    await store.append_event(Event(who="amira", what="looked"), NOW)
    return [response.reference for response in responses]


@pytest.fixture
async def references(home):
    async with open_store(home.store, home.sealing) as store:
        return await fill(store)


async def test_a_store_and_its_keys_come_over_whole_and_go_back(home, references, new_url):
    there, keys = new_url(), new_url()
    copied = await copy_store(home.store, there)
    await copy_store(keys_of(home), keys)
    assert await copy_store(there, new_url()) == copied
    rows = {one.table: one.rows for one in copied}
    assert rows["responses"] == rows["scores"] == RESPONSES
    assert rows["codings"] == 2
    assert rows["break_offs"] == rows["sealed_by"] == rows["audit_head"] == 1
    moved = Settings(store=there, keys=keys, key_file=master_of(home))
    async with open_store(moved.store, moved.sealing, create=False) as store:
        assert (await verify_log(store)).wrong == ""
        held = await read_held(store, references[0], NOW, by="olu")
        assert held.response.texts["better"] == WORDS
        assert held.scores[0].polarity == 0.1 + 0.2


async def test_what_was_sealed_is_sealed_in_the_copy(home, references, tmp_path):
    folder = tmp_path / "copy"
    folder.mkdir()
    await copy_store(home.store, f"sqlite:///{folder / 'copy.db'}")
    assert WORDS.encode() not in (folder / "copy.db").read_bytes()
    assert references[0].encode() in (folder / "copy.db").read_bytes()
    assert WORDS.encode() not in kept(home)


async def test_a_place_that_is_not_empty_is_refused_and_left_alone(home, references, new_url):
    there = new_url()
    await copy_store(home.store, there)
    for _ in range(2):
        with pytest.raises(Refused, match="something at the address"):
            await copy_store(home.store, there)
    assert ask(there, "SELECT count(*) FROM responses") == [(RESPONSES,)]


async def test_keys_never_go_where_answers_are(home, references, new_url):
    there = new_url()
    await copy_store(home.store, there)
    with pytest.raises(StoreUnavailable, match=r"not a key store|holds a survey store"):
        await copy_store(keys_of(home), there)


async def test_a_copy_that_broke_off_opens_for_nobody(home, references, new_url, monkeypatch):
    there = new_url()
    real, calls = copying._copy, 0

    async def break_off(*given):
        nonlocal calls
        calls += 1
        if calls > 3:
            raise StoreUnavailable("The disk is full.")
        return await real(*given)

    with monkeypatch.context() as patched:
        patched.setattr(copying, "_copy", break_off)
        with pytest.raises(StoreUnavailable, match="full"):
            await copy_store(home.store, there)
    for _ in range(2):
        with pytest.raises(StoreUnavailable, match="not whole"):
            await copy_store(home.store, there)
    source = KeySource(keys=keys_of(home), key_file=master_of(home))
    with pytest.raises(StoreUnavailable, match="not whole"):
        async with open_store(there, source):
            pass


async def test_somebody_who_writes_meanwhile_is_noticed(home, references, new_url, monkeypatch):
    real = copying._compare

    async def write_and_compare(engine, tables, copied):
        ask(home.store, "DELETE FROM scores WHERE item_id = 'better'")
        await real(engine, tables, copied)

    monkeypatch.setattr(copying, "_compare", write_and_compare)
    with pytest.raises(StoreUnavailable, match=r"scores is not the same.*somebody wrote"):
        await copy_store(home.store, new_url())


async def test_another_version_s_store_is_not_copied(home, references, new_url):
    ask(home.store, "DELETE FROM migrations WHERE number = 8")
    with pytest.raises(StoreUnavailable, match="another version"):
        await copy_store(home.store, new_url())


async def test_nothing_is_copied_from_nowhere(new_url, tmp_path):
    with pytest.raises(StoreUnavailable, match="There is no store at"):
        await copy_store(new_url(), f"sqlite:///{tmp_path / 'b.db'}")
    with pytest.raises(BadInput, match="not understood"):
        await copy_store("mysql://x", new_url())


async def test_every_table_is_copied_those_that_others_refer_to_first():
    for kind in (STORE, KEYS, CONTACTS):
        tables = [table.name for table in copying._tables(kind)]
        found = ask(
            postgres().database(kind),
            "SELECT tablename FROM pg_tables WHERE schemaname LIKE 'survey%'",
        )
        assert {*tables, "migrations"} == {name for (name,) in found}
    assert place_at("sqlite:///a.db").kind is STORE
