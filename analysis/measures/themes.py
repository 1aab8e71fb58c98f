"""What people wrote about: shares of texts with each theme, shown where two people agree on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import polars as pl
from msgspec import Struct, structs

from analysis.agreement import LEAST_KAPPA, LEAST_PAIRS, Pairs, cohen_kappa, theme_pairs
from analysis.codebook import Codebook
from analysis.corrected import LEAST_CODED, hand_themes
from analysis.dominance import largest_team
from analysis.errors import BadTableSpec, NotEstimable
from analysis.estimate import Estimate
from analysis.measures.feelings import (
    CORRECTED,
    CORRECTED_NOTE,
    SCORED,
    UNCHECKED,
    corrected_cell,
    unchecked_note,
)
from analysis.measures.group import Group, variable_of
from analysis.measures.remarks import remarks_of
from analysis.microdata import Microdata
from analysis.rows import AT, Rows
from analysis.sentiment import STEP_TITLES
from analysis.spec import TableSpec
from analysis.table import Column
from analysis.unprotected import (
    FigureCell,
    Key,
    Measured,
    RawCell,
    ShareCell,
    Sum,
    WordCell,
    both,
    only,
)

ITEM_END = "_themes"  # the variable of the themes of an item is named after the item
NO_THEME = "none"
NO_THEME_TITLE = "None of these themes"
LEAST_STEP = 10  # texts that speak of a step before it is named as the commonest
LEAST_SEEN = 5  # texts coded twice that a theme was seen in, and was not, for a kappa to say much

TOO_FEW_PAIRS = f"not shown: fewer than {LEAST_PAIRS} texts coded by two people"
TOO_RARE = "not shown: too rare among the texts that two people coded"
HARDLY_SEEN = "not shown: people saw it, or its absence, in too few of the texts they coded"
NOT_AGREED = "not shown: two people agree too little"
SHOWN_NOTE = (
    "A theme is shown only where two people who coded the same texts without seeing each other's "
    f"codes agree on it: Cohen's kappa of {LEAST_KAPPA} or more, from at least {LEAST_PAIRS} "
    "texts. Else its figures are [u]."
)


class Accord(Struct, frozen=True):
    """How well two people agree on a theme. `against`: why it is not shown, '' where it is.

    `side`: how many of the texts that both coded were not given the commonest code by both.
    """

    kappa: Estimate | None
    side: int
    against: str


class ThemeGroup(Group, frozen=True, eq=False, kw_only=True):
    """One theme. Its frame: every text read, with what people saw in it, null where nobody did."""

    frame: pl.DataFrame
    of: str
    accord: Accord
    step: str = ""  # the step of the journey that texts with the theme speak of most
    found: int = 0  # texts the program saw it in

    @property
    def item(self) -> str:
        """The item the texts answer."""
        return self.of.removesuffix(ITEM_END)

    @property
    def key_of(self) -> Key:
        """The texts the program saw it in."""
        return only(self.of, [self.code])

    @property
    def seen(self) -> pl.Expr:
        """Whether the program saw it in a text."""
        return pl.col(self.of).list.contains(self.code)


def theme_columns(spec: TableSpec, codebook: Codebook) -> tuple[Column, ...]:
    """The share of texts, its feeling, its step, how well people agree, and how it was checked."""
    return (
        Column(id="share", title="Share of texts", unit="%"),
        Column(id="negative", title="Of these, negative (model only)", unit="%"),
        Column(id="step", title="Step spoken of most", unit="words"),
        Column(id="kappa", title="Agreement of two people (kappa)", unit="kappa"),
        Column(id="how", title="How it was checked", unit="words"),
    )


def theme_groups(
    microdata: Microdata, rows: Rows, spec: TableSpec, key: Key
) -> Sequence[ThemeGroup]:
    """One row a theme, the commonest of those shown first; in the end, texts with none of them."""
    titles = variable_of(spec, microdata.codebook).codes
    codes = [*titles]
    codings = with_none(microdata.codings, codes)
    read = _read(rows, codings, spec, [*codes, NO_THEME])
    steps = rows.columns.once(
        ("steps", key, spec.of), lambda: _steps(microdata, rows, read, spec.of)
    )
    found = _tally(read[spec.of])
    groups = [
        ThemeGroup(
            code=code,
            title=title,
            key=key,
            rows=rows,
            frame=read,
            of=spec.of,
            accord=accord_of(theme_pairs(codings, code)),
            step=steps.get(code, ""),
            found=found.get(code, 0),
        )
        for code, title in {**titles, NO_THEME: NO_THEME_TITLE}.items()
    ]
    return sorted(groups, key=_place)


def _place(group: ThemeGroup) -> tuple[bool, bool, int]:
    """Those that are not shown come in the order of the codebook: their places say nothing."""
    against = bool(group.accord.against)
    return group.code == NO_THEME, against, 0 if against else -_per_cent(group)


def _per_cent(group: ThemeGroup) -> int:
    """The share that is shown, as it is rounded; -1 where none is."""
    texts = group.frame.height
    if not texts:
        return -1
    shown = share_cell(group, group.frame, group.key_of, only(group.of, ["answered"]))
    if isinstance(shown, ShareCell):
        return round(100 * group.found / texts)
    return round(shown.estimate.value) if shown.estimate and is_seen(shown) else -1


def is_seen(cell: FigureCell) -> bool:
    """Whether people saw enough texts with the theme, and without it, for a share of them."""
    return cell.side is None or cell.side >= LEAST_SEEN


def with_none(coded: pl.DataFrame, codes: list[str], column: str = "themes") -> pl.DataFrame:
    """Lists of themes kept to those of the codebook; where none is left, NO_THEME stands."""
    known = (
        pl.col(column)
        .cast(pl.List(pl.String))
        .list.set_intersection(pl.lit(codes, dtype=pl.List(pl.String)))
    )
    none = pl.lit([NO_THEME], dtype=pl.List(pl.String))
    return coded.with_columns(
        pl.when(known.list.len() == 0).then(none).otherwise(known).alias(column)
    )


def _read(rows: Rows, codings: pl.DataFrame, spec: TableSpec, codes: list[str]) -> pl.DataFrame:
    item = spec.of.removesuffix(ITEM_END)
    wanted = [n for n in (spec.of, f"{item}.sentiment", spec.across) if n in rows.columns]
    read = rows.frame(["id", *wanted]).with_columns(rows.at).filter(pl.col(spec.of).is_not_null())
    read = with_none(read, codes, spec.of)
    hand = hand_themes(codings, item, codes).rename({code: hand_column(code) for code in codes})
    return read.join(hand, on="id", how="left", maintain_order="left")


def hand_column(code: str) -> str:
    """The column of what people saw of a theme: a name that no codebook can have."""
    return f"hand {code}"


def _tally(themes: pl.Series) -> dict[str, int]:
    return dict(themes.explode().drop_nulls().value_counts().iter_rows())


def _steps(microdata: Microdata, rows: Rows, read: pl.DataFrame, of: str) -> dict[str, str]:
    """Theme -> title of the step that most of its texts speak of, where enough do."""
    told = remarks_of(microdata, rows).filter(
        (pl.col("item") == of.removesuffix(ITEM_END)) & pl.col("step").is_in(list(STEP_TITLES))
    )
    counted = (
        told.select("step", AT)
        .unique()
        .join(read.select(AT, theme=of), on=AT)
        .explode("theme")
        .group_by("theme", "step")
        .len()
        .filter(pl.col("len") >= LEAST_STEP)
        .sort("len", "step", descending=[False, True])
    )
    return {theme: STEP_TITLES[step] for theme, step, _ in counted.iter_rows()}


def accord_of(pairs: Pairs) -> Accord:
    """How well two coders agree, and whether well enough for counts to be published.

    A theme means the same whatever the question, so all texts of the wave are looked at together.
    """
    both_said = list(zip(pairs.one, pairs.other, strict=True))
    if len(both_said) < LEAST_PAIRS:
        return Accord(None, 0, TOO_FEW_PAIRS)
    alike = Counter(one for one, other in both_said if one == other)
    side = len(both_said) - max(alike.values(), default=0)
    try:
        kappa = _to_hundredths(cohen_kappa(pairs.one, pairs.other))
    except NotEstimable:
        return Accord(None, side, TOO_RARE)
    if side < LEAST_SEEN:
        return Accord(kappa, side, TOO_RARE)
    return Accord(kappa, side, "" if kappa.value >= LEAST_KAPPA else NOT_AGREED)


def _to_hundredths(kappa: Estimate) -> Estimate:
    lower, upper = (None if end is None else round(end, 2) for end in (kappa.lower, kappa.upper))
    return structs.replace(kappa, value=round(kappa.value, 2), lower=lower, upper=upper)


def unreliable(base: int) -> FigureCell:
    """[u], whatever the policy: nothing that may be read stands behind it."""
    nothing = Estimate(value=0.0, lower=None, upper=None, base=base, unit="%")
    return FigureCell(nothing, side=-1)


def kappa_cell(accord: Accord, base: int) -> FigureCell:
    """How well two people agree; [u] where too few texts were coded twice to say."""
    return FigureCell(accord.kappa, side=accord.side) if accord.kappa else unreliable(base)


def theme_share(group: Group, spec: TableSpec, codebook: Codebook) -> Measured:
    """The share of the texts read that have a theme, and what else there is to say of these."""
    theme = theme_group(group)
    read = theme.frame.height
    base = only(spec.of, ["answered"])  # as where the variable is tabulated like ticks
    kappa, notes = kappa_cell(theme.accord, read), [SHOWN_NOTE]
    shown = share_cell(theme, theme.frame, theme.key_of, base)
    against = theme.accord.against
    if isinstance(shown, FigureCell) and not is_seen(shown):
        against = against or HARDLY_SEEN
    if against or not read:
        left = (unreliable(read), unreliable(read), WordCell("–"))
        cells: tuple[RawCell, ...] = (*left, kappa, WordCell(against or "–"))
        return Measured(base, {base: read}, cells, notes=tuple(notes))
    others = only(spec.of, [f"not {theme.code}"])
    counts: dict[Key, int] = {base: read, theme.key_of: theme.found, others: read - theme.found}
    sums = [Sum(base, (theme.key_of, others))]
    how = CORRECTED if isinstance(shown, FigureCell) else UNCHECKED
    notes.append(CORRECTED_NOTE if how == CORRECTED else unchecked_note())
    step = WordCell(theme.step or "–", needs=(theme.key_of,))
    negative = _negative_cell(theme, counts, sums)
    cells = (shown, negative, step, kappa, WordCell(how))
    teams = _teams_of(theme, negative, codebook)
    return Measured(base, counts, cells, tuple(sums), notes=tuple(notes), teams=teams)


def share_cell(
    theme: ThemeGroup, frame: pl.DataFrame, key: Key, base: Key
) -> ShareCell | FigureCell:
    """The share of the texts of the frame: corrected where 50 are coded, else the program's."""
    hand = frame[hand_column(theme.code)].cast(pl.Float64)
    if hand.count() < LEAST_CODED:
        return ShareCell(key, base)
    model = frame.select(theme.seen.cast(pl.Float64)).to_series()
    return corrected_cell(model.to_numpy(), hand.to_numpy(), key, base)


