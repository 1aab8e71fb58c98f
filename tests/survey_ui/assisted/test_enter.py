"""An interviewer enters what somebody says: the answers carry how they came in."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from litestar.testing import AsyncTestClient

from survey_api import Settings, open_store
from survey_api.access import SESSION_COOKIE, Account, Organisation, Role
from survey_api.access.model import Session
from survey_api.access.secrets import hash_token
from survey_api.audit import Wanted
from survey_ui.app import create_app
from tests.samples import NOW
from tests.survey_ui.respond.visitor import SURVEY, Visitor

CHOSEN = {"mode": "telephone", "helped": "interpreter", "language": "pl"}
REFERENCE = re.compile(r'class="fes-reference">([^<]+)<')


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        store=f"sqlite:///{tmp_path / 'survey.db'}", secret="for a test only", second_factor=False
    )


@pytest.fixture
async def visitor(settings: Settings) -> AsyncIterator[Visitor]:
    """Somebody at a desk; the cookie of a session is named after its account."""
    async with open_store(settings.store) as store:
        for role in (Role.INTERVIEWER, Role.ANALYST):
            account = Account(
                name=role.value, role=role, organisation=Organisation.MOPAC, password_hash="",
                created_at=NOW,
            )  # fmt: skip
            await store.add_account(account)
            await store.save_session(
                Session(
                    token_hash=hash_token(role.value),
                    account=role.value,
                    created_at=NOW,
                    seen_at=NOW,
                )
            )
    async with AsyncTestClient(create_app(settings, clock=lambda: NOW)) as client:
        yield Visitor(client)


def sign_in(visitor: Visitor, role: Role = Role.INTERVIEWER) -> None:
    visitor.client.cookies.set(SESSION_COOKIE, role.value)


async def enter(visitor: Visitor, **chosen: str) -> None:
    await visitor.go("/enter")
    await visitor.send({**CHOSEN, **chosen}, to="/enter")


async def answer(visitor: Visitor) -> str:
    """From the first gate to the confirmation: the reference."""
    await visitor.send({"safe_now": "no"})
    await visitor.send({"ok_18": "yes"})
    await visitor.send({"role": "P"})
    await visitor.send({"reported": "me"})
    await visitor.skip_to("check")
    await visitor.send()
    found = REFERENCE.search(visitor.page.text)
    assert found is not None, visitor.page.text
    return found[1]


async def response(settings: Settings, reference: str):
    async with open_store(settings.store) as store:
        held = await store.read_held(reference)
        assert held is not None
        return held.response


async def test_what_an_interviewer_enters_says_so(visitor, settings):
    sign_in(visitor)
    await enter(visitor, team="k7q2")
    assert visitor.at.startswith(f"{SURVEY}/safe_now")
    assert 'lang="pl"' in visitor.page.text
    reference = await answer(visitor)
    found = await response(settings, reference)
    assert (found.instrument.mode, found.instrument.helped) == ("telephone", "interpreter")
    assert (found.instrument.language, found.team) == ("pl", "K7Q2")
    assert "You entered this for somebody" in visitor.page.text


async def test_the_log_says_who_entered_but_not_which_answers(visitor, settings):
    sign_in(visitor)
    await enter(visitor)
    reference = await answer(visitor)
    found = await response(settings, reference)
    async with open_store(settings.store) as store:
        entries = await store.find_entries(Wanted(what="began to enter answers"), 10)
    assert [(one.who, one.which) for one in entries] == [
        ("interviewer", "missing_children telephone")
    ]
    assert reference not in str(entries)
    assert found.id not in str(entries)


async def test_nobody_else_passes_answers_off_as_an_interviewers(visitor, settings):
    sign_in(visitor)
    await enter(visitor)
    visitor.client.cookies.delete(SESSION_COOKIE)  # signed out, the cookie of the way is left
    found = await response(settings, await answer(visitor))
    assert (found.instrument.mode, found.instrument.helped) == ("web", "")
    assert "You entered this for somebody" not in visitor.page.text
    sign_in(visitor, Role.ANALYST)
    await visitor.go(f"{SURVEY}/safe_now")
    found = await response(settings, await answer(visitor))
    assert found.instrument.mode == "web"


@pytest.mark.parametrize("value", ["", ".", "import.", "web.", "telephone.nobody-we-know", "\x00."])
async def test_a_cookie_that_was_made_up_counts_for_nothing(visitor, settings, value):
    sign_in(visitor)
    visitor.client.cookies.set("entering", value)
    await visitor.go(f"{SURVEY}/safe_now")
    found = await response(settings, await answer(visitor))
    assert (found.instrument.mode, found.instrument.helped) == ("web", "")


async def test_an_analyst_and_who_is_not_signed_in_do_not_get_in(visitor):
    await visitor.go("/enter")
    assert visitor.at.startswith("/sign-in")
    sign_in(visitor, Role.ANALYST)
    await visitor.go("/enter")
    assert visitor.page.status_code == 403


async def test_the_next_person_does_not_see_the_last_ones_answers(visitor):
    sign_in(visitor)
    await enter(visitor)
    await answer(visitor)
    await enter(visitor)
    await visitor.go(f"{SURVEY}/done")
    assert visitor.at == SURVEY
    await visitor.go("/enter")
    await visitor.send(to="/enter/stop")
    assert "entering" not in visitor.client.cookies


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("mode", "", "Choose how you get the answers."),
        ("mode", "web", "Choose how you get the answers."),
        ("helped", "somebody", "Choose who helps to answer, or nobody."),
        ("language", "xx", "Choose the language in which you ask."),
        ("team", "no code at all", "The code is 2 to 12 letters"),
        ("survey", "other", "Choose a survey that is open."),
    ],
)
async def test_what_is_missing_is_said_and_the_rest_is_kept(visitor, field, value, told):
    sign_in(visitor)
    await enter(visitor, **{field: value})
    assert visitor.page.status_code == 400
    assert told in visitor.page.text
    if field == "team":
        assert re.search(r'value="telephone"[^>]*checked', visitor.page.text)
        assert "no code at all" in visitor.page.text
