"""Replies that a program may keep, and asks each time whether its copy is still the same."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
from litestar import MediaType, Request, Response

# By the program alone, and never used unasked: the rights are looked at each time.
KEEP = "private, no-cache"


def unless_kept(request: Request[Any, Any, Any], view: msgspec.Struct) -> Response[Any]:
    """The view as JSON, with its ETag; 304 without it where the program has the same already.

    The ETag is weak: a proxy on the way may compress what it stands for.
    """
    content = msgspec.json.encode(view)
    tag = f'W/"{hashlib.blake2b(content, digest_size=16).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": KEEP}
    known = {each.strip() for each in request.headers.get("if-none-match", "").split(",")}
    if tag in known:
        return Response(None, status_code=304, headers=headers)
    return Response(content, media_type=MediaType.JSON, headers=headers)
