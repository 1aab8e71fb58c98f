"""Errors as application/problem+json (RFC 9457), without a traceback or an answer in them."""

from __future__ import annotations

import logging
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.openapi.datastructures import ResponseSpec

from survey_api.errors import StoreUnavailable, SurveyError, TooFast, name_and_place
from survey_api.questionnaire import Problem
from survey_api.record import Record

_DETAILS = {
    404: "There is nothing at this address.",
    405: "This address does not take that method.",
    413: "The body is too large. Nothing was stored.",
}
MEDIA_TYPE = "application/problem+json"
_log = logging.getLogger(__name__)


class FieldError(Record, kw_only=True):
    """What is wrong with one field of the body."""

    field: str
    message: str


class ProblemDetails(Record, kw_only=True):
    """RFC 9457: `type` is stable and names the kind of error, `detail` is for a person."""

    type: str
    title: str
    status: int
    detail: str
    errors: tuple[FieldError, ...] = ()


_REFUSALS = {
    400: "What was sent cannot be read; each wrong field is named",
    401: "Nobody is signed in",
    403: "Whoever is signed in has no right to this",
    404: "There is nothing under these names",
    409: "Another body stands under this id",
    413: "The body is too large",
    429: "Too much comes at once; Retry-After says how many seconds to wait",
    503: "The store cannot be reached; nothing was stored",
}


def refusals(*statuses: int) -> dict[int, ResponseSpec]:
    """What the description of the API says of the problems that a handler answers with."""
    return {
        status: ResponseSpec(
            ProblemDetails,
            description=_REFUSALS[status],
            media_type=MEDIA_TYPE,
            generate_examples=False,
        )
        for status in statuses
    }


def problem_reply(details: ProblemDetails) -> Response[bytes]:
    """`details` as an HTTP reply."""
    headers = {"Retry-After": "5"} if details.status == StoreUnavailable.status else {}
    body = msgspec.json.encode(details)
    return Response(body, status_code=details.status, media_type=MEDIA_TYPE, headers=headers)


def bad_fields(problems: tuple[Problem, ...]) -> Response[bytes]:
    """400 naming each field that is wrong."""
    errors = tuple(
        FieldError(field=f"answers.{p.item}" if p.item else p.field, message=p.message)
        for p in problems
    )
    detail = f"{len(errors)} of the fields cannot be taken as they are. Nothing was stored."
    return bad_body(detail, errors)


def bad_body(detail: str, errors: tuple[FieldError, ...] = ()) -> Response[bytes]:
    """400 for a body that cannot be read."""
    return problem_reply(
        ProblemDetails(
            type="bad-input", title="Bad input", status=400, detail=detail, errors=errors
        )
    )


def survey_error_reply(_: Request[Any, Any, Any], error: SurveyError) -> Response[bytes]:
    """A SurveyError as problem+json, by its code."""
    if isinstance(error, StoreUnavailable):
        _log.error("store unavailable: %s", error)
    title = error.code.replace("-", " ").capitalize()
    reply = problem_reply(
        ProblemDetails(type=error.code, title=title, status=error.status, detail=str(error))
    )
    if isinstance(error, TooFast):
        reply.headers["Retry-After"] = str(error.seconds)
    return reply


def http_error_reply(_: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """What the framework refuses (no such address, method, too large) as problem+json."""
    reply = problem_reply(
        ProblemDetails(
            type="http-error",
            title=f"HTTP {error.status_code}",
            status=error.status_code,
            detail=_DETAILS.get(error.status_code, error.detail),
        )
    )
    reply.headers.update(error.headers or {})  # e.g. Allow, with the methods it does take
    return reply


def unforeseen_reply(_: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """A defect of ours: logged by its kind and place, told without details."""
    _log.error("unforeseen %s", name_and_place(error))
    return problem_reply(
        ProblemDetails(
            type="server-error",
            title="Server error",
            status=500,
            detail="Something went wrong on our side. Nothing was stored. Please try again.",
        )
    )
