"""Microdata as files: complete, and marked for what they are."""

from __future__ import annotations

import csv

import msgspec
import polars as pl
import pytest

from analysis import Codebook
from survey_api.errors import BadInput
from survey_api.releases import write_microdata
from tests.survey_api.releases.builders import a_batch, a_response, a_score, gathered


@pytest.fixture
def microdata():
    response = a_response(answers={"better": "zebra42", "wrong_info": ("wait_24h",)})
    return gathered(a_batch(response, scores=[a_score(), a_score(part=1, step="officer")]))[0]


def test_the_files_hold_what_was_read_and_no_words(microdata, tmp_path):
    paths = write_microdata(microdata, tmp_path / "new" / "folder")
    assert [path.name for path in paths] == [
        "responses.parquet",
        "remarks.parquet",
        "codebook.json",
        "codebook.csv",
        "README.txt",
    ]
    assert pl.read_parquet(paths[0]).equals(microdata.frame)
    assert pl.read_parquet(paths[1]).equals(microdata.remarks)
    assert msgspec.json.decode(paths[2].read_bytes(), type=Codebook) == microdata.codebook
    assert all(b"zebra42" not in path.read_bytes() for path in paths)


def test_the_codebook_can_be_read_as_a_table(microdata, tmp_path):
    *_, codebook, _ = write_microdata(microdata, tmp_path)
    with codebook.open(encoding="utf-8", newline="") as file:
        rows = {(row["variable"], row["code"]): row for row in csv.DictReader(file)}
    assert rows["bcu", "north_area"]["code_label"] == "North Area"
    assert rows["attended", ""]["kind"] == "delay"
    assert rows["wrong_info", "wait_24h"]["evidence"] == "F1 F7 F8"


def test_every_file_says_that_it_is_not_protected(microdata, tmp_path):
    responses, remarks, *_, readme = write_microdata(microdata, tmp_path)
    for path in (responses, remarks):
        assert pl.read_parquet_metadata(path)["note"].startswith("NOT PROTECTED")
    assert readme.read_text(encoding="utf-8").startswith("NOT PROTECTED")


def test_a_folder_that_cannot_be_made_is_said(microdata, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BadInput, match="cannot be written to"):
        write_microdata(microdata, tmp_path / "file" / "out")
