"""make_release: the responses of a wave become frozen, protected tables."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from importlib.metadata import version
from typing import Protocol

from analysis import Context, DisclosurePolicy, Microdata, SummaryTable, build_tables
from survey_api.errors import Refused
from survey_api.questionnaire import Survey, Wave, london_day
from survey_api.releases.break_offs import break_off_microdata
from survey_api.releases.microdata import Tally, read_wave
from survey_api.releases.model import Release, ReleaseStatus, ReleaseSummary
from survey_api.releases.plan import Plan, load_plan
from survey_api.releases.store import ReleaseStore
from survey_api.responses.store import ResponseStore

DISTRIBUTION = "family-experience-survey"


class ReleasingStore(ResponseStore, ReleaseStore, Protocol):
    """What making a release takes: the responses, and a place for the release."""


async def make_release(
    store: ReleasingStore, survey: Survey, wave_id: str, *, now: datetime, interim: bool
) -> Release:
    """Get the release of a wave as it stands at `now`, protected, and stored for good.

    The same responses at the same `now` make the same tables. The heavy work is done in a thread,
    so a server goes on answering. Raises Refused for a final release of a wave that is still open,
    NotFound for an unknown wave, BadSurvey if the survey's tables cannot be made, StoreUnavailable
    if the store fails; then nothing was stored.
    """
    wave, today = survey.wave(wave_id), london_day(now)
    if not interim and today <= wave.closes:
        raise Refused(
            f"Wave '{wave.id}' takes answers until {_spoken(wave.closes)}, so only an interim "
            "release can be made of it. Ask for one with --interim, or wait until it has closed."
        )
    plan = await asyncio.to_thread(load_plan, survey)
    microdata, tally = await read_wave(store, survey, wave.id)
    left_off = await store.count_break_offs(survey.id, wave.id)
    tables = await asyncio.to_thread(
        _make_tables, survey, wave, plan, microdata, tally, left_off, today
    )
    release = Release(
        summary=ReleaseSummary(
            id=await _next_id(store, survey, wave),
            survey=survey.id,
            wave=wave.id,
            status=ReleaseStatus.INTERIM if interim else ReleaseStatus.FINAL,
            made_at=now,
            responses=plan.policy.rounded_count(tally.responses),
            simulated=_some(tally.simulated, plan.policy),
        ),
        versions=_versions(survey, plan, tally, today),
        notes=_notes(tally, plan.policy, interim=interim),
        tables=tables,
    )
    await store.add_release(release)
    return release


def _make_tables(
    survey: Survey,
    wave: Wave,
    plan: Plan,
    microdata: Microdata,
    tally: Tally,
    left_off: Sequence[tuple[str, date, int]],
    today: date,
) -> tuple[SummaryTable, ...]:
    """All tables, topic by topic. Break-offs are other people: they are protected on their own."""
    context = Context(
        wave=wave.title, source=_source(survey, wave, today), simulated=tally.simulated > 0
    )
    tables = build_tables(microdata, plan.tables, plan.policy, context)
    tables += build_tables(
        break_off_microdata(survey, left_off), plan.break_offs, plan.policy, context
    )
    topics = list(dict.fromkeys(table.topic for table in tables))
    return tuple(sorted(tables, key=lambda table: topics.index(table.topic)))


async def _next_id(store: ReleaseStore, survey: Survey, wave: Wave) -> str:
    """Survey, wave and a number that counts up; two made at once: the store keeps the first."""
    made = await store.list_releases()
    earlier = [one for one in made if (one.survey, one.wave) == (survey.id, wave.id)]
    return f"{survey.id}-{wave.id}-{len(earlier) + 1}"


def _source(survey: Survey, wave: Wave, today: date) -> str:
    title = survey.wording(survey.programme.languages[0]).title
    until = min(today, wave.closes)
    return f"{title}, {survey.programme.organisation}. Answers up to {_spoken(until)}."


def _versions(survey: Survey, plan: Plan, tally: Tally, today: date) -> dict[str, str]:
    """What the release was made with, so that it can be made again."""
    questionnaires = tally.versions or (survey.questionnaire.version,)
    about = plan.policy.rounded_count(tally.responses)
    return {
        "questionnaire": ", ".join(questionnaires),
        "tables": plan.versions["tables"],
        "policy": plan.versions["policy"],
        "scorer": tally.scorer or "none",
        "code": version(DISTRIBUTION),
        "data": f"{today.isoformat()}, about {about} responses",
    }


def _notes(tally: Tally, policy: DisclosurePolicy, *, interim: bool) -> tuple[str, ...]:
    """What a reader has to know before any table; counts rounded like all others."""
    notes = []
    if interim:
        notes.append("Interim: the wave is still open and figures will change.")
    if tally.simulated:
        share = round(100 * tally.simulated / tally.responses)
        notes.append(
            "All responses are simulated: made up, not from people."
            if tally.simulated == tally.responses
            else f"About {share}% of the responses are simulated: made up, not from people."
        )
    if tally.unscored:
        notes.append(
            f"About {_some(tally.unscored, policy)} of {policy.rounded_count(tally.texts)} answers "
            "in people's own words had not been scored yet; they are left out of sentiment."
        )
    if tally.other_scorers:
        others = ", ".join(tally.other_scorers)
        notes.append(f"Scores by other scorers were left out: {others}.")
    if tally.strays:
        notes.append(
            f"About {_some(tally.strays, policy)} answers have a code that this version of the "
            "questionnaire does not know; they count as not answered."
        )
    return tuple(notes)


def _some(count: int, policy: DisclosurePolicy) -> int:
    """The count rounded, but never down to nobody."""
    return max(policy.rounding, policy.rounded_count(count)) if count else 0


def _spoken(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
