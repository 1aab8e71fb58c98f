"""A figure before and after a promise: from published releases, and never as cause and effect."""

from __future__ import annotations

from enum import Enum

from analysis import LEAST_BASE, Estimate, NotEstimable, SummaryTable, gap
from survey_api.record import Record
from survey_api.releases.model import Figure, Release, ReleaseStatus
from survey_api.releases.overview import FigureSpec, find_figure
from survey_api.releases.promise import Promise


class Unseen(Enum):
    """Why a figure is not shown."""

    NO_RELEASE = "no release"  # none was chosen yet
    NOT_PUBLISHED = "not published"  # the release is not signed off, or disputed
    HIDDEN = "hidden"  # too few people, or it would give away what others answered
    UNRELIABLE = "unreliable"  # too few answers to rely on
    NOT_THERE = "not there"  # that release does not have it


class Verdict(Enum):
    """What may be said of a difference."""

    HIGHER = "higher"
    LOWER = "lower"
    CHANCE = "chance"  # it may be no more than who happened to answer
    TOO_FEW = "too few"
    OTHER_MEASURE = "other measure"
    UNKNOWN = "unknown"  # a figure or its range is not there


class Sighting(Record, kw_only=True):
    """A figure as one release publishes it. `unseen`: why not; then `figure` is None.

    `base_note`: who is counted. `simulated`: some of the responses are made up.
    """

    wave: str
    release: str
    figure: Figure | None = None
    unseen: Unseen | None = None
    base_note: str = ""
    interim: bool = False
    simulated: bool = False


class Outcome(Record, kw_only=True):
    """The figure before and after, how far they are apart, and what may be said of that.

    `lower`, `upper`: 95% interval of `difference`, after less before, in its unit ('points' of %).
    All three None: no difference is told.
    """

    before: Sighting
    after: Sighting
    verdict: Verdict
    difference: float | None = None
    lower: float | None = None
    upper: float | None = None
    unit: str = ""


_UNSEEN = {"[c]": Unseen.HIDDEN, "[u]": Unseen.UNRELIABLE}


def see_figure(promise: Promise, release: Release | None, *, published: bool) -> Sighting:
    """Get the promise's figure as the release publishes it; nothing of it while it is a draft."""
    if release is None:
        return Sighting(wave="", release="", unseen=Unseen.NO_RELEASE)
    summary = release.summary
    if not published:
        return Sighting(wave=summary.wave, release=summary.id, unseen=Unseen.NOT_PUBLISHED)
    table = _table(promise, release)
    spec = FigureSpec(table=promise.table, column=promise.column, row=promise.row)
    figure = find_figure(table, spec)
    seen = figure.value is not None and not figure.symbol
    return Sighting(
        wave=summary.wave,
        release=summary.id,
        figure=figure if seen else None,
        unseen=None if seen else _UNSEEN.get(figure.symbol, Unseen.NOT_THERE),
        base_note=table.base_note if table else "",
        interim=summary.status is ReleaseStatus.INTERIM,
        simulated=summary.simulated > 0,
    )


def hold_against(
    promise: Promise, before: tuple[Sighting, Release], after: tuple[Sighting, Release | None]
) -> Outcome:
    """Get how far the figure after lies from the figure before, as far as that may be said."""
    (one, first), (other, second) = before, after
    verdict, far = Verdict.UNKNOWN, None
    if one.figure and other.figure and second:
        verdict, far = _judge(one.figure, other.figure, same=_same(promise, first, second))
    told = verdict in (Verdict.HIGHER, Verdict.LOWER, Verdict.CHANCE)
    return Outcome(
        before=one,
        after=other,
        verdict=verdict,
        difference=far.value if far and told else None,
        lower=far.lower if far and told else None,
        upper=far.upper if far and told else None,
        unit=far.unit if far and told else "",
    )


def _judge(before: Figure, after: Figure, *, same: bool) -> tuple[Verdict, Estimate | None]:
    if not same:
        return Verdict.OTHER_MEASURE, None
    if any(one.base is None or one.base < LEAST_BASE for one in (before, after)):
        return Verdict.TOO_FEW, None
    try:
        far = gap(_estimate(after), _estimate(before))
    except NotEstimable:
        return Verdict.UNKNOWN, None
    if far.lower is not None and far.lower > 0:
        return Verdict.HIGHER, far
    if far.upper is not None and far.upper < 0:
        return Verdict.LOWER, far
    return Verdict.CHANCE, far


def _estimate(figure: Figure) -> Estimate:
    return Estimate(
        value=figure.value or 0.0,
        lower=figure.lower,
        upper=figure.upper,
        base=int(figure.base or 0),
        unit=figure.unit,
        at_least=figure.at_least,
    )


def _table(promise: Promise, release: Release) -> SummaryTable | None:
    return next((table for table in release.tables if table.id == promise.table), None)


def _same(promise: Promise, first: Release, second: Release) -> bool:
    """Whether both releases measure the same thing, asked the same way, of the same people."""
    measured = []
    for release in (first, second):
        table = _table(promise, release)
        if table is None:
            return False
        columns = [(c.title, c.unit) for c in table.columns if c.id == promise.column]
        measured.append((table.measure, table.of, table.where, table.base_note, columns))
    return measured[0] == measured[1]
