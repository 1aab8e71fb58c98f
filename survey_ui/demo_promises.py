"""The demo's "You said, we did": invented promises about simulated figures, each marked as such."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from survey_api import Release, Store, Survey, Wave
from survey_api.access import Account
from survey_api.promises import (
    PromiseFile,
    PromiseState,
    Told,
    TypedPromise,
    agree_promise,
    change_promise,
    later_releases,
    published_release,
    start_promise,
)
from survey_ui.promises import typed_of

_MADE_UP = "Made up for this demo:"
_TICK = timedelta(microseconds=1)
_SLIPPED = date(2026, 12, 31)  # the first one's date as it was promised at first
# The last one waits for the Met: somebody who looks at the demo can agree to it.
_TOLD = (
    Told(
        finding="People who rang were told that they had to wait 24 hours.",
        change=f"{_MADE_UP} the script of call handlers says that nobody has to wait.",
        owner="Met",
        due=date(2027, 3, 31),
        state=PromiseState.UNDER_WAY,
        reason=f"{_MADE_UP} the new script is in use in two of the four call centres.",
    ),
    Told(
        finding="The child was not treated as missing the first time that people rang.",
        change=f"{_MADE_UP} whoever refuses a report writes down why, and a supervisor reads it.",
        owner="joint",
        due=date(2026, 9, 30),
        state=PromiseState.DONE,
        reason=f"{_MADE_UP} it began in all boroughs in September.",
    ),
    Told(
        finding="No officer came, or not for hours.",
        change=f"{_MADE_UP} families are told when somebody will come, and rung if it is later.",
        owner="Met",
        due=date(2026, 10, 31),
        state=PromiseState.NOT_DONE,
        reason=f"{_MADE_UP} the system that would send the messages was not bought.",
    ),
    Told(
        finding="Families heard nothing.",
        change=f"{_MADE_UP} one named person rings every day.",
        owner="council",
        due=date(2027, 6, 30),
    ),
)


async def promise_demo(
    store: Store, survey: Survey, wave: Wave, signing: Sequence[Account], now: datetime
) -> None:
    """Start promises from the wave before, and hold them against the wave's own release.

    Nothing happens without a published release of both, or where there are promises already.
    signing: a publisher of MOPAC and one of the Met.
    """
    before = [one for one in survey.programme.waves if one.closes < wave.opens]
    release = await published_release(store, survey, before[-1]) if before else None
    if release is None or await store.list_promises(survey.id, before[-1].id):
        return
    later = await later_releases(store, survey, before[-1])
    after = later[0].id if later else ""
    mopac, met = signing
    for told, action in zip(_TOLD, release.actions, strict=False):
        file = await _start(store, release, action.issue, mopac, now)
        if told is _TOLD[0]:
            file = await _write(store, survey, file, mopac, replace(told, due=_SLIPPED), now)
            await _agree(store, file, mopac, now)
            await _agree(store, file, met, now)
            now += _TICK
        file = await _write(store, survey, file, mopac, replace(told, after=after), now)
        await _agree(store, file, mopac, now)
        if told is not _TOLD[-1]:
            await _agree(store, file, met, now)
        now += _TICK


async def _start(
    store: Store, release: Release, issue: str, by: Account, now: datetime
) -> PromiseFile:
    promise_id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{release.summary.id}/{issue}"))
    await start_promise(store, release, by, issue=issue, promise_id=promise_id, now=now)
    return await _again(store, promise_id)


async def _write(
    store: Store, survey: Survey, file: PromiseFile, by: Account, told: Told, now: datetime
) -> PromiseFile:
    typed: TypedPromise = typed_of(told)
    await change_promise(store, survey, file, by, number=file.newest.number, typed=typed, now=now)
    return await _again(store, file.promise.id)


async def _agree(store: Store, file: PromiseFile, by: Account, now: datetime) -> None:
    await agree_promise(store, file, by, number=file.newest.number, now=now)


async def _again(store: Store, promise_id: str) -> PromiseFile:
    file = await store.get_promise(promise_id)
    if file is None:
        raise LookupError(promise_id)
    return file
