"""The log of a server or worker: one JSON object a line, on standard error.

Everything the program and its libraries log goes through here, so that none of it can quote what
somebody wrote: of an error only its kind and its place are told.
"""

from __future__ import annotations

import logging
import sys
from typing import Any

import msgspec
import structlog

from survey_api import name_and_place
from survey_api.app import REQUEST

_ENCODER = msgspec.json.Encoder(enc_hook=str)


def log_as_json() -> None:
    """Begin. Where a person watches a terminal, only what is out of the ordinary is shown."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                _add_request,
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ExtraAdder(["method", "route", "status", "ms"]),
                structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _tell_error,
                structlog.processors.JSONRenderer(serializer=_to_json),
            ],
            use_get_message=True,
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    level = logging.WARNING if sys.stderr.isatty() else logging.INFO
    for ours in ("survey", "survey_api", "survey_ui"):  # libraries say less: theirs may be chatty
        logging.getLogger(ours).setLevel(level)


def _add_request(_: Any, __: str, said: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """The number of the request it belongs to, if it belongs to one."""
    if number := REQUEST.get():
        said["request"] = number
    return said


def _tell_error(_: Any, __: str, said: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Instead of a traceback, whose last line is the error's own text."""
    kind_and_error = said.pop("exc_info", None)
    if isinstance(kind_and_error, tuple) and kind_and_error[1] is not None:
        said["error"] = name_and_place(kind_and_error[1])
    return said


def _to_json(said: structlog.typing.EventDict, **_: Any) -> str:
    return _ENCODER.encode(said).decode()
