"""What every reply tells the browser to do and not to do, pages and JSON alike."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Awaitable, Callable

from litestar.types import Message, Scope

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # the small pictures in the style sheet of the API page
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "base-uri 'none'",
    )
)
SAFE_HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # What is answered here and what is made of it is kept by no browser and no cache on the way;
    # the files that never change say otherwise themselves.
    "Cache-Control": "no-store",
}
_TWO_YEARS = 2 * 365 * 24 * 3600  # seconds
ONLY_HTTPS = {"Strict-Transport-Security": f"max-age={_TWO_YEARS}; includeSubDomains"}


def policy_with_style(page: bytes) -> str:
    """The content policy for a page that stands alone: its own <style>, by its hash, and no other.

    page: HTML in UTF-8 whose only <style> has no attributes.
    """
    style = page.partition(b"<style>")[2].partition(b"</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style).digest()).decode()
    return CONTENT_POLICY.replace("style-src 'self'", f"style-src 'sha256-{digest}'")


BeforeSend = Callable[[Message, Scope], Awaitable[None]]


def safe_headers(*, https: bool) -> BeforeSend:
    """A hook that puts these headers on every reply, errors too, unless it has its own.

    https: people reach the server over https only, and their browsers are told so.
    """
    wanted = [
        (name.lower().encode(), value.encode())
        for name, value in (SAFE_HEADERS | (ONLY_HTTPS if https else {})).items()
    ]

    async def add(message: Message, scope: Scope) -> None:
        if message["type"] == "http.response.start":
            own = [*message["headers"]]
            named = {name.lower() for name, _ in own}
            message["headers"] = own + [header for header in wanted if header[0] not in named]

    return add
