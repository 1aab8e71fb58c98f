"""Settings: read once from SURVEY_* at the top, then handed down as plain values."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from survey_api.errors import BadInput
from survey_api.record import Record
from survey_api.sealing import KeySource, kept_text

PACKAGED_SURVEYS = Path(__file__).parent / "surveys"
_SQLITE = "sqlite:///"
_YES, _NO = frozenset({"1", "true", "yes", "on"}), frozenset({"", "0", "false", "no", "off"})


class Settings(Record, kw_only=True):
    """How this installation runs. docs/reference/settings.md is written from this class."""

    store: Annotated[
        str,
        Meta(
            description="Where answers, releases and accounts are kept: sqlite:///survey.db is a "
            "file in the folder the command is typed in, sqlite:////data/survey.db a file "
            "anywhere, postgresql://name@host/database a database of a server. `--store` names "
            "another one for one command."
        ),
    ] = "sqlite:///survey.db"
    surveys: Annotated[
        Path, Meta(description="The folder whose sub-folders hold a survey each.")
    ] = PACKAGED_SURVEYS
    models: Annotated[
        Path | None,
        Meta(
            description="A folder for models trained here: sentiment.json.gz in it is used instead "
            "of the one that comes with the product."
        ),
    ] = None
    smtp: Annotated[
        str,
        Meta(
            description="The mail server through which the safeguarding duty lead is written to, "
            "and people who are invited: smtp://name:password@mail.example:587, or smtps:// for "
            "one that speaks TLS from the start. Without it nobody is written to."
        ),
    ] = ""
    smtp_from: Annotated[str, Meta(description="Whom those mails come from.")] = ""
    notify_key: Annotated[
        str,
        Meta(
            description="The key of GOV.UK Notify. With it, invitations go through Notify, as "
            "text messages too."
        ),
    ] = ""
    notify_url: Annotated[str, Meta(description="Where Notify is reached.")] = (
        "https://api.notifications.service.gov.uk"
    )
    notify_token: Annotated[
        str,
        Meta(
            description="A long random text that Notify sends as 'Authorization: Bearer ...' with "
            "what it tells `/api/v1/deliveries` of letters it could not deliver. '': nothing is "
            "taken there."
        ),
    ] = ""
    address: Annotated[
        str,
        Meta(description="Where people reach the pages, for the link in those mails."),
    ] = "http://127.0.0.1:8000"
    secret: Annotated[
        str,
        Meta(
            description="A long random text that forms are sealed with. Without it one is made "
            "and kept in a file beside the SQLite store."
        ),
    ] = ""
    key: Annotated[
        str,
        Meta(
            description="The master key that people's words are sealed under: 32 random bytes as "
            "base64. While keys are rotated, the new one and the old one with a space between. "
            "Without it, or a file, one is made and kept in a file beside the SQLite store."
        ),
    ] = ""
    key_file: Annotated[
        Path | None,
        Meta(description="A file that holds the master key, in the place of SURVEY_KEY."),
    ] = None
    keys: Annotated[
        str,
        Meta(
            description="Where the keys of single responses are kept, e.g. "
            "sqlite:////keys/survey.keys: a file that no backup of the store may hold. Without it "
            "they are kept in a file beside the SQLite store, which has .keys behind its name. A "
            "store in PostgreSQL needs it: another database, or a file."
        ),
    ] = ""
    contacts: Annotated[
        str,
        Meta(
            description="Where the phone numbers and e-mail addresses are kept that people leave, "
            "apart from every answer. Without it in a file beside the SQLite store, which has "
            ".contacts behind its name."
        ),
    ] = ""
    contacts_keys: Annotated[
        str,
        Meta(
            description="Where the keys of contacts are kept, written like SURVEY_KEYS and another "
            "place. Without it they are kept in a file beside the contacts, which has .keys behind "
            "its name."
        ),
    ] = ""
    contacts_key: Annotated[
        str,
        Meta(
            description="The master key that contacts are sealed under, another one than "
            "SURVEY_KEY and written like it. Without it, or a file, one is made and kept in a file "
            "beside the contacts."
        ),
    ] = ""
    contacts_key_file: Annotated[
        Path | None,
        Meta(description="A file that holds that key, in the place of SURVEY_CONTACTS_KEY."),
    ] = None
    https: Annotated[
        bool,
        Meta(
            description="Set it to 1 when people reach the pages over https: cookies then travel "
            "over nothing else."
        ),
    ] = False
    pace: Annotated[
        int,
        Meta(
            ge=0,
            description="How many requests that store something are taken a second from all pages "
            "together, and as many from the API; four times as many in one go. Faster ones are "
            "asked to wait. 0: never.",
        ),
    ] = 500
    metrics_token: Annotated[
        str,
        Meta(
            description="A long random text that a monitoring program sends as 'Authorization: "
            "Bearer ...' to read `/metrics`. '': only operators who signed in read it."
        ),
    ] = ""
    second_factor: Annotated[
        bool,
        Meta(
            description="Set it to 0 to leave a second factor to each person's choice. Otherwise "
            "whoever reads what people said, or signs off, sets one up at the first sign-in."
        ),
    ] = True
    oidc_issuer: Annotated[
        str,
        Meta(
            description="The address of an organisation's OpenID Connect provider, e.g. "
            "https://login.example.org. With it, people whose accounts are linked sign in there."
        ),
    ] = ""
    oidc_client: Annotated[str, Meta(description="What the provider calls this survey.")] = ""
    oidc_secret: Annotated[
        str,
        Meta(description="The secret that the provider gave this survey; '' if it gave none."),
    ] = ""
    oidc_name: Annotated[
        str, Meta(description="What the organisation is called on the sign-in page.")
    ] = "your organisation"
    exit_url: Annotated[
        str, Meta(description="Where 'Exit this page' leads: somewhere neutral.")
    ] = "https://www.bbc.co.uk/weather"

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """The settings the environment asks for, e.g. SURVEY_STORE. Raises BadInput."""
        return cls(
            store=environ.get("SURVEY_STORE", cls().store),
            surveys=Path(environ.get("SURVEY_SURVEYS", PACKAGED_SURVEYS)),
            models=_path(environ.get("SURVEY_MODELS")),
            smtp=environ.get("SURVEY_SMTP", ""),
            smtp_from=environ.get("SURVEY_SMTP_FROM", ""),
            notify_key=environ.get("SURVEY_NOTIFY_KEY", ""),
            notify_url=environ.get("SURVEY_NOTIFY_URL", cls().notify_url),
            notify_token=environ.get("SURVEY_NOTIFY_TOKEN", ""),
            address=environ.get("SURVEY_ADDRESS", cls().address),
            secret=environ.get("SURVEY_SECRET", ""),
            key=environ.get("SURVEY_KEY", ""),
            key_file=_path(environ.get("SURVEY_KEY_FILE")),
            keys=environ.get("SURVEY_KEYS", ""),
            contacts=environ.get("SURVEY_CONTACTS", ""),
            contacts_keys=environ.get("SURVEY_CONTACTS_KEYS", ""),
            contacts_key=environ.get("SURVEY_CONTACTS_KEY", ""),
            contacts_key_file=Path(file)
            if (file := environ.get("SURVEY_CONTACTS_KEY_FILE"))
            else None,
            https=_yes_or_no("SURVEY_HTTPS", environ.get("SURVEY_HTTPS", "")),
            pace=_number("SURVEY_PACE", environ.get("SURVEY_PACE", str(cls().pace))),
            metrics_token=environ.get("SURVEY_METRICS_TOKEN", ""),
            second_factor=_yes_or_no(
                "SURVEY_SECOND_FACTOR", environ.get("SURVEY_SECOND_FACTOR", "1")
            ),
            oidc_issuer=environ.get("SURVEY_OIDC_ISSUER", ""),
            oidc_client=environ.get("SURVEY_OIDC_CLIENT", ""),
            oidc_secret=environ.get("SURVEY_OIDC_SECRET", ""),
            oidc_name=environ.get("SURVEY_OIDC_NAME", cls().oidc_name),
            exit_url=environ.get("SURVEY_EXIT_URL", cls().exit_url),
        )

    @property
    def sealing(self) -> KeySource:
        """Where the keys are, for `open_store`."""
        return KeySource(key=self.key, key_file=self.key_file, keys=self.keys)

    @property
    def contact_sealing(self) -> KeySource:
        """Where the keys of contacts are, for `contacts_at`."""
        return KeySource(
            key=self.contacts_key, key_file=self.contacts_key_file, keys=self.contacts_keys
        )

    def form_secret(self) -> str:
        """What forms are sealed with, the same after a restart.

        SURVEY_SECRET if it is set; else a file beside the SQLite store, made on first use and
        readable by its owner only. Raises BadInput for a store without a place for that file.
        """
        if self.secret:
            return self.secret
        if not self.store.startswith(_SQLITE):
            raise BadInput("Set SURVEY_SECRET to a long random text: this store needs one.")
        path = Path(self.store.removeprefix(_SQLITE) + ".secret")
        return kept_text(path, lambda: secrets.token_hex(32), "the secret of forms")


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None


def _yes_or_no(name: str, text: str) -> bool:
    word = text.strip().lower()
    if word not in _YES | _NO:
        raise BadInput(f"{name} is '{text}'; write 1 for yes or 0 for no.")
    return word in _YES


def _number(name: str, text: str) -> int:
    if not text.strip().isdecimal():
        raise BadInput(f"{name} is '{text}'; write a whole number such as 500.")
    return int(text)
