"""A mail server, a Notify and a book of addresses for tests: real ones, on this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import msgspec
from aiosmtpd.controller import Controller
from joserfc import jwt
from joserfc.jwk import OctKey

from survey_api.campaigns import (
    Address,
    Campaign,
    CampaignPlan,
    Kind,
    Letter,
    Means,
    Run,
    Sender,
    Sending,
    SmtpSender,
    Templates,
)
from survey_api.mailing import read_mailer
from tests.running import free_port
from tests.survey_api.responses.small_survey import a_survey

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)  # a Monday morning
SERVICE = "11111111-2222-3333-4444-555555555555"
SECRET = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
KEY = f"survey-{SERVICE}-{SECRET}"
BODY = "Hello. {title}\n{link}\n{code}\nStop: {stop}\n{contact}"

PLAN = CampaignPlan(
    sending=Sending(quiet_from=time(20), quiet_until=time(8), reminders=2, days_between=7),
    campaigns=(Campaign(id="autumn", title="Autumn", ends=date(2026, 12, 31)),),
    letters=tuple(
        Letter(kind=kind, language="en", subject=f"A {kind.value}", body=BODY) for kind in Kind
    ),
    templates=tuple(
        Templates(kind=kind, language="en", email=f"e-{kind.value}", sms=f"s-{kind.value}")
        for kind in Kind
    ),
)


def addressed(*where: str) -> tuple[Address, ...]:
    return tuple(
        Address(means=Means.EMAIL if "@" in each else Means.SMS, where=each) for each in where
    )


def a_run(sender: Sender, now: datetime = NOW, **changes: Any) -> Run:
    run = Run(
        survey=a_survey(),
        campaign=PLAN.campaigns[0],
        sending=PLAN.sending,
        sender=sender,
        address="https://survey.example",
        clock=lambda: now,
    )
    return run._replace(**changes)


class Inbox:
    """A mail server that keeps what it was given; `replies` says what it tells an address."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, EmailMessage]] = []
        self.replies: dict[str, str] = {}

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if reply := self.replies.get(address):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        letter = message_from_bytes(envelope.content, policy=policy.default)
        self.letters.append((envelope.rcpt_tos[0], letter))
        return "250 OK"

    @property
    def to(self) -> list[str]:
        return sorted(where for where, _ in self.letters)

    def text(self, where: str) -> str:
        """The last letter to an address."""
        letter = [each for to, each in self.letters if to == where][-1]
        return str(letter.get_content())


@contextmanager
def mail_server(plan: CampaignPlan = PLAN) -> Iterator[tuple[Inbox, SmtpSender]]:
    box = Inbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        mailer = read_mailer(f"smtp://127.0.0.1:{controller.port}", "survey@example.org", "")
        assert mailer is not None
        yield box, SmtpSender(mailer, plan)
    finally:
        controller.stop()


class Notify:
    """What GOV.UK Notify would keep; `replies` says how it answers an address."""

    def __init__(self) -> None:
        self.told: list[tuple[str, dict[str, Any]]] = []
        self.replies: dict[str, tuple[int, Any]] = {}
        self.url = ""


@contextmanager
def notify_server() -> Iterator[Notify]:
    """A Notify that takes nothing without a fresh token, signed with the service's secret."""
    notify = Notify()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, reply = 403, {"errors": [{"error": "AuthError", "message": "Invalid token"}]}
            if _is_ours(self.headers["Authorization"]):
                where = body.get("email_address") or body.get("phone_number")
                status, reply = notify.replies.get(where, (201, {"id": "1"}))
                notify.told.append((self.path, body))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(reply).encode())

        def log_message(self, format: str, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    notify.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield notify
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _is_ours(header: str | None) -> bool:
    kind, _, token = (header or "").partition(" ")
    try:
        found = jwt.decode(token, OctKey.import_key(SECRET), algorithms=["HS256"])
    except Exception:
        return False
    fresh = abs(found.claims["iat"] - datetime.now(UTC).timestamp()) < 30
    return kind == "Bearer" and found.claims["iss"] == SERVICE and fresh


def with_code_rule(run: Run, **rule: Any) -> Run:
    programme = msgspec.structs.replace(run.survey.programme, **rule)
    return run._replace(survey=msgspec.structs.replace(run.survey, programme=programme))
