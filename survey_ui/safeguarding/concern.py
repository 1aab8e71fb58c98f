"""One concern: why it was flagged, its words once a reason was given, and what is done about it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from litestar import Request, get, post
from litestar.response import Redirect, Template
from msgspec import Struct

from analysis import OTHER_LANGUAGE
from survey_api import BadInput
from survey_api.access import Right
from survey_api.safeguarding import (
    LONGEST_NOTE,
    REASONS,
    Acted,
    Case,
    ItemReason,
    Written,
    close_concern,
    note_concern,
    open_words,
    record_opening,
    refer_concern,
    take_concern,
)
from survey_ui import links
from survey_ui.releases.words import LONG, Piece, question_of, readable, split_at
from survey_ui.respond.forms import read_form
from survey_ui.safeguarding.frame import (
    STATES,
    Desk,
    GivenDesk,
    kinds_of,
    say_clock,
    say_moment,
    title_of,
)

_NONE: Mapping[str, str] = MappingProxyType({})
_TRIAGE = {"right": Right.TRIAGE}
_BASE = "/safeguarding/{survey_id:str}/{response_id:str}"


class Why(Struct, frozen=True):
    """The reasons that one answer gives."""

    question: str
    reasons: list[tuple[str, str]]  # title, and what it means


class Said(Struct, frozen=True):
    """One text, and what it was put into English as, with what was matched in each marked."""

    question: str
    pieces: tuple[Piece, ...]
    long: bool
    english: tuple[Piece, ...]  # empty where nobody has
    translate: str  # where to put it into English; '' where there is no need


@get(_BASE, opt=_TRIAGE)
async def show_concern(desk: GivenDesk, response_id: str) -> Template:
    """A concern without its words. That it was looked at stands in the log."""
    case = await desk.case(response_id)
    await record_opening(desk.store, case, desk.account, desk.now)
    return _page(desk, case)


@post(f"{_BASE}/words", status_code=200, opt={"right": Right.OPEN_ORIGINAL})
async def post_words(
    desk: GivenDesk, response_id: str, request: Request[Any, Any, Any]
) -> Template:
    """What was written, folded, once a reason for reading it was given."""
    case, typed = await desk.case(response_id), await _typed(request)
    try:
        words = await open_words(desk.store, case, desk.account, typed.get("reason", ""), desk.now)
    except BadInput as problem:
        return _page(desk, case, typed=typed, problems={"reason": str(problem)})
    return _page(desk, await desk.case(response_id), words=words)


@post(f"{_BASE}/take", status_code=200, opt=_TRIAGE)
async def post_take(desk: GivenDesk, response_id: str) -> Redirect:
    """Make it theirs."""
    case = await desk.case(response_id)
    await take_concern(desk.store, case, desk.account, desk.now)
    return Redirect(links.concern(desk.survey.id, response_id), status_code=303)


@post(f"{_BASE}/refer", status_code=200, opt=_TRIAGE)
async def post_refer(
    desk: GivenDesk, response_id: str, request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Note whom they told."""

    async def refer(case: Case, typed: Mapping[str, str]) -> None:
        await refer_concern(
            desk.store,
            case,
            desk.account,
            service=typed.get("service", ""),
            borough=typed.get("borough", ""),
            boroughs=[code for code, _ in _boroughs(desk)],
            note=typed.get("refer_note", ""),
            duty=desk.duty,
            now=desk.now,
        )

    return await _do(desk, response_id, request, "service", refer)


