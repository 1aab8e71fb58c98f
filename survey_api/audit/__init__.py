"""Who did what, to which, when and why: a log that can only grow, and shows if it was touched."""

from survey_api.audit.chain import LONGEST, follow, hash_of, record
from survey_api.audit.model import NOBODY, AuditStore, Entry, Event, Head, Wanted

__all__ = [
    "LONGEST",
    "NOBODY",
    "AuditStore",
    "Entry",
    "Event",
    "Head",
    "Wanted",
    "follow",
    "hash_of",
    "record",
]
