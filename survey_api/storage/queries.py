"""The named SQL of `queries.sql`, and of the key store's and the contacts' own files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib.resources import files

from survey_api.storage.engine import Many, Statement

_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


def load_queries(file: str) -> dict[str, str]:
    """Every query of a file by its name, without its comment."""
    text = files(__package__).joinpath(file).read_text(encoding="utf-8")
    _, *parts = _NAME.split(text)
    return {
        name: "\n".join(line for line in body.splitlines() if not line.startswith("--")).strip()
        for name, body in zip(parts[::2], parts[1::2], strict=True)
    }


QUERIES = load_queries("queries.sql")
KEY_QUERIES = load_queries("key_queries.sql")
CONTACT_QUERIES = load_queries("contact_queries.sql")


def sql(name: str, /, **values: object) -> Statement:
    """The query of that name with its values, ready for an engine."""
    return Statement(QUERIES[name], values)


def many(name: str, /, each: Sequence[Mapping[str, object]]) -> Many:
    """The query of that name, once with each of the values."""
    return Many(QUERIES[name], each)


def key_sql(name: str, /, **values: object) -> Statement:
    """The query of the key store with that name, with its values."""
    return Statement(KEY_QUERIES[name], values)


def many_keys(name: str, /, each: Sequence[Mapping[str, object]]) -> Many:
    """The query of the key store with that name, once with each of the values."""
    return Many(KEY_QUERIES[name], each)


def contact_sql(name: str, /, **values: object) -> Statement:
    """The query of the contacts with that name, with its values."""
    return Statement(CONTACT_QUERIES[name], values)
