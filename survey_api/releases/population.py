"""The population that weighted shares are fitted to, and the events that part before from after.

population.toml in the survey's folder; events come from events.toml. Both are filled into the
tables that ask for them, so that a table's own lines in tables.toml stay short.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

from msgspec.structs import replace

from analysis import Codebook, Split, TableSpec
from survey_api.questionnaire import Survey
from survey_api.questionnaire.reading import read_toml
from survey_api.record import Record
from survey_api.releases.codes import EPISODE_MONTH, MONTH, month_of
from survey_api.releases.model import Event

POPULATION = "population.toml"

Mark: TypeAlias = Literal["V", "P", "K"]


class Margin(Record, kw_only=True):
    """How the population spreads over the codes of one variable; scaled to add up to 1.

    `mark`: V verified at its source, P in part, K not verified. `counts`: what is counted in it.
    `weights`: whether shares are fitted to it; False: it only stands beside them in the monitor.
    """

    variable: str
    source: str
    mark: Mark
    shares: dict[str, float]
    counts: str = "recorded missing episodes"
    weights: bool = True


class Invited(Record, kw_only=True):
    """How many persons of each code were invited, one by one; the base of a response rate."""

    variable: str
    source: str
    mark: Mark
    persons: dict[str, int]


class Population(Record, kw_only=True):
    """population.toml."""

    margins: tuple[Margin, ...] = ()
    invited: tuple[Invited, ...] = ()


def load_population(survey: Survey) -> Population:
    """Get the survey's population: no margins, if it has no population.toml.

    Raises BadSurvey if the file cannot be used.
    """
    path = survey.folder / POPULATION
    return read_toml(path, Population) if path.exists() else Population()


def population_mistakes(population: Population, codebook: Codebook) -> list[str]:
    """Get a line for each variable and code that does not exist, and for each number too small."""
    mistakes = []
    for margin in population.margins:
        mistakes += _unknown(margin.variable, margin.shares, codebook)
        if any(share < 0 for share in margin.shares.values()) or not any(margin.shares.values()):
            mistakes.append(f"'{margin.variable}': shares are 0 or more, and not all 0")
    for invited in population.invited:
        mistakes += _unknown(invited.variable, invited.persons, codebook)
        if any(number < 1 for number in invited.persons.values()):
            mistakes.append(f"'{invited.variable}': persons are 1 or more")
    return mistakes


def _unknown(name: str, codes: Iterable[str], codebook: Codebook) -> list[str]:
    variable = codebook.variable(name)
    if variable is None or not variable.codes:
        return [f"no variable with codes is called '{name}'"]
    return [f"'{name}' has no code '{code}'" for code in codes if code not in variable.codes]


def with_population(spec: TableSpec, population: Population, codebook: Codebook) -> TableSpec:
    """Get the table with the margins that its weighted shares are fitted to, and what they are."""
    fitted = [one for one in population.margins if one.weights]
    if spec.measure != "gap" or spec.margins or not fitted:
        return spec
    if population_mistakes(population, codebook):
        return spec  # named when the plan is checked
    labels = {one.name: one.label for one in codebook.variables}
    sources = "; ".join(f"{labels[one.variable]}: {one.source}" for one in fitted)
    doubt = [labels[one.variable] for one in fitted if one.mark != "V"]
    notes = [f"Weighted to recorded episodes only. {sources}."]
    if doubt:
        notes.append(
            "The population figures are not verified, so do not quote the weighted shares: "
            f"{', '.join(doubt)}."
        )
    margins = {one.variable: one.shares for one in fitted}
    return replace(spec, margins=margins, notes=(*spec.notes, *notes))


def with_events(spec: TableSpec, events: Iterable[Event], codebook: Codebook) -> TableSpec:
    """Get the table with the events that lie in its months, the oldest first.

    After begins with the first whole month after the event; a run chart shows it in its own month.
    """
    over_time = spec.across if spec.measure == "before_after" else spec.by
    if spec.splits or over_time not in (MONTH, EPISODE_MONTH):
        return spec
    if spec.measure != "before_after" and not spec.run:
        return spec
    variable = codebook.variable(over_time)
    codes = list(variable.codes) if variable else []
    splits = []
    for event in sorted(events, key=lambda one: one.date):
        own = month_of(event.date)
        code = next((c for c in codes if c > own), "") if spec.measure == "before_after" else own
        if codes and code in codes and own >= codes[0]:
            title = f"{event.date:%B %Y}: {event.title}"
            splits.append(Split(id=event.date.isoformat(), title=title, code=code))
    return replace(spec, splits=tuple(splits))
