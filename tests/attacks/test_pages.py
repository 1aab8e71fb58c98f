"""Forms and addresses no page of ours makes: a kind page, and no answer lost or wrongly kept."""

from __future__ import annotations

import gzip
import uuid
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.attacks.target import PLANTED, SURVEY, Person, Target, title

PART = '--b\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.format
MULTIPART = "multipart/form-data; boundary=b"


@pytest.mark.parametrize(
    ("day", "clock"),
    [
        *(("31/12/9999", ""), ("31/12/9999", "23:59"), ("1/1/0001", "10:00"), ("1/1/0000", "")),
        *(("29/03/2026", "1:30am"), ("tomorrow", ""), ("99/99/9999", ""), ("\x00", "")),
        *(("²/³/2026", ""), (PLANTED * 40_000, ""), ("1/11/2026", "25:00"), ("", "9pm")),
    ],
)
def test_an_impossible_day(person: Person, day: str, clock: str) -> None:
    page = person.send("t_noticed", {"t_noticed-date": day, "t_noticed-time": clock})
    assert page.status_code == 400
    assert title(page).startswith("Error: ")


@pytest.mark.parametrize(
    "told",
    [
        *({"amount": n, "unit": "hours"} for n in ("NaN", "1e308", "-0", "9" * 400, "²", "{x}")),
        {"amount": "2", "unit": "fortnights"},
        {"kind": "band", "band": "no_such_band"},
        {"kind": "no_such_kind"},
        {"kind": "exact", "start-date": "31/12/9999", "start-time": "9pm", "end-time": "8pm"},
        {"kind": "exact", "start-date": "25/10/2026", "start-time": "1:30", "end-date":
            "25/10/2026", "end-time": "1:10"},
        {"kind": "exact", "start-date": "28/03/2026", "start-time": "23:00", "end-time": "1:30"},
    ],
)  # fmt: skip
def test_an_impossible_wait(person: Person, told: dict[str, str]) -> None:
    page = person.send("t_contact", {f"t_contact-{part}": text for part, text in told.items()})
    assert page.status_code == 400
    assert title(page).startswith("Error: ")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b'{"better": "x"}', "application/json"),
        (b"{", "application/json"),
        (b"better=x", "text/plain"),
        (gzip.compress(b"better=x", mtime=0), "application/gzip"),
        (b"x", "multipart/form-data"),
        (b"--b\r\nhalf a form", MULTIPART),
        (PART(name="better", more="").encode() + b"\xff\xfe\r\n--b--\r\n", MULTIPART),
        (PART(name="better", more="\r\nContent-Type: text/plain; charset=no-such").encode()
         + b"x\r\n--b--\r\n", MULTIPART),
        (PART(name="better", more='; filename="a"').encode() + b"x\r\n--b--\r\n", MULTIPART),
        (PART(name="_csrf_token", more='; filename="a"').encode() + b"x\r\n--b--\r\n", MULTIPART),
        ("".join(PART(name=f"f{n}", more="") + "x\r\n" for n in range(2000)).encode() + b"--b--",
         MULTIPART),
    ],
    ids=lambda value: repr(value)[:30],
)  # fmt: skip
def test_what_is_no_form_of_ours_changes_nothing(
    person: Person, body: bytes, content_type: str
) -> None:
    person.send("better", {"better": PLANTED})
    page = person.post("better", body, content_type)
    assert page.status_code == 400
    assert title(page).startswith("We could not read what was sent")
    assert PLANTED in person.client.get(f"{SURVEY}/better").text


@pytest.mark.parametrize(
    "body",
    [
        b"better=%ED%A0%80&better=%FF", b"%zz%=%", b"=x&&&;;=", b"better=x&" * 10_000,
        b"&".join(b"f%d=1" % n for n in range(10_000)), b"better=a&role=X&safe_now=yes&gate=z",
    ],
    ids=lambda value: repr(value)[:30],
)  # fmt: skip
def test_odd_fields_are_left_aside(person: Person, body: bytes) -> None:
    assert person.post("better", body).headers["location"] == f"{SURVEY}/more"
    assert 'value="P" checked' in person.client.get(f"{SURVEY}/role").text


