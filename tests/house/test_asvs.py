"""Where we stand on OWASP ASVS is said of every requirement, and nothing is said without a test."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tools.asvs import Catalogue, Requirement, load_catalogue, marked_tests, problems, verdict

WRITTEN = """
import pytest

@pytest.mark.slow
@pytest.mark.asvs("1.2.4", "1.2.5")
async def test_nothing_is_injected():
    pass
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A repository with one marked test and one document."""
    (tmp_path / "tests/deep").mkdir(parents=True)
    (tmp_path / "tests/deep/test_it.py").write_text(WRITTEN)
    (tmp_path / "page.md").write_text("# Page\n\n## What we check, and how\n")
    return tmp_path


def said(**more) -> Catalogue:
    """A catalogue of one requirement, which says this of itself."""
    return Catalogue({"1": "Encoding"}, {"1.2.4": Requirement(level=1, asks="It is safe", **more)})


def test_every_requirement_of_levels_1_and_2_is_there() -> None:
    levels = Counter(one.level for one in load_catalogue().requirements.values())
    assert levels == {1: 70, 2: 183}
    assert not [number for number in load_catalogue().requirements if number.count(".") != 2]


def test_nothing_is_wrong_with_what_we_say() -> None:
    assert problems(load_catalogue(), marked_tests()) == []


def test_markers_are_read_and_not_run(tree: Path) -> None:
    test = "tests/deep/test_it.py::test_nothing_is_injected"
    assert marked_tests(tree) == {"1.2.4": [test], "1.2.5": [test]}


def test_an_unknown_number_in_a_marker_is_found(tree: Path) -> None:
    (found,) = problems(said(), marked_tests(tree), tree)
    assert found.startswith("1.2.5: ")
    assert "unknown" in found


def test_a_requirement_with_neither_a_test_nor_a_reason_is_found(tree: Path) -> None:
    assert problems(said(), {}, tree) == ["1.2.4: says nothing."]


@pytest.mark.parametrize("reason", ["not_applicable", "not_met"])
def test_a_reason_is_enough_and_a_test_beside_it_too_much(tree: Path, reason: str) -> None:
    marked = {"1.2.4": marked_tests(tree)["1.2.4"]}
    assert problems(said(**{reason: "there is none"}), {}, tree) == []
    assert problems(said(**{reason: "there is none"}), marked, tree) == [
        "1.2.4: says two things at once."
    ]


@pytest.mark.parametrize("test", ["tests/deep/test_it.py::test_gone", "tests/test_gone.py::test_x"])
def test_a_named_test_that_is_not_there_is_found(tree: Path, test: str) -> None:
    assert problems(said(tests=(test,)), {}, tree) == [f"1.2.4: there is no {test}."]


def test_a_document_counts_while_it_has_that_part(tree: Path) -> None:
    assert problems(said(document="page.md#what-we-check-and-how"), {}, tree) == []
    for link in ("page.md#what-we-do-not", "gone.md#page"):
        assert problems(said(document=link), {}, tree) == [f"1.2.4: there is no {link}."]


def test_what_is_not_met_counts_as_such() -> None:
    kinds = [said(not_met="not yet"), said(not_applicable="none"), said(tests=("x",))]
    verdicts = [verdict(kind.requirements["1.2.4"]) for kind in kinds]
    assert verdicts == ["not met", "not applicable", "met"]
