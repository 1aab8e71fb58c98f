"""Every response as one CSV: each row there, in words, and nothing that leads to a person."""

from __future__ import annotations

import csv
import hashlib
import io

import msgspec
import pytest

from survey_api.releases import export_responses, flat_file
from survey_api.responses.spam import Flag
from survey_api.storage import sql_responses
from tests.survey_api.releases.builders import SUBMITTED, WAVE, a_response, the_survey

UNTIL = SUBMITTED.replace(year=2027)


async def export(store) -> tuple[list[dict[str, str]], flat_file.Exported, bytes]:
    out = io.BytesIO()
    done = await export_responses(store, the_survey(), WAVE, UNTIL, out)
    return list(csv.DictReader(io.StringIO(out.getvalue().decode()))), done, out.getvalue()


async def test_an_answer_stands_in_words_and_a_gap_says_why(store):
    response = a_response("r1", {"role": "P", "borough": "barnet"})
    words = {"better": "=HYPERLINK(1) Mrs Okafor rang."}
    await store.add_response(msgspec.structs.replace(response, texts=words))
    (row,), done, written = await export(store)
    labels = the_survey().wording("").items["role"].options
    assert row["role"] == labels["P"]
    assert row["borough"] == "Barnet"
    assert row["origin"] == "collected"
    assert row["submitted_on"] == f"{SUBMITTED:%Y-%m-%d}"
    assert b"Okafor" not in written
    assert b"r1" not in written
    assert (done.rows, done.left_out, done.columns) == (1, 0, len(row))


async def test_who_is_perhaps_nobody_is_marked_and_why(store):
    odd = a_response("r1", {"role": "P"})
    await store.add_response(msgspec.structs.replace(odd, flags=(Flag.TRAP, Flag.FAST)))
    await store.add_response(a_response("r2", {"role": "P"}))
    rows, *_ = await export(store)
    assert [row["flagged"] for row in rows] == [
        "filled in a box that people do not see; sent faster than people read",
        "",
    ]
    assert set(flat_file._FLAGS) == set(Flag)


@pytest.mark.parametrize("span", [2, 100])
async def test_every_response_is_a_row_whatever_the_spans(store, monkeypatch, span):
    monkeypatch.setattr(sql_responses, "_SPAN", span)
    names = {entry.code: entry.label for entry in the_survey().references["boroughs"].entries}
    codes = sorted(names)[:11]
    for number, code in enumerate(codes):
        await store.add_response(a_response(f"r{number:02}", {"role": "P", "borough": code}))
    rows, done, written = await export(store)
    assert [row["borough"] for row in rows] == [names[code] for code in codes]
    assert done.rows == len(codes)
    assert done.bytes == len(written)
    assert done.sha256 == hashlib.sha256(written).hexdigest()


async def test_a_wave_of_nobody_has_the_names_of_its_columns_alone(store):
    rows, done, written = await export(store)
    assert (rows, done.rows) == ([], 0)
    assert written.startswith(
        b"submitted_on,questionnaire_version,language,mode,origin,flagged,role,"
    )
