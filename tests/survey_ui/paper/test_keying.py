"""The sheets that papers are keyed into, and the command that compares two of them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import msgspec
import openpyxl
import pytest
from click.testing import CliRunner, Result

from survey_api import Settings, load_surveys
from survey_api.papers import on_paper
from survey_ui.cli import main
from survey_ui.paper.keying_sheet import (
    code_rows,
    sheet_columns,
    write_csv_sheets,
    write_xlsx_sheets,
)

SURVEY = load_surveys(Settings().surveys)["missing_children"]
HEAD = "paper,language,team,role,reported,attended,better\n"


def typed(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SURVEY_STORE", f"sqlite:///{tmp_path / 'survey.db'}")
    (tmp_path / "a.csv").write_text(
        HEAD + "1,en,,P,1,2 hours,They rang.\n2,ar,K7Q2,C,2,5,\n3,en,,P,1,r4,=cmd()\n9,en,,P,1,,\n"
    )
    (tmp_path / "b.csv").write_text(
        HEAD + "1,en,,1,me,120 min,they rang\n2,ar,K7Q2,C,2,6,\n3,en,,P,1,r4,@sum\n8,en,,Q,1,,\n"
    )
    return tmp_path


def test_a_sheet_has_a_column_for_every_item_and_with_a_role_those_of_its_paper() -> None:
    every = sheet_columns(SURVEY)
    assert every == ["paper", "language", "team", *SURVEY.questionnaire.items]
    columns = sheet_columns(SURVEY, "P")
    paper = on_paper(SURVEY, "P")
    printed = [f"{n} {id_}" for page in paper.pages for id_, n in page.numbers.items()]
    assert [name for name in columns[3:] if name != "role"] == printed
    assert "role" in columns


@pytest.mark.parametrize("role", ["", "P", "C", "SSO"])
def test_each_box_has_its_row_among_the_codes(role: str) -> None:
    rows = list(code_rows(SURVEY, role))
    assert {row[0] for row in rows} == set(sheet_columns(SURVEY, role)[3:])
    assert all(row[1] and row[2] and row[4] for row in rows)
    assert not [row for row in rows if "{" in "".join(row)]
    attended = [row[2:] for row in rows if row[0].endswith("attended")]
    assert (
        attended[:2]
        == [
            ("90 minutes", "approx", "About how long"),
            ("r1", "under_15m", "Less than 15 minutes"),
        ]
        or not attended
    )


def test_the_workbook_s_cells_are_text_and_say_what_the_csv_says() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx_sheets(SURVEY, "P")))
    sheet, codes = write_csv_sheets(SURVEY, "P")
    assert sheet.startswith(b"\xef\xbb\xbf")  # so that spreadsheets take it for UTF-8
    heading = next(csv.reader(io.StringIO(sheet.decode("utf-8-sig"))))
    assert [cell.value for cell in book["Papers"][1]] == heading
    assert book["Papers"].column_dimensions["A"].width
    assert all(cell.number_format == "@" for cell in book["Papers"][1])
    rows = list(csv.reader(io.StringIO(codes.decode("utf-8-sig"))))
    told = [[cell.value or "" for cell in row] for row in book["Codes"].iter_rows()]
    assert told == rows
    assert all(cell.data_type != "f" for row in book["Codes"].iter_rows() for cell in row)
    assert "One row a paper" in book["How to key"]["A1"].value


def test_the_command_makes_either_kind_and_no_other(desk: Path) -> None:
    assert typed("keying-sheet", "--out", "k.xlsx").output == "Wrote k.xlsx.\n"
    made = typed("keying-sheet", "--role", "P", "--out", "k.csv")
    assert made.output == "Wrote k.csv and k.codes.csv.\n"
    assert typed("keying-sheet", "--out", "k.ods").exit_code == 2
    assert typed("keying-sheet", "--role", "Q", "--out", "q.csv").exit_code == 2
    assert typed("keying-sheet", "--out", "no/k.csv").exit_code == 2
    assert not (desk / "q.csv").exists()


def test_papers_go_in_where_two_agree_and_the_rest_is_told(desk: Path) -> None:
    done = typed("double-key", "a.csv", "b.csv", "--differences", "differ.csv")
    assert done.exit_code == 0, done.output
    for line in (
        "b.csv, row 5, column role: There is no box 'Q'; the numbers are 1 to 11.",
        "paper 2, attended: 5 / 6",
        "paper 3, better: the words differ",
        "Only in a.csv: paper 9.",
        "  attended: alike on 2 of 3 (67%) papers",
        "3 papers keyed by both: 1 alike, 2 differ.",
        "Stored 1, 0 already there, 0 not stored, 1 bad values.",
    ):
        assert line in done.output.splitlines()
    assert "cmd" not in done.output  # nobody's words on a terminal
    written = (desk / "differ.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(written)))
    assert [(row["paper"], row["item"]) for row in rows] == [("2", "attended"), ("3", "better")]
    assert (rows[1]["first"], rows[1]["second"]) == ("'=cmd()", "'@sum")  # no formula
    assert (desk / "differ.csv").stat().st_mode & 0o077 == 0
    again = typed("double-key", "a.csv", "b.csv")
    assert "Stored 0, 1 already there, 0 not stored, 1 bad values." in again.output


def test_a_dry_run_stores_nothing_and_json_names_the_references(desk: Path) -> None:
    dry = typed("double-key", "a.csv", "b.csv", "--dry-run")
    assert "Would store 1, 0 already there" in dry.output
    told = msgspec.json.decode(typed("double-key", "a.csv", "b.csv", "--json").stdout)
    assert told["stored"][0]["new"] is True
    assert told["stored"][0]["reference"].startswith("FES-")
    repeat = msgspec.json.decode(typed("double-key", "a.csv", "b.csv", "--json").stdout)
    assert repeat["stored"][0] == told["stored"][0] | {"new": False}


def test_one_sheet_is_no_second_person_s_and_what_was_keyed_cannot_write_to_the_terminal(
    desk: Path,
) -> None:
    same = typed("double-key", "a.csv", desk / "a.csv")
    assert (same.exit_code, "the same one twice" in same.output) == (2, True)
    (desk / "a.csv").write_text(HEAD + "1,en,,\x1b]0;owned\x07,1,,\n")
    (desk / "b.csv").write_text(HEAD + "1,en,,P,1,,\n")
    told = typed("double-key", "a.csv", "b.csv")
    assert told.exit_code == 0, told.output
    assert "\x1b" not in told.output
    assert typed("double-key", "a.csv", "none.csv").exit_code == 2
    assert typed("double-key", "a.csv", "b.csv", "--batch", "x" * 61).exit_code == 2
