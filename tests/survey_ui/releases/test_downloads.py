from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import msgspec
import pytest

from analysis import Cell, SummaryTable
from survey_api import BadInput
from survey_ui.releases.bundle import write_bundle
from survey_ui.releases.downloads import file_name, write_csv, write_json
from tests.survey_ui.releases.samples import a_release, a_row, a_table, n, tables


def lines_of(table: SummaryTable) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(write_csv(table, a_release().summary))))


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
def test_the_json_is_the_table(table: SummaryTable):
    assert msgspec.json.decode(write_json(table), type=SummaryTable) == table


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@cmd", "\t=1", '=HYPERLINK("x")'])
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


def test_a_bundle_holds_every_table_a_page_and_a_note(tmp_path: Path):
    release = a_release()
    written = write_bundle(release, tmp_path / "out")
    names = {path.name for path in written}
    assert names == {path.name for path in (tmp_path / "out").iterdir()}
    assert {"index.html", "README.txt"} <= names
    for table in release.tables:
        assert {f"{table.id}.csv", f"{table.id}.json"} <= names
        path = tmp_path / "out" / f"{table.id}.json"
        assert msgspec.json.decode(path.read_bytes(), type=SummaryTable) == table
    page = (tmp_path / "out" / "index.html").read_text()
    assert "1,320 of 1,580 responses are simulated" in page
    shown = set(re.findall(r'<img class="chart" src="([^"]+)" alt="[^"]{40,}">', page))
    assert shown == {name for name in names if name.endswith(".svg")}
    assert "SIMULATED" in (tmp_path / "out" / "README.txt").read_text()


def test_a_bundle_cannot_go_where_a_file_stands(tmp_path: Path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(BadInput, match="Cannot write to"):
        write_bundle(a_release(), tmp_path / "out")
