"""The store taken away under a running server, and servers that can not start."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from survey_api.settings import PACKAGED_SURVEYS
from survey_ui.cli import main
from tests.attacks.target import PLANTED, Person, Target, running, title
from tests.running import free_port, survey

ANSWERS = {"better": PLANTED}
NAMED_ELSEWHERE = {  # a missing file is told where it is asked for
    ("wording.en.toml", "missing"): "survey.toml",
    ("reference/boroughs.toml", "missing"): "questionnaire.toml",
}
slow = pytest.mark.slow


def refuse(target: Target) -> None:
    """Nobody is thanked, everybody is told, and the server stays up and quiet."""
    reply = target.put(ANSWERS)
    assert reply.status_code == 503
    assert reply.json()["type"] == "store-unavailable"
    assert "Nothing was stored" in reply.json()["detail"]
    assert reply.headers["retry-after"]
    said = target.log.read_text()
    assert "store unavailable" in said
    assert PLANTED not in said
    assert '"error":' not in said  # of what was raised


@slow
def test_the_file_is_removed(tmp_path: Path) -> None:
    with running(tmp_path / "survey.db", "--with-worker") as target:
        person = Person(target)
        assert target.put(ANSWERS).status_code == 201
        for file in tmp_path.glob("survey.db*"):
            file.unlink()
        refuse(target)
        page = person.send("better", ANSWERS)
        person.client.close()
        assert (page.status_code, page.headers["retry-after"]) == (503, "30")
        assert title(page).startswith("Sorry, we cannot save answers just now")
    assert target.process.returncode == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MiB; needs the right to mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk))
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this account may not mount a small disk")
    yield disk
    subprocess.run(("umount", "--lazy", str(disk)), check=True)


@slow
@pytest.mark.asvs("16.5.2")
def test_the_disk_is_full_and_then_is_not(small_disk: Path, tmp_path: Path) -> None:
    text = f"{PLANTED} " * 200
    with running(small_disk / "survey.db") as target:
        thanked = 0
        for answers in ({"better": text}, ANSWERS):  # a short one may fit where a long one does not
            while (reply := target.put(answers)).status_code == 201:
                thanked += 1
            assert reply.status_code == 503
            assert "full" in reply.json()["detail"]
        refuse(target)
        grown = ("mount", "-o", "remount,size=4m", str(small_disk))
        subprocess.run(grown, check=True, capture_output=True)
        assert target.put({"better": text}).status_code == 201
        assert target.count() == thanked + 1


@slow
def test_a_read_only_disk_is_said_at_the_start(small_disk: Path) -> None:
    store = small_disk / "survey.db"
    assert survey(store, "migrate").returncode == 0
    read_only = ("mount", "-o", "remount,ro", str(small_disk))
    subprocess.run(read_only, check=True, capture_output=True)
    for words in (("serve", "--port", str(free_port())), ("release",), ("worker", "--once")):
        cannot(store, *words, exit_code=4, sentence="read-only")


def cannot(store: Path, *words: str, exit_code: int, sentence: str) -> None:
    """The command says why in one line and leaves with its code."""
    done = survey(store, *words)
    assert done.returncode == exit_code, done.stderr
    assert re.fullmatch(rf"Error: [^\n]*{sentence}[^\n]*\n", done.stderr), done.stderr


@slow
def test_servers_that_cannot_start_say_why(server: Target, tmp_path: Path) -> None:
    taken = server.address.rpartition(":")[2]
    store, port = tmp_path / "survey.db", str(free_port())
    cannot(store, "serve", "--port", taken, exit_code=2, sentence="already in use")
    cannot(store, "serve", "--host", "256.1.1.1", exit_code=2, sentence="Cannot serve on 256")
    cannot(tmp_path / "no" / "s.db", "serve", "--port", port, exit_code=4, sentence="no such file")
    (tmp_path / "diary.db").write_text(f"{PLANTED} " * 500)
    cannot(tmp_path / "diary.db", "serve", "--port", port, exit_code=4, sentence="not a survey")
    assert (tmp_path / "diary.db").read_text() == f"{PLANTED} " * 500


KEYS = {
    "another": {"SURVEY_KEY": base64.b64encode(bytes(32)).decode()},
    "none": {"SURVEY_KEY": "nonsense"},
    "no file": {"SURVEY_KEY_FILE": "nowhere.key"},
    "no keys": {"SURVEY_KEYS": "sqlite:///nowhere.keys"},
}


@pytest.mark.parametrize("fault", KEYS)
def test_with_a_wrong_key_or_none_nothing_starts_and_nothing_is_written(
    tmp_path: Path, fault: str
) -> None:
    store = f"sqlite:///{tmp_path / 'survey.db'}"
    assert CliRunner().invoke(main, ["migrate", "--store", store]).exit_code == 0
    before = {file: file.read_bytes() for file in tmp_path.iterdir()}
    for words in (("serve", "--port", str(free_port())), ("worker", "--once"), ("purge",)):
        done = CliRunner().invoke(main, [*words, "--store", store], env=KEYS[fault])
        assert done.exit_code in (2, 4), (words, done.output)
        assert re.fullmatch(r"Error: [^\n]*key[^\n]*\n", done.stderr), (words, done.stderr)
    after = {file: file.read_bytes() for file in tmp_path.iterdir()}
    assert {file.name for file in after if after[file] != before.get(file)} <= {"survey.db.secret"}


def halve(file: Path) -> None:
    file.write_text(file.read_text()[: file.stat().st_size // 2])


BREAKS: dict[str, Callable[[Path], object]] = {
    "missing": Path.unlink,
    "not TOML": lambda file: file.write_text("{{{"),
    "binary": lambda file: file.write_bytes(b"\xff\x00\xfe"),
    "unknown field": lambda file: file.write_text("nonsense = 1\n" + file.read_text()),
    "half": halve,
}
FILES = [
    *("survey.toml", "questionnaire.toml", "wording.en.toml", "tables.toml", "disclosure.toml"),
    *("reference/boroughs.toml", "overview.toml"),
]


@pytest.mark.parametrize("how", BREAKS)
def test_a_broken_survey_folder_is_named_file_by_file(tmp_path: Path, how: str) -> None:
    for file in FILES:
        if (file, how) == ("overview.toml", "missing"):
            continue  # a survey need not have one
        folder = tmp_path / file.replace("/", "-") / "missing_children"
        shutil.copytree(PACKAGED_SURVEYS / "missing_children", folder)
        BREAKS[how](folder / file)
        done = CliRunner().invoke(main, ["check", str(folder.parent)])
        assert done.exit_code == 3, (file, done.output)
        named = NAMED_ELSEWHERE.get((file, how), file)
        assert f"missing_children/{named}: " in done.stderr, (file, done.stderr)
