"""The code by e-mail, over a real mail server on this machine."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from litestar.testing import AsyncTestClient

from survey_api import Settings
from survey_ui.app import create_app
from tests.inbox import Inbox, receiving
from tests.running import free_port
from tests.samples import NOW
from tests.survey_ui.respond.test_resuming import LATER, code_of
from tests.survey_ui.respond.visitor import SURVEY, Visitor

TO = "someone@example.org"


@pytest.fixture
def inbox(settings: Settings) -> Iterator[Inbox]:
    with receiving(int(settings.smtp.split(":")[-1])) as box:
        yield box


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """With a mail server, which is there where a test asks for its inbox."""
    return Settings(
        store=f"sqlite:///{tmp_path / 'survey.db'}",
        secret="for a test only",
        smtp=f"smtp://127.0.0.1:{free_port()}",
        smtp_from="survey@example.org",
        address="https://survey.example/",
    )


@pytest.fixture
async def visitor(settings: Settings) -> AsyncIterator[Visitor]:
    """Somebody who has asked for their code."""
    async with AsyncTestClient(create_app(settings, clock=lambda: NOW)) as client:
        visitor = Visitor(client)
        await visitor.begin()
        await visitor.send(LATER)
        yield visitor


async def ask(visitor: Visitor, to: str) -> None:
    await visitor.send({"email": to}, to=f"{SURVEY}/later/mail")


async def test_the_code_comes_by_mail_and_nothing_else_does(visitor, inbox, settings):
    code = code_of(visitor)
    await ask(visitor, f" {TO} ")
    assert "The email is on its way" in visitor.page.text
    assert code_of(visitor) == code  # and it can still be written down
    assert TO not in visitor.page.text
    ((to, content),) = inbox.letters
    letter = message_from_bytes(content, policy=policy.default)
    assert to == [TO]
    assert letter["Subject"] == "Your code"  # tells nobody who looks over a shoulder what it is
    text = letter.get_content()
    assert code in text
    assert "https://survey.example/s/missing_children/resume" in text
    for word in ("child is missing", "parent", "police", "FES-"):
        assert word not in text
    kept = Path(settings.store.removeprefix("sqlite:///"))
    for file in kept.parent.glob("survey.db*"):
        assert b"someone@example" not in file.read_bytes()


async def test_it_speaks_the_language_of_the_answers(visitor, inbox):
    await visitor.send({"language": "ar"}, to="/language")
    await visitor.go(f"{SURVEY}/later")
    await ask(visitor, TO)
    letter = message_from_bytes(inbox.letters[0][1], policy=policy.default)
    assert letter["Subject"] == "رمزك"
    assert code_of(visitor) in letter.get_content()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "someone",
        "some one@example.org",
        "a@example.org, b@example.org",
        "a@example.org\r\nBcc: b@example.org",
        "a@example.org\u202e",
        '"<b@example.org>"@example.org',
        "a" * 250 + "@example.org",
    ],
)
async def test_what_is_no_address_is_said_kindly_and_mailed_to_nobody(visitor, inbox, typed):
    code = code_of(visitor)
    await ask(visitor, typed)
    assert visitor.page.status_code == 400
    assert "Enter an email address, such as name@example.org." in visitor.page.text
    assert code_of(visitor) == code
    assert inbox.letters == []


async def test_nobody_fills_a_letter_box_through_us(visitor, inbox):
    for _ in range(8):
        await ask(visitor, TO)
    assert visitor.page.status_code == 429
    assert "Please write the code down instead." in visitor.page.text
    assert len(inbox.letters) == 5


async def test_a_mail_server_that_is_away_is_told_and_the_code_is_there(visitor, caplog):
    code = code_of(visitor)
    await ask(visitor, TO)  # nobody listens: no test asked for the inbox
    assert visitor.page.status_code == 503
    assert "The email could not be sent." in visitor.page.text
    assert code_of(visitor) == code
    assert TO not in caplog.text


async def test_without_a_mail_server_nothing_is_offered(tmp_path):
    settings = Settings(store=f"sqlite:///{tmp_path / 'other.db'}", secret="for a test only")
    async with AsyncTestClient(create_app(settings, clock=lambda: NOW)) as client:
        visitor = Visitor(client)
        await visitor.begin()
        await visitor.send(LATER)
        assert 'name="email"' not in visitor.page.text
        assert "we cannot send it to you" in visitor.page.text
        await ask(visitor, TO)
        assert visitor.page.status_code == 404
