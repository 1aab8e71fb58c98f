"""Every address x every role x nobody: who gets in is what the table of rights says, no more."""

from __future__ import annotations

import re
import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from litestar import Litestar, get
from litestar.testing import AsyncTestClient

from survey_api import Settings, open_store
from survey_api.access import (
    NOT_OPEN,
    RIGHTS,
    SESSION_COOKIE,
    Account,
    Organisation,
    Right,
    Role,
    rights_of,
)
from survey_api.access.model import Session
from survey_api.access.secrets import hash_token
from survey_api.app import create_api
from survey_ui.app import create_app

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
VALUES = {
    "survey_id": "missing_children",
    "wave_id": "2026-27",
    "place": "7",
    "page_id": "role",
    "file_path": "css/releases.css",
}
ENDING = {"/sign-out", "/account/sign-out-everywhere"}  # the session is gone afterwards
HALFWAY = {"/sign-in/code", "/sign-in/enrol"}  # open, and lead back to where signing in begins
NOBODY = "nobody"
MET = "met "  # before a role: that of somebody of the Met, as older programs may have stored it
EVERYBODY = [*(role.value for role in Role), *(MET + role.value for role in Role), NOBODY]


def account_of(who: str) -> Account:
    """An account of MOPAC, or of the Met."""
    return Account(
        name=who.replace(" ", "-"), role=Role(who.removeprefix(MET)),
        organisation=Organisation.MET if who.startswith(MET) else Organisation.MOPAC,
        password_hash="", created_at=NOW,
    )  # fmt: skip


class Address(NamedTuple):
    """One method at one path, and what its handler states about who may use it."""

    method: str
    path: str
    opt: dict[str, Any]

    @property
    def is_for_programs(self) -> bool:
        return self.path.startswith("/api/") or self.path == "/metrics"

    def filled(self) -> str:
        """The path with something in place of its parameters."""
        return re.sub(r"{(\w+):\w+}", lambda m: VALUES.get(m[1], str(uuid.UUID(int=4))), self.path)

    def may_use(self, who: str) -> bool:
        if self.opt.get("open"):
            return True
        if who == NOBODY or self.opt.get("deliveries"):
            return False
        return self.opt.get("signed_in", False) or account_of(who).may(self.opt["right"])


def addresses(app: Litestar) -> Iterator[Address]:
    for route in app.routes:
        for method, (handler, _) in getattr(route, "route_handler_map", {}).items():
            if method != "OPTIONS":  # answered by the framework, with no handler of ours
                yield Address(str(method), route.path, dict(handler.opt))


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    """A store with two accounts of each role, signed in with its own name as the token."""
    settings = Settings(store=f"sqlite:///{tmp_path / 'survey.db'}", secret="for a test only")
    async with open_store(settings.store) as store:
        for who in EVERYBODY[:-1]:
            account = account_of(who)
            await store.add_account(account)
            await store.save_session(
                Session(
                    token_hash=hash_token(account.name), account=account.name, created_at=NOW,
                    seen_at=NOW,
                )
            )  # fmt: skip
    return settings


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[AsyncTestClient[Litestar]]:
    async with AsyncTestClient(create_app(settings, clock=lambda: NOW)) as client:
        client.follow_redirects = False
        yield client


@pytest.mark.parametrize("build", [create_app, create_api])
def test_every_address_states_one_right_or_that_it_is_open(build, settings):
    for address in addresses(build(settings)):
        stated = [
            name for name in ("right", "open", "signed_in", "deliveries") if name in address.opt
        ]
        assert len(stated) == 1, f"{address.method} {address.path} states {stated or 'nothing'}"
        assert "right" not in stated or isinstance(address.opt["right"], Right), address


