"""PostgreSQL's errors, told as sentences for the person who runs the survey."""

from __future__ import annotations

import asyncpg

from survey_api.errors import StoreUnavailable

# What another writer was quicker at, or stood in the way of: tried again, it may well succeed.
# A plan that no longer fits: another process has just brought the tables up to date.
PASSING = (
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.UniqueViolationError,
    asyncpg.InvalidCachedStatementError,
)

# Everything that the driver raises: the server's errors, its own, and those of the network.
DRIVER_ERRORS = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
)

_SILENT = "The database server does not answer. Check that it runs and can be reached."
_BUSY = "Too many are writing at once. Try again in a moment."
# By the start of SQLSTATE, PostgreSQL's own code of the error; the longest that fits.
_SENTENCES = {
    "08": _SILENT,
    "57P": "The database server is starting or stopping. Try again in a moment.",
    "57014": "The database server takes too long. Try again in a moment.",
    "53": "The database server has run out of room or connections.",
    "53100": "The disk of the database server is full. Free some space, then try again.",
    "53300": "The database server takes no more connections: raise max_connections.",
    "22021": "A text holds a character that this database cannot keep.",
    "25006": "The database can not be written to: it is a standby, or set to read-only.",
    "28": "The database server refuses this account or its password.",
    "3D000": "There is no such database on the server. Make it, then try again.",
    "42501": "This account of the database server may not do this.",
    "40": _BUSY,
    "55000": "The database takes no connections just now.",
    "55P03": "Another program holds the store. Try again in a moment.",
    "XX": "The store is damaged. Stop the survey and bring back the last backup.",
}


def explain(error: Exception) -> StoreUnavailable:
    """The error as StoreUnavailable, with a sentence that says what to put right.

    PostgreSQL's code of the error is added only where no sentence fits. Its message never is: it
    could quote a value.
    """
    if isinstance(error, ValueError):  # the driver found it out before it sent anything
        return StoreUnavailable("This is more than the store can take. Nothing was stored.")
    if not isinstance(error, asyncpg.PostgresError):
        return StoreUnavailable(f"{_SILENT} Nothing was stored.")
    code = error.sqlstate or ""
    fitting = [start for start in _SENTENCES if code.startswith(start)]
    if fitting:
        return StoreUnavailable(f"{_SENTENCES[max(fitting, key=len)]} Nothing was stored.")
    return StoreUnavailable(f"The store could not do this ({code}). Nothing was stored.")
