"""The papers on safety name tests that are there."""

from __future__ import annotations

import re

import pytest

from tests.house.walkthrough import ROOT

PAPERS = ("dpia.md", "ethics.md", "security-controls.md", "threat-model.md")
TEST = re.compile(r"(tests/[\w/]+\.py)::(\w+)")


@pytest.mark.parametrize("paper", PAPERS)
def test_tests_that_a_paper_names_are_there(paper: str) -> None:
    named = TEST.findall((ROOT / "docs" / paper).read_text())
    texts = {path: (ROOT / path).read_text() for path, _ in named}
    assert not [name for path, name in named if f"def {name}(" not in texts[path]]


def test_every_risk_of_the_dpia_is_held_by_a_test() -> None:
    part = (ROOT / "docs/dpia.md").read_text().partition("## What could go wrong")[2]
    rows = re.findall(r"^\| (.+) \|$", part.partition("\n## ")[0], re.M)[1:]
    assert len(rows) > 10
    assert not [row for row in rows if not TEST.search(row.split(" | ")[3])]
