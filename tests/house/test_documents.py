"""What documents say is true: they are run, generated, or held against the code."""

from __future__ import annotations

import ast
import re
import shutil
import tomllib
from pathlib import Path

import msgspec
import pytest

from survey_api import Settings
from survey_ui.cli import all_verbs
from tests.house.walkthrough import ROOT, Command, Walkthrough, blocks, changed, commands, seen

DOCS = ROOT / "docs"
HOW_TOS = sorted((DOCS / "how-to").glob("*.md"))
CODE = [
    path for name in ("analysis", "survey_api", "survey_ui") for path in (ROOT / name).rglob("*.py")
]
PROMISE = re.compile(r"(tests/[\w/]+\.py)::(\w+)")


@pytest.mark.slow
@pytest.mark.parametrize("page", HOW_TOS, ids=lambda path: path.stem)
def test_a_how_to_does_what_it_says(page: Path, tmp_path: Path) -> None:
    assert len(blocks(page.read_text())) > 3
    Walkthrough(tmp_path).follow(page.read_text())


def _sections() -> dict[str, str]:
    """The parts of the README in which something is typed, under their headings."""
    parts = re.split(r"^## ", (ROOT / "README.md").read_text(), flags=re.M)
    return {part.split("\n")[0]: part for part in parts if blocks(part)}


@pytest.mark.slow
@pytest.mark.parametrize("heading", _sections())
def test_the_readme_does_what_it_says(heading: str, tmp_path: Path) -> None:
    if "$ curl" in _sections()[heading] and shutil.which("curl") is None:
        pytest.skip("there is no curl on this machine")
    Walkthrough(tmp_path).follow(_sections()[heading])


def test_the_readme_shows_the_command_line_and_the_api() -> None:
    typed = [command.typed for part in _sections().values() for command in _typed(part)]
    verbs = {verb for line in typed for verb in re.findall(r"\bsurvey ([a-z-]+)", line)}
    assert verbs == set(all_verbs())
    assert any(line.startswith("curl ") for line in typed)


def _typed(text: str) -> list[Command]:
    return [command for block in blocks(text) for command in commands(block.text)]


def test_there_is_a_how_to_for_what_newcomers_add() -> None:
    added = {"question", "language", "table", "storage-engine"}
    assert added < {path.stem.removeprefix("add-a-") for path in HOW_TOS}


# The runner itself: a page that is wrong must not pass.


def test_what_must_be_seen_is_looked_for_in_order() -> None:
    printed = "one 1\nbetween\ntwo 2\n"
    assert seen(("one ...", "two 2"), printed)
    assert seen(("...", "two ...", "..."), printed)
    assert not seen(("two 2", "one 1"), printed)
    assert not seen(("one",), printed)


def test_a_change_is_made_where_it_stands_and_nowhere_else() -> None:
    assert changed("a\nb\nc\n", " a\n-b\n+B\n") == "a\nB\nc\n"
    with pytest.raises(AssertionError):
        changed("a\na\n", "-a\n+b\n")
    with pytest.raises(AssertionError):
        changed("a\n", "-b\n+c\n")


def test_commands_are_told_from_what_they_print() -> None:
    typed = list(commands("$ survey check\nError: no\n\n$ ls \\\n    -a\n"))
    assert typed == [Command("survey check", ("Error: no",)), Command("ls -a", ())]
    assert [command.fails for command in typed] == [True, False]


@pytest.mark.slow
def test_a_page_that_promises_too_much_fails(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="nothing wrong that would stop it"):
        Walkthrough(tmp_path).follow("```console\n$ survey check\nall is lost\n```\n")


# The reference


def test_every_verb_and_option_is_documented() -> None:
    page = (DOCS / "reference/cli.md").read_text()
    sections = dict(re.findall(r"^## survey (\S+)\n(.*?)(?=^## |\Z)", page, re.M | re.S))
    assert list(sections) == list(all_verbs())
    for name, verb in all_verbs().items():
        options = [option for parameter in verb.params for option in parameter.opts]
        long = [option for option in options if option.startswith("--")]
        assert not [option for option in long if f"{option} " not in sections[name]]


