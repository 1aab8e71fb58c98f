"""TableSpec: what a table asks for. Written in TOML, decoded by msgspec, checked before use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from analysis.codebook import Codebook, Variable, VariableKind
from analysis.errors import BadTableSpec
from analysis.table import ReferenceLine

TOPICS = (
    "who_answered",
    "sentiment",
    "themes",
    "delays",
    "advice",
    "experience",
    "not_reporting",
    "fairness",
    "over_time",
    "evidence",
)
CHARTS = ("", "bars", "stacked", "intervals", "curves", "journey", "differences", "run")


class CodeGroup(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Codes counted together as one column, e.g. the top two of a rating as "Positive"."""

    id: str
    title: str
    codes: tuple[str, ...]


class ShareOf(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A share to be put beside others: of those who answered `of`, how many gave one of `codes`.

    `exclude`: codes of `of` that do not count, not even in the base. `against`, `against_codes`:
    another share to set it against, where the measure compares two.
    """

    id: str
    title: str
    of: str
    codes: tuple[str, ...]
    exclude: tuple[str, ...] = ()
    against: str = ""
    against_codes: tuple[str, ...] = ()


class Split(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A day that parts before from after. `code`: the first code of `across` that is after."""

    id: str
    title: str
    code: str


class Stage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A delay that makes a row of the journey; `reference_lines`: its published standards."""

    code: str
    title: str
    of: str
    reference_lines: tuple[ReferenceLine, ...] = ()


class TableSpec(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One summary table.

    `of` is the variable measured, `by` the one its rows split by ('' for a single row), `where`
    keeps the responses whose variable has one of the codes. `groups` replaces one column a code by
    one column a group. `reference_lines` are in hours; each also gives a "within" column.
    `across` is the variable whose groups a measure sets against each other, `beside` what is shown
    next to the comparison, `margins` the population it is raked to. `items` are shares that each
    make a row, `splits` days that each make one. `run`: the column whose rows, in order of time,
    make a run chart.
    """

    id: str
    title: str  # "{wave}" stands for the title of the wave
    topic: str
    measure: str
    of: str = ""
    by: str = ""
    where: dict[str, tuple[str, ...]] = {}
    exclude: tuple[str, ...] = ()  # codes of `of` that do not count, not even in the base
    groups: tuple[CodeGroup, ...] = ()
    total: bool = True  # a last row "All", when there are rows to add up
    row_title: str = ""  # '': the label of `by`
    base_note: str = ""  # '': worked out from `of` and `where`
    notes: tuple[str, ...] = ()
    method: str = ""  # '': the method of the measure
    chart: str = ""
    evidence: tuple[str, ...] = ()
    reference_lines: tuple[ReferenceLine, ...] = ()
    across: str = ""
    beside: tuple[ShareOf, ...] = ()
    margins: dict[str, dict[str, float]] = {}
    items: tuple[ShareOf, ...] = ()
    splits: tuple[Split, ...] = ()
    run: str = ""
    stages: tuple[Stage, ...] = ()  # journey: '': every delay that a variable measures


class Needs(Struct, frozen=True):
    """What a measure needs: the kinds its `of` may have (none: no `of`), and other demands."""

    of: tuple[VariableKind, ...] = ()
    by: bool = True  # False: the measure makes its own rows
    groups: bool = False  # True: `groups` must be given
    across: bool = False  # True: `across` must be given
    items: bool = False  # True: `items` must be given


def check_specs(
    specs: Iterable[TableSpec], codebook: Codebook, measures: Mapping[str, Needs]
) -> None:
    """Return when every table can be made from these variables and measures.

    Raises BadTableSpec with one line for each mistake in any of them.
    """
    mistakes: list[str] = []
    seen: set[str] = set()
    for spec in specs:
        found = [*_word_mistakes(spec), *_measure_mistakes(spec, codebook, measures)]
        if spec.id in seen:
            found.append("another table has this id")
        seen.add(spec.id)
        mistakes += [f"Table '{spec.id}': {mistake}." for mistake in found]
    if mistakes:
        raise BadTableSpec("\n".join(mistakes))


def _word_mistakes(spec: TableSpec) -> list[str]:
    mistakes = []
    if not spec.title.strip():
        mistakes.append("it has no title")
    if spec.topic not in TOPICS:
        mistakes.append(f"there is no topic '{spec.topic}' (there are {', '.join(TOPICS)})")
    if spec.chart not in CHARTS:
        mistakes.append(f"there is no chart '{spec.chart}' (there are {', '.join(CHARTS[1:])})")
    return mistakes


def _measure_mistakes(
    spec: TableSpec, codebook: Codebook, measures: Mapping[str, Needs]
) -> list[str]:
    needs = measures.get(spec.measure)
    if needs is None:
        known = ", ".join(sorted(measures))
        return [f"there is no measure '{spec.measure}' (there are {known})"]
    mistakes = []
    if needs.of:
        mistakes += _variable_mistakes("of", spec.of, needs.of, codebook)
    elif spec.of:
        mistakes.append(f"the measure '{spec.measure}' takes no `of`")
    if spec.by and not needs.by:
        mistakes.append(f"the measure '{spec.measure}' makes its own rows and takes no `by`")
    elif spec.by:
        mistakes += _variable_mistakes("by", spec.by, (VariableKind.CATEGORY,), codebook)
    if spec.across:
        mistakes += _variable_mistakes("across", spec.across, (VariableKind.CATEGORY,), codebook)
    elif needs.across:
        mistakes.append(f"the measure '{spec.measure}' needs `across`")
    if needs.items and not spec.items:
        mistakes.append(f"the measure '{spec.measure}' needs `items`")
    for stage in spec.stages:
        mistakes += _variable_mistakes("stages", stage.of, (VariableKind.DELAY,), codebook)
    for one in (*spec.items, *spec.beside):
        mistakes += _share_mistakes(one, codebook)
    if needs.groups and not spec.groups:
        mistakes.append(f"the measure '{spec.measure}' needs `groups`")
    return mistakes + _code_mistakes(spec, codebook)


def _share_mistakes(one: ShareOf, codebook: Codebook) -> list[str]:
    mistakes = []
    for name, codes in ((one.of, (*one.codes, *one.exclude)), (one.against, one.against_codes)):
        if name:
            kinds = (VariableKind.CATEGORY, VariableKind.MULTIPLE)
            wrong = _variable_mistakes(one.id, name, kinds, codebook)
            mistakes += wrong or _unknown_codes(one.id, codebook.variable(name), codes)
    return mistakes


def _variable_mistakes(
    field: str, name: str, kinds: tuple[VariableKind, ...], codebook: Codebook
) -> list[str]:
    variable = codebook.variable(name)
    if variable is None:
        return [f"`{field}` names no variable of the codebook ('{name}')"]
    if variable.kind not in kinds:
        fitting = " or ".join(kind.value for kind in kinds)
        return [f"`{field}` '{name}' is of kind {variable.kind.value}, not {fitting}"]
    return []


def _code_mistakes(spec: TableSpec, codebook: Codebook) -> list[str]:
    mistakes = []
    for name, codes in spec.where.items():
        wrong = _variable_mistakes("where", name, (VariableKind.CATEGORY,), codebook)
        mistakes += wrong or _unknown_codes("where", codebook.variable(name), codes)
    if of := codebook.variable(spec.of):
        mistakes += _unknown_codes("exclude", of, spec.exclude)
        for group in spec.groups:
            mistakes += _unknown_codes(f"groups.{group.id}", of, group.codes)
        mistakes += _overlaps(spec, of)
    return mistakes


def _unknown_codes(field: str, variable: Variable | None, codes: tuple[str, ...]) -> list[str]:
    known = variable.codes if variable else {}
    return [f"`{field}` names the unknown code '{code}'" for code in codes if code not in known]


def _overlaps(spec: TableSpec, of: Variable) -> list[str]:
    if of.kind is VariableKind.MULTIPLE:
        return []  # one person may tick codes of several groups
    codes = [code for group in spec.groups for code in group.codes]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    left_out = sorted(set(codes) & set(spec.exclude))
    return [f"the code '{code}' is in two groups" for code in twice] + [
        f"the code '{code}' is both grouped and excluded" for code in left_out
    ]
