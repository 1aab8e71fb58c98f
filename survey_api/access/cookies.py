"""What our cookies are called."""

from __future__ import annotations

_HOST_ONLY = "__Host-"


def cookie_name(name: str, *, https: bool) -> str:
    """The name a cookie of ours has; each is set for path `/` and no domain.

    Over https it begins with `__Host-`: browsers then take it from this host alone, so no
    neighbouring site can plant one.
    """
    return f"{_HOST_ONLY}{name}" if https else name
