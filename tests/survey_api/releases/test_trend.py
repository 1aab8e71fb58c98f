from __future__ import annotations

from datetime import UTC, datetime

import pytest

from analysis import Cell, Column, Row, SummaryTable
from survey_api.questionnaire import load_surveys
from survey_api.releases.model import Release, ReleaseStatus, ReleaseSummary
from survey_api.releases.overview import FigureSpec, HeadlineSpec, OverviewSpec
from survey_api.releases.trend import releases_of_waves, trend_tables
from survey_api.settings import Settings

OVERVIEW = OverviewSpec(
    headlines=(
        HeadlineSpec(id="good", title="said it was good",
                     figure=FigureSpec(table="overall", column="positive")),
    )
)  # fmt: skip


@pytest.fixture(scope="module")
def survey():
    return load_surveys(Settings.from_env().surveys)["missing_children"]


def a_table(value: float | None, symbol: str = "") -> SummaryTable:
    row = Row(code="", title="All", base=Cell(value=100), cells=(Cell(value=value, symbol=symbol),))
    return SummaryTable(
        id="overall", title="Overall", topic="experience", measure="share", by="", unit="%",
        source="Source", base_note="Everyone.", notes=(), method="Counted.",
        columns=(Column(id="positive", title="Good", unit="%"),), rows=(row,), row_title="Group",
    )  # fmt: skip


def a_summary(wave: str, day: int, status: ReleaseStatus = ReleaseStatus.FINAL) -> ReleaseSummary:
    return ReleaseSummary(
        id=f"{wave}-{day}", survey="missing_children", wave=wave, status=status,
        made_at=datetime(2026, 8, day, tzinfo=UTC), responses=100, simulated=0,
    )  # fmt: skip


def a_release(wave: str, table: SummaryTable) -> Release:
    return Release(summary=a_summary(wave, 1), versions={}, notes=(), tables=(table,))


def test_each_wave_is_a_row_and_this_one_comes_last(survey):
    pilot = a_release("2026-pilot", a_table(40))
    wave = survey.wave("2026-27")
    (table,) = trend_tables(OVERVIEW, survey, wave, [a_table(55)], [pilot])
    assert [(row.code, row.cells[0].value) for row in table.rows] == [
        ("2026-pilot", 40), ("2026-27", 55),
    ]  # fmt: skip
    assert {row.cells[-1].text for row in table.rows} == {"too few points"}
    assert table.id == "by-wave-good"
    assert "A change is called only" in table.method


def test_what_a_wave_hid_stays_hidden(survey):
    pilot = a_release("2026-pilot", a_table(None, "[c]"))
    (table,) = trend_tables(OVERVIEW, survey, survey.wave("2026-27"), [a_table(55)], [pilot])
    assert table.rows[0].cells[0].symbol == "[c]"


def test_a_wave_that_did_not_ask_is_not_available(survey):
    other = a_release("2026-pilot", a_table(40))
    elsewhere = Release(summary=other.summary, versions={}, notes=(), tables=())
    (table,) = trend_tables(OVERVIEW, survey, survey.wave("2026-27"), [a_table(55)], [elsewhere])
    assert table.rows[0].cells[0].symbol == "[x]"


def test_the_newest_final_release_speaks_for_a_wave(survey):
    made = [
        a_summary("2026-pilot", 3),
        a_summary("2026-pilot", 5),
        a_summary("2026-pilot", 9, ReleaseStatus.INTERIM),
        a_summary("2026-27", 7),
    ]
    found = releases_of_waves(made, survey, survey.wave("2026-27"))
    assert [one.id for one in found] == ["2026-pilot-5"]
    assert releases_of_waves(made, survey, survey.wave("2026-pilot")) == ()
