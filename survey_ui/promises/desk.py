"""The page at which one promise is written and agreed to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import SkipValidation
from litestar.response import Template

from survey_api import NotFound, Store, Survey, Wave
from survey_api.access import SIDES, Account, Right
from survey_api.app import GivenStore
from survey_api.promises import (
    LONGEST_TOLD,
    OWNERS,
    PromiseFile,
    PromiseState,
    Told,
    TypedPromise,
    later_releases,
    look_at,
    missing_agreement,
    missing_words,
    public_version,
)
from survey_ui import links
from survey_ui.phrases import ENGLISH
from survey_ui.promises.files import FIELDS, Difference, history, say_standing, say_told
from survey_ui.promises.showing import Speaker
from survey_ui.releases.frame import render, say_side, simulated_notice
from survey_ui.releases.waves import find_wave

# Where the error summary leads to: the first field of a group of buttons.
_TARGETS = {"state": "state-1", "owner": "owner-1", "why": "why", "agree": "agree"}


class Desk(NamedTuple):
    """A promise, and who is at its page."""

    store: Store
    survey: Survey
    wave: Wave
    file: PromiseFile
    account: Account

    @property
    def link(self) -> str:
        """The page of the promise."""
        return links.promise(self.survey.id, self.wave.id, self.file.promise.id)

    async def again(self) -> Desk:
        """The same promise as it is now."""
        return self._replace(file=await self.store.get_promise(self.file.promise.id) or self.file)


# Not validated: it holds the store, and it is ours.
GivenDesk = NamedDependency[SkipValidation[Desk]]


async def find_desk(
    survey_id: str,
    wave_id: str,
    promise_id: str,
    account: Account,
    store: GivenStore,
    surveys: dict[str, Survey],
) -> Desk:
    """The promise that an address names. Raises NotFound, for one of another wave too."""
    survey, wave = find_wave(surveys, survey_id, wave_id)
    try:
        file = await store.get_promise(str(UUID(promise_id)))
    except ValueError:
        file = None
    if file is None or (file.promise.survey, file.promise.wave) != (survey.id, wave.id):
        raise NotFound("There is no such promise.")
    return Desk(store, survey, wave, file, account)


def typed_of(told: Told) -> TypedPromise:
    """What stands in the form of a version."""
    return TypedPromise(**{field: say_told(told, field) for field in FIELDS})


async def promise_page(
    desk: Desk,
    typed: TypedPromise,
    problems: Mapping[str, str] | None = None,
    *,
    number: int | None = None,
    why: str = "",
    stale: bool = False,
    status: int = 200,
) -> Template:
    """The page with what was typed. number: of the version it was filled from, if not the newest.

    stale: somebody saved another version since, which is shown beside.
    """
    file = desk.file
    told = file.newest.told
    release = await desk.store.get_release(file.promise.release)
    return render(
        "promises/promise.html",
        title=f"You said, we did: {told.finding or file.promise.measure}",
        status=status,
        account=desk.account,
        survey=desk.survey,
        wave=desk.wave,
        simulated=simulated_notice(release.summary) if release else "",
        file=file,
        told=told,
        typed=typed,
        number=file.newest.number if number is None else number,
        problems=dict(problems or {}),
        newer=file.newest if stale else None,
        theirs=_theirs(told, typed) if stale else [],
        why=why,
        **_form(),
        **await _beside(desk),
    )


def _form() -> dict[str, Any]:
    """What the form offers, the same for every promise."""
    return {
        "targets": _TARGETS,
        "labels": FIELDS,
        "owners": OWNERS,
        "states": [state.value for state in PromiseState],
        "longest": LONGEST_TOLD,
    }


async def _beside(desk: Desk) -> dict[str, Any]:
    """What stands beside the form: figures, who agrees, and what was done."""
    file, side = desk.file, desk.account.organisation
    outcome, _ = await look_at(desk.store, file.promise, file.newest.told.after)
    waits = missing_agreement(file)
    may_sign = desk.account.may(Right.SIGN_OFF) and side in SIDES
    return {
        "releases": await later_releases(desk.store, desk.survey, desk.wave),
        "missing": missing_words(file.newest.told),
        "outcome": Speaker(ENGLISH, desk.survey).outcome(outcome) if outcome else None,
        "stands": say_standing(file),
        "public": public_version(file),
        "waits": [say_side(one) for one in waits],
        "may_sign": may_sign,
        "agreed": may_sign and side not in waits,
        "side": say_side(side),
        "history": history(file),
    }


def _theirs(told: Told, typed: TypedPromise) -> list[Difference]:
    """Where what somebody saved meanwhile differs from what was typed here."""
    pairs = ((field, getattr(typed, field).strip(), say_told(told, field)) for field in FIELDS)
    return [
        Difference(field, FIELDS[field], mine, its) for field, mine, its in pairs if mine != its
    ]
