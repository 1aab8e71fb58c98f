"""Releases over the API: a copy that a program keeps is good until there is a newer one."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from survey_api import Store
from survey_api.access import SESSION_COOKIE, Account, Organisation, Role
from survey_api.access.model import Session
from survey_api.access.secrets import hash_token
from survey_api.releases import make_release
from tests.survey_api.endpoints.conftest import NOW
from tests.survey_api.releases.builders import WAVE, a_response, keep_tables, the_survey

RELEASE = f"/api/v1/releases/missing_children/{WAVE}"
TABLE = f"{RELEASE}/advice-kind"
TOKEN = "a token of a test"


@pytest.fixture
async def released(store: Store, client: AsyncTestClient[Litestar], tmp_path: Path) -> Path:
    """Somebody is signed in who may read releases, and there is one."""
    account = Account(
        name="amira",
        role=Role.ANALYST,
        organisation=Organisation.MOPAC,
        password_hash="",
        created_at=NOW,
    )
    await store.add_account(account)
    session = Session(token_hash=hash_token(TOKEN), account="amira", created_at=NOW, seen_at=NOW)
    await store.save_session(session)
    client.cookies.set(SESSION_COOKIE, TOKEN)
    folder = tmp_path / "missing_children"
    keep_tables(folder, ["advice-kind"])
    await release(store, folder, 0)
    return folder


async def release(store: Store, folder: Path, minutes: int) -> None:
    for number in range(50):
        made = a_response(f"r{minutes}-{number}", {"role": "P", "reported": "me"})
        await store.add_response(msgspec.structs.replace(made, submitted_at=NOW))
    survey = msgspec.structs.replace(the_survey(), folder=folder)
    await make_release(store, survey, WAVE, now=NOW + timedelta(minutes=minutes), interim=True)


@pytest.mark.parametrize("address", [RELEASE, TABLE])
async def test_a_copy_is_good_until_there_is_a_newer_release(client, store, released, address):
    first = await client.get(address)
    assert first.status_code == 200
    assert first.headers["cache-control"] == "private, no-cache"
    tag = first.headers["etag"]
    same = await client.get(address, headers={"If-None-Match": f'"another", {tag}'})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    assert (
        await client.get(address, headers={"If-None-Match": '"another"'})
    ).json() == first.json()

    await release(store, released, 30)
    newer = await client.get(address, headers={"If-None-Match": tag})
    assert newer.status_code == 200
    assert newer.headers["etag"] != tag
    assert newer.json() != first.json()


async def test_rights_are_asked_and_reading_is_noted_also_for_a_kept_copy(client, store, released):
    tag = (await client.get(TABLE)).headers["etag"]
    kept = {"If-None-Match": tag}
    assert (await client.get(TABLE, headers=kept)).status_code == 304
    noted = [one.what for one in await store.read_entries(0, 99) if one.who == "amira"]
    assert noted.count("downloaded a table") == 2
    client.cookies.clear()
    assert (await client.get(TABLE, headers=kept)).status_code == 401