@post(f"{_BASE}/note", status_code=200, opt=_TRIAGE)
async def post_note(
    desk: GivenDesk, response_id: str, request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Keep a note beside it."""

    async def note(case: Case, typed: Mapping[str, str]) -> None:
        await note_concern(desk.store, case, desk.account, typed.get("note", ""), desk.now)

    return await _do(desk, response_id, request, "note", note)


@post(f"{_BASE}/close", status_code=200, opt=_TRIAGE)
async def post_close(
    desk: GivenDesk, response_id: str, request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Say how it ended."""

    async def close(case: Case, typed: Mapping[str, str]) -> None:
        await close_concern(
            desk.store,
            case,
            desk.account,
            outcome=typed.get("outcome", ""),
            note=typed.get("close_note", ""),
            duty=desk.duty,
            now=desk.now,
        )

    return await _do(desk, response_id, request, "outcome", close)


async def _do(
    desk: Desk,
    response_id: str,
    request: Request[Any, Any, Any],
    field: str,
    work: Callable[[Case, Mapping[str, str]], Awaitable[None]],
) -> Template | Redirect:
    """Do it and show the concern anew; or say what to put right, with what was typed."""
    case, typed = await desk.case(response_id), await _typed(request)
    try:
        await work(case, typed)
    except BadInput as problem:
        return _page(desk, case, typed=typed, problems={field: str(problem)})
    return Redirect(links.concern(desk.survey.id, response_id), status_code=303)


async def _typed(request: Request[Any, Any, Any]) -> dict[str, str]:
    return {name: values[0] for name, values in (await read_form(request)).items() if values}


def _page(
    desk: Desk,
    case: Case,
    *,
    words: Sequence[Written] | None = None,
    typed: Mapping[str, str] = _NONE,
    problems: Mapping[str, str] = _NONE,
) -> Template:
    concern = case.concern
    boroughs = _boroughs(desk)
    return desk.page(
        "concern.html",
        title=f"Concern {concern.reference}",
        status=400 if problems else 200,
        case=case,
        kinds=kinds_of(case),
        state=STATES[case.state],
        clock=say_clock(case, desk.duty, desk.now),
        received=say_moment(concern.received_at),
        why=_why(desk, case),
        said=None if words is None else [_said(desk, case, text) for text in words],
        history=[_history(desk, each, dict(boroughs)) for each in case.acted],
        boroughs=boroughs,
        services=[(service, service) for service in desk.duty.services],
        outcomes=[(each.code, each.title) for each in desk.duty.outcomes],
        typed=typed,
        problems=problems,
        longest=LONGEST_NOTE,
        simulated="This response is simulated. No real person wrote it."
        if concern.simulated
        else "",
    )


def _why(desk: Desk, case: Case) -> list[Why]:
    by_item: dict[str, list[tuple[str, str]]] = {}
    for reason in case.concern.reasons:
        title, meaning = REASONS.get(reason.kind, (reason.kind, ""))
        by_item.setdefault(reason.item_id, []).append((title, meaning))
    return [Why(question_of(desk.survey, item), reasons) for item, reasons in by_item.items()]


def _said(desk: Desk, case: Case, text: Written) -> Said:
    concern = case.concern
    mine = [reason for reason in concern.reasons if reason.item_id == text.item_id]
    foreign = any(reason.kind == OTHER_LANGUAGE and not reason.translated for reason in mine)
    return Said(
        question=question_of(desk.survey, text.item_id),
        pieces=_pieces(text.text, [reason for reason in mine if not reason.translated]),
        long=len(text.text) > LONG,
        english=_pieces(text.english, [reason for reason in mine if reason.translated]),
        translate=links.translate(desk.survey.id, concern.wave, concern.response_id, text.item_id)
        if foreign
        else "",
    )


def _pieces(text: str, reasons: Sequence[ItemReason]) -> tuple[Piece, ...]:
    return split_at(readable(text), [span for reason in reasons for span in reason.spans])


def _boroughs(desk: Desk) -> list[tuple[str, str]]:
    """Code and name of each borough."""
    listed = desk.survey.references.get("boroughs")
    return [(entry.code, entry.label) for entry in listed.entries] if listed else []


def _history(desk: Desk, acted: Acted, boroughs: Mapping[str, str]) -> dict[str, str]:
    """What somebody did, in words."""
    what = {
        "taken": "took it",
        "read": "read the words",
        "referred": f"told {acted.service} of {boroughs.get(acted.borough, acted.borough)}",
        "noted": "noted",
        "found": "saw more once it was put into English: it is open again",
        "closed": f"closed it: {desk.duty.outcome(acted.outcome)}",
    }.get(acted.what, title_of(acted.what))
    return {"who": acted.who, "what": what, "at": say_moment(acted.at), "note": acted.note}
