"""The store: fills the ports of responses, releases and access with SQL over an engine."""

from survey_api.storage.open import migrate, open_store
from survey_api.storage.sql_store import Store

__all__ = ["Store", "migrate", "open_store"]