def test_a_text_too_long_is_given_back(person: Person) -> None:
    page = person.send("better", {"better": PLANTED * 50_000})
    assert page.status_code == 400
    assert PLANTED * 50_000 in page.text
    assert person.send("better", {"better": PLANTED * 120_000}).status_code == 413


@pytest.mark.parametrize("token", ["", "zzz", "é😀", "\x00"])
def test_a_form_without_its_token_can_be_sent_again(person: Person, token: str) -> None:
    page = person.client.post(
        f"{SURVEY}/better", data={"_csrf_token": token, "better": f"<b>{PLANTED}"}
    )
    assert page.status_code == 403
    assert f"&lt;b&gt;{PLANTED}" in page.text


def test_sent_by_many_hands_at_once_it_is_one_response(target: Target, person: Person) -> None:
    person.send("better", {"better": PLANTED})
    data, cookies = {"_csrf_token": person.token}, dict(person.client.cookies)

    def submit(_: int) -> str:
        address = f"{target.address}{SURVEY}/submit"
        return httpx.post(address, data=data, cookies=cookies, timeout=30).headers["location"]

    with ThreadPoolExecutor(16) as hands:
        assert set(hands.map(submit, range(32))) == {f"{SURVEY}/done"}
    target.accepted = 1
    again = person.send("better", {"better": f"{PLANTED} two"})  # a tab that stayed open
    assert again.headers["location"] == f"{SURVEY}/done"


def test_a_draft_that_is_gone_gives_the_words_back(target: Target, person: Person) -> None:
    cookies = {**dict(person.client.cookies), "draft-missing_children": str(uuid.uuid4())}
    page = httpx.post(
        f"{target.address}{SURVEY}/better",
        data={"_csrf_token": person.token, "better": PLANTED},
        cookies=cookies,
    )
    assert page.status_code == 410
    assert PLANTED in page.text


@pytest.mark.parametrize("cookie", ["", "zzz", "%00", "a" * 5000, '"', "{", str(uuid.UUID(int=0))])
@pytest.mark.parametrize("page", ["when", "check", "done"])
def test_a_cookie_that_is_none_leads_to_the_start(target: Target, cookie: str, page: str) -> None:
    reply = target.get(
        f"{SURVEY}/{page}", headers={"cookie": f"draft-missing_children={cookie}; session={cookie}"}
    )
    assert (reply.status_code, reply.headers["location"]) == (303, SURVEY)


@pytest.mark.parametrize(
    "path",
    [
        *("/nope", "/s/nope", f"{SURVEY}/nope", f"{SURVEY}/exit/nope", "/s/%00", "/s/%ff"),
        *("/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e%2f%2e%2e%2fpyproject.toml"),
        *("/static//etc/passwd", "/static/%00", f"/static/{'a' * 3000}", f"/{'a/' * 5000}"),
        *("/privacy/nope", "/%2f%2fevil.example"),
    ],
    ids=lambda path: path[:40],
)
def test_an_address_that_leads_nowhere(target: Target, path: str) -> None:
    page = target.get(path)
    assert page.status_code == 404
    assert title(page).startswith("We cannot find that page")


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "PUT", "TRACE", "OPTIONS", "POST"])
@pytest.mark.parametrize("path", ["/", SURVEY, f"{SURVEY}/when", "/releases", "/sign-in", "/leave"])
def test_a_method_no_page_knows(target: Target, method: str, path: str) -> None:
    assert target.ask(method, path).status_code in (204, 303, 403, 404)  # 303: sign in first


@pytest.mark.parametrize(
    "change", ["zzz", "//evil.example", "https://evil.example", "..", "%00%ff", "when." * 5000]
)
def test_change_leads_nowhere_else(target: Target, person: Person, change: str) -> None:
    page = person.client.get(f"{SURVEY}/when?change={change}")
    assert page.status_code == 200
    assert "evil" not in page.text


@pytest.mark.parametrize(
    "onward",
    ["//evil.example", "//[", "[::1", "/\\evil", "/releases/../leave", "/releases/%2e%2e/leave",
     "javascript:alert(1)", "/releases/\x00", "x" * 20_000],
    ids=lambda onward: onward[:20],
)  # fmt: skip
def test_signing_in_leads_nowhere_else(target: Target, onward: str) -> None:
    page = target.get("/sign-in", params={"next": onward})
    assert page.status_code == 200
    assert 'name="next" value="/releases"' in page.text
