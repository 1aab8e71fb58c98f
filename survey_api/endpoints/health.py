"""Is this process able to take and show answers?"""

from __future__ import annotations

import asyncio

from litestar import Response, get
from litestar.openapi.datastructures import ResponseSpec

from survey_api.endpoints.given import GivenNow, GivenStore, GivenSurveys
from survey_api.endpoints.problems import refusals
from survey_api.errors import StoreUnavailable
from survey_api.health import Fault, Watched, WatchedStore, read_figures
from survey_api.questionnaire import helplines_note, london_day
from survey_api.record import Record

_PATIENCE = 5  # seconds; who asks for it gives up about then


class Health(Record, kw_only=True):
    """What was tried just now. `status`: ok, or degraded where somebody must see to something."""

    status: str
    overdue: int = 0  # safeguarding concerns that nobody has seen to in time
    unscreened: int = 0  # responses that wait for the screen
    notes: tuple[str, ...] = ()  # nothing is broken, and an operator should look


class Live(Record, kw_only=True):
    """This process answers."""

    status: str = "live"


class Ready(Record, kw_only=True):
    """Whether answers can be taken. `reason`: '', or one of store, layout and keys."""

    status: str
    reason: str = ""


@get(
    "/health",
    summary="Is the store answering?",
    responses=refusals(503),
    opt={"open": True},
)
async def get_health(
    store: GivenStore,
    surveys: GivenSurveys,
    now: GivenNow,
) -> Health:
    """Takes a turn at writing and reads. 503 as problem+json when it fails. Counts, no details."""
    if await find_fault(store):
        raise StoreUnavailable("The store takes no answers just now.")
    figures = await read_figures(store, surveys.values(), now)
    late = figures.out_of_bounds & {Watched.TRIAGE, Watched.SCREENING}
    notes = (helplines_note(survey, london_day(now)) for survey in surveys.values())
    return Health(
        status="degraded" if late else "ok",
        overdue=figures.overdue,
        unscreened=figures.unscreened,
        notes=tuple(note for note in notes if note),
    )


@get("/health/live", summary="Is the process up?", opt={"open": True})
async def get_live() -> Live:
    """Touches nothing: no store, no keys. A process that does not answer it is to be restarted."""
    return Live()


@get(
    "/health/ready",
    summary="Can answers be taken?",
    responses={
        503: ResponseSpec(Ready, description="No, and why", generate_examples=False),
    },
    opt={"open": True},
)
async def get_ready(store: GivenStore) -> Response[Ready]:
    """503 with a reason if not: `store` does not answer, `layout` is of another version, `keys`."""
    fault = await find_fault(store)
    if fault is None:
        return Response(Ready(status="ready"))
    reply = Response(Ready(status="not ready", reason=fault.value), status_code=503)
    reply.headers["Retry-After"] = "5"
    return reply


async def find_fault(store: WatchedStore) -> Fault | None:
    """As the store's own, which may be slow to find that a database is gone."""
    try:
        return await asyncio.wait_for(store.find_fault(), _PATIENCE)
    except TimeoutError:
        return Fault.STORE
