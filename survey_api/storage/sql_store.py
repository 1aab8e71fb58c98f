"""SqlStore fills the ports with SQL over an Engine."""

from __future__ import annotations

from survey_api.responses.store import Opener
from survey_api.storage.engine import Engine
from survey_api.storage.sql_accounts import SqlAccounts
from survey_api.storage.sql_audit import SqlAudit
from survey_api.storage.sql_codes import SqlCodes
from survey_api.storage.sql_coding import SqlCoding
from survey_api.storage.sql_erasure import SqlErasure
from survey_api.storage.sql_health import SqlHealth
from survey_api.storage.sql_promises import SqlPromises
from survey_api.storage.sql_proofs import SqlProofs
from survey_api.storage.sql_releases import SqlReleases
from survey_api.storage.sql_responses import SqlResponses
from survey_api.storage.sql_safeguarding import SqlSafeguarding
from survey_api.storage.sql_translations import SqlTranslations
from survey_api.storage.timed import TimedEngine
from survey_api.storage.words import Words
from survey_api.timings import Timings

_NEWEST = 1000  # commits whose times are kept as they were


class SqlStore(
    SqlResponses,
    SqlErasure,
    SqlCoding,
    SqlReleases,
    SqlAccounts,
    SqlProofs,
    SqlAudit,
    SqlSafeguarding,
    SqlPromises,
    SqlHealth,
    SqlCodes,
    SqlTranslations,
):
    """A Store over any Engine, with SQL that SQLite and PostgreSQL share."""

    def __init__(self, engine: Engine, opener: Opener, words: Words) -> None:
        self.commits = Timings(keep=_NEWEST)
        self._untimed = engine
        self.known_releases = {}
        super().__init__(TimedEngine(engine, self.commits), opener, words)
