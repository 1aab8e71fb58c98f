"""Letters through GOV.UK Notify: an HTTP server here checks every token as Notify would."""

from __future__ import annotations

from datetime import timedelta

import pytest

from survey_api import contacts_at
from survey_api.campaigns import Kind, Outcome, invite, remind
from survey_api.campaigns.by_notify import NotifySender
from survey_api.errors import BadInput, SendingFailed
from tests.running import free_port
from tests.survey_api.campaigns.letters import (
    KEY,
    NOW,
    PLAN,
    SERVICE,
    a_run,
    addressed,
    notify_server,
)

ANN, BEN, PHONE = "ann@example.org", "ben@example.org", "+447700900123"


@pytest.fixture
def notify():
    with notify_server() as opened:
        yield opened


@pytest.fixture
async def book(home):
    async with contacts_at(home.store, home.contacts, home.contact_sealing).open_book() as opened:
        yield opened


def invalid(field):
    return 400, {"errors": [{"error": "ValidationError", "message": f"{field} is not a valid one"}]}


async def send(book, store, notify, *where, key=KEY, **options):
    run = a_run(NotifySender(key, notify.url, PLAN))
    return await invite(book, store, run, addressed(*where), by="tests", **options)


async def test_mails_and_text_messages_go_with_what_their_templates_need(book, store, notify):
    done = await send(book, store, notify, ANN, PHONE, with_codes=True)
    assert done.letters.sent == 2
    told = dict(notify.told)
    mail, text = told["/v2/notifications/email"], told["/v2/notifications/sms"]
    assert (mail["email_address"], mail["template_id"]) == (ANN, "e-invitation")
    assert (text["phone_number"], text["template_id"]) == (PHONE, "s-invitation")
    assert mail["one_click_unsubscribe_url"] == mail["personalisation"]["stop"]
    for body in (mail, text):
        words = body["personalisation"]
        assert words["link"].startswith("https://survey.example/s/small/code#")
        assert words["code"].replace(" ", "-") == words["link"].partition("#")[2]
        assert words["stop"].startswith("https://survey.example/stop/")
        assert body["reference"] in {each.id for each in await book.list_written("small", "autumn")}


async def test_a_reminder_has_a_template_of_its_own(book, store, notify):
    await send(book, store, notify, PHONE)
    run = a_run(NotifySender(KEY, notify.url, PLAN), NOW + timedelta(days=7))
    assert (await remind(book, store, run, by="tests")).sent == 1
    assert [body["template_id"] for _, body in notify.told] == ["s-invitation", "s-reminder"]


async def test_an_address_that_notify_cannot_take_is_erased(book, store, notify):
    notify.replies = {ANN: invalid("email_address"), PHONE: invalid("phone_number")}
    done = await send(book, store, notify, ANN, PHONE, BEN)
    assert (done.letters.bounced, done.letters.sent) == (2, 1)
    assert (await send(book, store, notify, ANN)).added == 0


@pytest.mark.parametrize(
    ("reply", "field"),
    [
        (invalid("template_id"), "not_now"),
        ((500, {}), "unsure"),
        ((503, "no JSON of ours"), "unsure"),
        ((400, ["odd"]), "unsure"),
    ],
)
async def test_what_cannot_be_told_for_sure_is_never_sent_twice(book, store, notify, reply, field):
    notify.replies = {ANN: reply}
    done = await send(book, store, notify, ANN)
    assert getattr(done.letters, field) == 1
    notify.replies = {}
    again = await send(book, store, notify, ANN)
    assert again.letters.sent == (1 if field == "not_now" else 0)


@pytest.mark.parametrize("status", [403, 429])
async def test_what_everybody_would_meet_ends_the_run_and_loses_nobody(book, store, notify, status):
    notify.replies = {each: (status, {}) for each in (ANN, BEN)}
    with pytest.raises(SendingFailed):
        await send(book, store, notify, ANN, BEN)
    assert len(notify.told) == 1
    notify.replies = {}
    assert (await send(book, store, notify, ANN, BEN)).letters.sent == 2


async def test_another_service_s_key_is_refused(book, store, notify):
    wrong = f"survey-{SERVICE}-{'0' * 8}-0000-0000-0000-{'0' * 12}"
    with pytest.raises(SendingFailed, match="does not take the key"):
        await send(book, store, notify, ANN, key=wrong)
    assert notify.told == []


async def test_where_nobody_listens_nothing_is_lost(book, store, notify):
    sender = NotifySender(KEY, f"http://127.0.0.1:{free_port()}", PLAN)
    with pytest.raises(SendingFailed, match="cannot be reached"):
        await invite(book, store, a_run(sender), addressed(ANN), by="tests")
    assert (await send(book, store, notify, ANN)).letters.sent == 1


def test_without_a_template_there_is_no_way(notify):
    bare = PLAN.__class__(campaigns=PLAN.campaigns, letters=PLAN.letters)
    sender = NotifySender(KEY, notify.url, bare)
    assert not sender.can_write(Kind.INVITATION, addressed(PHONE)[0])
    assert Outcome.SENT.value == "sent"


@pytest.mark.parametrize(
    ("key", "url"), [("", "https://x"), ("x" * 80, "https://x"), (KEY, "ftp:")]
)
def test_settings_that_cannot_be_right_are_told_at_once(key, url):
    with pytest.raises(BadInput, match="SURVEY_NOTIFY"):
        NotifySender(key, url, PLAN)
