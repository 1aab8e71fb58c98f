"""The queue: what waits for a person, the latest of it first."""

from __future__ import annotations

from datetime import datetime

from litestar import get
from litestar.response import Redirect, Template
from msgspec import Struct

from survey_api.access import Right
from survey_api.safeguarding import Case, due_by, is_overdue, shift_at
from survey_ui import links
from survey_ui.safeguarding.frame import (
    STATES,
    Desk,
    GivenDesk,
    kinds_of,
    say_clock,
    say_length,
    say_moment,
)

AT_MOST = 100  # rows on the page; the rest is counted
_CLOSED = 20
_TRIAGE = {"right": Right.TRIAGE}


class Row(Struct, frozen=True):
    """One concern in the list."""

    href: str
    reference: str
    kinds: list[str]
    urgent: bool
    overdue: bool
    clock: str
    state: str
    owner: str
    received: str
    simulated: bool


@get("/safeguarding", opt=_TRIAGE)
async def show_first_queue(desk: GivenDesk) -> Redirect:
    """The queue of the first survey."""
    return Redirect(links.safeguarding(desk.survey.id), status_code=303)


@get("/safeguarding/{survey_id:str}", opt=_TRIAGE)
async def show_queue(desk: GivenDesk) -> Template:
    """What is open, overdue first, and what was closed last."""
    found = await desk.store.list_cases(desk.survey.id, closed=False)
    cases = sorted(found, key=lambda case: _rank(case, desk))
    closed = await desk.store.list_cases(desk.survey.id, closed=True)
    latest = sorted(closed, key=lambda case: case.closed_at or desk.now, reverse=True)
    screening = await desk.store.count_unscreened()
    shift = shift_at(desk.duty, desk.now)
    return desk.page(
        "queue.html",
        title="Safeguarding queue",
        rows=[_row(case, desk) for case in cases[:AT_MOST]],
        more=max(0, len(cases) - AT_MOST),
        open=len(cases),
        overdue=sum(is_overdue(case, desk.duty, desk.now) for case in cases),
        unopened=sum(case.opened_at is None for case in cases),
        unscreened=screening.waiting,
        lag=say_length(desk.now - screening.oldest_at) if screening.oldest_at else "",
        shift=shift.who if shift else "",
        closed=[_row(case, desk) for case in latest[:_CLOSED]],
        closed_number=len(closed),
        simulated=_simulated(cases),
    )


def _rank(case: Case, desk: Desk) -> tuple[bool, bool, datetime]:
    """Overdue first, then what is urgent, then what is due soonest."""
    due = due_by(case, desk.duty) or desk.now
    return not is_overdue(case, desk.duty, desk.now), not case.concern.urgent, due


def _row(case: Case, desk: Desk) -> Row:
    concern = case.concern
    return Row(
        href=links.concern(desk.survey.id, concern.response_id),
        reference=concern.reference,
        kinds=kinds_of(case),
        urgent=concern.urgent,
        overdue=is_overdue(case, desk.duty, desk.now),
        clock=say_clock(case, desk.duty, desk.now),
        state=STATES[case.state],
        owner=case.owner,
        received=say_moment(concern.received_at),
        simulated=concern.simulated,
    )


def _simulated(cases: list[Case]) -> str:
    number = sum(case.concern.simulated for case in cases)
    if not number:
        return ""
    return f"{number:,} of {len(cases):,} concerns are simulated. No real person wrote those."
