"""PUT a response: the same body twice is harmless, another body under the same id is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import msgspec
from litestar import Response, put
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema

from survey_api.campaigns import kept_mark, look_up_code, pass_of
from survey_api.endpoints.given import GivenNow, GivenStore, GivenSurveys
from survey_api.endpoints.problems import FieldError, bad_body, bad_fields, refusals
from survey_api.endpoints.surveys import pick_survey
from survey_api.questionnaire import CodeUse, Problem, Problems, Survey, TimeKind
from survey_api.record import Record
from survey_api.releases import Store
from survey_api.responses import find_receipt, submit_response


class ResponseBody(Record, kw_only=True):
    """What a caller sends: `answers` maps item ids to values; a skipped item is left out."""

    language: str
    mode: str
    answers: dict[str, msgspec.Raw]
    team: str = ""
    helped: str = ""
    code: str = ""


class ReceiptView(Record, kw_only=True):
    """Proof that the response is on disk. With both words its owner can have it erased."""

    reference: str
    secret: str
    submitted_at: datetime


_LONGEST_CODE = 100  # characters of a code; more is not even looked up
_UNKNOWN_CODE = Problem(
    item="", field="code", message="There is no such code. Check each word and number."
)
_TIME = Schema(
    type=OpenAPIType.OBJECT,
    description="A wait in minutes; docs/reference/questionnaire.md says what each kind means.",
    required=["kind"],
    additional_properties=False,
    properties={
        "kind": Schema(
            type=OpenAPIType.STRING,
            enum=[kind.value for kind in TimeKind],
        ),
        "lo_min": Schema(type=[OpenAPIType.NUMBER, OpenAPIType.NULL]),
        "hi_min": Schema(type=[OpenAPIType.NUMBER, OpenAPIType.NULL]),
    },
)
_BODY = Schema(
    type=OpenAPIType.OBJECT,
    required=["language", "mode", "answers"],
    additional_properties=False,
    properties={
        "language": Schema(type=OpenAPIType.STRING, examples=["en"]),
        "mode": Schema(type=OpenAPIType.STRING, examples=["web"]),
        "team": Schema(
            type=OpenAPIType.STRING,
            description="Code of a home, school or unit that sends in several responses: 2 to 12 "
            "letters, digits or hyphens. Only used to count fairly, never published.",
            pattern="^([A-Za-z0-9-]{2,12})?$",
            examples=["K7Q2"],
        ),
        "helped": Schema(
            type=OpenAPIType.STRING,
            description="Who helped to answer, one of the survey's helpers, where somebody did.",
            examples=["interpreter"],
        ),
        "code": Schema(
            type=OpenAPIType.STRING,
            description="Single-use code of an invitation, where the survey takes one. It is used "
            "up with the response, and nothing kept tells which.",
            examples=["lamp-river-otter-stone-27"],
        ),
        "answers": Schema(
            type=OpenAPIType.OBJECT,
            description="Item id to value. Single choice: code. Multiple: list of codes. "
            "Text and moment: text. Time: an object.",
            additional_properties=Schema(
                one_of=[
                    Schema(type=OpenAPIType.STRING),
                    Schema(type=OpenAPIType.ARRAY, items=Schema(type=OpenAPIType.STRING)),
                    _TIME,
                ]
            ),
        ),
    },
)


@dataclass
class PutResponseOperation(Operation):
    """The body is read by hand so that every wrong field can be named; described here."""

    def __post_init__(self) -> None:
        """Litestar finds no body to describe and hands in None."""
        content = {"application/json": OpenAPIMediaType(schema=_BODY)}
        self.request_body = RequestBody(content=content, required=True)


@put(
    "/surveys/{survey_id:str}/responses/{response_id:str}",
    operation_class=PutResponseOperation,
    summary="Submit a response",
    responses={
        200: ResponseSpec(ReceiptView, description="This response had been stored before"),
        201: ResponseSpec(ReceiptView, description="Stored and synced to disk"),
        **refusals(400, 404, 409, 413, 429, 503),
    },
    opt={"open": True},
)
async def put_response(
    survey_id: str,
    response_id: str,
    body: bytes,
    store: GivenStore,
    surveys: GivenSurveys,
    now: GivenNow,
) -> Response[bytes] | Response[ReceiptView]:
    """Store a complete response under an id (UUID) the caller has made."""
    survey = pick_survey(surveys, survey_id)
    sent = _read_body(body)
    if isinstance(sent, Response):
        return sent
    code = await _mark_of_code(store, survey, response_id, sent.code, now)
    if code is None:
        return bad_fields((_UNKNOWN_CODE,))
    receipt = await submit_response(
        store,
        survey,
        response_id,
        language=sent.language,
        mode=sent.mode,
        answers=sent.answers,
        now=now,
        team=sent.team,
        helped=sent.helped,
        code=code,
    )
    if isinstance(receipt, Problems):
        return bad_fields(receipt.problems)
    view = ReceiptView(
        reference=receipt.reference, secret=receipt.secret, submitted_at=receipt.submitted_at
    )
    return Response(view, status_code=201 if receipt.new else 200)


async def _mark_of_code(
    store: Store, survey: Survey, response_id: str, typed: str, now: datetime
) -> str | None:
    """What stands for the code that was sent; '' for none, None for one that there is not.

    Of a response that is stored already nothing is asked: a repeat is harmless, and no guess.
    """
    if not typed or survey.programme.codes.use is CodeUse.NONE:
        return ""
    if await find_receipt(store, response_id.lower()) is not None:
        return kept_mark(store, pass_of(store, typed))
    found = await look_up_code(store, survey, typed[:_LONGEST_CODE], now)
    return kept_mark(store, found.code_pass) or None


def _read_body(body: bytes) -> ResponseBody | Response[bytes]:
    """What was sent, its answers not read yet; or 400 saying why it cannot be read."""
    try:
        return msgspec.json.decode(body, type=ResponseBody)
    except msgspec.DecodeError as error:
        detail = f"The body cannot be read: {error}. Nothing was stored."
        return bad_body(detail, tuple(_wrong_fields(body)))
    except UnicodeDecodeError:
        return bad_body("The body is not UTF-8 text. Nothing was stored.")
    except RecursionError:
        return bad_body("The body is nested too deeply. Nothing was stored.")


def _wrong_fields(body: bytes) -> Iterator[FieldError]:
    """Every field around the answers that is unknown, missing or of the wrong kind."""
    try:
        parts = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    except msgspec.DecodeError:
        return  # no JSON object: there are no fields to name
    fields = {field.name: field for field in msgspec.structs.fields(ResponseBody)}
    for name in parts.keys() - fields.keys():
        yield FieldError(field=name[:60], message="There is no such field.")
    for name, wanted in fields.items():
        if name not in parts:
            if wanted.required:
                yield FieldError(field=name, message="This field is missing.")
            continue
        try:
            msgspec.json.decode(parts[name], type=wanted.type)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            yield FieldError(field=name, message=f"{error}.")
