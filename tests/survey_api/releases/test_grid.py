"""The evidence grid: the rule of grid.toml over published figures, and what is missing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from analysis import Cell, Column, Row, SummaryTable
from survey_api.errors import BadInput, BadSurvey, NotFound
from survey_api.releases.grid import (
    AWAITED,
    CodeSpec,
    GridFile,
    MeasureSpec,
    StrengthRule,
    apply_overrule,
    grid_mistakes,
    load_grid,
    make_grid,
)
from survey_api.releases.model import STRENGTHS, Overrule
from survey_api.releases.overrule import overrule
from survey_api.releases.overview import FigureSpec
from survey_api.releases.plan import load_plan
from survey_api.storage import open_store
from tests.survey_api.releases.builders import WAVE, the_survey

WHEN = datetime(2026, 11, 22, 13, tzinfo=UTC)  # an hour after the release was made
RULES = (
    StrengthRule(
        strength="strong", base=200, half_width=5, relative=0.2, agreement=0.6, measures=2, groups=2
    ),
    StrengthRule(
        strength="some", base=100, half_width=10, relative=0.5, agreement=0.6, measures=1, groups=1
    ),
    StrengthRule(
        strength="weak", base=30, half_width=20, relative=1, agreement=0, measures=1, groups=0
    ),
)


def a_table(id: str, *rows: Row, of: str = "", unit: str = "%") -> SummaryTable:
    return SummaryTable(
        id=id, title=id, topic="advice", measure="share", by="", unit=unit, source="",
        base_note="", notes=(), method="", of=of or id, row_title="Role", rows=rows,
        columns=(Column(id="wrong", title="Wrong", unit=unit),),
    )  # fmt: skip


def a_row(base: float | None = 300, code: str = "", **cell: Any) -> Row:
    figure = Cell(**({"value": 20.0, "lower": 16.0, "upper": 24.0} | cell))
    told = Cell(value=base) if base is not None else Cell(symbol="[c]")
    return Row(code=code, title=code or "All", base=told, cells=(figure,))


def sure(id: str, **changes: Any) -> SummaryTable:
    """A table whose total and two groups would be strong evidence."""
    return a_table(id, a_row(code="P"), a_row(code="K"), a_row(**changes))


def a_measure(table: str, **changes: Any) -> MeasureSpec:
    fields: dict[str, Any] = {
        "title": f"Figure of {table}",
        "figure": FigureSpec(table=table, column="wrong"),
        "split": table,
    }
    return MeasureSpec(**fields | changes)


def grade(*tables: SummaryTable, measures: tuple[MeasureSpec, ...] = (), **more: Any) -> Any:
    """The row of F1, with one measure a table."""
    specs = measures or tuple(a_measure(table.id) for table in tables)
    grid = GridFile(rules=RULES, codes=(CodeSpec(code="F1", measures=specs, missing=("Calls.",)),))
    return next(r for r in make_grid(grid, the_survey(), tables, **more) if r.code == "F1")


def test_figures_of_two_questions_for_two_groups_are_strong():
    row = grade(sure("one"), sure("two"))
    assert (row.strength, row.computed) == ("strong", "strong")
    assert row.missing == ("Calls.",)
    assert row.rule.startswith("Strong: 2 questions with a figure of at least 200 responses")
    assert [measure.groups for measure in row.measures] == [2, 2]


def test_two_figures_of_one_question_are_one_piece_of_evidence():
    row = grade(
        msgspec.structs.replace(sure("one"), of="Advice"),
        msgspec.structs.replace(sure("two"), of="Advice"),
    )
    assert row.strength == "some"
    wanted = "For “strong”: figures from 2 questions that are sure enough; there is 1."
    assert row.missing[0] == wanted


@pytest.mark.parametrize(
    ("changes", "strength", "lacks"),
    [
        ({"base": 195}, "some", "about 195 answered: 200 needed"),
        ({"base": 30}, "weak", "about 30 answered: 200 needed"),
        ({"base": 20}, "none", "about 20 answered: 200 needed"),
        ({"lower": 13.0}, "some", "sure to within 5.5 percentage points: 5 needed"),
        ({"lower": 0.0, "upper": 41.0}, "none", "sure to within 20.5 percentage points: 5 needed"),
        ({"symbol": "[c]", "value": None}, "none", "[c] confidential"),
        ({"symbol": "[z]", "value": None}, "none", "[z] not applicable"),
        ({"at_least": True, "upper": None}, "none", "only known as “at least”"),
    ],
)
def test_each_demand_of_the_rule_counts_alone(changes, strength, lacks):
    row = grade(sure("one", **changes))
    assert row.measures[0].strength == strength
    assert any(one.startswith(lacks) for one in row.measures[0].lacks)


def test_a_wait_is_held_against_its_own_length():
    hours: dict[str, Any] = {"value": 4.0, "lower": 3.0, "upper": 5.0}
    row = grade(a_table("wait", a_row(**hours), unit="hours"))
    assert row.measures[0].strength == "some"
    assert row.measures[0].lacks == ("sure to within 25% of itself: 20% needed",)


def test_what_a_program_read_is_weak_until_people_have_checked_it():
    alone = grade(sure("one"), measures=(a_measure("one", words=True),))
    assert alone.strength == "weak"
    assert alone.measures[0].lacks == ("read by a program alone: people have to check it",)

    def checked(kappa: float) -> Any:
        agreement = a_table("kappa", a_row(value=kappa, lower=None, upper=None), unit="kappa")
        spec = a_measure("one", words=True, agreement=FigureSpec(table="kappa", column="wrong"))
        return grade(sure("one"), agreement, measures=(spec,))

    assert checked(0.7).measures[0].strength == "strong"
    assert checked(0.5).measures[0].lacks == (
        "people who coded the same texts agree 0.50: 0.60 needed",
    )


def test_hidden_and_small_groups_do_not_count_as_covered():
    rows = (a_row(code="P"), a_row(code="K", base=25), a_row(code="X", symbol="[c]"), a_row())
    assert grade(a_table("one", *rows)).measures[0].groups == 1


def test_simulated_answers_are_the_first_thing_that_is_missing():
    row = grade(sure("one"), sure("two"), simulated=True)
    assert row.missing[0].startswith("Answers of real people")
    assert row.strength == "strong"


def test_an_overrule_holds_beside_what_the_rule_says_and_the_newest_wins():
    made = [
        Overrule(code="F1", strength="weak", reason="Too few staff.", account="a", made_at=WHEN),
        Overrule(code="F1", strength="some", reason="More came in.", account="b", made_at=WHEN),
    ]
    row = grade(sure("one"), sure("two"), overrules=made)
    assert (row.strength, row.computed) == ("some", "strong")
    assert (row.overruled_by, row.reason, row.overruled_at) == ("b", "More came in.", WHEN)
    back = msgspec.structs.replace(made[1], strength="")
    assert apply_overrule(row, back).strength == "strong"
    assert apply_overrule(row, back).overruled_by == ""


def test_every_finding_and_recommendation_has_a_row_and_awaited_ones_say_so(release):
    kinds = [row.kind for row in release.grid]
    assert kinds.count("finding") == 8
    assert kinds.count("recommendation") == 17
    awaited = [row for row in release.grid if row.missing[:1] == (AWAITED,)]
    assert [row.code for row in awaited] == [f"R{number:02}" for number in range(5, 18)]
    assert all(row.strength == "none" and not row.measures for row in awaited)
    assert {row.strength for row in release.grid} <= set(STRENGTHS)
    others = [row for row in release.grid if row not in awaited]
    assert all(row.measures for row in others)
    assert all(row.missing[0].startswith("Answers of real people") for row in others)


def test_every_figure_of_the_grid_is_one_that_the_release_publishes(release):
    for row in release.grid:
        for measure in row.measures:
            figure = measure.figure
            table = release.table(figure.table)
            place = [column.id for column in table.columns].index(figure.column)
            total = next(one for one in table.rows if one.code == figure.row)
            assert (figure.value, figure.symbol) == (
                None if total.cells[place].symbol else total.cells[place].value,
                total.cells[place].symbol,
            )


def test_slips_in_the_grid_are_named(survey_with, release):
    grid = load_grid(the_survey())
    broken = msgspec.structs.replace(
        grid,
        rules=grid.rules[::-1],
        codes=(
            CodeSpec(code="F99"),
            CodeSpec(code="F1", measures=(a_measure("no-such"),)),
            CodeSpec(code="F1"),
        ),
    )
    columns = {(table.id, column.id) for table in release.tables for column in table.columns}
    found = grid_mistakes(broken, the_survey(), columns)
    assert any("'F99' is no finding" in line for line in found)
    assert any("'F1' stands twice" in line for line in found)
    assert any("no table 'no-such' has a column 'wrong'" in line for line in found)
    assert any("`rules` must be one each of strong, some, weak" in line for line in found)
    text = (the_survey().folder / "grid.toml").read_text().replace('"advice-kind"', '"advise"')
    with pytest.raises(BadSurvey, match=r"grid\.toml: 'F1'.*no table 'advise'"):
        load_plan(survey_with({"grid.toml": text}))


async def test_an_analyst_overrules_with_a_reason_that_is_kept(filled_url, release, an_account):
    async with open_store(filled_url) as store:

        async def say(**changes: Any) -> Overrule:
            fields = {"code": "F6", "strength": "weak", "reason": "Schools told us by letter."}
            return await overrule(store, release, an_account, now=WHEN, **fields | changes)

        made = await say(reason="Schools told us\x00by letter.\u202e\n")
        assert made.reason == "Schools told us by letter."
        assert list(await store.list_overrules("missing_children", WAVE)) == [made]
        assert made.account == an_account.name
        for wrong in ({"reason": "no"}, {"reason": "x" * 2001}, {"strength": "certain"}):
            with pytest.raises(BadInput):
                await say(**wrong)
        with pytest.raises(NotFound):
            await say(code="F77")
        assert len(await store.list_overrules("missing_children", WAVE)) == 1
