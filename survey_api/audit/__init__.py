"""Who did what, to which, when and why: a log that nobody changes, and that shows if one did."""

from survey_api.audit.chain import CUT, LONGEST, cut_event, follow, hash_of, record
from survey_api.audit.model import NOBODY, OURSELVES, AuditStore, Entry, Event, Head, Wanted
from survey_api.audit.verify import Anchor, AuditVerdict, take_anchor, verify_log

__all__ = [
    "CUT",
    "LONGEST",
    "NOBODY",
    "OURSELVES",
    "Anchor",
    "AuditStore",
    "AuditVerdict",
    "Entry",
    "Event",
    "Head",
    "Wanted",
    "cut_event",
    "follow",
    "hash_of",
    "record",
    "take_anchor",
    "verify_log",
]
