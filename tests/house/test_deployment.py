"""What lies in deploy/ names commands and settings that there are."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import msgspec
import pytest
import yaml

from survey_api import Settings
from survey_ui.cli import all_verbs
from tests.house.walkthrough import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
COMPOSE = yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text())
SETTINGS = {f"SURVEY_{name.upper()}" for name in msgspec.structs.asdict(Settings())}


def names_of(path: Path) -> set[str]:
    return set(re.findall(r"\b(SURVEY_[A-Z_]+)\b", path.read_text()))


@pytest.mark.parametrize("path", [*DEPLOY.glob("*"), *DEPLOY.glob("*/*")], ids=lambda p: p.name)
def test_every_setting_that_is_named_is_one(path):
    if path.is_file():
        assert names_of(path) <= SETTINGS


def test_the_settings_file_is_taken():
    lines = (DEPLOY / "survey.env").read_text().splitlines()
    environ = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    settings = Settings.from_env(environ)
    assert settings.https
    assert settings.address.startswith("https://")


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_call_verbs_that_there_are(path):
    for line in re.findall(r"^ExecStart=(.+)$", path.read_text(), re.M):
        verb = all_verbs()[line.split()[1]]
        options = {name for option in verb.params for name in option.opts}
        assert {word for word in line.split() if word.startswith("--")} <= options


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_are_well_formed(path, tmp_path):
    checker = shutil.which("systemd-analyze")
    if checker is None:
        pytest.skip("systemd is not on this machine")
    unit = tmp_path / path.name.replace("@", "@8000" if "@" in path.name else "")
    # The command is not installed here.
    unit.write_text(path.read_text().replace("/opt/survey/venv/bin/survey", "/bin/true"))
    for other in UNITS:
        if other.stem == path.stem and other != path:
            shutil.copy(other, tmp_path)
    done = subprocess.run([checker, "verify", unit], capture_output=True, text=True)
    mine = [line for line in done.stderr.splitlines() if unit.name in line]
    assert mine == []


def test_containers_run_verbs_and_share_keys_apart():
    ours = {name: one for name, one in COMPOSE["services"].items() if one.get("image") == "survey"}
    assert ours.keys() == {"migrate", "serve", "worker"}
    for one in ours.values():
        assert one.get("command", ["serve"])[0] in all_verbs()
        places = [one["environment"][f"SURVEY_{name}"] for name in ("STORE", "KEYS", "CONTACTS",
                                                                     "CONTACTS_KEYS")]  # fmt: skip
        assert len(set(places)) == 4
    made = (DEPLOY / "container" / "databases.sql").read_text()
    assert set(re.findall(r"CREATE DATABASE (\w+)", made)) == {
        place.rpartition("/")[2] for place in places
    } - {"survey"}


def test_what_the_container_copies_is_there():
    copied = re.findall(r"^COPY (.+)$", (DEPLOY / "container" / "Containerfile").read_text(), re.M)
    sources = [name for line in copied for name in line.split()[:-1]]
    assert sources
    assert [name for name in sources if not (ROOT / name).exists()] == []
