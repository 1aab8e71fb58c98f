"""compose: what was read of a wave becomes a release. The same in, the same bytes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

import msgspec

from analysis import (
    Built,
    Context,
    DisclosurePolicy,
    Microdata,
    SummaryTable,
    build_tables,
)
from survey_api.coding import OfferedQuote
from survey_api.questionnaire import Survey, Wave, london_day
from survey_api.record import Record
from survey_api.releases.accounting import account_for
from survey_api.releases.actions import find_recommendations, make_actions, sort_events
from survey_api.releases.behind import Behind
from survey_api.releases.break_offs import break_off_microdata
from survey_api.releases.given import answers_given_table
from survey_api.releases.grid import make_grid
from survey_api.releases.microdata import Tally
from survey_api.releases.model import Overrule, Release, ReleaseStatus, ReleaseSummary
from survey_api.releases.overview import load_overview
from survey_api.releases.plan import Plan, explained
from survey_api.releases.quoting import show_quotes
from survey_api.releases.trend import trend_tables

DISTRIBUTION = "family-experience-survey"
_CODE = (".py", ".toml", ".gz", ".sql")


class Given(Record, kw_only=True):
    """What a release is made from besides the responses and the plan.

    `left_off`: break-offs as the store counts them. `quotes`: cleared up to the cut. `earlier`:
    what stands behind the earlier releases of the wave, by id, oldest first. `waves`: what earlier
    waves published in the end, oldest first.
    """

    id: str
    interim: bool
    cut: datetime
    left_off: tuple[tuple[str, date, int], ...]
    overrules: tuple[Overrule, ...]
    quotes: tuple[OfferedQuote, ...]
    earlier: Mapping[str, Behind]
    waves: tuple[Release, ...] = ()


def compose(
    survey: Survey, wave: Wave, plan: Plan, given: Given, microdata: Microdata, tally: Tally
) -> tuple[Release, Behind]:
    """Get the release, and what has to be kept behind it.

    An interim release, which another will follow, goes by the stricter rule of the policy.
    Raises BadSurvey if the survey's tables cannot be made.
    """
    policy = plan.policy.for_interim() if given.interim else plan.policy
    plan = msgspec.structs.replace(plan, policy=policy)
    answered, left = _build(survey, wave, plan, given, microdata, tally)
    tables = _all_tables(survey, wave, policy, given, tally, answered.tables + left.tables)
    release = Release(
        summary=ReleaseSummary(
            id=given.id,
            survey=survey.id,
            wave=wave.id,
            status=ReleaseStatus.INTERIM if given.interim else ReleaseStatus.FINAL,
            made_at=given.cut,
            responses=policy.rounded_count(tally.responses),
            simulated=some(tally.simulated, policy),
        ),
        versions=_versions(survey, plan, tally, london_day(given.cut)),
        notes=_notes(tally, policy, interim=given.interim),
        tables=tables,
        cut=given.cut,
        grid=make_grid(plan.grid, survey, tables, given.overrules, simulated=tally.simulated > 0),
        quotes=show_quotes(given.quotes, survey, tables, policy, tally.responses),
        actions=make_actions(plan.actions, {table.id: table for table in tables}),
        recommendations=find_recommendations(survey),
        events=sort_events(plan.events),
        accounting=account_for(tally, policy),
    )
    return release, Behind(
        responses=tally.responses,
        answered=answered.ledger,
        left=left.ledger,
        left_off=given.left_off,
        earlier=tuple(given.earlier),
    )


def _all_tables(
    survey: Survey,
    wave: Wave,
    policy: DisclosurePolicy,
    given: Given,
    tally: Tally,
    made: tuple[SummaryTable, ...],
) -> tuple[SummaryTable, ...]:
    """Those made of responses, how questions were met, and the headlines by wave; by topic."""
    context = _context(survey, wave, given, tally)
    made += (answers_given_table(survey, tally, policy, context),)
    made += trend_tables(
        load_overview(survey), survey, wave, made, given.waves, simulated=tally.simulated > 0
    )
    topics = list(dict.fromkeys(table.topic for table in made))
    return tuple(sorted(made, key=lambda table: topics.index(table.topic)))


def _build(
    survey: Survey, wave: Wave, plan: Plan, given: Given, microdata: Microdata, tally: Tally
) -> tuple[Built, Built]:
    """All tables. Break-offs are other people: they are protected on their own."""
    context = _context(survey, wave, given, tally)
    earlier = tuple(given.earlier.values())
    with explained(survey):
        answered = build_tables(
            microdata, plan.tables, plan.policy, context, [one.answered for one in earlier]
        )
        left = build_tables(
            break_off_microdata(survey, given.left_off),
            plan.break_offs,
            plan.policy,
            context,
            [one.left for one in earlier],
        )
    return answered, left


def _context(survey: Survey, wave: Wave, given: Given, tally: Tally) -> Context:
    """What every table says about where it comes from."""
    return Context(
        wave=wave.title,
        source=_source(survey, wave, london_day(given.cut)),
        simulated=tally.simulated > 0,
    )


def _source(survey: Survey, wave: Wave, today: date) -> str:
    title = survey.wording(survey.programme.languages[0]).title
    until = min(today, wave.closes)
    return f"{title}, {survey.programme.organisation}. Answers up to {spoken(until)}."


def _versions(survey: Survey, plan: Plan, tally: Tally, today: date) -> dict[str, str]:
    """What the release was made with, so that it can be made again."""
    questionnaires = tally.versions or (survey.questionnaire.version,)
    about = plan.policy.rounded_count(tally.responses)
    return {
        "questionnaire": ", ".join(questionnaires),
        **plan.versions,
        "scorer": tally.scorer or "none",
        "comparison": tally.comparison or "none",
        "themer": tally.themer or "none",
        "code": code_version(),
        "data": f"{today.isoformat()}, about {about} responses",
    }


@cache
def code_version() -> str:
    """The version of the program, and the first letters of the SHA-256 of what it computes with."""
    digest = sha256()
    for package in ("analysis", "survey_api"):
        for name, content in sorted(_code(files(package))):
            digest.update(f"{package}{name}".encode())
            digest.update(content)
    return f"{version(DISTRIBUTION)}+{digest.hexdigest()[:8]}"


def _code(folder: Traversable, within: str = "") -> Iterator[tuple[str, bytes]]:
    """Modules and their data; the surveys are versioned apart."""
    for one in folder.iterdir():
        name = f"{within}/{one.name}"
        if one.is_dir() and one.name not in ("__pycache__", "surveys"):
            yield from _code(one, name)
        elif one.is_file() and one.name.endswith(_CODE):
            yield name, one.read_bytes()


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
            f"About {some(tally.unscored, policy)} of {policy.rounded_count(tally.texts)} answers "
            "in people's own words had not been scored yet; they are left out of sentiment."
        )
    if tally.other_scorers:
        notes.append(_others(tally.other_scorers))
    if tally.strays:
        notes.append(
            f"About {some(tally.strays, policy)} answers have a code that this version of the "
            "questionnaire does not know; they count as not answered."
        )
    return tuple(notes)


def _others(scorers: Sequence[str]) -> str:
    return f"Scores by other scorers were left out: {', '.join(scorers)}."


def some(count: int, policy: DisclosurePolicy) -> int:
    """The count rounded, but never down to nobody."""
    return max(policy.rounding, policy.rounded_count(count)) if count else 0


def spoken(day: date) -> str:
    """A day as people say it."""
    return f"{day.day} {day:%B %Y}"
