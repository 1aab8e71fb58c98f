"""Store: the three ports in one, and SqlStore, which fills them with SQL over an Engine."""

from __future__ import annotations

from typing import Protocol

from survey_api.access.model import AccountStore
from survey_api.releases.store import ReleaseStore
from survey_api.responses.store import ResponseStore
from survey_api.storage.sql_accounts import SqlAccounts
from survey_api.storage.sql_releases import SqlReleases
from survey_api.storage.sql_responses import SqlResponses


class Store(ResponseStore, ReleaseStore, AccountStore, Protocol):
    """Everything the product keeps. Opened by `open_store`."""


class SqlStore(SqlResponses, SqlReleases, SqlAccounts):
    """A Store over any Engine, with SQL that SQLite and PostgreSQL share."""