@pytest.mark.asvs("7.4.4")
@pytest.mark.parametrize("who", EVERYBODY)
async def test_who_gets_in_is_what_the_table_says(client, who):
    await client.get("/sign-in")
    token = client.cookies["csrf"]
    every = sorted(addresses(client.app), key=lambda one: one.path in ENDING)  # those last
    for address in every:
        client.cookies.clear()
        client.cookies.set("csrf", token)
        if who != NOBODY:
            client.cookies.set(SESSION_COOKIE, account_of(who).name)
        reply = await client.request(
            address.method, address.filled(), headers={"x-csrftoken": token}
        )
        said = f"{who}: {address.method} {address.path} gave {reply.status_code}"
        asked_in = reply.headers.get("location", "").startswith("/sign-in")
        if address.may_use(who):
            assert reply.status_code not in (401, 403), said
            assert not asked_in or address.path in ENDING | HALFWAY, said
            page = reply.status_code == 200 and "text/html" in reply.headers.get("content-type", "")
            if page and "content-disposition" not in reply.headers and "open" not in address.opt:
                assert 'action="/sign-out"' in reply.text, said
        elif who == NOBODY and not address.is_for_programs:
            assert (reply.status_code, asked_in) == (303, True), said
        else:
            nobody = who == NOBODY or "deliveries" in address.opt  # no account helps there
            assert reply.status_code == (401 if nobody else 403), said
            kind = "application/problem+json" if address.is_for_programs else "text/html"
            assert reply.headers["content-type"].startswith(kind), said


async def test_an_address_that_states_nothing_is_for_nobody(settings):
    @get("/forgotten")
    async def forgotten() -> str:
        return "secret"

    app = create_app(settings, clock=lambda: NOW)
    app.register(forgotten)
    async with AsyncTestClient(app) as client:
        client.follow_redirects = False
        for who in EVERYBODY:
            client.cookies.set(SESSION_COOKIE, who.replace(" ", "-"))
            reply = await client.get("/forgotten")
            assert reply.status_code in (401, 403), who
            assert "secret" not in reply.text


def test_rights_that_must_never_come_together():
    def having(right: Right) -> set[Role]:
        return {role for role, rights in RIGHTS.items() if right in rights}

    assert RIGHTS.keys() == set(Role)
    assert having(Right.TRANSLATE) == {Role.TRANSLATOR, Role.SAFEGUARDING}
    assert RIGHTS[Role.TRANSLATOR] == {Right.TRANSLATE}
    assert having(Right.OPEN_ORIGINAL) == having(Right.TRIAGE) == {Role.SAFEGUARDING}
    assert having(Right.SIGN_OFF) == {Role.PUBLISHER}
    assert having(Right.READ_MICRODATA) == {Role.ANALYST}
    answers = {
        Right.READ_RELEASES, Right.READ_MICRODATA, Right.READ_MASKED_TEXT, Right.CODE,
        Right.OPEN_ORIGINAL, Right.TRANSLATE, Right.TRIAGE, Right.OFFER_QUOTE, Right.SIGN_OFF,
        Right.OVERRULE,
    }  # fmt: skip
    assert not RIGHTS[Role.OPERATOR] & answers  # who runs the machine sees no answer
    assert not RIGHTS[Role.INTERVIEWER] & answers
    assert not {role for role in Role if {Right.OFFER_QUOTE, Right.SIGN_OFF} <= RIGHTS[role]}


def test_nobody_of_the_met_reads_what_a_person_answered_or_wrote():
    one_person = {
        Right.READ_MICRODATA, Right.READ_MASKED_TEXT, Right.CODE, Right.OPEN_ORIGINAL,
        Right.TRIAGE, Right.READ_CONTACTS, Right.OFFER_QUOTE, Right.ENTER_ANSWERS,
        Right.TRANSLATE,
    }  # fmt: skip
    for role in Role:
        left = rights_of(role, Organisation.MET)
        assert not left & one_person
        # Whoever may be of the Met has something to do: only a quote's whole text is kept from him.
        whole = role not in NOT_OPEN[Organisation.MET]
        assert (RIGHTS[role] - left <= {Right.READ_MASKED_TEXT}) is whole
        assert rights_of(role, Organisation.MOPAC) == RIGHTS[role]
