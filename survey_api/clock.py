"""What time it is."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The clock of a running server, or of whoever types a command."""
    return datetime.now(UTC)
