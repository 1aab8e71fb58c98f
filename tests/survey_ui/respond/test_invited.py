"""A code from an invitation, as somebody in front of a browser meets it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest
from litestar.testing import AsyncTestClient

from survey_api import Settings, load_surveys, open_store
from survey_api.campaigns import count_codes, make_codes
from survey_api.settings import PACKAGED_SURVEYS
from survey_ui.app import create_app
from tests.samples import NOW
from tests.survey_ui.respond.visitor import SURVEY, Visitor

CODE = f"{SURVEY}/code"
NEEDED = 'use = "needed"'
TAKEN = 'use = "taken"'
STORY = "Somebody who listens, at night too."


class Place:
    """An installation whose survey has a rule for codes, with browsers in front of it."""

    def __init__(self, folder: Path, rule: str) -> None:
        home = folder / "surveys" / "missing_children"
        shutil.copytree(PACKAGED_SURVEYS / "missing_children", home)
        file = home / "survey.toml"
        text = file.read_text()
        assert 'use = "none"' in text
        file.write_text(text.replace('use = "none"', rule))
        self.settings = Settings(
            store=f"sqlite:///{folder / 'survey.db'}", secret="test", surveys=home.parent
        )
        self.survey = load_surveys(home.parent)["missing_children"]

    async def codes(self, count: int = 5, team: str = "") -> list[str]:
        async with open_store(self.settings.store, self.settings.sealing) as store:
            made = await make_codes(
                store, self.survey, "first-wave", count, NOW, by="tests", team=team
            )
        return list(made)

    async def used(self) -> int:
        async with open_store(self.settings.store, self.settings.sealing) as store:
            return sum(each.used for each in await count_codes(store, self.survey))

    @asynccontextmanager
    async def browsers(self) -> AsyncIterator[tuple[Visitor, Visitor]]:
        """Two of them."""

        def clock() -> datetime:
            return NOW

        app = create_app(self.settings, clock=clock)
        async with (
            AsyncTestClient(app) as one,
            AsyncTestClient(create_app(self.settings, clock=clock)) as two,
        ):
            yield Visitor(one), Visitor(two)


@pytest.fixture
def place(tmp_path: Path):
    return lambda rule=TAKEN: Place(tmp_path, rule)


async def give(visitor: Visitor, code: str) -> None:
    await visitor.go(CODE)
    await visitor.send({"code": code})


async def test_where_there_are_no_codes_nobody_hears_of_them(visitor: Visitor):
    await visitor.go(SURVEY)
    assert "invitation" not in visitor.page.text
    assert (await visitor.go(CODE)).status_code == 404
    assert (await visitor.client.post(CODE)).status_code in (403, 404)


async def test_a_code_is_used_up_when_the_answers_are_sent(place):
    home = place()
    code = (await home.codes())[0]
    async with home.browsers() as (visitor, _):
        await visitor.go(SURVEY)
        assert f'href="{CODE}"' in visitor.page.text
        await give(visitor, f" {code.upper()} ")
        assert visitor.at == SURVEY
        assert "We have your code" in visitor.page.text
        assert code not in "".join(visitor.client.cookies.values())
        await visitor.begin()
        await visitor.skip_to("check")
        assert await home.used() == 0
        await visitor.go(f"{SURVEY}/check")
        await visitor.send()
        assert visitor.at == f"{SURVEY}/done"
        assert await home.used() == 1
        assert not [name for name in visitor.client.cookies if "code-" in name]
        await visitor.go(CODE)
        await visitor.send({"code": code})
        assert visitor.page.status_code == 400
        assert "Answers have been sent with this code already" in visitor.page.text


async def test_leaving_burns_no_code_and_lets_go_of_it(place):
    home = place()
    code = (await home.codes())[0]
    async with home.browsers() as (visitor, _):
        await give(visitor, code)
        await visitor.begin()
        await visitor.client.get("/leave", follow_redirects=False)
        assert not [name for name in visitor.client.cookies if "code-" in name]
        assert await home.used() == 0
        await give(visitor, code)
        assert visitor.at.startswith(f"{SURVEY}")
        assert visitor.page.status_code == 200


async def test_a_second_device_is_told_kindly_and_loses_nothing(place):
    home = place()
    code = (await home.codes())[0]
    async with home.browsers() as (visitor, other):
        for each in (visitor, other):
            await give(each, code)
            await each.begin()
        await other.skip_to("better")
        await other.send({"better": STORY})
        for each in (visitor, other):
            await each.go(f"{SURVEY}/check")
            await each.send()
        assert visitor.at == f"{SURVEY}/done"
        assert other.page.status_code == 409
        assert "Each code works only once" in other.page.text
        assert "Nothing you told us is lost" in other.page.text
        await other.go(f"{SURVEY}/check")
        assert STORY in other.page.text
        await other.send()  # here nobody needs a code, and this browser has let go of it
        assert other.at == f"{SURVEY}/done"
    assert await home.used() == 1


async def test_people_at_work_are_asked_at_once_and_families_never(place):
    home = place(NEEDED)
    code = (await home.codes(team="K7Q2"))[0]
    async with home.browsers() as (visitor, family):
        await visitor.go(SURVEY)
        assert "If you answer because of your work" in visitor.page.text
        await visitor.begin(role="S", reported="")
        assert visitor.at == CODE
        assert "Go on without a code" not in visitor.page.text
        await visitor.go(f"{SURVEY}/reported")  # they go on all the same
        await visitor.send({"reported": "me"})
        await visitor.skip_to("check")
        await visitor.go(f"{SURVEY}/check")
        await visitor.send()
        assert visitor.at == CODE
        assert "Your answers so far are kept" in visitor.page.text
        await visitor.send({"code": code})
        assert visitor.page.status_code == 200
        await visitor.go(f"{SURVEY}/check")
        await visitor.send()
        assert visitor.at == f"{SURVEY}/done"
        await family.begin(role="P")
        await family.go(f"{SURVEY}/check")
        await family.send()
        assert family.at == f"{SURVEY}/done"
    assert await home.used() == 1
    async with open_store(home.settings.store, home.settings.sealing) as store:
        teams = [one.team async for one, _ in store.read_responses("missing_children", "2026-27")]
    assert sorted(teams) == ["", "K7Q2"]  # the code brought its team along


async def test_switched_on_for_everybody_it_is_asked_of_everybody(place):
    home = place(NEEDED + "\nfamilies_too = true")
    async with home.browsers() as (visitor, _):
        await visitor.go(SURVEY)
        assert "To answer this survey you need the code" in visitor.page.text
        await visitor.begin(role="P", reported="")
        assert visitor.at == CODE
        await visitor.send({"without": "yes"}, to=CODE)
        await visitor.go(f"{SURVEY}/reported")
        await visitor.send({"reported": "me"})
        await visitor.go(f"{SURVEY}/check")
        await visitor.send()
        assert visitor.at == CODE


async def test_what_was_typed_can_be_mended_and_guesses_wait(place):
    home = place()
    async with home.browsers() as (visitor, _):
        await visitor.go(CODE)
        for _ in range(5):
            await visitor.send({"code": "lamp river otter stone 27"})
            assert visitor.page.status_code == 400
            assert 'value="lamp river otter stone 27"' in visitor.page.text
        await visitor.send({"code": "lamp-river-otter-stone-27"})
        assert visitor.page.status_code == 429
        assert int(visitor.page.headers["retry-after"]) > 0
        for odd in ("", "<script>", "\u202e4821", "x" * 5000):
            await visitor.send({"code": odd})
            assert visitor.page.status_code in (400, 429)
            assert "<script>" not in visitor.page.text.replace('<script type="module"', "")


async def test_a_forged_pass_sends_nothing_and_a_code_in_an_address_is_not_read(place):
    home = place()
    code = (await home.codes())[0]
    async with home.browsers() as (visitor, _):
        await visitor.go(f"{SURVEY}?code={code}")
        assert "We have your code" not in visitor.page.text
        for forged in ("0" * 32, "x", "%00"):
            await visitor.begin()
            await visitor.go(f"{SURVEY}/check")
            visitor.client.cookies.set("code-missing_children", forged)
            await visitor.send()
            assert visitor.page.status_code == 409
            visitor.client.cookies.delete("code-missing_children")
    assert await home.used() == 0
