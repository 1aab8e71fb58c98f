"""SqlStore fills the ports with SQL over an Engine."""

from __future__ import annotations

from survey_api.storage.sql_accounts import SqlAccounts
from survey_api.storage.sql_audit import SqlAudit
from survey_api.storage.sql_coding import SqlCoding
from survey_api.storage.sql_erasure import SqlErasure
from survey_api.storage.sql_proofs import SqlProofs
from survey_api.storage.sql_releases import SqlReleases
from survey_api.storage.sql_responses import SqlResponses
from survey_api.storage.sql_safeguarding import SqlSafeguarding


class SqlStore(
    SqlResponses,
    SqlErasure,
    SqlCoding,
    SqlReleases,
    SqlAccounts,
    SqlProofs,
    SqlAudit,
    SqlSafeguarding,
):
    """A Store over any Engine, with SQL that SQLite and PostgreSQL share."""
