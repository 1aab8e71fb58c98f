"""The evidence grid: each finding and recommendation x measures x strength x what is missing.

Worked out from the release's protected tables and nothing else, by the rule in grid.toml of the
survey's folder. An analyst may overrule it, with a reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

import msgspec

from analysis import SYMBOLS, SummaryTable
from survey_api.questionnaire import Survey
from survey_api.questionnaire.reading import read_toml
from survey_api.questionnaire.reference import EvidenceCode
from survey_api.record import Record
from survey_api.releases.model import STRENGTHS, Figure, GridMeasure, GridRow, Overrule
from survey_api.releases.overview import FigureSpec, find_figure

GRID = "grid.toml"
KINDS = ("finding", "recommendation")
AWAITED = "The text of this recommendation is awaited."
NOTHING = "No question of the survey bears on it."


class StrengthRule(Record, kw_only=True):
    """What it takes for evidence to be called so.

    A figure needs `base` responses and a 95% interval of at most `half_width` percentage points on
    either side (a share), or of `relative` of itself (a wait). One read from people's own words
    counts only where two people who coded the same texts reach `agreement` (kappa). A code needs
    `measures` such figures, each of another question, one of them for `groups` groups of people.
    """

    strength: str
    base: int
    half_width: float
    relative: float
    agreement: float
    measures: int
    groups: int = 0


class MeasureSpec(Record, kw_only=True):
    """One published figure that bears on a code.

    `split`: the table of the same column by groups. `words`: it is read from people's own words;
    `agreement`: where the release says how well two people who read the same texts agree.
    """

    title: str
    figure: FigureSpec
    split: str = ""
    words: bool = False
    agreement: FigureSpec | None = None


class CodeSpec(Record, kw_only=True):
    """What bears on one finding or recommendation. `missing`: gaps that no number closes."""

    code: str
    measures: tuple[MeasureSpec, ...] = ()
    missing: tuple[str, ...] = ()


class GridFile(Record, kw_only=True):
    """grid.toml. `group_base`: a group counts as covered from so many responses on."""

    group_base: int = 30
    rules: tuple[StrengthRule, ...] = ()  # the strongest first
    codes: tuple[CodeSpec, ...] = ()


def load_grid(survey: Survey) -> GridFile:
    """Get the rule of the survey's evidence grid: an empty one, if it has no grid.toml.

    Raises BadSurvey if the file cannot be used.
    """
    path = survey.folder / GRID
    return read_toml(path, GridFile) if path.exists() else GridFile()


def grid_mistakes(spec: GridFile, survey: Survey, columns: Set[tuple[str, str]]) -> list[str]:
    """Get a line for each code, strength, table or column of the grid that does not exist.

    columns: the ids of every table and column.
    """
    known = {one.id for one in survey.programme.evidence if one.kind in KINDS}
    found = [
        f"'{one.code}' is no finding or recommendation of survey.toml"
        for one in spec.codes
        if one.code not in known
    ]
    codes = [one.code for one in spec.codes]
    found += [f"'{code}' stands twice" for code in sorted({c for c in codes if codes.count(c) > 1})]
    strengths = [rule.strength for rule in spec.rules]
    if strengths != [one for one in STRENGTHS[:-1] if one in strengths]:
        words = ", ".join(STRENGTHS[:-1])
        found.append(f"`rules` must be one each of {words}, in this order, not {strengths}")
    for one in spec.codes:
        for measure in one.measures:
            found += _missing(one.code, measure, columns)
    return found


def _missing(code: str, measure: MeasureSpec, columns: Set[tuple[str, str]]) -> list[str]:
    wanted = [(measure.figure.table, measure.figure.column)]
    if measure.split:
        wanted.append((measure.split, measure.figure.column))
    if measure.agreement:
        wanted.append((measure.agreement.table, measure.agreement.column))
    return [
        f"'{code}', '{measure.title}': no table '{table}' has a column '{column}'"
        for table, column in wanted
        if (table, column) not in columns
    ]


def make_grid(
    spec: GridFile,
    survey: Survey,
    tables: Sequence[SummaryTable],
    overrules: Sequence[Overrule] = (),
    *,
    simulated: bool = False,
) -> tuple[GridRow, ...]:
    """Get a row for each finding and recommendation, those whose text is awaited too.

    overrules: oldest first; the newest of a code holds. simulated: responses are made up, which is
    the first thing that is missing.
    """
    by_id = {table.id: table for table in tables}
    bearing = {one.code: one for one in spec.codes}
    latest = {one.code: one for one in overrules}
    rows = []
    for code in survey.programme.evidence:
        if code.kind in KINDS:
            row = _row(code, bearing.get(code.id, CodeSpec(code=code.id)), spec, by_id)
            if simulated and row.measures:
                said = "Answers of real people: some or all of these are simulated."
                row = msgspec.structs.replace(row, missing=(said, *row.missing))
            rows.append(apply_overrule(row, latest.get(code.id)))
    return tuple(rows)


def apply_overrule(row: GridRow, overrule: Overrule | None) -> GridRow:
    """Get the row with somebody's own strength in place of the rule's, which stays beside it."""
    if overrule is None or not overrule.strength:
        return msgspec.structs.replace(
            row, strength=row.computed, overruled_by="", overruled_at=None, reason=""
        )
    return msgspec.structs.replace(
        row,
        strength=overrule.strength,
        overruled_by=overrule.account,
        overruled_at=overrule.made_at,
        reason=overrule.reason,
    )


def _row(
    code: EvidenceCode, spec: CodeSpec, grid: GridFile, tables: Mapping[str, SummaryTable]
) -> GridRow:
    measures = tuple(_measure(one, grid, tables) for one in spec.measures)
    questions = [_question(one, tables) for one in spec.measures]
    found = None
    for rule in grid.rules:
        if code.confirmed and not _short(rule, measures, questions):
            found = rule
            break
    strength = found.strength if found else STRENGTHS[-1]
    return GridRow(
        code=code.id,
        title=code.title,
        kind=code.kind,
        measures=measures,
        strength=strength,
        computed=strength,
        rule=_in_words(found) if found else "No rule is met.",
        missing=_gaps(code, spec, grid, found, measures, questions),
    )


def _gaps(
    code: EvidenceCode,
    spec: CodeSpec,
    grid: GridFile,
    found: StrengthRule | None,
    measures: Sequence[GridMeasure],
    questions: Sequence[str],
) -> tuple[str, ...]:
    """What is missing for the next stronger verdict, then what no number can close."""
    if not code.confirmed:
        return (AWAITED, *spec.missing)
    if not measures:
        return (NOTHING, *spec.missing)
    place = grid.rules.index(found) if found else len(grid.rules)
    if place == 0:
        return spec.missing
    return (*_short(grid.rules[place - 1], measures, questions), *spec.missing)


def _measure(spec: MeasureSpec, grid: GridFile, tables: Mapping[str, SummaryTable]) -> GridMeasure:
    figure = find_figure(tables.get(spec.figure.table), spec.figure)
    agreement = None
    if spec.agreement:
        agreement = find_figure(tables.get(spec.agreement.table), spec.agreement).value
    bare = GridMeasure(
        title=spec.title,
        figure=figure,
        strength=STRENGTHS[-1],
        groups=_groups(tables.get(spec.split), spec.figure.column, grid.group_base),
        words=spec.words,
        agreement=agreement,
    )
    fitting = (rule.strength for rule in grid.rules if not _lacks(rule, bare))
    lacks = tuple(_lacks(grid.rules[0], bare)) if grid.rules else ()
    return msgspec.structs.replace(bare, strength=next(fitting, STRENGTHS[-1]), lacks=lacks)


def _question(spec: MeasureSpec, tables: Mapping[str, SummaryTable]) -> str:
    """What the measure asks: two figures of one question are one piece of evidence."""
    table = tables.get(spec.figure.table)
    return (table.of if table else "") or spec.figure.table


def _groups(table: SummaryTable | None, column: str, base: int) -> int:
    """How many groups of people the column is published for, with so many responses each."""
    if table is None:
        return 0
    places = [i for i, one in enumerate(table.columns) if one.id == column]
    return sum(
        1
        for row in table.rows
        for i in places
        if row.code
        and (row.base.value or 0) >= base
        and row.cells[i].value is not None
        and not row.cells[i].symbol
    )


def _short(
    rule: StrengthRule, measures: Sequence[GridMeasure], questions: Sequence[str]
) -> list[str]:
    """What a code lacks for this rule, a sentence each; empty when it is met."""
    lacking = [_lacks(rule, one) for one in measures]
    fit = {question for question, lacks in zip(questions, lacking, strict=True) if not lacks}
    short = []
    if len(fit) < rule.measures:
        short.append(
            f"For “{rule.strength}”: figures from {_number(rule.measures, 'question')} that are "
            f"sure enough; there {'is' if len(fit) == 1 else 'are'} {len(fit) or 'none'}."
        )
        short += [
            f"{one.title}: {'; '.join(lacks)}."
            for one, lacks in zip(measures, lacking, strict=True)
            if lacks
        ]
    groups = max((one.groups for one in measures), default=0)
    if groups < rule.groups:
        short.append(
            f"For “{rule.strength}”: a figure for {_number(rule.groups, 'group')} of people, each "
            f"with enough answers; there {'is' if groups == 1 else 'are'} {groups or 'none'}."
        )
    return short


def _lacks(rule: StrengthRule, measure: GridMeasure) -> list[str]:
    """What a figure lacks for this rule, in words without a full stop."""
    figure = measure.figure
    if figure.symbol or figure.value is None:
        return [f"{figure.symbol or '[x]'} {SYMBOLS.get(figure.symbol or '[x]', 'not available')}"]
    lacks = []
    if (figure.base or 0) < rule.base:
        lacks.append(f"about {figure.base or 0:,.0f} answered: {rule.base:,} needed")
    lacks += _too_wide(rule, figure)
    if measure.words and measure.agreement is None and rule.agreement > 0:
        lacks.append("read by a program alone: people have to check it")
    elif measure.words and (measure.agreement or 0.0) < rule.agreement:
        lacks.append(
            f"people who coded the same texts agree {measure.agreement:.2f}: "
            f"{rule.agreement:.2f} needed"
        )
    return lacks


def _too_wide(rule: StrengthRule, figure: Figure) -> list[str]:
    if figure.at_least:
        return ["only known as “at least”"]
    if figure.lower is None or figure.value is None:
        return []
    if figure.upper is None:
        return ["its 95% interval has no upper end"]
    half = (figure.upper - figure.lower) / 2
    if figure.unit == "%" and half > rule.half_width:
        return [f"sure to within {half:g} percentage points: {rule.half_width:g} needed"]
    if figure.unit == "hours" and half > rule.relative * figure.value:
        return [f"sure to within {half / figure.value:.0%} of itself: {rule.relative:.0%} needed"]
    return []


def _in_words(rule: StrengthRule) -> str:
    said = (
        f"{_number(rule.measures, 'question')} with a figure of at least {rule.base} responses, "
        f"sure to within {rule.half_width:g} percentage points (waits: {rule.relative:.0%})"
    )
    if rule.agreement:
        said += (
            "; figures from people’s own words count where two people who coded the same texts "
            f"agree (kappa {rule.agreement:g} or more)"
        )
    if rule.groups:
        said += f"; published for {_number(rule.groups, 'group')} of people"
    return f"{rule.strength.capitalize()}: {said}."


def _number(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
