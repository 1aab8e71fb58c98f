"""A browser without a screen: it keeps cookies, reads forms and sends them back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

from httpx import Response
from litestar import Litestar
from litestar.testing import AsyncTestClient

SURVEY = "/s/missing_children"
EXIT = "https://weather.example/"
_TOKEN = re.compile(r'name="_csrf_token" value="([^"]+)"')
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_ACTION = re.compile(r'<form method="post" action="([^"]+)"')
_H1 = re.compile(r"<h1[^>]*>(.*?)</h1>", re.S)
_TITLE = re.compile(r"<title>(.*?)</title>", re.S)

Fields = Mapping[str, str | list[str]]


class Visitor:
    """Somebody in front of a browser; `page` is what they see, `at` where they are."""

    def __init__(self, client: AsyncTestClient[Litestar]) -> None:
        self.client = client
        self.page: Response

    @property
    def at(self) -> str:
        return str(self.page.url.raw_path.decode())

    @property
    def heading(self) -> str:
        found = _H1.search(self.page.text) or re.search(
            r'class="govuk-label govuk-label--l"[^>]*>(.*?)</label>', self.page.text, re.S
        )
        return unescape(re.sub(r"<[^>]+>", "", found[1]).strip()) if found else ""

    @property
    def title(self) -> str:
        found = _TITLE.search(self.page.text)
        return unescape(found[1]) if found else ""

    async def go(self, path: str) -> Response:
        self.page = await self.client.get(path, follow_redirects=True)
        return self.page

    async def send(self, fields: Fields | None = None, to: str = "") -> Response:
        """Send the form on the page, with its hidden fields, and follow where it leads."""
        form = {name: unescape(value) for name, value in _HIDDEN.findall(self.page.text)}
        action = _ACTION.search(self.page.text)
        target = to or (unescape(action[1]) if action else self.at)
        data = {**form, **(fields or {})}
        self.page = await self.client.post(target, data=data, follow_redirects=True)
        return self.page

    async def begin(self, role: str = "P", reported: str = "me") -> None:
        """Through the gates and the questions that decide the route."""
        await self.go(f"{SURVEY}/safe_now")
        await self.send({"safe_now": "no"})
        await self.send({"ok_18": "yes"})
        await self.send({"role": role})
        if reported:
            await self.send({"reported": reported})

    async def skip_to(self, page_id: str) -> None:
        """Skip page after page until this one (or check your answers) shows."""
        for _ in range(60):
            if self.at.split("/")[-1] in (page_id, "check"):
                return
            if 'name="skip"' in self.page.text:
                await self.send({"skip": "yes"})
            else:
                await self._answer_required()

    async def _answer_required(self) -> None:
        """The first option of a question that cannot be skipped."""
        name = self.at.split("/")[-1]
        first = re.search(rf'name="{name}" type="radio" value="([^"]+)"', self.page.text)
        await self.send({name: first[1]} if first else {})
