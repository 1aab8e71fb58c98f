"""Papers keyed twice: what two agree on is stored, once; nothing else is, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey_api import BadInput, Refused, Settings, load_surveys
from survey_api.papers import DoubleKeyed, KeyingPlan, read_keyed, store_double_keyed
from survey_api.releases import Store
from survey_api.responses import Response, erase_response
from tests.samples import NOW

SURVEY = load_surveys(Settings().surveys)["missing_children"]
HEAD = "paper,language,team,1 safe_now,role,3 reported,14 t_contact,18 wrong_info,38 better"
ONE = "1,en,K7Q2,3,P,1,2 hours,1 3,They rang back."
TWO = "2,ar,,3,P,2,r4,9,شكرا"
THREE = "3,,,3,C,1,90 minutes,,"


def sheet(folder: Path, name: str, *rows: str, head: str = HEAD, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes("\r\n".join((head, *rows)).encode(encoding))
    return path


async def double_key(
    store: Store, first: Path, second: Path, *, batch: str = "", wave: str = "", dry: bool = False
) -> DoubleKeyed:
    one, other = (read_keyed(path, SURVEY, "", NOW) for path in (first, second))
    plan = KeyingPlan(batch=batch, wave=wave, dry_run=dry)
    return await store_double_keyed(store, SURVEY, one, other, plan, NOW)


async def responses(store: Store) -> list[Response]:
    return [each async for each, _ in store.read_responses("missing_children", "2026-27")]


def stored(found: DoubleKeyed) -> list[tuple[str, bool]]:
    return [(paper.paper, paper.new) for paper in found.stored]


async def test_what_two_people_keyed_alike_is_stored_with_its_mode_language_and_team(
    store: Store, tmp_path: Path
) -> None:
    first = sheet(tmp_path, "a.csv", ONE, TWO, THREE)
    second = sheet(
        tmp_path, "b.csv", '1,en,k7q2,no,p,me,120 minutes,"3, 1",they rang back', TWO, THREE
    )
    found = await double_key(store, first, second)
    assert stored(found) == [("1", True), ("2", True), ("3", True)]
    assert (found.differences, found.not_stored, found.bad, found.left_out) == ((), (), (), ())
    counted = await responses(store)
    by_language = {r.instrument.language: r for r in counted if r.instrument.language != "en"}
    assert {r.instrument.mode for r in counted} == {"paper"}
    assert by_language["ar"].answers["reported"] == "someone_else"
    assert {r.team for r in counted} == {"K7Q2", ""}
    assert (await double_key(store, first, second)).stored[0].new is False


async def test_what_differs_waits_until_somebody_has_looked_and_then_the_rest_is_added(
    store: Store, tmp_path: Path
) -> None:
    first = sheet(tmp_path, "a.csv", ONE, TWO, THREE, "4,,,3,P,1,,,")
    second = sheet(tmp_path, "b.csv", ONE, TWO.replace("r4", "r5"), THREE.replace("C,", "?,"))
    found = await double_key(store, first, second)
    assert stored(found) == [("1", True)]
    assert [(d.paper, d.item, d.first, d.second) for d in found.differences] == [
        ("2", "t_contact", "r4", "r5"),
        ("3", "role", "C", "?"),
    ]
    assert (found.only_first, found.only_second) == (("4",), ())
    rates = {each.item: (each.agreed, each.keyed) for each in found.agreement}
    assert rates["t_contact"] == (2, 3)
    assert rates["role"] == (2, 3)
    assert rates["wrong_info"] == (2, 2)  # nobody keyed anything for the third
    settled = sheet(tmp_path, "b.csv", ONE, TWO, THREE, "4,,,3,P,1,,,")
    assert stored(await double_key(store, first, settled)) == [
        ("1", False),
        ("2", True),
        ("3", True),
        ("4", True),
    ]
    again = await double_key(store, settled, first)
    assert not any(new for _, new in stored(again))


async def test_a_dry_run_says_the_same_and_stores_nothing(store: Store, tmp_path: Path) -> None:
    first, second = sheet(tmp_path, "a.csv", ONE, TWO), sheet(tmp_path, "b.csv", ONE, TWO)
    foretold = await double_key(store, first, second, dry=True)
    assert await responses(store) == []
    done = await double_key(store, first, second)
    assert foretold == done
    assert stored(await double_key(store, first, second, dry=True)) == [
        ("1", False),
        ("2", False),
    ]


async def test_a_batch_keeps_numbers_that_come_again_apart(store: Store, tmp_path: Path) -> None:
    first, second = sheet(tmp_path, "a.csv", ONE), sheet(tmp_path, "b.csv", ONE)
    assert stored(await double_key(store, first, second, batch="March")) == [("1", True)]
    assert stored(await double_key(store, first, second, batch="April")) == [("1", True)]
    assert stored(await double_key(store, first, second, batch="March")) == [("1", False)]


async def test_a_paper_that_was_stored_otherwise_or_erased_is_left_as_it_is(
    store: Store, tmp_path: Path
) -> None:
    first, second = sheet(tmp_path, "a.csv", ONE, TWO), sheet(tmp_path, "b.csv", ONE, TWO)
    before = await double_key(store, first, second)
    await erase_response(store, before.stored[1].reference, NOW, by="test")
    changed = ONE.replace("2 hours", "3 hours")
    first, second = sheet(tmp_path, "a.csv", changed, TWO), sheet(tmp_path, "b.csv", changed, TWO)
    after = await double_key(store, first, second)
    assert not after.stored
    assert [paper.paper for paper in after.not_stored] == ["1", "2"]
    assert "or has been erased" in after.not_stored[0].reasons[0]


async def test_answers_to_questions_that_were_not_for_them_are_left_out_and_told(
    store: Store, tmp_path: Path
) -> None:
    not_told = "5,en,,3,P,3,2 hours,,They rang."  # who told nobody did not wait to tell
    first, second = sheet(tmp_path, "a.csv", not_told), sheet(tmp_path, "b.csv", not_told)
    found = await double_key(store, first, second)
    assert stored(found) == [("5", True)]
    assert [(out.paper, out.items) for out in found.left_out] == [("5", ("t_contact",))]


async def test_a_paper_that_ends_the_survey_or_says_what_cannot_be_is_not_stored(
    store: Store, tmp_path: Path
) -> None:
    rows = ["6,,,1,P,1,,,", "7,,,3,P,1,,1 9,", "8,,,,P,,,,"]
    first, second = sheet(tmp_path, "a.csv", *rows), sheet(tmp_path, "b.csv", *rows)
    found = await double_key(store, first, second)
    assert {paper.paper: paper.reasons[0] for paper in found.not_stored} == {
        "6": "safe_now: 'yes' ends the survey: nothing is stored.",
        "7": "wrong_info: 'none' stands alone: no other code goes with it.",
    }
    assert stored(found) == [("8", True)]


async def test_a_bad_value_names_file_row_and_column_and_keeps_only_its_paper_out(
    store: Store, tmp_path: Path
) -> None:
    bad = [
        "1,en,K7Q2,3,P,9,2 hours,,",
        "2,xx,,3,P,1,,,",
        "3,en,no team at all,3,P,1,,,",
        "4,en,,3,,1,,,",
        "5,en,,3,P,1,,,#NAME?",
        "6,en,,3,P,1,,,one, two",
        ",en,,3,P,1,,,",
        "<script>,en,,3,P,1,,,",
        "07,en,,3,P,1,,,",
        "7.0,en,,3,P,1,,,",
    ]
    first = sheet(tmp_path, "a.csv", *bad, "8,en,,3,P,1,,,fine")
    second = sheet(tmp_path, "b.csv", *(f"{n},en,,3,P,1,,,fine" for n in range(1, 9)))
    found = await double_key(store, first, second)
    assert stored(found) == [("8", True)]
    told = [(cell.file, cell.row, cell.column, cell.message) for cell in found.bad]
    assert ("a.csv", 2, "reported", "There is no box '9'; the numbers are 1 to 4.") in told
    assert [(row, column) for _, row, column, _ in told] == [
        (2, "reported"),
        (3, "language"),
        (4, "team"),
        (5, "role"),
        (6, "better"),
        (7, ""),
        (8, "paper"),
        (9, "paper"),
        (10, "paper"),
    ]
    assert "Paper 7 stands in rows 10, 11" in told[-1][3]
    assert found.only_second == ()  # they were keyed twice, if badly


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \r\n", "is empty"),
        (HEAD.encode(), "has no papers"),
        (HEAD.encode() + b"\r\n,,,,,,,,\r\n", "has no papers"),
        (HEAD.encode("utf-16"), "is not UTF-8 text. Save it as 'CSV UTF-8'"),
        (HEAD.encode() + "\r\n1,en,,3,P,1,,,caf\xe9".encode("latin-1"), "is not UTF-8 text"),
        (b"PK\x03\x04rest", "is a workbook. Open its first sheet. Save it as 'CSV UTF-8'"),
        (b"paper,role\n1,\0", "is not text"),
        (b"number,role\n1,P", "has no column 'paper'"),
        (b"paper,role,rolle\n1,P,P", "no item of the questionnaire: rolle"),
        (b"paper,role,3 role\n1,P,P", "more than one column role"),
        (b'paper,better\n1,"open', "not a well-formed CSV file"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_whole(
    content: bytes, told: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=told):
        read_keyed(path, SURVEY, "", NOW)
    with pytest.raises(BadInput, match="There is no file"):
        read_keyed(tmp_path / "none.csv", SURVEY, "", NOW)


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_sheets_come_as_spreadsheets_save_them(between: str, tmp_path: Path) -> None:
    rows = [row.replace(",", between) for row in (ONE.replace("1 3", "1 3"), TWO)]
    path = sheet(tmp_path, "a.csv", *rows, head=HEAD.replace(",", between), encoding="utf-8-sig")
    read = read_keyed(path, SURVEY, "", NOW)
    assert list(read.papers) == ["1", "2"]
    assert not read.bad
    assert read.papers["1"].answers["wrong_info"] == ("wait_24h", "not_missing")


async def test_two_sheets_of_different_columns_are_refused(store: Store, tmp_path: Path) -> None:
    first = sheet(tmp_path, "a.csv", "1,P", head="paper,role")
    second = sheet(tmp_path, "b.csv", "1,P,1", head="paper,role,reported")
    with pytest.raises(BadInput, match=r"a\.csv has no column reported; b\.csv has"):
        await double_key(store, first, second)


async def test_papers_of_a_closed_wave_are_refused_and_none_is_stored(
    store: Store, tmp_path: Path
) -> None:
    first, second = sheet(tmp_path, "a.csv", ONE), sheet(tmp_path, "b.csv", ONE)
    with pytest.raises(Refused, match="takes answers from"):
        await double_key(store, first, second, wave="2026-pilot")
    assert await responses(store) == []


async def test_hostile_words_are_kept_as_they_were_written(store: Store, tmp_path: Path) -> None:
    words = '=HYPERLINK(""http://x"") <script>alert(1)</script> \u202e\'; DROP TABLE'
    row = f'9,en,,3,P,1,,,"{words}"'
    first, second = sheet(tmp_path, "a.csv", row), sheet(tmp_path, "b.csv", row)
    found = await double_key(store, first, second)
    assert stored(found) == [("9", True)]
