"""Settings: read once from SURVEY_* at the top, then handed down as plain values."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from survey_api.errors import BadInput, StoreUnavailable
from survey_api.record import Record

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
            "anywhere. `--store` names another one for one command."
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
            description="The mail server through which the safeguarding duty lead is written to: "
            "smtp://name:password@mail.example:587, or smtps:// for one that speaks TLS from the "
            "start. Without it nobody is written to."
        ),
    ] = ""
    smtp_from: Annotated[str, Meta(description="Whom those mails come from.")] = ""
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
    https: Annotated[
        bool,
        Meta(
            description="Set it to 1 when people reach the pages over https: cookies then travel "
            "over nothing else."
        ),
    ] = False
    exit_url: Annotated[
        str, Meta(description="Where 'Exit this page' leads: somewhere neutral.")
    ] = "https://www.bbc.co.uk/weather"

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """The settings the environment asks for, e.g. SURVEY_STORE. Raises BadInput."""
        return cls(
            store=environ.get("SURVEY_STORE", cls().store),
            surveys=Path(environ.get("SURVEY_SURVEYS", PACKAGED_SURVEYS)),
            models=Path(models) if (models := environ.get("SURVEY_MODELS")) else None,
            smtp=environ.get("SURVEY_SMTP", ""),
            smtp_from=environ.get("SURVEY_SMTP_FROM", ""),
            address=environ.get("SURVEY_ADDRESS", cls().address),
            secret=environ.get("SURVEY_SECRET", ""),
            https=_yes_or_no("SURVEY_HTTPS", environ.get("SURVEY_HTTPS", "")),
            exit_url=environ.get("SURVEY_EXIT_URL", cls().exit_url),
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
        return _kept_secret(Path(self.store.removeprefix(_SQLITE) + ".secret"))


def _yes_or_no(name: str, text: str) -> bool:
    word = text.strip().lower()
    if word not in _YES | _NO:
        raise BadInput(f"{name} is '{text}'; write 1 for yes or 0 for no.")
    return word in _YES


def _kept_secret(path: Path) -> str:
    """The secret in this file, which is made, whole or not at all, if it is not there."""
    try:
        if not path.exists():
            _make_secret(path)
        return path.read_text()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise StoreUnavailable(f"Cannot keep the secret of forms in {path}: {reason}.") from error


def _make_secret(path: Path) -> None:
    new = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
        with suppress(FileExistsError):  # another process was quicker: its secret stands
            os.link(new, path)
    finally:
        new.unlink(missing_ok=True)
