"""The page itself: one card for each figure that has a bound."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from litestar import get
from litestar.response import Template

from survey_api import LONDON, Survey
from survey_api.access import Account, Right
from survey_api.app import GivenStore
from survey_api.health import (
    BACKUP_LIMIT,
    COMMIT_LIMIT,
    DRILL_LIMIT,
    SCORING_LIMIT,
    Fault,
    Figures,
    Watched,
    read_figures,
)
from survey_ui.releases.frame import render


class Step(NamedTuple):
    """Something to do, with what is to be typed for it; '' for nothing."""

    text: str
    command: str = ""


class Sign(NamedTuple):
    """One figure in words. `todo`: what to do about it; nothing where it is within its bound."""

    name: str
    figure: str
    meaning: str
    bound: str
    todo: tuple[Step, ...]
    out: bool


_NAMES = {
    Watched.SCORING: "Scoring",
    Watched.SCREENING: "Safeguarding screen",
    Watched.TRIAGE: "Safeguarding queue",
    Watched.COMMIT: "Saving answers",
    Watched.BACKUP: "Backup",
    Watched.DRILL: "Restore drill",
}
_FAULTS = {
    Fault.STORE: "the store does not answer, or cannot be written to.",
    Fault.LAYOUT: "the store was made by another version. Start the version that it belongs to.",
    Fault.KEYS: "the keys that seal people’s words cannot be read. Bring back the key store.",
}
_TODO = {
    Watched.SCORING: (
        Step("See whether a worker runs:", "systemctl status survey-worker"),
        Step("If it runs, look in its log for ‘scoring failed’:", "journalctl -u survey-worker"),
        Step("If it only falls behind, wait for a quiet hour, or start a second worker."),
    ),
    Watched.SCREENING: (
        Step("Do this first: nobody hears of a child in danger while the screen stands still."),
        Step("Start the worker again:", "systemctl restart survey-worker"),
        Step("Look in its log for ‘screening failed’:", "journalctl -u survey-worker"),
        Step("Tell the safeguarding lead if it takes longer than ten minutes."),
    ),
    Watched.TRIAGE: (
        Step("Ring the safeguarding lead on duty: it is theirs to open and close concerns."),
        Step("If nobody is on duty, ring whoever draws up the rota."),
    ),
    Watched.COMMIT: (
        Step("See whether the disk is full:", "df -h"),
        Step("See whether it is busy with something else, such as a backup:", "iostat -x 5"),
        Step(
            "If it stays so, the machine is outgrown: it is time for PostgreSQL, or a larger one."
        ),
    ),
    Watched.BACKUP: (
        Step("Make one now:", "survey backup /var/backups/survey"),
        Step("See why last night’s did not run:", "systemctl status survey-backup"),
    ),
    Watched.DRILL: (
        Step("Try the newest backup:", "survey restore-drill /var/backups/survey/FILE.db"),
        Step("If it says that something is wrong, make a new backup at once and try that."),
    ),
}


@get("/operator", opt={"right": Right.OPERATE})
async def show_operator(
    account: Account, store: GivenStore, surveys: dict[str, Survey], now: datetime
) -> Template:
    """How the service is: the figures of `/metrics` in words, and what to do about them."""
    figures = await read_figures(store, surveys.values(), now)
    fault = await store.find_fault()
    signs = read_signs(figures)
    return render(
        "operator/page.html",
        title="How the service is",
        account=account,
        at=f"{now.astimezone(LONDON):%-d %B %Y, %H:%M}",
        fault=_FAULTS[fault] if fault else "",
        out=[sign for sign in signs if sign.out],
        well=[sign for sign in signs if not sign.out],
    )


def read_signs(figures: Figures) -> list[Sign]:
    """Every figure in words, in the order of how soon it would hurt somebody."""
    said = {
        Watched.SCREENING: _waiting(figures.unscreened, "response", figures.screening_lag),
        Watched.TRIAGE: f"{_number(figures.overdue, 'concern')} overdue",
        Watched.COMMIT: _commit(figures.commit),
        Watched.SCORING: _waiting(figures.unscored, "text", figures.scoring_lag),
        Watched.BACKUP: _ago(figures.backup_age),
        Watched.DRILL: _drill(figures),
    }
    meaning = _meanings(figures)
    return [
        Sign(
            name=_NAMES[watched],
            figure=figure,
            meaning=meaning[watched][0],
            bound=meaning[watched][1],
            todo=_TODO[watched] if watched in figures.out_of_bounds else (),
            out=watched in figures.out_of_bounds,
        )
        for watched, figure in said.items()
    ]


def _meanings(figures: Figures) -> dict[Watched, tuple[str, str]]:
    """What each figure is of, and its bound."""
    return {
        Watched.SCREENING: (
            "Every response is looked at by a program for signs of a child in danger.",
            f"None should wait longer than {say_span(figures.screening_limit)}.",
        ),
        Watched.TRIAGE: (
            "What the program flagged, and nobody opened or closed in time.",
            "There should be none.",
        ),
        Watched.COMMIT: (
            "How long people wait until their answers are safe on disk, on this server.",
            f"99 of 100 writes should take less than {say_span(COMMIT_LIMIT)}.",
        ),
        Watched.SCORING: (
            "Texts that wait until a program has said how they feel.",
            f"None should wait longer than {say_span(SCORING_LIMIT)}.",
        ),
        Watched.BACKUP: (
            "The last copy of the store, as the audit log has it.",
            f"It should be younger than {say_span(BACKUP_LIMIT)}.",
        ),
        Watched.DRILL: (
            "The last time that a backup was restored, to see that it can be.",
            f"It should be younger than {say_span(DRILL_LIMIT)}, and find nothing wrong.",
        ),
    }


def _waiting(number: int, thing: str, lag: timedelta) -> str:
    if not number:
        return "None waiting"
    return f"{_number(number, thing)} waiting, the oldest for {say_span(lag)}"


def _commit(commit: timedelta | None) -> str:
    if commit is None:
        return "Nothing saved since this server started"
    return f"99 of 100 within {say_span(commit)}"


def _ago(age: timedelta | None) -> str:
    return "Never" if age is None else f"{say_span(age)} ago"


def _drill(figures: Figures) -> str:
    wrong = ", and something was wrong" if figures.drill_wrong else ""
    return _ago(figures.drill_age) + wrong


def _number(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def say_span(span: timedelta) -> str:
    """A length of time in the unit that fits it, rounded down."""
    seconds = span.total_seconds()
    if seconds < 1:
        return f"{max(1, round(seconds * 1000))} ms"
    for size, word in ((172_800, "day"), (7200, "hour"), (60, "minute")):
        if seconds >= size:
            return _number(int(seconds // {"day": 86_400, "hour": 3600}.get(word, 60)), word)
    return _number(int(seconds), "second")
