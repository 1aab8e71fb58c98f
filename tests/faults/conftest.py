"""Each piece of work in turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.works import Erasing, PageSave, Releasing, Scoring, Send, Submit, Work
from tests.survey_api.releases.builders import keep_tables

WORKS = {
    "page": lambda folder: PageSave(),
    "submit": lambda folder: Submit(),
    "send": lambda folder: Send(),
    "score": lambda folder: Scoring(),
    "release": lambda folder: Releasing(folder),
    "erase": lambda folder: Erasing(),
}


@pytest.fixture(params=WORKS)
def work(request: pytest.FixtureRequest, tmp_path: Path) -> Work:
    folder = tmp_path / "missing_children"
    if request.param == "release":
        keep_tables(folder, ["advice-kind"])
    made: Work = WORKS[request.param](folder)
    return made
