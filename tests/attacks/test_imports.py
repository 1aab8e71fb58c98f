"""Files that are no good CSV: refused as a whole, or row by row, with a reason."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from survey_ui.cli import main

MAP = ("--map", "words=better")


@pytest.mark.parametrize(
    ("content", "options", "sentence"),
    [
        (b"", MAP, "is empty"),
        (b"words\ncaf\xe9\n", MAP, "not UTF-8"),
        (b"\xff\xfew\x00", MAP, "not UTF-8"),
        (b"id;words\n1;a\n", MAP, "no column words"),
        (b"words,words\na,b\n", MAP, "more than one column words"),
        (b'words\nfine\n"broken\n', MAP, "not a well-formed CSV"),
        (b'words\nfine\n"a"b\n', MAP, "not a well-formed CSV"),
        (b"words\nfine\n" + b"x" * 17_000_000, MAP, "not a well-formed CSV"),
        (b"words,id\na,1\n", (*MAP, "--map", "id=better"), "Only one column or value"),
        (b"words,id\na,1\n", (*MAP, "--set", "better=x"), "Only one column or value"),
        (b"words\na\n", (*MAP, "--map", "words=good"), "given twice"),
        (b"words\na\n", ("--map", "words"), "takes NAME=VALUE"),
        (b"words\na\n", ("--map", "words=nope"), "no item nope"),
        (b"words\na\n", (*MAP, "--id", "nope"), "no column nope"),
    ],
    ids=lambda value: repr(value)[:30],
)  # fmt: skip
def test_a_file_or_a_wish_that_cannot_be(
    tmp_path: Path, content: bytes, options: tuple[str, ...], sentence: str
) -> None:
    file, store = tmp_path / "rows.csv", tmp_path / "survey.db"
    file.write_bytes(content)
    done = bring_in(file, store, *options)
    assert done.exit_code == 2
    assert sentence in done.stderr
    assert stored(store) == 0


def bring_in(file: Path, store: Path, *options: str) -> Result:
    words = ["import", str(file), "--store", f"sqlite:///{store}", *options]
    return CliRunner().invoke(main, words)


def stored(store: Path) -> int:
    """How many responses there are; none if there is not even a store."""
    if not store.exists():
        return 0
    with closing(sqlite3.connect(store)) as opened:
        ((number,),) = opened.execute("SELECT count(*) FROM responses").fetchall()
    return int(number)


def test_rows_that_cannot_be_taken_are_named_and_the_others_are_taken(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_bytes(
        "\ufeffwords,role,wait\n"
        "=1+1,P,90\n"  # text like any other
        "Well, it was bad,P,90\n"  # a comma without quotes would cut the text short
        "a\0b,P,\n"
        ",,\n"
        "fine,Q,\n"
        "fine,P,nan\n"
        "fine,P,1e400\n"
        "fine,P,-5\n"
        "مرحبا,P,never\n".encode()
    )
    columns = (*MAP, "--map", "role=role", "--map", "wait=t_contact", "--set", "reported=me")
    done = bring_in(file, tmp_path / "survey.db", *columns)
    assert done.exit_code == 0, done.stderr
    assert "2 accepted, 0 already there, 7 refused." in done.stdout
    refused = [line.partition(":")[0] for line in done.stdout.splitlines() if line[:4] == "line"]
    assert refused == [f"line {number}" for number in range(3, 10)]
