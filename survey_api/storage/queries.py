"""The named SQL of `queries.sql`."""

from __future__ import annotations

import re
from importlib.resources import files

from survey_api.storage.engine import Statement

_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


def load_queries() -> dict[str, str]:
    """Every query of `queries.sql` by its name, without its comment."""
    text = files(__package__).joinpath("queries.sql").read_text(encoding="utf-8")
    _, *parts = _NAME.split(text)
    return {
        name: "\n".join(line for line in body.splitlines() if not line.startswith("--")).strip()
        for name, body in zip(parts[::2], parts[1::2], strict=True)
    }


QUERIES = load_queries()


def sql(name: str, /, **values: object) -> Statement:
    """The query of that name with its values, ready for an engine."""
    return Statement(QUERIES[name], values)
