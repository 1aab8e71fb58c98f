from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from survey_api.errors import BadSurvey
from survey_api.questionnaire import load_surveys
from tests.samples import QUESTIONNAIRES, SURVEYS

PROGRAMME = """
id = "tiny"
organisation = "The office"
contact = "office@example.org"
languages = ["en"]
modes = ["web"]
waves = [{ id = "2026-27", title = "2026 to 2027", opens = 2026-04-01, closes = 2027-03-31 }]
retention = { draft_days = 30, verbatim_days = 365 }
"""
QUESTIONNAIRE = """
id = "tiny"
version = "1"
sections = ["core"]
[[pages]]
id = "better"
section = "core"
items = [{ id = "better", kind = "text" }]
"""
WORDING = """
language = "en"
title = "A tiny survey"
description = "For tests"
sections = { core = "About it" }
pages = {}
items = { better = { question = "What would make it better?" } }
"""
BOROUGHS = """
id = "boroughs"
title = "Boroughs"
valid_from = 2019-02-01
source = "made up for tests"
mark = "K"
entries = [{ code = "enfield", label = "Enfield" }]
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of a sound survey; its parent is the survey folder."""
    home = tmp_path / "tiny"
    (home / "reference").mkdir(parents=True)
    for name, text in {
        "survey.toml": PROGRAMME,
        "questionnaire.toml": QUESTIONNAIRE,
        "wording.en.toml": WORDING,
        "reference/boroughs.toml": BOROUGHS,
    }.items():
        (home / name).write_text(text, encoding="utf-8")
    return home


def refusal(folder: Path) -> str:
    with pytest.raises(BadSurvey) as caught:
        load_surveys(folder)
    return str(caught.value)


def test_a_sound_folder_is_loaded(home: Path) -> None:
    surveys = load_surveys(home.parent)
    assert list(surveys) == ["tiny"]
    survey = surveys["tiny"]
    assert survey.folder == home
    assert survey.references["boroughs"].entries[0].label == "Enfield"
    assert survey.wording("pl").language == "en"


def test_other_folders_are_passed_over(home: Path) -> None:
    (home.parent / "notes").mkdir()
    (home.parent / "README.md").write_text("Surveys")
    assert list(load_surveys(home.parent)) == ["tiny"]


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    assert "cannot be read: no such file or directory" in refusal(tmp_path / "nowhere")


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    assert "There is no survey in" in refusal(tmp_path)


@pytest.mark.parametrize("name", ["survey.toml", "questionnaire.toml"])
def test_a_missing_file_is_named(home: Path, name: str) -> None:
    (home / name).unlink()
    assert refusal(home.parent) == f"tiny/{name}: this file is missing"


def test_a_missing_wording_is_named(home: Path) -> None:
    (home / "wording.en.toml").unlink()
    expected = "tiny/survey.toml: $.languages: there is no wording.en.toml"
    assert expected in refusal(home.parent)


def test_a_folder_in_place_of_a_file_is_said(home: Path) -> None:
    (home / "survey.toml").unlink()
    (home / "survey.toml").mkdir()
    assert refusal(home.parent) == "tiny/survey.toml: this file cannot be read: is a directory"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"id = ", "this is not TOML"),
        (b"\x00", "this is not TOML"),
        (b'id = "\xff"', "this file is not UTF-8 text"),
        (b'id = "tiny"\nversion = 3\n', "$.version: Expected `str`, got `int`"),
        (b'id = "tiny"\ncolour = "red"\n', "unknown field `colour`"),
        (b'id = "tiny"\n', "$: Object missing required field `version`"),
        (
            QUESTIONNAIRE.replace('kind = "text"', 'kind = "sound"').encode(),
            "$.pages[0].items[0].kind: Invalid enum value 'sound'",
        ),
    ],
)
def test_a_broken_file_is_named_with_the_place(home: Path, content: bytes, message: str) -> None:
    (home / "questionnaire.toml").write_bytes(content)
    text = refusal(home.parent)
    assert text.startswith("tiny/questionnaire.toml: ")
    assert message in text
    assert "Traceback" not in text


def test_every_file_is_named_at_once(home: Path) -> None:
    (home / "survey.toml").write_text("x")
    (home / "wording.en.toml").write_text("x")
    (home / "reference" / "boroughs.toml").write_text("x")
    names = [line.split(":")[0] for line in refusal(home.parent).splitlines()]
    assert names == ["tiny/survey.toml", "tiny/wording.en.toml", "tiny/reference/boroughs.toml"]


def test_a_wording_under_another_name_is_refused(home: Path) -> None:
    (home / "wording.en.toml").rename(home / "wording.pl.toml")
    assert "tiny/wording.pl.toml: $.language: 'en' is not 'pl'" in refusal(home.parent)


def test_a_reference_list_that_is_there_twice_is_refused(home: Path) -> None:
    (home / "reference" / "again.toml").write_text(BOROUGHS)
    assert refusal(home.parent) == (
        "tiny/reference/boroughs.toml: $.id: again.toml has this id too"
    )


def test_two_surveys_of_one_id_are_refused(home: Path) -> None:
    copytree(home, home.parent / "zebra")
    assert refusal(home.parent) == "zebra/survey.toml: $.id: 'tiny' has the id tiny too"


def test_findings_stop_the_loading(home: Path) -> None:
    text = QUESTIONNAIRE.replace("items = [", 'when = [["nobody"]]\nitems = [')
    (home / "questionnaire.toml").write_text(text)
    assert refusal(home.parent) == (
        "tiny/questionnaire.toml: $.pages[0].when: there is no condition 'nobody'"
    )


def test_a_broken_simulation_is_named(home: Path) -> None:
    (home / "simulation.toml").write_text("skip = 'often'")
    assert refusal(home.parent) == "tiny/simulation.toml: $.skip: Expected `float`, got `str`"


def test_the_surveys_of_the_product_are_sound() -> None:
    assert "missing_children" in load_surveys(SURVEYS)


def test_every_tiny_questionnaire_is_used() -> None:
    tests = Path(__file__).parents[2]
    sources = "\n".join(path.read_text(encoding="utf-8") for path in tests.rglob("test_*.py"))
    for path in QUESTIONNAIRES.glob("*.toml"):
        assert f'"{path.stem}"' in sources
