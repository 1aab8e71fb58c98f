"""Question pages rendered once and filled in: what is the same for everybody is kept in memory.

Only a page that shows nothing of what anybody answered is kept. It is found again by everything
it was rendered from, so two people share a page only where it would be the same letter for letter;
what differs all the same (the form's token, the way back, the progress) stands in slots.
"""

from __future__ import annotations

import re
import secrets
from types import ModuleType
from typing import Any

import msgspec
from litestar import MediaType, Request, Response
from litestar.response import Template
from litestar.response.base import ASGIResponse
from markupsafe import escape

_MOST = 1024  # pages kept, of some 20 KB; then it begins anew
# No page can hold these by chance, and escaping leaves them as they are.
_SLOTS = {name: f"slot{secrets.token_hex(16)}" for name in ("csrf_input", "back", "progress")}
_MARK = re.compile(f"({'|'.join(_SLOTS.values())})")

_pages: dict[bytes, list[str]] = {}


class KeptTemplate(Template):
    """A template whose page is the same for everybody but for what stands in its slots."""

    def to_asgi_response(
        self, app: Any, request: Request[Any, Any, Any], **asked: Any
    ) -> ASGIResponse:
        """The page, from memory if it was rendered before."""
        page = Response(
            self.render_kept(request),
            media_type=MediaType.HTML,
            status_code=self.status_code,
            headers=self.headers,
            cookies=self.cookies,
        )
        return page.to_asgi_response(app, request, **asked)

    def render_kept(self, request: Request[Any, Any, Any]) -> str:
        """The page's text: what is kept of it, with the slots filled."""
        context = self.create_template_context(request)
        slots = {name: context[name] for name in _SLOTS if context.get(name)}
        key = _key(self.template_name, self.context, slots)
        if (parts := _pages.get(key)) is None:
            engine = request.app.template_engine
            template = engine.get_template(self.template_name)  # type: ignore[union-attr]
            blank = self.context | {name: _SLOTS[name] for name in slots}  # and no request
            parts = _MARK.split(template.render(**blank))
            if len(_pages) >= _MOST:
                _pages.clear()
            _pages[key] = parts
        # The field with the token is HTML already, from the framework; the others are text.
        values = {_SLOTS[n]: v if n == "csrf_input" else escape(v) for n, v in slots.items()}
        return "".join(values.get(part, part) for part in parts)


def _key(name: str | None, context: dict[str, Any], slots: dict[str, str]) -> bytes:
    """Everything the page is made from but what fills its slots; functions follow the language."""
    rest = {
        key: value
        for key, value in context.items()
        if key not in _SLOTS and not callable(value) and not isinstance(value, ModuleType)
    }
    return msgspec.json.encode((name, sorted(slots), rest))
