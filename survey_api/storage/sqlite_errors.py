"""SQLite's errors, told as sentences for the person who runs the survey."""

from __future__ import annotations

import sqlite3

from survey_api.errors import StoreUnavailable

# By the start of SQLite's own name of the error.
_SENTENCES = {
    "SQLITE_FULL": "The disk that holds the store is full. Free some space, then try again.",
    "SQLITE_READONLY": "The store can not be written to: its file, folder or disk is read-only.",
    "SQLITE_CANTOPEN": (
        "The store can not be opened: its folder is missing, read-only or closed to this account."
    ),
    "SQLITE_PERM": "The store can not be opened: this account may not use its file.",
    "SQLITE_NOTADB": "This file is not a survey store. It was left as it is.",
    "SQLITE_CORRUPT": "The store is damaged. Stop the survey and bring back the last backup.",
    "SQLITE_BUSY": "Another program holds the store. Try again in a moment.",
    "SQLITE_LOCKED": "Another program holds the store. Try again in a moment.",
    "SQLITE_IOERR": "The disk that holds the store does not answer as it should.",
    "SQLITE_TOOBIG": "This is more than the store can take in one piece.",
    "SQLITE_NOMEM": "The machine has run out of memory.",
}


def explain(error: sqlite3.Error) -> StoreUnavailable:
    """The error as StoreUnavailable, with a sentence that says what to put right.

    SQLite's name of the error is added only where no sentence fits. Its message never is: it
    could quote a value.
    """
    name = getattr(error, "sqlite_errorname", "") or type(error).__name__
    for start, sentence in _SENTENCES.items():
        if name.startswith(start):
            return StoreUnavailable(f"{sentence} Nothing was stored.")
    return StoreUnavailable(f"The store could not do this ({name}). Nothing was stored.")
