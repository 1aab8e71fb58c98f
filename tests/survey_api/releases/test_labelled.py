"""responses.sav and ddi.xml: what an analyst's own programs read is what the microdata holds."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pyreadstat
import pytest

from analysis import Codebook, Microdata, Variable, VariableKind, expected_columns
from survey_api.errors import BadInput
from survey_api.questionnaire import Survey
from survey_api.releases import write_labelled
from survey_api.releases.labelled import NO_ANSWER, label_frame, labelled_columns
from tests.survey_api.releases.builders import the_survey

DDI = "{ddi:codebook:2_5}"
CATEGORY, MULTIPLE = VariableKind.CATEGORY, VariableKind.MULTIPLE
TOLD = {"24h": "Wait", "no-1": "No", "no_1": "None"}
CODEBOOK = Codebook(
    variables=(
        Variable(name="role", kind=CATEGORY, label="Role é", codes={"P": "Parent", "K": "Carer"}),
        Variable(name="by", kind=CATEGORY, label="By", codes={"a": "A"}),
        Variable(name="wrong", kind=MULTIPLE, label="Told", codes=TOLD),
        Variable(name="came", kind=VariableKind.DELAY, label="Officer"),
        Variable(name="better", kind=VariableKind.SENTIMENT, label="Better"),
        Variable(name="team", kind=VariableKind.CLUSTER, label="Team"),
        Variable(
            name="origin", kind=CATEGORY, label="O", codes={"collected": "C", "simulated": "S"}
        ),
    )
)


def some_microdata() -> Microdata:
    rows = {
        "id": ["one", "two", "three"],
        "role": ["K", None, "P"],
        "by": ["a", None, None],
        "wrong": [["24h", "no_1"], [], None],
        "came.kind": ["observed", "never", None],
        "came.lower": [1.5, None, None],
        "came.upper": [2.0, None, None],
        "better.sentiment": ["negative", "not_scored", None],
        "better.polarity": [-0.25, None, None],
        "better.unsure": [True, None, None],
        "team": ["K7Q2", None, None],
        "origin": ["simulated", "collected", "collected"],
    }
    frame = pl.DataFrame(rows, schema=expected_columns(CODEBOOK))
    return Microdata(frame, pl.DataFrame(schema=_remarks()), CODEBOOK)


def _remarks() -> dict[str, pl.DataType]:
    from analysis import REMARK_COLUMNS

    return REMARK_COLUMNS


@pytest.fixture
def survey() -> Survey:
    return the_survey()


@pytest.fixture
def written(survey: Survey, tmp_path: Path) -> list[Path]:
    return write_labelled(some_microdata(), tmp_path, survey, survey.programme.waves[0])


def test_what_is_read_back_is_what_was_answered(written: list[Path]):
    frame, meta = pyreadstat.read_sav(str(written[0]), apply_value_formats=False)
    assert list(frame["id"]) == ["one", "two", "three"]
    assert list(frame["role"].fillna(0)) == [2, 0, 1]  # no answer is read as missing
    assert meta.variable_value_labels["role"] == {1: "Parent", 2: "Carer", -9: _no_answer()}
    assert meta.column_names_to_labels["role"] == "Role é"
    assert [list(frame[n].fillna(9)) for n in ("wrong_24h", "wrong_no_1", "wrong_no_1_2")] == [
        [1, 0, 9], [0, 0, 9], [1, 0, 9],
    ]  # fmt: skip
    assert list(frame["came_lower"].fillna(-1)) == [1.5, -1, -1]
    assert list(frame["came_upper"].fillna(-1)) == [2, -1, -1]
    labels = meta.variable_value_labels["came_kind"]
    assert [labels.get(value, "") for value in frame["came_kind"]] == [
        "The wait is known", "Never happened", "",
    ]  # fmt: skip
    assert list(frame["better_polarity"].fillna(9)) == [-0.25, 9, 9]
    assert list(frame["team"]) == ["K7Q2", "", ""]


def _no_answer() -> str:
    return "No answer, or not asked"


def test_no_answer_is_a_code_that_counts_as_missing(written: list[Path]):
    frame, meta = pyreadstat.read_sav(str(written[0]), user_missing=True)
    assert list(frame["role"]) == [2, NO_ANSWER, 1]
    assert meta.missing_ranges["role"] == [{"lo": NO_ANSWER, "hi": NO_ANSWER}]
    assert meta.variable_measure["role"] == "nominal"
    assert meta.variable_measure["came_lower"] == "scale"


def test_names_are_those_that_spss_takes(survey: Survey):
    from survey_api.releases import make_codebook

    for codebook in (CODEBOOK, make_codebook(survey)):
        names = [column.name for column in labelled_columns(codebook)]
        assert len({name.casefold() for name in names}) == len(names)
        assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,63}", name) for name in names)
        assert not {"by", "and", "or", "not", "to", "with", "all"} & set(names)


def test_the_file_says_that_it_is_not_protected_and_what_is_simulated(written: list[Path]):
    _, meta = pyreadstat.read_sav(str(written[0]), metadataonly=True)
    note = " ".join(meta.notes)
    assert note.startswith("NOT PROTECTED")
    assert "SIMULATED: 1 of 3 responses" in note


def test_no_responses_are_written_too(survey: Survey, tmp_path: Path):
    nobody = some_microdata()
    empty = Microdata(nobody.frame.head(0), nobody.remarks, CODEBOOK)
    sav, _ = write_labelled(empty, tmp_path, survey, survey.programme.waves[0])
    frame, meta = pyreadstat.read_sav(str(sav))
    assert len(frame) == 0
    assert meta.column_names == list(label_frame(empty).columns)


def test_the_description_names_every_column_with_its_codes(written: list[Path], survey: Survey):
    root = ElementTree.parse(written[1]).getroot()
    assert root.tag == f"{DDI}codeBook"
    assert [child.tag.removeprefix(DDI) for child in root][:4] == [
        "docDscr", "stdyDscr", "fileDscr", "dataDscr",
    ]  # fmt: skip
    variables = {one.get("name"): one for one in root.iter(f"{DDI}var")}
    assert list(variables) == [column.name for column in labelled_columns(CODEBOOK)]
    role = variables["role"]
    assert role.findtext(f"{DDI}labl") == "Role é"
    codes = {
        one.findtext(f"{DDI}catValu"): (one.findtext(f"{DDI}labl"), one.get("missing"))
        for one in role.iter(f"{DDI}catgry")
    }
    assert codes == {"1": ("Parent", None), "2": ("Carer", None), "-9": (_no_answer(), "Y")}
    assert role.findtext(f"{DDI}qstn/{DDI}qstnLit") == survey.wording("en").items["role"].question
    assert root.findtext(f".//{DDI}caseQnty") == "3"
    assert root.findtext(f".//{DDI}verStmt/{DDI}version") == (
        f"Questionnaire {survey.questionnaire.version}"
    )
    for told in ("universe", "sampProc", "collMode", "anlyUnit", "dataKind", "abstract"):
        assert (root.findtext(f".//{DDI}{told}") or "").strip(), told
    assert "NOT PROTECTED" in (root.findtext(f".//{DDI}confDec") or "")
    ids = [one.get("ID") for one in root.iter() if one.get("ID")]
    assert len(ids) == len(set(ids))


def test_a_folder_that_is_not_there_is_said(survey: Survey, tmp_path: Path):
    with pytest.raises(BadInput, match="cannot be written to"):
        write_labelled(some_microdata(), tmp_path / "none", survey, survey.programme.waves[0])
