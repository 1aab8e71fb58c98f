"""Safeguarding: what may tell of a child in danger is put before a person, on a clock.

Programs only flag. A person opens, refers and closes; nothing is ever sent to the police or to
anybody else by itself, but for an e-mail to the duty lead that says how many wait.
"""

from survey_api.safeguarding.actions import (
    LONGEST_NOTE,
    close_concern,
    note_concern,
    open_words,
    record_opening,
    refer_concern,
    take_concern,
)
from survey_api.safeguarding.alarm import alarm_next
from survey_api.safeguarding.duty import Duty, Shift, load_duty, shift_at
from survey_api.safeguarding.lateness import Lateness, due_by, is_overdue, read_lateness
from survey_api.safeguarding.model import (
    Acted,
    Case,
    Concern,
    ItemReason,
    Screened,
    Screening,
    State,
    Unscreened,
    Written,
)
from survey_api.safeguarding.screening import REASONS, screen_next
from survey_api.safeguarding.store import SafeguardingStore

__all__ = [
    "LONGEST_NOTE",
    "REASONS",
    "Acted",
    "Case",
    "Concern",
    "Duty",
    "ItemReason",
    "Lateness",
    "SafeguardingStore",
    "Screened",
    "Screening",
    "Shift",
    "State",
    "Unscreened",
    "Written",
    "alarm_next",
    "close_concern",
    "due_by",
    "is_overdue",
    "load_duty",
    "note_concern",
    "open_words",
    "read_lateness",
    "record_opening",
    "refer_concern",
    "screen_next",
    "shift_at",
    "take_concern",
]
