from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import msgspec
import pytest

from analysis import SummaryTable
from survey_api import BadInput, Standing
from survey_ui.pack import write_pack
from survey_ui.pack.folder import zip_pack
from survey_ui.pack.pictures import Picture
from tests.survey_ui.pack.conftest import Made
from tests.survey_ui.pack.samples import EXACT, HOSTILE, empty_release, full_release, our_survey

pytestmark = pytest.mark.slow

NUMBERS = (f"{EXACT:g}", f"{EXACT - 1:g}", f"{EXACT + 1:g}", f"{EXACT:,.0f}")


def every_text(path: Path) -> str:
    """What is in a file, unpacked if it is packed."""
    if path.suffix in (".xlsx", ".ods"):
        with zipfile.ZipFile(path) as packed:
            return "".join(packed.read(name).decode() for name in packed.namelist())
    return path.read_bytes().decode("latin-1")


def test_each_table_has_its_numbers_and_its_chart(full: Made):
    for table in full_release().tables:
        content = full.content(f"tables/{table.id}.json")
        assert msgspec.json.decode(content, type=SummaryTable).id == table.id
        assert full.text(f"tables/{table.id}.csv").startswith("table,")
    charts = {path.stem for path in (full.folder / "charts").iterdir()}
    assert charts == {table.id for table in full_release().tables if table.chart and table.rows}
    chart = full.text("charts/journey.svg")
    assert "<title" in chart
    assert "<desc" in chart
    assert "1,320 of 1,580 responses are" in chart


def test_a_hidden_figure_is_in_no_file_whatever_its_form(full: Made):
    leaking = [
        (path.name, number)
        for path in full.folder.rglob("*")
        if path.is_file()
        for number in NUMBERS
        if number in every_text(path)
    ]
    assert not leaking


@pytest.mark.asvs("1.3.3")
def test_no_cell_of_a_csv_starts_a_formula(full: Made):
    assert HOSTILE in full.text("pack.html").replace("&#34;", '"')
    for path in full.folder.rglob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))):
            words = [cell for cell in row if not number(cell)]
            assert not [cell for cell in words if cell[:1] in "=+-@\t\r" and cell], path.name


def number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_the_dictionary_says_what_each_column_is(full: Made):
    lines = list(csv.DictReader(io.StringIO(full.text("dictionary.csv"))))
    told = {(line["table"], line["column"]) for line in lines}
    assert told == {(t.id, c.id) for t in full_release().tables for c in t.columns}
    officer = next(line for line in lines if line["table"] == "delay-officer")
    assert officer["part"] == "4"
    assert "Measure delay_summary" in officer["provenance"]
    assert "missing_children-2026-27-20261122" in officer["provenance"]


def test_outside_figures_come_as_a_file_of_their_own(full: Made):
    lines = list(csv.DictReader(io.StringIO(full.text("context.csv"))))
    assert len(lines) == len(our_survey().context)
    assert {line["state"] for line in lines} == {"checked", "check before launch"}
    assert all((line["state"] == "checked") == (line["mark"] == "V") for line in lines)


def test_the_readme_names_every_table_with_its_part(full: Made):
    readme = full.text("README.txt")
    for one, part in full.pack.numbered():
        assert f"{one.number}. {one.table.id}: " in readme
        assert f"(part {part.number})" in readme


def test_the_zip_holds_what_the_folder_holds_and_is_the_same_each_time(
    full: Made, monkeypatch: pytest.MonkeyPatch
):
    charts = {path.stem: path.read_text() for path in (full.folder / "charts").iterdir()}
    monkeypatch.setattr("survey_ui.pack.folder.draw_files", lambda pack: charts)
    pictures = {
        shown.table.id: Picture("<svg/>", "<svg/>")
        for part in full.pack.parts
        for shown in part.tables
    }
    packed = zip_pack(full.pack, pictures, b"%PDF")
    home = "simulated-missing_children-2026-27-20261122"
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = archive.namelist()
        dates = {entry.date_time for entry in archive.infolist()}
    folder = {str(path.relative_to(full.folder)) for path in full.folder.rglob("*.*")}
    assert {name.removeprefix(f"{home}/") for name in names} == folder | {"pack.pdf"}
    assert dates == {(2026, 11, 22, 9, 30, 0)}
    assert zip_pack(full.pack, pictures, b"%PDF") == packed


def test_the_same_release_makes_the_same_pack(empty: Made, tmp_path: Path):
    write_pack(empty_release(), our_survey(), tmp_path, Standing.PUBLISHED)
    for path in empty.folder.rglob("*.*"):
        assert path.read_bytes() == (tmp_path / path.relative_to(empty.folder)).read_bytes()


def test_a_pack_cannot_go_where_a_file_stands(tmp_path: Path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(BadInput, match="Cannot write to"):
        write_pack(empty_release(), our_survey(), tmp_path / "out")
