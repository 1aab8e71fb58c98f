"""The mail server: its address in the settings, and handing it one message."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import aiosmtplib

from survey_api.errors import BadInput
from survey_api.record import Record

MAIL_ERRORS = (aiosmtplib.SMTPException, OSError)
_PATIENCE = 30  # seconds for the mail server
_PORTS = {"smtp": 25, "smtps": 465}


class Mailer(Record, kw_only=True):
    """The mail server to use, whom mails come from, and where the link in them leads."""

    host: str
    port: int
    sender: str
    address: str
    tls: bool = False  # from the first byte; else as soon as the server offers it
    name: str = ""
    password: str = ""


def read_mailer(smtp: str, sender: str, address: str) -> Mailer | None:
    """The mailer of an address such as smtp://name:password@mail.example:587; None for ''.

    Raises BadInput if it is not understood.
    """
    if not smtp:
        return None
    try:
        parts = urlsplit(smtp)
        port = parts.port or _PORTS[parts.scheme]
        host = parts.hostname or ""
    except (ValueError, KeyError):
        host, port = "", 0
    if not host or not sender:
        raise BadInput(
            "SURVEY_SMTP is written smtp://mail.example:587 or smtps://name:password@mail.example, "
            "and SURVEY_SMTP_FROM says whom mails come from."
        )
    return Mailer(
        host=host,
        port=port,
        sender=sender,
        address=address.rstrip("/"),
        tls=urlsplit(smtp).scheme == "smtps",
        name=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


async def send_mail(mailer: Mailer, to: Sequence[str], message: EmailMessage) -> None:
    """Hand the message to the mail server. Raises one of MAIL_ERRORS; they may quote an address."""
    await aiosmtplib.send(
        message,
        recipients=list(to),
        hostname=mailer.host,
        port=mailer.port,
        use_tls=mailer.tls,
        username=mailer.name or None,
        password=mailer.password or None,
        timeout=_PATIENCE,
    )
