"""make_release: the responses of a wave become frozen, protected tables."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol

from analysis import DisclosurePolicy, Microdata
from survey_api.audit import OURSELVES, Event
from survey_api.coding import CodingStore, OfferedQuote
from survey_api.errors import Refused
from survey_api.questionnaire import Survey, Wave, london_day
from survey_api.releases.behind import Behind
from survey_api.releases.compose import Given, compose, spoken
from survey_api.releases.microdata import Tally, read_wave
from survey_api.releases.model import Overrule, Release
from survey_api.releases.plan import read_plan
from survey_api.releases.store import ReleaseStore
from survey_api.releases.trend import releases_of_waves
from survey_api.responses.store import ResponseStore


class ReleasingStore(ResponseStore, ReleaseStore, CodingStore, Protocol):
    """What making a release takes: the responses, what people made of them, and a place for it."""


class Sources(NamedTuple):
    """What had come to a wave by some moment."""

    microdata: Microdata
    tally: Tally
    overrules: tuple[Overrule, ...]
    quotes: tuple[OfferedQuote, ...]
    waves: tuple[Release, ...]


async def make_release(
    store: ReleasingStore,
    survey: Survey,
    wave_id: str,
    *,
    now: datetime,
    interim: bool,
    by: str = OURSELVES,
) -> Release:
    """Get the release of a wave as it stands at `now`, protected, and stored for good, as a draft.

    The same responses at the same `now` make the same bytes. Raises Refused for a final release of
    an open wave, or an interim one of a wave that has hardly grown, NotFound for an unknown wave,
    BadSurvey if tables cannot be made, StoreUnavailable; then nothing was stored.
    """
    wave = survey.wave(wave_id)
    if not interim:
        _check_closed(wave, london_day(now))
    plan = await asyncio.to_thread(read_plan, survey)
    release_id = await _next_id(store, survey, wave)
    earlier = await store.read_behind(survey.id, wave.id)
    sources = await read_sources(store, survey, wave, now)
    if interim:
        _check_growth(plan.policy, list(earlier.values()), sources.tally.responses)
    given = Given(
        id=release_id,
        interim=interim,
        cut=now,
        left_off=tuple(await store.count_break_offs(survey.id, wave.id)),
        overrules=sources.overrules,
        quotes=sources.quotes,
        earlier=earlier,
        waves=sources.waves,
    )
    release, behind = await asyncio.to_thread(
        compose, survey, wave, plan, given, sources.microdata, sources.tally
    )
    event = Event(who=by, what="made a release", which=release.summary.id)
    await store.add_release(release, behind, event)
    return release


def _check_closed(wave: Wave, today: date) -> None:
    """Raises Refused while the wave takes answers."""
    if today <= wave.closes:
        raise Refused(
            f"Wave '{wave.id}' takes answers until {spoken(wave.closes)}, so only an interim "
            "release can be made of it. Ask for one with --interim, or wait until it has closed."
        )


def _check_growth(policy: DisclosurePolicy, earlier: Sequence[Behind], now: int) -> None:
    """Raises Refused when it, or the difference to the release before, would be about a few people.

    Before the first release there was nothing: its rows alone would tell who of a few answered.
    """
    if policy.may_follow(earlier[-1].responses if earlier else 0, now):
        return
    if earlier:
        raise Refused(
            "Too few responses have come since the last release of this wave: the difference "
            f"would be about them alone. Another interim release takes {policy.interim_more} more, "
            f"and a growth of {policy.interim_growth:.0%}. The final one can always be made."
        )
    raise Refused(
        "Too few responses have come to this wave: even tables that hide small numbers would tell "
        f"who they are. The first interim release takes {policy.interim_more} responses. The final "
        "one can always be made."
    )


async def read_sources(
    store: ReleasingStore, survey: Survey, wave: Wave, until: datetime
) -> Sources:
    """Get what had come to a wave by a moment, that moment included."""
    microdata, tally = await read_wave(store, survey, wave.id, until)
    overrules = await store.list_overrules(survey.id, wave.id)
    quotes = await store.read_cleared_quotes(survey.id, wave.id, until)
    return Sources(
        microdata=microdata,
        tally=tally,
        overrules=tuple(one for one in overrules if one.made_at <= until),
        quotes=tuple(quotes),
        waves=await _earlier_waves(store, survey, wave, until),
    )


async def _earlier_waves(
    store: ReleaseStore, survey: Survey, wave: Wave, until: datetime
) -> tuple[Release, ...]:
    """What the waves before this one published in the end, oldest first."""
    made = [one for one in await store.list_releases() if one.made_at <= until]
    found = [await store.get_release(one.id) for one in releases_of_waves(made, survey, wave)]
    return tuple(release for release in found if release is not None)


async def _next_id(store: ReleaseStore, survey: Survey, wave: Wave) -> str:
    """Survey, wave and a number that counts up; two made at once: the store keeps the first.

    Asked before the earlier releases are read: whoever stores one meanwhile takes the number, so
    none is made without knowing the other.
    """
    made = await store.list_releases()
    earlier = [one for one in made if (one.survey, one.wave) == (survey.id, wave.id)]
    return f"{survey.id}-{wave.id}-{len(earlier) + 1}"
