"""What a program found when it last looked at every page: what the accessibility statement says."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

import msgspec

FILE = Path(__file__).with_name("checked.json")


class Finding(msgspec.Struct, frozen=True):
    """A rule that a page breaks. `pages`: the addresses where, as the app states them."""

    rule: str
    help: str
    pages: tuple[str, ...]


class Checked(msgspec.Struct, frozen=True):
    """One look at all pages, written by `make accessibility`."""

    checked_on: date
    program: str  # name and version
    pages: int
    looks: int  # pages times ways
    ways: tuple[str, ...]
    findings: tuple[Finding, ...]


@lru_cache(maxsize=1)
def last_check() -> Checked:
    """The last look. Raises OSError or msgspec.ValidationError if its file is broken."""
    return msgspec.json.decode(FILE.read_bytes(), type=Checked)
