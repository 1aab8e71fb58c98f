"""The house rules a machine can check: sizes, names, doors, documents."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("analysis", "survey_api", "survey_ui")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
FORBIDDEN_MODULES = {"utils", "helpers", "common", "lib", "core", "manager", "base", "misc"}
MODULE_LINES, FUNCTION_LINES = 400, 40


def _forbidden_words() -> set[str]:
    """The last column of the glossary's table."""
    rows = re.findall(r"^\| (.+) \|$", (ROOT / "docs/glossary.md").read_text(), re.MULTILINE)
    cells = [row.split("|")[2].strip() for row in rows if row.count("|") == 2]
    return {
        word.strip().replace(" ", "_")
        for cell in cells
        if cell and cell not in {"Not", "Minutes"} and not set(cell) <= {"-"}
        for word in cell.split(",")
        if not word.strip().startswith(("none", "`", "two"))
    }


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text())
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_rooms_stay_small(path: Path) -> None:
    lines = len(path.read_text().splitlines())
    assert lines < MODULE_LINES, f"{lines} lines: split it by a noun of the glossary"
    long = [
        f"{node.name}: {length}"
        for node in _functions(path)
        if (length := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
    ]
    assert not long


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_names_are_the_glossary_s(path: Path) -> None:
    assert path.stem not in FORBIDDEN_MODULES
    tree = ast.parse(path.read_text())
    defined = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and not node.name.startswith("_")
    ]
    split = {
        name: set(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().split("_")) for name in defined
    }
    # `add-user` is the verb operators know from everywhere else.
    wrong = {n: w & _forbidden_words() for n, w in split.items() if n != "add_user"}
    assert not {name: words for name, words in wrong.items() if words}


def test_the_glossary_forbids_words() -> None:
    assert {"poll", "schema", "choice", "submission", "dataset"} <= _forbidden_words()


@pytest.mark.parametrize("door", ["analysis", "survey_api"])
def test_a_door_lists_exactly_what_it_opens(door: str) -> None:
    module = importlib.import_module(door)
    rooms = {path.stem for path in (ROOT / door).iterdir()}
    public = {name for name in vars(module) if not name.startswith("_")} - rooms
    assert set(module.__all__) == public


def test_decisions_are_numbered_once() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs/decisions").glob("*.md")]
    assert sorted(numbers) == [f"{n:04}" for n in range(1, len(numbers) + 1)]


def _prose() -> list[Path]:
    return [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


@pytest.mark.parametrize("page", _prose(), ids=_name)
def test_what_documents_link_to_is_there(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", page.read_text())
    assert not [target for target in targets if not (page.parent / target).exists()]


@pytest.mark.parametrize("page", _prose(), ids=_name)
def test_make_targets_in_documents_exist(page: Path) -> None:
    targets = set(re.findall(r"`make ([a-z-]+)", page.read_text()))
    known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert targets <= known


def test_no_registry_host_or_machine_path_is_named() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    # Written in two parts, so that this file does not name what it looks for.
    pattern = re.compile(
        "|".join(
            ("py" + r"pi\.org", "python" + "hosted", "npm" + r"js\.(org|com)", "deb" + r"ian\.org")
        )
    )
    texts = [ROOT / name for name in listed if name and "static/vendor" not in name]
    named = [
        path.name
        for path in texts
        if path.is_file()
        and path.suffix not in {".png", ".ico", ".gz"}
        and pattern.search(path.read_text())
    ]
    assert not named
