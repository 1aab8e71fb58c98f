"""Coverage: who has answered beside who there is, group by group.

Every figure is worked out from what the newest release of the wave published, and from what is
known from elsewhere. So it tells no more than the release, however often it is looked at, and
changes when the next release is made: once a day at most, and not until many more have answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analysis import (
    Cell,
    Codebook,
    DisclosurePolicy,
    Ratio,
    Span,
    SummaryTable,
    TableSpec,
    behind_rounded,
    representation,
    response_rate,
)
from survey_api.questionnaire import Survey
from survey_api.record import Record
from survey_api.releases.model import Release
from survey_api.releases.population import Invited, Margin, Population


class Group(Record, kw_only=True):
    """One group of those who answered. Shares and rates are per cent.

    `responses`: rounded; None where `symbol` stands in its place. `within`: the counts that it may
    be. `share`: with its 95% interval. `population`: its share there, None where that is not known.
    `ratio`: its share over that of the population. `invited`: persons, if they were counted.
    """

    code: str
    title: str
    responses: float | None = None
    symbol: str = ""
    within: Span | None = None
    share: Cell = Cell(symbol="[x]")
    population: float | None = None
    ratio: Ratio | None = None
    invited: int | None = None
    rate: Span | None = None

    @property
    def nobody(self) -> bool:
        """Whether nobody of the group has answered."""
        return self.responses == 0


class Breakdown(Record, kw_only=True):
    """Those who answered by one variable, groups that nobody of has answered first.

    `among`: of whom the shares are. `counts`, `source`, `mark`: of the population, '' where it is
    not known. `invited_source`, `invited_mark`: of the persons invited, likewise.
    """

    variable: str
    title: str
    groups: tuple[Group, ...]
    among: str
    counts: str = ""
    source: str = ""
    mark: str = ""
    invited_source: str = ""
    invited_mark: str = ""

    @property
    def not_reached(self) -> tuple[Group, ...]:
        """The groups of which nobody has answered."""
        return tuple(group for group in self.groups if group.nobody)

    def group(self, code: str) -> Group | None:
        """The group with this code."""
        return next((one for one in self.groups if one.code == code), None)


def rule_of(policy: DisclosurePolicy, *, interim: bool) -> DisclosurePolicy:
    """How careful the figures of a release are."""
    return policy.for_interim() if interim else policy


def counts_by(variable: str, spec: TableSpec | SummaryTable) -> bool:
    """Whether a table counts everybody by this variable."""
    return spec.measure == "count" and spec.by == variable and not spec.where


def break_down(
    release: Release,
    variable: str,
    codebook: Codebook,
    population: Population,
    policy: DisclosurePolicy,
) -> Breakdown | None:
    """Get those who answered by a variable; None if the release counts nobody by it.

    policy: the one that the figures of this release were made under.
    """
    found = codebook.variable(variable)
    table = next((one for one in release.tables if counts_by(variable, one)), None)
    if found is None or table is None:
        return None
    counts = {row.code: row.base for row in table.rows if row.code}
    shares, among = _shares(release, found.label, found.codes, table)
    margin = next((one for one in population.margins if one.variable == variable), None)
    invited = next((one for one in population.invited if one.variable == variable), None)
    known = _scaled(margin, shares) if margin else {}
    groups = [
        _group(
            code, title, counts.get(code), shares.get(code), known.get(code),
            invited.persons.get(code) if invited else None, policy,
        )
        for code, title in found.codes.items()
    ]  # fmt: skip
    return Breakdown(
        variable=variable,
        title=found.label,
        groups=tuple(sorted(groups, key=lambda group: not group.nobody)),
        among=among,
        **_known_from(margin, invited),
    )


def _known_from(margin: Margin | None, invited: Invited | None) -> dict[str, str]:
    found: dict[str, str] = {}
    if margin:
        found |= {"counts": margin.counts, "source": margin.source, "mark": margin.mark}
    if invited:
        found |= {"invited_source": invited.source, "invited_mark": invited.mark}
    return found


def _shares(
    release: Release, label: str, codes: Iterable[str], counted: SummaryTable
) -> tuple[dict[str, Cell], str]:
    """The share of each code: of those who answered the question, else of all responses."""
    for table in release.tables:
        if (table.measure, table.of, table.by, table.where) == ("share", label, "", ""):
            columns = {column.id for column in table.columns}
            if columns <= set(codes) and len(table.rows) == 1:
                cells = zip(table.columns, table.rows[0].cells, strict=True)
                return {column.id: cell for column, cell in cells}, "those who answered this"
    place = next((i for i, column in enumerate(counted.columns) if column.id == "share"), None)
    if place is None:
        return {}, "all responses"
    return {row.code: row.cells[place] for row in counted.rows}, "all responses"


def _scaled(margin: Margin, shares: Mapping[str, Cell]) -> dict[str, float]:
    """Per cent of the population; codes that it does not count keep the share they are seen with.

    So those are left out of the comparison, as raking leaves them out.
    """
    outside = sum(
        cell.value or 0.0
        for code, cell in shares.items()
        if code not in margin.shares and not cell.symbol
    )
    whole = sum(margin.shares.values())
    return {code: (100 - outside) * part / whole for code, part in margin.shares.items()}


def _group(
    code: str,
    title: str,
    count: Cell | None,
    share: Cell | None,
    population: float | None,
    invited: int | None,
    policy: DisclosurePolicy,
) -> Group:
    if count is None:  # the release says that nobody of them answered
        return Group(
            code=code, title=title, responses=0, within=Span(0, 0), share=Cell(value=0.0),
            population=population, invited=invited,
            ratio=Ratio(0, 0, 0) if population else None,
            rate=Span(0, 0) if invited else None,
        )  # fmt: skip
    if count.value is None:
        return Group(
            code=code, title=title, symbol=count.symbol, population=population, invited=invited,
            share=Cell(symbol=count.symbol),
        )  # fmt: skip
    within = behind_rounded(count.value, policy.rounding)
    share = share or Cell(symbol="[x]")
    return Group(
        code=code,
        title=title,
        responses=count.value,
        within=within,
        share=share,
        population=population,
        ratio=_ratio(share, population),
        invited=invited,
        rate=response_rate(within, invited) if invited else None,
    )


def _ratio(share: Cell, population: float | None) -> Ratio | None:
    if not population or share.symbol or share.value is None:
        return None
    lower = share.value if share.lower is None else share.lower
    upper = share.value if share.upper is None else share.upper
    return representation(share.value, lower, upper, population)


def monitor_mistakes(survey: Survey, specs: Iterable[TableSpec], codebook: Codebook) -> list[str]:
    """Get a line for each variable, code, wave or day that the monitor or a quota names wrongly."""
    specs, programme = tuple(specs), survey.programme
    mistakes = [
        f"$.monitor[{i}]: {line}"
        for i, variable in enumerate(programme.monitor)
        for line in _variable_mistakes(variable, specs, codebook)
    ]
    waves = {wave.id for wave in programme.waves}
    seen: set[tuple[str, ...]] = set()
    for i, quota in enumerate(programme.quotas):
        lines = _variable_mistakes(quota.variable, specs, codebook)
        variable = codebook.variable(quota.variable)
        if variable and variable.codes and quota.code not in variable.codes:
            lines.append(f"'{quota.variable}' has no code '{quota.code}'")
        if quota.wanted < 1:
            lines.append("wanted is 1 or more")
        if quota.wave and quota.wave not in waves:
            lines.append(f"there is no wave '{quota.wave}'")
        elif not any(quota.due(wave) for wave in programme.waves):
            lines.append(f"{quota.by} lies in no wave that it is for")
        name = (quota.variable, quota.code, quota.wave, str(quota.by))
        if name in seen:
            lines.append("another quota is for the same")
        seen.add(name)
        mistakes += [f"$.quotas[{i}]: {line}" for line in lines]
    return mistakes


def _variable_mistakes(name: str, specs: tuple[TableSpec, ...], codebook: Codebook) -> list[str]:
    variable = codebook.variable(name)
    if variable is None or not variable.codes:
        return [f"no variable with codes is called '{name}'"]
    if not any(counts_by(name, spec) for spec in specs):
        return [
            f"no table counts all responses by '{name}'; the monitor tells only what a release "
            "does: add one to tables.toml"
        ]
    return []