def test_every_setting_is_documented() -> None:
    named = {name for path in CODE for name in re.findall(r"\bSURVEY_[A-Z_]+\b", path.read_text())}
    fields = {f"SURVEY_{field.name.upper()}" for field in msgspec.structs.fields(Settings)}
    page = (DOCS / "reference/settings.md").read_text()
    documented = set(re.findall(r"`(SURVEY_[A-Z_]+)`", page))
    assert fields < named == documented


def test_every_setting_is_read_from_its_variable() -> None:
    environ = {
        "SURVEY_STORE": "sqlite:///else.db",
        "SURVEY_SURVEYS": "elsewhere",
        "SURVEY_MODELS": "models",
        "SURVEY_SMTP": "smtp://mail.example:587",
        "SURVEY_SMTP_FROM": "survey@example.org",
        "SURVEY_NOTIFY_KEY": "a key of Notify",
        "SURVEY_NOTIFY_URL": "https://notify.example",
        "SURVEY_NOTIFY_TOKEN": "told",
        "SURVEY_ADDRESS": "https://survey.example",
        "SURVEY_SECRET": "quiet",
        "SURVEY_KEY": "32 bytes",
        "SURVEY_KEY_FILE": "master",
        "SURVEY_KEYS": "sqlite:///else.keys",
        "SURVEY_CONTACTS": "sqlite:///else.contacts",
        "SURVEY_CONTACTS_KEYS": "sqlite:///else.contact.keys",
        "SURVEY_CONTACTS_KEY": "32 other bytes",
        "SURVEY_CONTACTS_KEY_FILE": "contacts.master",
        "SURVEY_HTTPS": "1",
        "SURVEY_PACE": "7",
        "SURVEY_METRICS_TOKEN": "measure",
        "SURVEY_SECOND_FACTOR": "0",
        "SURVEY_OIDC_ISSUER": "https://login.example",
        "SURVEY_OIDC_CLIENT": "a survey",
        "SURVEY_OIDC_SECRET": "hush",
        "SURVEY_OIDC_NAME": "the Council",
        "SURVEY_EXIT_URL": "https://weather.example/",
    }
    read = msgspec.structs.asdict(Settings.from_env(environ))
    assert {f"SURVEY_{name.upper()}" for name in read} == set(environ)
    plain = msgspec.structs.asdict(Settings.from_env({}))
    assert not [name for name, value in read.items() if value == plain[name]]


# Names in prose

PROSE = [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]
PLACE = re.compile(r"`((?:analysis|benchmarks|docs|survey_api|survey_ui|tests|tools)/[\w./-]*)`")


@pytest.mark.parametrize("page", PROSE, ids=lambda path: path.stem)
def test_places_that_prose_names_are_there(page: Path) -> None:
    assert not [place for place in PLACE.findall(page.read_text()) if not (ROOT / place).exists()]


@pytest.mark.parametrize("package", ["survey_api", "survey_ui"])
def test_the_floors_that_the_architecture_draws_are_the_contracts(package: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = project["tool"]["importlinter"]["contracts"]
    (layers,) = (one["layers"] for one in contracts if one.get("containers") == [package])
    drawn = re.findall(rf"^{package} +(.*→.*)$", (DOCS / "architecture.md").read_text(), re.M)
    assert [" → ".join(layers)] == [line for line in drawn if "links" in line or "errors" in line]


# The promises


def _promises() -> list[tuple[str, str]]:
    """Each promise with the tests that hold it."""
    rows = re.findall(r"^\| (.+) \| (.+) \|$", (DOCS / "security-properties.md").read_text(), re.M)
    return [row for row in rows if row[1] != "Held by"]


def _tests(path: Path) -> set[str]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.parse(path.read_text()).body if isinstance(node, kinds)}


@pytest.mark.parametrize(("promise", "tests"), _promises(), ids=lambda text: text[:40])
def test_a_promise_is_held_by_tests_that_exist(promise: str, tests: str) -> None:
    named = PROMISE.findall(tests)
    assert named, promise
    for path, name in named:
        assert name in _tests(ROOT / path)


def test_there_are_promises() -> None:
    assert len(_promises()) > 30