def _negative_cell(theme: ThemeGroup, counts: dict[Key, int], sums: list[Sum]) -> RawCell:
    """The share of the texts with the theme that the program calls negative."""
    column = f"{theme.item}.sentiment"
    if column not in theme.frame.columns:
        return FigureCell(None)
    labels = theme.frame.filter(theme.seen)[column]
    scored = both(theme.key_of, only(column, SCORED))
    negative = both(theme.key_of, only(column, ["negative"]))
    others = both(theme.key_of, only(column, [code for code in SCORED if code != "negative"]))
    counts[scored] = int(labels.is_in(list(SCORED)).sum())
    counts[negative] = int((labels == "negative").sum())
    counts[others] = counts[scored] - counts[negative]
    counts[only(column, ["negative"])] = int((theme.frame[column] == "negative").sum())
    sums.append(Sum(theme.key_of, (scored,), None))
    sums.append(Sum(scored, (negative, others)))
    sums.append(Sum(only(column, ["negative"]), (negative,), None))
    return ShareCell(negative, scored)


def _teams_of(theme: ThemeGroup, negative: RawCell, codebook: Codebook) -> dict[Key, int]:
    """How many of the texts with the theme came from the team that sent in most."""
    if not isinstance(negative, ShareCell) or negative.base is None:
        return {}
    speakers = theme.rows.those_at(theme.frame.filter(theme.seen)[AT])
    return {negative.base: largest_team(speakers, codebook.cluster, theme.item)}


def theme_group(group: Group) -> ThemeGroup:
    """The group as these measures make it. Raises BadTableSpec for one that they did not make."""
    if not isinstance(group, ThemeGroup):
        raise BadTableSpec("A measure of themes counts only the groups it makes itself.")
    return group
