"""The command line as an operator types it: real processes, real files."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from survey_api.settings import PACKAGED_SURVEYS
from survey_ui.cli import all_verbs, main
from survey_ui.cli.frame import ROOMS


class Operator:
    """Types `survey` in a folder with a store of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = f"sqlite:///{folder / 'survey.db'}"
        self.settings: dict[str, str] = {}

    def run(self, *words: str, piped: str = "") -> subprocess.CompletedProcess[str]:
        environ = {k: v for k, v in os.environ.items() if not k.startswith("SURVEY_")}
        return subprocess.run(
            [sys.executable, "-m", "survey_ui", *words],
            cwd=self.folder,
            env={**environ, "SURVEY_STORE": self.store, "COLUMNS": "100", **self.settings},
            input=piped,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def json(self, *words: str) -> Any:
        done = self.run(*words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    return Operator(tmp_path)


def write_csv(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_help_names_every_verb(operator: Operator) -> None:
    done = operator.run("--help")
    words = (
        "check migrate serve worker demo import release releases pack microdata export add-user "
        "remove-second-factor reset-password close-user link-user purge erase subject-access "
        "rotate-keys audit backup restore-drill"
    )
    assert done.returncode == 0
    assert all(f"  {verb} " in done.stdout for verb in words.split(" "))


def test_check_passes_on_what_we_ship(operator: Operator) -> None:
    done = operator.run("check")
    assert (done.returncode, done.stderr) == (0, "")


def test_check_names_what_is_broken(operator: Operator) -> None:
    folder = operator.folder / "surveys" / "mine"
    folder.mkdir(parents=True)
    (folder / "survey.toml").write_text("id = ")
    done = operator.run("check", str(folder.parent))
    assert done.returncode == 3
    assert "survey.toml" in done.stderr
    assert "Traceback" not in done.stderr


def test_migrate_says_what_it_did_and_does_it_once(operator: Operator) -> None:
    assert "0001" in operator.run("migrate").stdout
    assert "Nothing to do" in operator.run("migrate").stdout


FEEDBACK = """Id,What would help,Channel
1,Ring back when you say you will,999
2,"Two lines
in one cell",
3,,
4,\U0001f614 nobody told us anything,carrier pigeon
"""


def test_import_accepts_refuses_and_is_harmless_twice(operator: Operator) -> None:
    path = write_csv(operator.folder / "feedback.csv", FEEDBACK)
    words = ("import", path, "--map", "What would help=better")
    first = operator.json(*words)
    assert (first["accepted"], first["already_there"]) == (3, 0)
    assert [refusal["line"] for refusal in first["refused"]] == [5]
    again = operator.json(*words)
    assert (again["accepted"], again["already_there"]) == (0, 3)


def test_import_names_the_item_that_is_wrong(operator: Operator) -> None:
    path = write_csv(operator.folder / "feedback.csv", FEEDBACK)
    told = operator.run(
        "import", path, "--map", "What would help=better", "--map", "Channel=channel",
        "--set", "role=P", "--set", "reported=me", "--id", "Id",
    )  # fmt: skip
    assert told.returncode == 0
    assert "line 6: channel:" in told.stdout


def test_an_import_that_refuses_every_row_is_bad_input(operator: Operator) -> None:
    path = write_csv(operator.folder / "feedback.csv", "text,role\nHello,Q\nBye,Z\n")
    words = ("import", path, "--map", "text=better", "--map", "role=role")
    refused = operator.run(*words, "--json")
    assert refused.returncode == 2
    told = json.loads(refused.stdout)  # which rows, and why, is told all the same
    assert [refusal["line"] for refusal in told["refused"]] == [2, 3]
    assert refused.stderr.endswith("Error: Nothing came in: every row was refused.\n")
    write_csv(operator.folder / "feedback.csv", "text,role\nHello,Q\nBye,P\n")
    assert [operator.run(*words).returncode for _ in range(2)] == [0, 0]


@pytest.mark.parametrize(
    ("text", "words", "message"),
    [
        ("a,b\n1,2\n", ("--map", "c=better"), "no column c"),
        ("a,b\n1,2\n", ("--map", "a=nothing"), "no item nothing"),
        ("a,b\n1,2\n", ("--map", "better"), "NAME=VALUE"),
        ("a\nx\n", ("--map", "a=better", "--wave", "1999"), "no wave"),
    ],
)
def test_import_of_what_cannot_be(
    operator: Operator, text: str, words: tuple[str, ...], message: str
) -> None:
    path = write_csv(operator.folder / "feedback.csv", text)
    done = operator.run("import", path, *words)
    assert done.returncode in {2, 5}
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_import_of_a_file_in_another_encoding(operator: Operator) -> None:
    path = operator.folder / "latin.csv"
    path.write_bytes("text\ncafé\n".encode("latin-1"))
    done = operator.run("import", str(path), "--map", "text=better")
    assert done.returncode == 2
    assert "UTF-8" in done.stderr


@pytest.mark.parametrize("store", ["sqlite:////nowhere/at/all/survey.db", "mysql://x", "survey.db"])
def test_a_store_that_cannot_be(operator: Operator, store: str) -> None:
    done = operator.run("migrate", "--store", store)
    assert done.returncode in {2, 4}
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr


def test_a_verb_that_reads_wants_a_store_that_is_there(operator: Operator) -> None:
    done = operator.run("purge", "--dry-run")
    assert done.returncode == 4
    assert not (operator.folder / "survey.db").exists()


@pytest.mark.slow
def test_a_response_is_handed_out_and_erased_by_its_reference(operator: Operator) -> None:
    file = write_csv(operator.folder / "one.csv", "words\nRing back when you say you will.\n")
    assert operator.run("import", file, "--map", "words=better").returncode == 0
    with sqlite3.connect(operator.folder / "survey.db") as store:
        ((reference,),) = store.execute("SELECT reference FROM responses").fetchall()

    assert operator.run("subject-access", reference, "--out", "copy.json").returncode == 0
    copy = operator.folder / "copy.json"
    assert json.loads(copy.read_text())["response"]["texts"] == {
        "better": "Ring back when you say you will."
    }
    assert copy.stat().st_mode & 0o777 == 0o600
    assert operator.run("subject-access", reference, "--out", "copy.html").returncode == 0
    assert "Ring back when you say you will." in (operator.folder / "copy.html").read_text()

    assert operator.run("erase", reference).returncode == 2  # no reason
    assert "Erased, with its key" in operator.run("erase", reference, "--reason", "asked").stdout
    again = operator.run("erase", reference, "--reason", "asked")
    assert (again.returncode, "already" in again.stdout) == (0, True)
    assert operator.run("subject-access", reference, "--out", "late.json").returncode == 5
    assert operator.run("erase", "FES-0000-0000-0000", "--reason", "asked").returncode == 5
    assert "1 refused" in operator.run("import", file, "--map", "words=better").stdout

    log = operator.json("audit", "show")
    copied, erased = "copied all that is held", "erased a response"
    assert [(one["what"], one["why"]) for one in log] == [
        (erased, "asked"), (copied, ""), (copied, ""),
    ]  # fmt: skip
    assert all(one["who"].startswith("command line") for one in log)
    assert len({one["which"] for one in log}) == 1
    assert reference not in json.dumps(log)


@pytest.mark.slow
def test_a_wrong_key_stops_every_command_and_writes_nothing(operator: Operator) -> None:
    assert operator.run("migrate").returncode == 0
    assert "keys are under the new master key" in operator.run("rotate-keys").stdout
    assert operator.json("audit", "show")[0]["what"] == "rotated the keys"
    (operator.folder / "survey.db.master").write_text("not a key\n")
    before = {path: path.read_bytes() for path in operator.folder.iterdir()}
    for words in (["worker", "--once"], ["serve", "--port", "1"], ["purge"], ["rotate-keys"]):
        done = operator.run(*words)
        assert done.returncode == 2, done.stderr
        assert done.stderr.startswith("Error: What stands in "), done.stderr
    assert {path: path.read_bytes() for path in operator.folder.iterdir()} == {
        **before,
        **{path: path.read_bytes() for path in operator.folder.glob("survey.db.secret")},
    }


def test_every_command_opens_the_store_with_the_keys_of_its_settings() -> None:
    root = Path(__file__).parents[2]
    files = [*(root / "survey_ui").rglob("*.py"), root / "survey_api" / "app.py"]
    opened = [
        call
        for file in files
        for call in re.findall(r"\w+\(settings\.store[^)]*\)", file.read_text())
        if not call.startswith("contacts_at(")  # sealed under a key of its own
    ]
    assert len(opened) > 10
    assert [call for call in opened if "settings.store, settings.sealing" not in call] == []


def test_accounts(operator: Operator) -> None:
    assert operator.run("add-user", "ada", piped="short\n").returncode == 2
    assert operator.run("add-user", "ada", piped="a long enough passphrase\n").returncode == 0
    again = operator.run("add-user", "ada", piped="a long enough passphrase\n")
    assert again.returncode == 6


def test_a_second_factor_can_be_removed_by_whoever_runs_the_survey(operator: Operator) -> None:
    assert operator.run("add-user", "ada", piped="a long enough passphrase\n").returncode == 0
    assert "has no second factor" in operator.run("remove-second-factor", "Ada").stdout
    assert operator.run("remove-second-factor", "nobody").returncode == 5


def test_a_password_is_replaced_and_an_account_closed_by_whoever_runs_the_survey(
    operator: Operator,
) -> None:
    assert operator.run("add-user", "ada", piped="a long enough passphrase\n").returncode == 0
    assert operator.run("reset-password", "ada", piped="short\n").returncode == 2
    done = operator.run("reset-password", "ada", piped="four other quiet words\n")
    assert "signs in with the new password" in done.stdout
    assert operator.run("close-user", "nobody").returncode == 5
    assert operator.run("close-user", "ada").stdout == "ada is closed.\n"
    again = operator.run("add-user", "ada", piped="a long enough passphrase\n")
    assert again.returncode == 6
    done_to = [one["what"] for one in operator.json("audit", "show")]
    assert done_to == [
        "closed an account",
        "signed out everywhere",
        "replaced a password",
        "made an account",
    ]


@pytest.mark.slow
def test_what_is_done_at_the_command_line_is_in_the_log_and_touching_it_is_found(
    operator: Operator,
) -> None:
    piped = "a long enough passphrase\n"
    role = ("--role", "publisher", "--organisation", "met")
    assert operator.run("add-user", "mel", *role, piped=piped).returncode == 0
    assert operator.run("add-user", "kim", "--role", "boss", piped=piped).returncode == 2
    assert operator.run("microdata", "--out", "micro").returncode in (0, 5, 6, 7)
    entries = operator.json("audit", "show")
    assert [(one["what"], one["which"]) for one in entries] == [
        ("exported microdata", "missing_children 2026-27"),
        ("made an account", "mel (publisher, Met)"),
    ]
    assert all(one["who"].startswith("command line") for one in entries)
    assert operator.json("audit", "show", "--what", "signed in") == []
    assert operator.json("audit", "show", "--since", "2100-01-01") == []
    assert operator.run("audit", "anchor", "--out", "anchor.json").returncode == 0
    whole = operator.run("audit", "verify", "--anchor", "anchor.json")
    assert (whole.returncode, whole.stdout) == (0, "2 entries, every one as it was written.\n")

    store = sqlite3.connect(operator.folder / "survey.db", isolation_level=None)
    store.execute("DROP TRIGGER audit_never_changes")
    store.execute("UPDATE audit SET who = 'somebody else' WHERE number = 1")
    store.close()
    touched = operator.run("audit", "verify")
    assert (touched.returncode, touched.stdout) == (
        9, "Entry 1 was changed after it was written.\n",
    )  # fmt: skip
    (operator.folder / "anchor.json").write_text("{}")
    assert operator.run("audit", "verify", "--anchor", "anchor.json").returncode == 2
    assert operator.run("audit", "verify", "--anchor", "none.json").returncode == 2


@pytest.mark.slow
def test_demo_release_bundle_microdata_purge(operator: Operator) -> None:
    demo = operator.run("demo", "--responses", "300", "--seed", "7")
    assert demo.returncode == 0, demo.stderr
    assert "simulated" in demo.stdout

    made = operator.json("release")
    assert made["status"] == "interim"
    assert made["responses"] == made["simulated"] == 300

    assert [one["sign_off"] for one in operator.json("releases")] == ["waiting", "published"]

    done = operator.run("pack", made["id"], "--out", "pack")
    assert done.returncode == 0, done.stderr
    suffixes = {path.suffix for path in (operator.folder / "pack").rglob("*")}
    assert {".csv", ".json", ".svg", ".html", ".xlsx", ".ods"} <= suffixes

    assert not (operator.folder / "pack" / "said.html").exists()  # nobody has signed it off

    assert operator.run("microdata", "--out", "micro").returncode == 0
    assert list((operator.folder / "micro").glob("*.parquet"))

    assert operator.json("purge", "--dry-run")["verbatims"] == 0
    assert operator.run("pack", "no-such-release", "--out", "pack2").returncode == 5


@pytest.mark.slow
def test_the_same_seed_gives_the_same_responses(operator: Operator) -> None:
    operator.run("demo", "--responses", "300", "--seed", "3")
    again = operator.run("demo", "--responses", "300", "--seed", "3")
    assert "300 simulated" in again.stdout


@pytest.mark.slow
def test_a_final_release_waits_for_the_wave_to_close(operator: Operator) -> None:
    operator.run("demo", "--responses", "300")
    assert "interim" in operator.run("release").stdout
    assert operator.run("release", "no-such-wave").returncode == 5


@pytest.mark.slow
def test_a_changed_promise_of_anonymity_stops_every_command_that_takes_answers(
    operator: Operator,
) -> None:
    file = write_csv(operator.folder / "one.csv", "words\nRing back when you say you will.\n")
    bring = ("import", file, "--map", "words=better")
    assert operator.run(*bring).returncode == 0
    home = operator.folder / "surveys" / "missing_children"
    shutil.copytree(PACKAGED_SURVEYS / "missing_children", home)
    data = home / "survey.toml"
    data.write_text(data.read_text().replace("anonymous = true", "anonymous = false"))
    operator.settings["SURVEY_SURVEYS"] = str(home.parent)
    for words in (
        ["worker", "--once"],
        ["serve", "--port", "1"],
        ["demo", "--responses", "50"],
        bring,
    ):
        done = operator.run(*words)
        assert (done.returncode, "anonymous = true" in done.stderr) == (6, True), done.stderr


def test_every_verb_that_a_room_has_is_listed_and_a_wrong_one_is_refused(
    operator: Operator,
) -> None:
    assert list(all_verbs()) == [verb for verbs in ROOMS.values() for verb in verbs]
    assert set(main.commands) == set(all_verbs())
    assert operator.run("releese").returncode == 2


def test_a_quick_verb_does_not_wait_for_charts_and_pages():
    code = (
        "import sys; from survey_ui.cli import main; main(['--version'], standalone_mode=False);"
        "import survey_ui.cli.accounts; print({'altair', 'litestar'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("set()\n")
