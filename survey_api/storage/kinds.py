"""Kind: the three databases of an installation, which are kept apart and never taken for another.

Answers, the keys that seal people's words, and how to reach people: a backup of one holds nothing
of another.
"""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """What a database holds, and how each engine marks it."""

    title: str
    migrations: str  # the folder of its numbered SQL
    mark: int  # in the header of a SQLite file
    schema: str  # that PostgreSQL keeps its tables in


STORE = Kind("survey store", "migrations", 0x46455331, "survey")  # 'FES1'
KEYS = Kind("key store of a survey", "key_migrations", 0x4645534B, "survey_keys")  # 'FESK'
CONTACTS = Kind("store of contacts", "contact_migrations", 0x46455343, "survey_contacts")  # 'FESC'

KINDS = (STORE, KEYS, CONTACTS)
