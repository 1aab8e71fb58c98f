"""The mail to the duty lead, over a real mail server on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes

import aiosmtplib
import msgspec
import pytest

from survey_api import BadInput
from survey_api.mailing import read_mailer
from survey_api.safeguarding import alarm_next, load_duty, screen_next, take_concern
from tests.inbox import Inbox, receiving
from tests.running import free_port
from tests.survey_api.safeguarding.told import (
    HOUR,
    MINUTE,
    NOW,
    ORDINARY,
    SERIOUS,
    SURVEY,
    SURVEYS,
    URGENT,
    lead,
    tell,
)


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, object]]:
    port = free_port()
    with receiving(port) as box:
        yield (
            box,
            read_mailer(
                f"smtp://127.0.0.1:{port}", "survey@example.org", "https://survey.example/"
            ),
        )


async def test_the_mail_says_how_many_and_where_and_no_word(store, inbox):
    box, mailer = inbox
    await tell(store, URGENT)
    await tell(store, SERIOUS)
    await tell(store, ORDINARY)
    assert await alarm_next(store, SURVEY, mailer, NOW) is None  # nothing is flagged yet
    await screen_next(store, SURVEYS, NOW, 10)
    assert await alarm_next(store, SURVEY, mailer, NOW + MINUTE) is not None
    ((to, content),) = box.letters
    letter = message_from_bytes(content)
    assert tuple(to) == load_duty(SURVEY).alarm_to
    assert letter["Subject"] == "Safeguarding: 1 urgent, 0 overdue"
    assert "https://survey.example/safeguarding/missing_children" in letter.get_payload()
    for word in ("otter", "kill", "money", "suicide", "FES-"):
        assert word not in content.decode()


async def test_it_is_said_once_and_again_only_for_news_or_while_it_stays_late(store, inbox):
    box, mailer = inbox
    id_ = await tell(store, URGENT)
    await screen_next(store, SURVEYS, NOW, 10)

    async def letters(after) -> int:
        await alarm_next(store, SURVEY, mailer, NOW + after)
        return len(box.letters)

    assert await letters(MINUTE) == 1
    assert await letters(30 * MINUTE) == 1
    assert await letters(HOUR + MINUTE) == 2  # now it is overdue
    assert await letters(2 * HOUR) == 2
    assert await letters(6 * HOUR) == 3  # and stays so
    await take_concern(store, await store.get_case(id_), lead(), NOW + 6 * HOUR)
    assert await letters(12 * HOUR) == 3


async def test_a_mail_server_that_is_away_is_tried_again(store, inbox):
    box, mailer = inbox
    await tell(store, URGENT)
    await screen_next(store, SURVEYS, NOW, 10)
    away = msgspec.structs.replace(mailer, port=free_port())
    with pytest.raises(aiosmtplib.SMTPException):
        await alarm_next(store, SURVEY, away, NOW + MINUTE)
    assert await alarm_next(store, SURVEY, mailer, NOW + 2 * MINUTE) is not None
    assert len(box.letters) == 1


def test_the_address_of_a_mail_server_is_read_or_refused():
    found = read_mailer("smtps://sam:p%40ss@mail.example", "a@b.example", "http://x/")
    assert found is not None
    assert (found.host, found.port, found.tls, found.name, found.password) == (
        "mail.example", 465, True, "sam", "p@ss",
    )  # fmt: skip
    assert read_mailer("", "", "") is None
    for smtp, sender in (("mail.example", "a@b"), ("http://x", "a@b"), ("smtp://x", "")):
        with pytest.raises(BadInput):
            read_mailer(smtp, sender, "")
