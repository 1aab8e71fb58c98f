"""How to reach people who asked for it: kept apart from answers, sealed, and for a short time."""

from survey_api.contacts.actions import (
    forget_contacts,
    leave_contact,
    own_contacts,
    read_contacts,
)
from survey_api.contacts.model import About, Contact, ContactProblems, Means
from survey_api.contacts.store import ContactHome, ContactStore

__all__ = [
    "About",
    "Contact",
    "ContactHome",
    "ContactProblems",
    "ContactStore",
    "Means",
    "forget_contacts",
    "leave_contact",
    "own_contacts",
    "read_contacts",
]
