"""Bodies no well-behaved program sends: each is refused, named, and leaves nothing behind."""

from __future__ import annotations

import json

import pytest

from tests.attacks.target import API, PLANTED, Target, fields_named

PARENT = {"role": "P", "reported": "me"}


def wait(text: str, item: str = "t_contact") -> bytes:
    """A body whose only odd part is one answer, written as it is."""
    start = '{"language":"en","mode":"web","answers":{"role":"P","reported":"me",'
    return f'{start}"{item}":{text}}}}}'.encode()


@pytest.mark.parametrize(
    "told",
    [
        *(f'{{"kind":"approx","lo_min":{n}}}' for n in ("1e308", "1e309", "-1", '"30"', "true")),
        f'{{"kind":"exact","lo_min":{"9" * 400}}}',
        '{"kind":"exact","lo_min":30,"hi_min":10}',
        '{"kind":"never","lo_min":3}',
        '{"kind":"approx","told":"90 minutes","lo_min":5}',
        f'{{"kind":"approx","lo_min":5,"told":"{PLANTED * 5000}"}}',
        *(
            json.dumps({"kind": "exact", "clock_start": start, "clock_end": end})
            for start, end in (
                ("2026-11-20T10:00:00+00:00", "2026-11-20T09:00:00+00:00"),  # backwards
                ("0001-01-01T00:00:00+23:59", "0001-01-01T01:00:00+23:59"),  # before the calendar
                ("9999-12-31T23:00:00-23:59", "9999-12-31T23:59:59-23:59"),  # after it
                ("2998-01-01T00:00:00Z", "2998-01-01T01:00:00Z"),  # not yet
                ("2026-11-20T10:00:00", "2026-11-20T11:00:00"),  # where?
            )
        ),
    ],
)
@pytest.mark.asvs("1.4.2", "2.2.1")
def test_an_impossible_wait(target: Target, told: str) -> None:
    assert fields_named(target.put(wait(told))) == {"answers.t_contact"}


@pytest.mark.parametrize(
    "moment",
    [
        *("2999-12-31", "9999-12-31", "0001-01-01T00:00+14:00", "1900-01-01", "2026-02-30"),
        *("2026-03-29T01:30", "2026-11-21 teatime", "٢٠٢٦-١١-٢١", "", "2026-11-21\n", PLANTED),
    ],
)
def test_an_impossible_moment(target: Target, moment: str) -> None:
    answers = {**PARENT, "when": "last_month", "t_noticed": moment}
    assert fields_named(target.put(answers)) == {"answers.t_noticed"}


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"role": "Ｐ"}, "role"),
        ({"role": "{0.__class__}"}, "role"),
        ({"role": None}, "role"),
        ({**PARENT, "wrong_info": [["wait_24h"]]}, "wrong_info"),
        ({**PARENT, "better": PLANTED * 50_000}, "better"),
        ({**PARENT, "better": f"{PLANTED}\x00"}, "better"),
        ({**PARENT, "better": f"\x1b[31m{PLANTED}"}, "better"),
        ({"\u202e": 1}, "\u202e"),
    ],
)
@pytest.mark.asvs("2.2.1", "2.2.2", "15.3.5")
def test_a_wrong_answer(target: Target, answers: dict[str, object], field: str) -> None:
    assert fields_named(target.put(answers)) == {f"answers.{field}"}


@pytest.mark.asvs("15.3.3")
def test_ten_thousand_unknown_items_are_all_named(target: Target) -> None:
    assert len(fields_named(target.put({f"f{n}": n for n in range(10_000)}))) == 10_000


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (b'{"mode": 7, "answers": {}, "x": 1, "id": 2}', {"language", "mode", "x", "id"}),
        (b'{"language": "en", "mode": "web", "answers": []}', {"answers"}),
        (b'{"language": "cy", "mode": "owl", "answers": {"role": "?"}}',
         {"language", "mode", "answers.role"}),
        (wait('{"kind":"approx","lo_min":NaN}'), set()),
        (wait('{"kind":"approx","lo_min":-Infinity}'), set()),
        (wait('"\\ud800"', "better"), set()),
        (b"", set()), (b"[]", set()), (b"\xff\xfe", set()), (b"{" * 100_000, set()),
        (b'{"answers":' * 50_000, set()),
        (wait("[" * 20_000 + "]" * 20_000, "role"), set()),
    ],
    ids=lambda value: repr(value)[:40] if isinstance(value, bytes) else "",
)  # fmt: skip
@pytest.mark.asvs("1.5.2")
def test_a_body_that_is_none(target: Target, body: bytes, fields: set[str]) -> None:
    assert fields_named(target.put(body)) == fields


@pytest.mark.asvs("15.2.2")
def test_a_body_beyond_all_bounds(target: Target) -> None:
    reply = target.put(wait(json.dumps(PLANTED * 200_000), "better"))
    assert reply.status_code == 413
    assert reply.json()["type"] == "http-error"


@pytest.mark.parametrize(
    "response_id", ["1", "%00", "%ff", "%2e%2e%2f", "a" * 50_000, "x%0d%0aSet-Cookie:%20a=b"]
)
def test_an_id_that_is_none(target: Target, response_id: str) -> None:
    reply = target.put(wait("null", "role"), response_id=response_id)
    assert {"id"} <= fields_named(reply)
    assert "set-cookie" not in reply.headers


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "PATCH", "TRACE"])
def test_a_method_that_is_not_taken_is_told_which_is(target: Target, method: str) -> None:
    reply = target.ask(method, f"{API}/0b8e1c52-6f0f-4a39-9d0b-3f6c9a1e7d24")
    assert reply.status_code == 405
    assert "PUT" in reply.headers["allow"]


def test_letters_of_every_kind_are_taken(target: Target) -> None:
    text = f"مرحبا \u202e👩\u200d👧 <script> {{7*7}} %s '; DROP TABLE responses-- {PLANTED}"
    assert target.put({"better": text}).status_code == 201
    target.accepted = 1
