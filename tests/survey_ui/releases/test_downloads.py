from __future__ import annotations

import csv
import io

import msgspec
import pytest

from analysis import Cell, SummaryTable
from survey_ui.releases.downloads import file_name, write_csv, write_json
from tests.survey_ui.releases.samples import a_release, a_row, a_table, n, tables


def lines_of(table: SummaryTable) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(write_csv(table, a_release()))))


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.id)
def test_the_csv_holds_what_the_table_holds(table: SummaryTable):
    lines = iter(lines_of(table))
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            line = next(lines)
            said = cell.text if cell.value is None else f"{cell.value:g}"
            assert (line["group_code"], line["column"]) == (row.code, column.title)
            assert line["value"] == said
            assert line["symbol"] == cell.symbol
            assert line["unit"] == column.unit
            assert line["lower"] == ("" if cell.lower is None else f"{cell.lower:g}")
    assert next(lines, None) is None


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.id)
@pytest.mark.asvs("1.2.3")
def test_the_json_is_the_table(table: SummaryTable):
    assert msgspec.json.decode(write_json(table, a_release()), type=SummaryTable) == table


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@cmd", "\t=1", '=HYPERLINK("x")'])
@pytest.mark.asvs("1.3.3")
def test_no_text_starts_a_formula(evil: str):
    line = lines_of(a_table("t", rows=(a_row(evil, evil, 20, n(-0.5)),)))[0]
    assert line["group"] == f"'{evil}"
    assert line["group_code"] == f"'{evil}"
    assert float(line["value"]) == -0.5  # a number stays a number


def test_a_hidden_figure_leaves_no_number():
    leak = Cell(symbol="[c]", value=3, lower=1, upper=9)
    line = lines_of(a_table("t", rows=(a_row("E", "Teachers", 10, leak),)))[0]
    assert (line["value"], line["lower"], line["upper"]) == ("", "", "")
    assert line["symbol"] == "[c]"


def test_a_file_says_that_its_answers_are_simulated():
    table = a_table("t")
    assert file_name(table, a_release(1320).summary, "csv").startswith("simulated-")
    assert not file_name(table, a_release(0).summary, "csv").startswith("simulated-")
    assert lines_of(table)[0]["simulated_responses"] == "1320"
