"""The pages of sign-off and of the audit log, as people of several roles see them."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from litestar.testing import AsyncTestClient

from survey_api import Settings, audit, open_store
from survey_ui.app import create_app
from tests.survey_ui.coding.conftest import Coder, fill
from tests.survey_ui.releases.samples import NOW, a_release

WAVE = "/releases/missing_children/2026-27"
PAGE = f"{WAVE}/sign-off"
DRAFT = "Draft: not signed off yet"
WHY = "One borough reads as a ranking <b>."


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    settings = Settings(
        store=f"sqlite:///{tmp_path / 'survey.db'}", secret="for a test only", second_factor=False
    )
    async with open_store(settings.store) as store:
        await fill(store)
        await store.add_release(a_release())
    return settings


@pytest.fixture
async def person(settings: Settings):
    """Somebody with an account; who, each test says."""
    async with AsyncTestClient(create_app(settings, clock=lambda: NOW)) as client:
        client.follow_redirects = False
        yield Coder(client, settings.store)


async def say(person: Coder, word: str, reason: str = "", release: str = ""):
    form = {"say": word, "reason": reason, "release": release or a_release().summary.id}
    return await person.post(PAGE, form)


def in_words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


async def test_two_people_publish_a_release_and_the_pages_say_how_it_stands(person: Coder):
    client = person.client
    await person.sign_in("mo")
    for path in (WAVE, f"{WAVE}/overall", f"{WAVE}/evidence", PAGE):
        page = await client.get(path)
        assert page.status_code in (200, 404), path
        assert page.status_code == 404 or DRAFT in page.text, path
    assert (await say(person, "agree")).status_code == 303
    told = in_words((await client.get(PAGE)).text)
    assert "Still to agree: somebody of the Met" in told
    assert "mo (MOPAC): agrees" in told
    await person.sign_in("mel")
    assert (await say(person, "agree")).status_code == 303
    told = in_words((await client.get(PAGE)).text)
    assert "It is signed off" in told
    assert DRAFT not in told
    assert DRAFT not in (await client.get(WAVE)).text
    assert "Published" in (await client.get("/releases")).text


async def test_an_objection_is_kept_and_shown_as_text(person: Coder):
    await person.sign_in("mel")
    reply = await say(person, "object", "no")
    assert reply.status_code == 400
    assert reply.text.count("Say why you object") == 2
    assert (await say(person, "object", WHY)).status_code == 303
    page = (await person.client.get(PAGE)).text
    assert "Somebody objects" in page
    assert "objects</strong>. One borough reads as a ranking &lt;b&gt;." in page


async def test_who_may_only_read_sees_no_form(person: Coder):
    for name in ("amira", "cass"):
        await person.sign_in(name)
        page = await person.client.get(PAGE)
        assert page.status_code == 200
        assert 'value="agree"' not in page.text
    assert (await say(person, "agree")).status_code == 409  # a publisher of the council
    await person.sign_in("amira")
    assert (await say(person, "agree")).status_code == 403


async def test_nobody_signs_a_release_they_did_not_see(person: Coder, settings: Settings):
    await person.sign_in("mo")
    newer = msgspec.structs.replace(
        a_release().summary, id="newer", made_at=a_release().summary.made_at + timedelta(hours=1)
    )
    async with open_store(settings.store) as store:
        await store.add_release(msgspec.structs.replace(a_release(), summary=newer))
        reply = await say(person, "agree")
        assert reply.status_code == 409
        assert "A newer release was made" in reply.text
        assert await store.list_sign_offs("newer") == []
        assert await store.list_sign_offs(a_release().summary.id) == []


async def test_the_api_says_whether_a_release_is_a_draft(person: Coder):
    await person.sign_in("amira")
    api = "/api/v1" + WAVE
    assert (await person.client.get(api)).json()["sign_off"] == "waiting"
    table = a_release().tables[0].id
    assert (await person.client.get(f"{api}/{table}")).json()["sign_off"] == "waiting"
    for name in ("mo", "mel"):
        await person.sign_in(name)
        await say(person, "agree")
    assert (await person.client.get(api)).json()["sign_off"] == "published"
    assert (await person.client.get(f"{api}/{table}")).json()["sign_off"] == "published"


async def test_tables_taken_away_are_in_the_log_and_say_how_the_release_stands(
    person: Coder, settings: Settings
):
    await person.sign_in("amira")
    table = a_release().tables[0].id
    assert "waiting" in (await person.client.get(f"{WAVE}/{table}.csv")).text
    assert (await person.client.get(f"{WAVE}/{table}.json")).json()["sign_off"] == "waiting"
    await person.client.get(f"/api/v1{WAVE}/{table}")
    async with open_store(settings.store) as store:
        found = await store.find_entries(audit.Wanted(who="amira"), 10)
    release = a_release().summary.id
    assert [(one.what, one.which) for one in found] == [
        ("downloaded a table", f"{release} {table}"),
        ("downloaded a table", f"{release} {table}.json"),
        ("downloaded a table", f"{release} {table}.csv"),
    ]


# The audit log


async def logged(settings: Settings, *events: audit.Event) -> None:
    async with open_store(settings.store) as store:
        for number, event in enumerate(events):
            await audit.record(store, event, NOW - timedelta(days=number))


async def test_the_log_is_listed_by_day_with_filters(person: Coder, settings: Settings):
    await logged(
        settings,
        audit.Event(who="amira", what="opened a text", which="r1 better"),
        audit.Event(who="zoe", what="signed in"),
        audit.Event(who="zoe", what="objected to a release", which="r", why="because <i>"),
    )
    await person.sign_in("ops")

    async def shown(query: str = "") -> list[tuple[str, str]]:
        page = await person.client.get(f"/audit{query}")
        assert page.status_code == 200
        assert "<i>" not in page.text
        return re.findall(r"<strong>(\w+)</strong> ([^<]+?) *<", page.text)

    every = [("zoe", "objected to a release"), ("zoe", "signed in"), ("amira", "opened a text")]
    assert await shown() == every
    assert await shown("?who=zoe") == every[:2]
    assert await shown("?what=signed+in") == every[1:2]
    assert await shown("?day=2026-11-22") == every[2:]
    assert await shown("?below=2") == every[2:]
    assert await shown("?who=nobody&day=") == []
    assert await shown("?below=x&who=%00%22") == []
    page = (await person.client.get("/audit")).text
    assert page.count("<h2") == 3
    assert "22 November 2026" in page


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "9999-12-31", "%00", "2026-W01"])
async def test_a_day_that_is_none_is_said_kindly(person: Coder, day: str):
    await person.sign_in("ops")
    page = await person.client.get(f"/audit?day={day}")
    assert page.status_code in (200, 400)
    assert page.status_code == 200 or "Write the day like" in page.text


async def test_a_long_log_is_read_page_by_page(person: Coder, settings: Settings):
    await logged(settings, *[audit.Event(who="amira", what="opened a text")] * 150)
    await person.sign_in("ops")
    first = (await person.client.get("/audit?who=amira")).text
    older = re.search(r'href="(/audit\?[^"]+)">Older', first)
    assert older is not None
    second = (await person.client.get(older[1].replace("&amp;", "&"))).text
    numbers = [int(n) for page in (first, second) for n in re.findall(r'<li value="(\d+)"', page)]
    assert numbers == list(range(150, 0, -1))
    assert "Older entries" not in second
