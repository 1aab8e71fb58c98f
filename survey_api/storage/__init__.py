"""The store: fills the ports of responses, releases and access with SQL over an engine."""

from survey_api.storage.open import migrate, open_store

__all__ = ["migrate", "open_store"]
