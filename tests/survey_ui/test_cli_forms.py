"""The verbs that take a survey to ODK or Kobo and bring home what was collected, as typed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

HEADS = "SubmissionDate,page__role-role,page__better-better,KEY"
FORMS = f"""{HEADS}
2026-11-20T09:12:44Z,P,Ring back.,uuid:3f0c2b1e-6a34-4f0e-9a53-0d6a1f1f7a01
2026-11-20T10:12:44Z,Z,Ring back.,uuid:8f1d5a90-2b6e-4a5f-8c43-5b1e2f3a7a02
"""


class Desk:
    """Somebody at a command line, with a store of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        ours = {key: value for key, value in os.environ.items() if not key.startswith("SURVEY_")}
        store = f"sqlite:///{self.folder / 'survey.db'}"
        return subprocess.run(
            [sys.executable, "-m", "survey_ui", *words],
            env={**ours, "SURVEY_STORE": store, "COLUMNS": "100"},
            capture_output=True,
            text=True,
            timeout=120,
        )

    def write(self, text: str) -> str:
        path = self.folder / "forms.csv"
        path.write_text(text)
        return str(path)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_form_is_written(desk: Desk) -> None:
    out = desk.folder / "form.xlsx"
    done = desk.run("xlsform", "--language", "pl", "--out", str(out))
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 language." in done.stdout
    assert openpyxl.load_workbook(out).sheetnames == ["survey", "choices", "settings"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--language", "xx", "--out", "form.xlsx"), "does not speak 'xx'"),
        (("--survey", "other", "--out", "form.xlsx"), "missing_children"),
        (("--out", "nowhere/at/all.xlsx"), "cannot be written"),
    ],
)
def test_a_form_that_cannot_be(desk: Desk, words: tuple[str, ...], message: str) -> None:
    done = desk.run("xlsform", *words)
    assert done.returncode in {2, 5}
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_forms_come_in_and_a_bad_one_is_named(desk: Desk) -> None:
    path = desk.write(FORMS)
    tried = desk.run("import-odk", path, "--dry-run")
    assert "Nothing is stored. 1 accepted, 0 already there" in tried.stdout
    done = desk.run("import-odk", path)
    assert done.returncode == 0
    assert "line 3 (8f1d5a90-2b6e-4a5f-8c43-5b1e2f3a7a02): role: There is no code" in done.stdout
    assert "1 accepted, 0 already there, 0 ended at the first questions, 1 refused." in done.stdout
    again = json.loads(desk.run("import-odk", path, "--json").stdout)
    assert (again["accepted"], again["already_there"]) == (0, 1)
    assert again["refused"][0]["place"] == "line 3"


def test_a_column_of_somebody_else_is_named(desk: Desk) -> None:
    text = "\n".join([f"{HEADS},extra", *(f"{line},x" for line in FORMS.splitlines()[1:])])
    done = desk.run("import-odk", desk.write(text + "\n"))
    assert "Not read, for the form has no such field: extra." in done.stdout


def test_where_every_form_is_refused_it_is_bad_input(desk: Desk) -> None:
    done = desk.run("import-odk", desk.write(FORMS.replace(",P,", ",Q,")))
    assert done.returncode == 2
    assert "every form was refused" in done.stderr


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n"])
def test_a_file_that_is_none_is_bad_input(desk: Desk, text: str) -> None:
    done = desk.run("import-odk", desk.write(text))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_file_that_is_not_there(desk: Desk) -> None:
    assert "There is no file" in desk.run("import-odk", "nowhere.csv").stderr
