"""The store: fills the ports of responses, releases and access with SQL over an engine."""

from survey_api.storage.open import Rotated, migrate, open_store, rotate_keys

__all__ = ["Rotated", "migrate", "open_store", "rotate_keys"]
