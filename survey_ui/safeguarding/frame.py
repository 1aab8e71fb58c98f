"""What stands around every safeguarding page: who may see it, and how a clock is told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from litestar.response import Template

from survey_api import LONDON, NotFound, Store, Survey
from survey_api.access import Account
from survey_api.app import GivenStore
from survey_api.safeguarding import REASONS, Case, Duty, State, due_by, load_duty
from survey_ui.releases.frame import render

STATES = {
    State.RECEIVED: "Not opened",
    State.OPENED: "Opened",
    State.REFERRED: "Referred",
    State.CLOSED: "Closed",
}


class Desk(NamedTuple):
    """A survey's queue, and the lead who is at it."""

    store: Store
    survey: Survey
    duty: Duty
    account: Account
    now: datetime

    async def case(self, response_id: str) -> Case:
        """The case of this response. Raises NotFound."""
        case = await self.store.get_case(response_id)
        if case is None or case.concern.survey != self.survey.id:
            raise NotFound("There is no such concern. Its response may have been erased.")
        return case

    def page(self, template: str, *, title: str, status: int = 200, **context: Any) -> Template:
        """A page about this queue."""
        return render(
            f"safeguarding/{template}",
            title=title,
            status=status,
            account=self.account,
            survey=self.survey,
            **context,
        )


# Not validated: it holds the store, and it is ours.
GivenDesk = NamedDependency[SkipValidation[Desk]]


async def desk(
    request: Request[Any, Any, Any],
    account: Account,
    store: GivenStore,
    surveys: dict[str, Survey],
    now: datetime,
) -> Desk:
    """The queue an address names, for the lead whom the guard let in. Raises NotFound."""
    wanted = request.path_params.get("survey_id") or next(iter(surveys), "")
    if wanted not in surveys:
        raise NotFound("There is no such survey.")
    survey = surveys[wanted]
    return Desk(store, survey, load_duty(survey), account, now)


def kinds_of(case: Case) -> list[str]:
    """Why it was flagged, in a few words each."""
    return list(dict.fromkeys(title_of(reason.kind) for reason in case.concern.reasons))


def title_of(kind: str) -> str:
    """What a kind of reason is called; itself, if the screen knows it no longer."""
    return REASONS.get(kind, (kind, ""))[0]


def say_moment(moment: datetime) -> str:
    """A moment on the clock of London."""
    return f"{moment.astimezone(LONDON):%a %-d %b %Y, %H:%M}"


def say_clock(case: Case, duty: Duty, now: datetime) -> str:
    """How long is left until the next thing must be done, or how late it is."""
    due = due_by(case, duty)
    if due is None:
        return ""
    step = "close" if case.opened_at else "open"
    if due <= now:
        return f"{say_length(now - due)} late to {step}"
    return f"{say_length(due - now)} left to {step}"


def say_length(length: timedelta) -> str:
    """A length of time in its largest unit."""
    minutes = int(length.total_seconds() // 60)
    for size, word in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            number = minutes // size
            return f"{number:,} {word}{'' if number == 1 else 's'}"
    return "less than a minute"
