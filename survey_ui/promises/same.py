"""Replies with an ETag and the moment of their last change, sent again only where they changed."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from litestar import MediaType, Request, Response
from litestar.response import Template
from litestar.response.base import ASGIResponse


def unless_same(
    request: Request[Any, Any, Any],
    content: bytes,
    media_type: str,
    changed: datetime | None,
    headers: dict[str, str],
) -> Response[Any]:
    """The content; 304 without it for who has the same already.

    The ETag is weak: a proxy on the way may compress what it stands for. It comes before the
    moment of the last change (RFC 9110, 13.2.2), which does not know of languages.
    """
    tag = f'W/"{hashlib.blake2b(content, digest_size=16).hexdigest()}"'
    told = headers | {"ETag": tag}
    if changed:
        told["Last-Modified"] = format_datetime(changed.astimezone(UTC), usegmt=True)
    if _has(request, tag, changed):
        return Response(None, status_code=304, headers=told)
    return Response(content, media_type=media_type, headers=told)


def _has(request: Request[Any, Any, Any], tag: str, changed: datetime | None) -> bool:
    known = request.headers.get("if-none-match")
    if known is not None:
        return tag in {each.strip() for each in known.split(",")}
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
        return changed is not None and changed.replace(microsecond=0) <= since
    except (ValueError, TypeError):  # no date, or one without a zone
        return False


class SameTemplate(Template):
    """A page with an ETag over everything in it, and `changed`, the moment of its last change.

    Browsers keep no copy all the same: whoever else uses one need not learn what was read.
    """

    changed: datetime | None = None

    def to_asgi_response(
        self, app: Any, request: Request[Any, Any, Any], **asked: Any
    ) -> ASGIResponse:
        """The page, or 304."""
        engine = request.app.template_engine
        template = engine.get_template(self.template_name)  # type: ignore[union-attr]
        text = template.render(**self.create_template_context(request))
        headers = {
            "Vary": "Accept-Language, Cookie",
            **{k: str(v) for k, v in self.headers.items()},
        }
        reply = unless_same(request, text.encode(), MediaType.HTML, self.changed, headers)
        return reply.to_asgi_response(app, request, **asked)
