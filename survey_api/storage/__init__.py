"""The store: fills the ports of responses, releases and access with SQL over an engine."""

from survey_api.storage.backing_up import Backup, Drill, Kept, back_up, drill
from survey_api.storage.copying import Copied, copy_store
from survey_api.storage.open import Rotated, contacts_at, migrate, open_store, rotate_keys
from survey_api.storage.sql_contacts import ContactsAt

__all__ = [
    "Backup",
    "ContactsAt",
    "Copied",
    "Drill",
    "Kept",
    "Rotated",
    "back_up",
    "contacts_at",
    "copy_store",
    "drill",
    "migrate",
    "open_store",
    "rotate_keys",
]
