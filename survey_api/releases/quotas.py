"""Quotas: how many responses are wanted of a group, and whether it looks as if they will come.

A quota warns the team and closes nothing: whoever comes may answer, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from analysis import Codebook, Prospect, Span, forecast, prospect
from survey_api.questionnaire import Quota, Survey, Wave
from survey_api.record import Record
from survey_api.releases.coverage import Group


class QuotaStanding(Record, kw_only=True):
    """A quota, and how it stood when the release that it is told from was made.

    `prospect`: None where the count is hidden. `expected`: how many there may be on `due`, None
    where that day was over or the count is hidden. `missed`: that day is over, in vain.
    """

    variable: str
    code: str
    title: str
    group: str
    wanted: int
    due: date
    responses: float | None = None
    symbol: str = ""
    prospect: Prospect | None = None
    expected: Span | None = None
    missed: bool = False

    @property
    def said(self) -> str:
        """How it stands, in words."""
        if self.prospect is None:
            return "too few to show"
        return "missed" if self.missed else self.prospect.value


def quota_standings(
    survey: Survey,
    wave: Wave,
    codebook: Codebook,
    groups: Iterable[tuple[str, Group]],
    cut: date,
) -> tuple[QuotaStanding, ...]:
    """Get how each quota of a wave stands, those behind first.

    groups: with the name of their variable. cut: the day up to which responses are in them.
    """
    found = {(variable, group.code): group for variable, group in groups}
    standings = [
        _standing(quota, due, wave, codebook, group, cut)
        for quota in survey.programme.quotas
        if (due := quota.due(wave)) and (group := found.get((quota.variable, quota.code)))
    ]
    worst = (Prospect.BEHIND, None, Prospect.OPEN, Prospect.ON_THE_WAY, Prospect.REACHED)
    return tuple(sorted(standings, key=lambda one: worst.index(one.prospect)))


def _standing(
    quota: Quota, due: date, wave: Wave, codebook: Codebook, group: Group, cut: date
) -> QuotaStanding:
    variable = codebook.variable(quota.variable)
    plain = QuotaStanding(
        variable=quota.variable,
        code=quota.code,
        title=variable.label if variable else quota.variable,
        group=group.title,
        wanted=quota.wanted,
        due=due,
        responses=group.responses,
        symbol=group.symbol,
    )
    if group.within is None:
        return plain
    if cut > due:
        found = prospect(group.within, quota.wanted, group.within)
        return replace(plain, prospect=found, missed=found is Prospect.BEHIND)
    expected = forecast(group.within, max(1, (cut - wave.opens).days), (due - cut).days)
    return replace(
        plain, prospect=prospect(group.within, quota.wanted, expected), expected=expected
    )
