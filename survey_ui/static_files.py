"""The files of `static/`: read and compressed once, then sent from memory.

A phone with little waits for each of their bytes, so they are compressed as far as gzip goes; that
takes too long to be done for each visitor.
"""

from __future__ import annotations

import gzip
import mimetypes
from functools import cache
from typing import Any, NamedTuple

from litestar import HttpMethod, Request, Response, route
from litestar.exceptions import NotFoundException

from survey_ui import links

_FOR_EVER = "public, max-age=31536000, immutable"  # their address changes with their content


class _File(NamedTuple):
    kind: str
    plain: bytes
    packed: bytes


@route(
    "/static/{name:path}",
    http_method=[HttpMethod.GET, HttpMethod.HEAD],
    opt={"open": True, "packed": True},
    include_in_schema=False,
    sync_to_thread=False,
)
def static_file(request: Request[Any, Any, Any], name: str) -> Response[bytes]:
    """The file of this name, as gzip for whoever can read it. Raises NotFoundException."""
    place = name.lstrip("/")
    if place not in _names():
        raise NotFoundException
    file = _read(place)
    headers = {"Cache-Control": _FOR_EVER, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(file.packed, headers=headers, media_type=file.kind)
    return Response(file.plain, headers=headers, media_type=file.kind)


@cache
def _names() -> frozenset[str]:
    """What there is: whatever else is asked for is never looked for on the disk."""
    folder = links.STATIC_FOLDER
    return frozenset(
        place.relative_to(folder).as_posix() for place in folder.rglob("*") if place.is_file()
    )


@cache
def _read(name: str) -> _File:
    plain = (links.STATIC_FOLDER / name).read_bytes()
    kind = mimetypes.guess_type(name)[0] or "text/plain"
    return _File(kind, plain, gzip.compress(plain, mtime=0))
