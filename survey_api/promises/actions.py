"""Promises and releases: one is started from an action, changed, agreed to, and shown.

What the public sees of a figure is asked of the releases each time, so that a release that is
disputed afterwards takes its figures with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from survey_api.access import Account, Right, check_side, require
from survey_api.audit import Event
from survey_api.errors import BadInput, Conflict, NotFound, Refused
from survey_api.lines import one_line
from survey_api.promises.outcome import Outcome, hold_against, see_figure
from survey_api.promises.public import (
    Correction,
    corrections_of,
    public_version,
    publications_of,
    taken_down,
)
from survey_api.promises.typed import (
    PromiseProblems,
    TypedPromise,
    missing_words,
    parse_told,
    text_problem,
)
from survey_api.questionnaire import Survey, Wave
from survey_api.record import Record
from survey_api.releases.model import Action, Release, ReleaseSummary, SignOff, Standing
from survey_api.releases.overrule import SHORTEST
from survey_api.releases.promise import (
    OWNERS,
    Promise,
    PromiseFile,
    PromiseVersion,
    PromiseWord,
    Told,
)
from survey_api.releases.sign_off import find_standing, standing_of
from survey_api.releases.store import Store


class PublicPromise(Record, kw_only=True):
    """What everybody may read of a promise.

    `told` and `outcome` are None where the release that it was started from is no longer
    published, or where it was taken down (`down`: when and why). `first_due`: the date that the
    public read first. `changed_at`: when what is shown last changed.
    """

    promise: Promise
    number: int
    first_at: datetime
    changed_at: datetime
    told: Told | None = None
    outcome: Outcome | None = None
    corrections: tuple[Correction, ...] = ()
    first_due: dt.date | None = None
    down: PromiseWord | None = None


async def published_release(store: Store, survey: Survey, wave: Wave) -> Release | None:
    """Get the newest release of a wave that both sides signed off and nobody objects to."""
    for summary in await store.list_releases():
        if (summary.survey, summary.wave) == (survey.id, wave.id) and (
            await find_standing(store, summary.id) is Standing.PUBLISHED
        ):
            return await store.get_release(summary.id)
    return None


async def later_releases(store: Store, survey: Survey, wave: Wave) -> Sequence[ReleaseSummary]:
    """Get the published releases of later waves, newest first: one of them may be the "after"."""
    later = {one.id for one in survey.programme.waves if one.opens > wave.opens}
    return [
        summary
        for summary in await store.list_releases()
        if summary.survey == survey.id
        and summary.wave in later
        and await find_standing(store, summary.id) is Standing.PUBLISHED
    ]


async def start_promise(
    store: Store, release: Release, account: Account, *, issue: str, promise_id: str, now: datetime
) -> str:
    """Start a promise from an action of a published release; its id.

    issue: of the action. promise_id: a fresh UUID of the form, so that sending twice starts one.
    Raises NotAllowed without Right.SIGN_OFF, Refused for a release that is not published, NotFound
    for an action that the release does not have.
    """
    require(account, Right.SIGN_OFF)
    action = next((one for one in release.actions if one_line(one.issue) == one_line(issue)), None)
    if action is None:
        raise NotFound("The release has no such action.")
    if await find_standing(store, release.summary.id) is not Standing.PUBLISHED:
        raise Refused("Only what is published can be promised about: this release is a draft.")
    promise = _promise_of(action, release, _uuid(promise_id), now)
    told = Told(
        finding=one_line(action.issue),
        change=one_line(action.change),
        owner=action.owner if action.owner in OWNERS else "",
        due=action.date,
    )
    first = PromiseVersion(
        promise=promise.id, number=1, told=told, account=account.name, saved_at=now
    )
    event = Event(who=account.name, what="started a promise", which=f"{promise.id} 1")
    await store.add_promise(promise, first, event)
    return promise.id


async def change_promise(
    store: Store,
    survey: Survey,
    file: PromiseFile,
    account: Account,
    *,
    number: int,
    typed: TypedPromise,
    now: datetime,
) -> PromiseVersion | PromiseProblems:
    """Store what was typed as the next version; or get what has to be put right.

    number: of the version that the form was filled from. The same words again store nothing.
    Raises NotAllowed without Right.SIGN_OFF, Conflict where somebody saved another version since.
    """
    require(account, Right.SIGN_OFF)
    told = parse_told(typed)
    if isinstance(told, PromiseProblems):
        return told
    if told.after and told.after not in {
        one.id for one in await later_releases(store, survey, survey.wave(file.promise.wave))
    }:
        return PromiseProblems(
            fields={"after": "Choose a published release of a later wave, or none yet."}
        )
    if told == file.newest.told:
        return file.newest
    version = PromiseVersion(
        promise=file.promise.id, number=number + 1, told=told, account=account.name, saved_at=now
    )
    event = Event(
        who=account.name, what="changed a promise", which=f"{version.promise} {version.number}"
    )
    if number != file.newest.number or not await store.add_version(version, event):
        raise Conflict("Somebody else saved this promise since you opened the page.")
    return version


async def agree_promise(
    store: Store, file: PromiseFile, account: Account, *, number: int, now: datetime
) -> None:
    """Store that the account agrees to show the newest version to the public.

    Raises NotAllowed without Right.SIGN_OFF, Refused for people of neither MOPAC nor the Met,
    BadInput while words are missing or a release it shows is not published, Conflict where the
    version is no longer the newest.
    """
    require(account, Right.SIGN_OFF)
    check_side(account)
    told = file.newest.told
    if missing := missing_words(told):
        raise BadInput(" ".join(missing.values()))
    for release in filter(None, (file.promise.release, told.after)):
        if await find_standing(store, release) is not Standing.PUBLISHED:
            raise BadInput(f"Release {release} is not published, so nothing of it may be shown.")
    await _say(store, file, account, number=number, agrees=True, reason="", now=now)


async def take_promise_down(
    store: Store, file: PromiseFile, account: Account, *, number: int, reason: str, now: datetime
) -> None:
    """Take a promise off the public page at once; the reason stands there in its place.

    One publisher is enough, of either side. Raises as `agree_promise` does, BadInput without a
    reason or where it is not on the page.
    """
    require(account, Right.SIGN_OFF)
    check_side(account)
    said = one_line(reason)
    if public_version(file) is None:
        raise BadInput("It is not on the public page.")
    if len(said) < SHORTEST:
        raise BadInput("Say why, for the public to read: at least a few words.")
    if wrong := text_problem(said):
        raise BadInput(wrong)
    await _say(store, file, account, number=number, agrees=False, reason=said, now=now)


async def show_promises(store: Store, survey: Survey, wave: Wave) -> tuple[PublicPromise, ...]:
    """Get what everybody may read of the promises of a wave, in the order they were started."""
    files = await store.list_promises(survey.id, wave.id)
    return tuple(filter(None, [await show_promise(store, file) for file in files]))


async def show_promise(store: Store, file: PromiseFile) -> PublicPromise | None:
    """Get what everybody may read of a promise; None if they never could."""
    read = publications_of(file)
    if not read:
        return None
    shown = PublicPromise(
        promise=file.promise, number=read[-1].number, first_at=read[0].at, changed_at=read[-1].at
    )
    if down := taken_down(file):
        return replace(shown, down=down, changed_at=down.said_at)
    version = public_version(file)
    told = version.told if version else None
    outcome, signed = await look_at(store, file.promise, told.after if told else "")
    moments = [shown.changed_at, *(word.signed_at for word in signed)]
    shown = replace(shown, changed_at=max(moments))
    if outcome is None or told is None:
        return shown
    return replace(
        shown,
        told=told,
        outcome=outcome,
        corrections=corrections_of(file),
        first_due=file.version(read[0].number).told.due,
    )


async def look_at(
    store: Store, promise: Promise, after: str
) -> tuple[Outcome | None, Sequence[SignOff]]:
    """Get the figure before and after, and what publishers said of the two releases.

    after: the id of a release, or ''. None where the release it started from is not published now.
    """
    words = list(await store.list_sign_offs(promise.release))
    first = await store.get_release(promise.release)
    if first is None or standing_of(words) is not Standing.PUBLISHED:
        return None, words
    second = await store.get_release(after) if after else None
    said = list(await store.list_sign_offs(after)) if second else []
    before = see_figure(promise, first, published=True)
    then = see_figure(promise, second, published=standing_of(said) is Standing.PUBLISHED)
    return hold_against(promise, (before, first), (then, second)), [*words, *said]


async def _say(
    store: Store,
    file: PromiseFile,
    account: Account,
    *,
    number: int,
    agrees: bool,
    reason: str,
    now: datetime,
) -> None:
    word = PromiseWord(
        promise=file.promise.id,
        number=number,
        account=account.name,
        organisation=account.organisation,
        agrees=agrees,
        reason=reason,
        said_at=now,
    )
    what = "agreed to publish a promise" if agrees else "took a promise off the public page"
    event = Event(who=account.name, what=what, which=f"{word.promise} {number}", why=reason)
    if number != file.newest.number or not await store.add_promise_word(word, event):
        raise Conflict("Somebody saved another version since you opened the page. Read it first.")


def _promise_of(action: Action, release: Release, promise_id: str, now: datetime) -> Promise:
    row = next((one.row for one in action.figures if one.column == action.column), "")
    return Promise(
        id=promise_id,
        survey=release.summary.survey,
        wave=release.summary.wave,
        release=release.summary.id,
        measure=one_line(action.measure),
        table=action.table,
        column=action.column,
        row=row,
        started_at=now,
    )


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise BadInput("Go back, open the page anew and press the button again.") from None
