"""Submissions through the API and question pages in the browser's way, over a real server."""

from __future__ import annotations

import random
import re
import uuid
from datetime import UTC, datetime
from pathlib import Path

import httpx
import msgspec

from benchmarks.load import Rate, Request, Served, measure
from survey_api import Settings, load_surveys, simulate_answers

SURVEY = "missing_children"
_QUESTION = "channel"
_NEXT = "t_answer"  # the page after it, for somebody who has answered no more


def bodies(number: int) -> list[bytes]:
    """So many submissions, as different as people's are."""
    survey = load_surveys(Settings().surveys)[SURVEY]
    now = datetime.now(UTC)
    return [
        msgspec.json.encode(
            {
                "language": "en",
                "mode": "web",
                "answers": simulate_answers(survey, random.Random(seed), now),
            }
        )
        for seed in range(number)
    ]


async def submissions(
    served: Served, total: int, clients: int, *, seconds: float = 0, pace: float = 0
) -> Rate:
    """Accepted, durable submissions: each under an id of its own. The rest as in `measure`."""
    sent = bodies(min(total or 500, 500))

    def request(number: int) -> Request:
        path = f"/api/v1/surveys/{SURVEY}/responses/{uuid.uuid4()}"
        headers = "Content-Type: application/json\r\n"
        return Request(method="PUT", path=path, body=sent[number % len(sent)], headers=headers)

    return await measure(
        served, request, total=total, clients=clients, good={201}, seconds=seconds, pace=pace
    )


async def question_pages(served: Served, total: int, clients: int) -> Rate:
    """One question page, shown again and again to somebody in the middle of the survey."""
    cookies = begin(served.port)
    page = Request(method="GET", path=f"/s/{SURVEY}/{_QUESTION}", headers=cookies.header)
    return await measure(served, lambda _: page, total=total, clients=clients, good={200})


async def saved_pages(served: Served, total: int, clients: int) -> Rate:
    """One question answered and saved durably, again and again (303 to the next page)."""
    cookies = begin(served.port)
    page = Request(
        method="POST",
        path=f"/s/{SURVEY}/{_QUESTION}",
        body=f"_csrf_token={cookies.token}&{_QUESTION}=call_101".encode(),
        headers=cookies.header + "Content-Type: application/x-www-form-urlencoded\r\n",
    )
    return await measure(served, lambda _: page, total=total, clients=clients, good={303})


async def journey(
    served: Served, total: int, clients: int, *, seconds: float = 0, pace: float = 0
) -> Rate:
    """A page saved, the next one shown, in turn: half of the replies are pages turned.

    The rest as in `measure`.
    """
    cookies = begin(served.port)
    form = f"_csrf_token={cookies.token}&{_QUESTION}=call_101".encode()
    kind = "Content-Type: application/x-www-form-urlencoded\r\n"
    turns = (
        Request(
            method="POST",
            path=f"/s/{SURVEY}/{_QUESTION}",
            body=form,
            headers=cookies.header + kind,
        ),
        Request(method="GET", path=f"/s/{SURVEY}/{_NEXT}", headers=cookies.header),
    )
    return await measure(
        served,
        lambda n: turns[n % 2],
        total=total,
        clients=clients,
        good={200, 303},
        seconds=seconds,
        pace=pace,
    )


class Begun(msgspec.Struct, frozen=True):
    """A browser that has begun: its cookies and its form token."""

    header: str
    token: str


def begin(port: int) -> Begun:
    """Go through the gates as a browser does, up to a parent who told the police."""
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", follow_redirects=True) as browser:
        page = browser.get(f"/s/{SURVEY}/safe_now")
        for answers in (
            {"safe_now": "no"},
            {"ok_18": "yes"},
            {"role": "P"},
            {"reported": "me"},
        ):
            page = _send(browser, page, answers)
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies.jar)
        return Begun(header=f"Cookie: {cookies}\r\n", token=_field(page.text, "_csrf_token"))


def _send(browser: httpx.Client, page: httpx.Response, answers: dict[str, str]) -> httpx.Response:
    form = re.search(r'<form method="post" action="([^"]+)"', page.text)
    where = form.group(1) if form else str(page.url)
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    return browser.post(where, data={**dict(hidden), **answers})


def _field(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    if found is None:
        raise LookupError(f"no field {name} on the page")
    return found.group(1)


def folder_for(name: str, under: Path) -> Path:
    """An empty folder for one benchmark's store."""
    folder = under / name
    folder.mkdir()
    return folder
