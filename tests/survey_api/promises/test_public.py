"""When a promise is public: two to publish, one to take down."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest

from survey_api.access import Organisation
from survey_api.promises import (
    Promise,
    PromiseFile,
    PromiseState,
    PromiseVersion,
    PromiseWord,
    Told,
    TypedPromise,
    corrections_of,
    missing_agreement,
    missing_words,
    parse_told,
    public_version,
    publications_of,
    taken_down,
    text_problem,
)

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SIDES = {"mo": Organisation.MOPAC, "max": Organisation.MOPAC, "mel": Organisation.MET}
TOLD = (
    Told(finding="F", change="C", owner="Met", due=date(2027, 3, 31)),
    Told(finding="F", change="C", owner="Met", due=date(2027, 9, 30)),
    Told(finding="F", change="C", owner="Met", due=date(2027, 9, 30), state=PromiseState.DONE),
)


def a_file(*said: str, versions: int = 1) -> PromiseFile:
    """said: 'mo 1' agrees to version 1, 'mo -1' takes it down; a minute after one another."""
    promise = Promise(
        id="p", survey="s", wave="w", release="r", measure="M", table="t", column="c",
        started_at=NOW,
    )  # fmt: skip
    words = []
    for minute, (name, number) in enumerate(one.split() for one in said):
        words.append(
            PromiseWord(
                promise="p", number=abs(int(number)), account=name, organisation=SIDES[name],
                agrees=int(number) > 0, said_at=NOW + timedelta(minutes=minute),
            )
        )  # fmt: skip
    kept = tuple(
        PromiseVersion(promise="p", number=n + 1, told=TOLD[n], account="mo", saved_at=NOW)
        for n in range(versions)
    )
    return PromiseFile(promise=promise, versions=kept, words=tuple(words))


@pytest.mark.parametrize(
    ("said", "public"),
    [
        ((), 0),
        (("mo 1",), 0),
        (("mo 1", "max 1"), 0),  # two of one side are one side
        (("mo 1", "mel 1"), 1),
        (("mel 1", "max 1"), 1),
        (("mo 1", "mel 2"), 0),  # not of the same version
        (("mo 1", "mel 1", "mo 2"), 1),  # the older one stays until both agree
        (("mo 1", "mel 1", "mo 2", "mel 2"), 2),
        (("mo 1", "mel 1", "mo -1"), 0),
        (("mo 1", "mel 1", "mo -1", "mo 1"), 0),
        (("mo 1", "mel 1", "mo -1", "mo 1", "mel 1"), 1),
        (("mo 1", "mel -1", "mel 1"), 0),  # whoever agreed before has to agree again
    ],
)
def test_which_version_the_public_reads(said, public):
    found = public_version(a_file(*said, versions=2))
    assert (found.number if found else 0) == public


def test_the_order_in_which_people_agree_does_not_matter():
    for order in permutations(("mo 1", "max 1", "mel 1")):
        file = a_file(*order)
        assert public_version(file) == file.newest
        assert missing_agreement(file) == ()
        assert len(publications_of(file)) == 1


def test_only_what_was_public_is_taken_down():
    assert taken_down(a_file("mo 1", "mel -1")) is None
    down = taken_down(a_file("mo 1", "mel 1", "mel -1"))
    assert down is not None
    assert down.account == "mel"
    assert taken_down(a_file("mo 1", "mel 1", "mel -1", "mo 1", "mel 1")) is None


def test_a_correction_is_told_from_news_and_from_nothing():
    agreed = [f"{name} {number}" for number in (1, 2, 3) for name in ("mo", "mel")]
    date_moved, done = corrections_of(a_file(*agreed, versions=3))
    assert (date_moved.fields, date_moved.due) == (("due",), date(2027, 3, 31))
    assert (done.fields, done.due) == ((), None)
    again = ("mo 1", "mel 1", "mo -1", "mo 1", "mel 1")  # the same words came back
    assert corrections_of(a_file(*again)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "42%",
        "42 %",
        "٤٢٪",
        "down to 4 in 10",
        "9 out of every 10",
        "12 per cent",
        "12 Percent",
        "5pc",
    ],
)
def test_shares_are_left_to_the_release(text):
    assert "Leave out shares" in text_problem(f"It was {text} last year.")


@pytest.mark.parametrize(
    "text",
    [
        "Nobody has to wait 24 hours.", "Begun in 2027 in 3 boroughs.", "It is in 12 of 32 areas.",
        "101 and 999 say the same.", "By 3 March, in all 32 boroughs.", "Read within 72 hours.",
    ],
)  # fmt: skip
def test_other_numbers_may_be_written(text):
    assert text_problem(text) == ""


def test_what_is_typed_is_one_line_of_what_can_be_seen():
    found = parse_told(
        TypedPromise(finding=" a\n\tb\x00\u202ec ", state="promised", due=" 2027-03-31 ")
    )
    assert isinstance(found, Told)
    assert (found.finding, found.due) == ("a b c", date(2027, 3, 31))
    assert set(missing_words(found)) == {"change", "owner"}
    assert "reason" in missing_words(Told(finding="F", state=PromiseState.DONE))
