"""Cookies, tokens and secrets that are forged, cut, swapped or of somebody else: nothing opens."""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from survey_api import open_store
from survey_api.access import SESSION_COOKIE, Account, Organisation, Role
from survey_api.access.model import Session
from survey_api.access.secrets import hash_token
from tests.attacks.target import PLANTED, SURVEY, Person, Target, running, token_of

TOKEN = "Zm9yIGEgdGVzdCBvbmx5LCBhbmQgbG9uZw"
DRAFT = "draft-missing_children"
EXPIRED = "of last month"


async def _fill(url: str) -> None:
    """An account with a session that holds and one that has ended."""
    now = datetime.now(UTC)
    async with open_store(url) as store:
        account = Account(
            name="amira", role=Role.ANALYST, organisation=Organisation.MOPAC, password_hash="",
            created_at=now,
        )  # fmt: skip
        await store.add_account(account)
        for token, since in ((TOKEN, now), (EXPIRED, now - timedelta(days=30))):
            session = Session(
                token_hash=hash_token(token), account="amira", created_at=since, seen_at=since
            )
            await store.save_session(session)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A server on which somebody is signed in."""
    store = tmp_path_factory.mktemp("tokens") / "survey.db"
    asyncio.run(_fill(f"sqlite:///{store}"))
    with running(store) as target:
        yield target


def ask(target: Target, path: str, **cookies: str) -> httpx.Response:
    return target.get(path, headers={"cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())})


def kept_hash() -> str:
    return hashlib.sha256(TOKEN.encode()).hexdigest()


CHANGES: dict[str, Callable[[], str]] = {
    "cut": lambda: TOKEN[:-1],
    "longer": lambda: TOKEN + "A",
    "twice": lambda: TOKEN + TOKEN,
    "other letters": lambda: TOKEN.swapcase(),
    "one letter": lambda: "a" + TOKEN[1:],
    "the name": lambda: "amira",
    "what the store keeps": kept_hash,
    "ended": lambda: EXPIRED.replace(" ", "%20"),
    "ended, as it was": lambda: f'"{EXPIRED}"',
    "a draft's": lambda: str(uuid.uuid4()),
    "any": lambda: "%",
    "SQL": lambda: "' OR '1'='1",
    "endless": lambda: "A" * 30_000,
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_session_cookie_that_is_not_the_one_given_opens_nothing(
    target: Target, change: str
) -> None:
    assert ask(target, "/releases", **{SESSION_COOKIE: TOKEN}).status_code == 200  # it does open
    for path in ("/releases", "/coding/missing_children/2026-27", "/audit", "/safeguarding"):
        reply = ask(target, path, **{SESSION_COOKIE: CHANGES[change]()})
        assert reply.status_code == 303, path
        assert reply.headers["location"].startswith("/sign-in"), path
    api = "/api/v1/releases/missing_children/2026-27"
    assert ask(target, api, **{SESSION_COOKIE: CHANGES[change]()}).status_code == 401


def test_a_session_that_was_ended_opens_nothing_again(target: Target) -> None:
    with httpx.Client(base_url=target.address, timeout=30) as browser:
        token = token_of(browser.get("/sign-in").text)
        browser.cookies.set(SESSION_COOKIE, TOKEN)
        changed = token[:-1] + ("1" if token.endswith("0") else "0")
        assert browser.post("/sign-out", data={"_csrf_token": changed}).status_code == 403
        assert browser.get("/releases").status_code == 200  # another site can sign nobody out
    asyncio.run(_sign_out(target.store))
    assert ask(target, "/releases", **{SESSION_COOKIE: TOKEN}).status_code == 303
    asyncio.run(_sign_in(target.store))


async def _sign_out(path: Path) -> None:
    async with open_store(f"sqlite:///{path}", create=False) as store:
        await store.end_session(hash_token(TOKEN))


async def _sign_in(path: Path) -> None:
    now = datetime.now(UTC)
    session = Session(token_hash=hash_token(TOKEN), account="amira", created_at=now, seen_at=now)
    async with open_store(f"sqlite:///{path}", create=False) as store:
        await store.save_session(session)


def forged(token: str) -> list[tuple[str, str]]:
    """Pairs of token in the form and token in the cookie that do not belong together, or to us."""
    half = len(token) // 2
    made_up = "0" * len(token)
    return [
        ("", token), (token, ""), (token[:-1], token[:-1]), (token[:half], token),
        (made_up, made_up), (made_up, token), (token, made_up),
        (token[half:] + token[:half],) * 2, (token.upper(),) * 2,
    ]  # fmt: skip


def test_a_form_token_of_another_browser_or_made_up_changes_nothing(
    target: Target, person: Person
) -> None:
    person.send("better", {"better": PLANTED})
    other = Person(target)
    other.client.close()
    assert other.token != person.token
    draft = person.client.cookies[DRAFT]
    for in_form, in_cookie in [*forged(person.token), (other.token, person.token)]:
        reply = httpx.post(
            f"{target.address}{SURVEY}/better",
            data={"_csrf_token": in_form, "better": "forged"},
            headers={"cookie": f"{DRAFT}={draft}; csrf={in_cookie}"},
        )
        assert reply.status_code == 403, (in_form, in_cookie)
    assert PLANTED in person.client.get(f"{SURVEY}/better").text


def test_a_draft_cookie_that_is_not_the_one_given_opens_nothing(
    target: Target, person: Person
) -> None:
    person.send("better", {"better": PLANTED})
    draft = person.client.cookies[DRAFT]
    swapped = [
        *(draft[:-1], draft + "0", draft.replace("-", ""), f"{{{draft}}}", f"urn:uuid:{draft}"),
        *(draft[::-1], str(uuid.UUID(int=uuid.UUID(draft).int ^ 1)), TOKEN, "%25", "*"),
    ]
    for cookie in swapped:
        for page in ("better", "check", "done"):
            reply = ask(target, f"{SURVEY}/{page}", **{DRAFT: cookie})
            assert (reply.status_code, reply.headers["location"]) == (303, SURVEY), cookie
    assert ask(target, f"{SURVEY}/check", **{SESSION_COOKIE: draft}).status_code == 303
    assert ask(target, f"{SURVEY}/check", **{"draft-other": draft}).status_code == 303
    assert PLANTED in ask(target, f"{SURVEY}/better", **{DRAFT: draft}).text  # it does open


def test_the_draft_of_somebody_who_has_sent_shows_no_words_again(
    target: Target, person: Person
) -> None:
    person.send("better", {"better": PLANTED})
    draft = person.client.cookies[DRAFT]
    assert person.send("submit", {}).status_code == 303
    target.accepted = 1
    for page in ("better", "check"):
        reply = ask(target, f"{SURVEY}/{page}", **{DRAFT: draft})
        assert (reply.status_code, reply.headers["location"]) == (303, f"{SURVEY}/done")
    assert PLANTED not in ask(target, f"{SURVEY}/done", **{DRAFT: draft}).text


def test_the_secret_of_one_receipt_opens_no_other(target: Target) -> None:
    receipts: list[dict[str, Any]] = [
        target.put({"better": f"{PLANTED} {n}"}).json() for n in range(2)
    ]
    target.accepted = 2
    one, other = receipts
    with httpx.Client(base_url=target.address, timeout=60) as browser:
        token = token_of(browser.get("/erase").text)
        for path in ("/erase", "/erase/copy", "/erase/now"):
            form = {"reference": one["reference"], "secret": other["secret"], "as": "json"}
            reply = browser.post(path, data={"_csrf_token": token, **form})
            assert reply.status_code == 400, path
            assert PLANTED not in reply.text
        right = {"reference": one["reference"], "secret": one["secret"], "as": "json"}
        copy = browser.post("/erase/copy", data={"_csrf_token": token, **right})
        assert f"{PLANTED} 0" in copy.text  # it does open
    with closing(sqlite3.connect(target.store)) as opened:
        ((number,),) = opened.execute(
            "SELECT count(*) FROM responses WHERE reference IN (?, ?)",
            (one["reference"], other["reference"]),
        ).fetchall()
    assert number == 2
