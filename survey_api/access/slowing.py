"""Sign-in that slows after wrong tries, and locks nobody out: the wait ends, and it is capped.

Tries are counted for an account, not for a machine: an office shares one address. Each is counted
before it is looked at, so that many at once gain nothing.
"""

from __future__ import annotations

import hashlib
import math
from datetime import datetime, timedelta

from survey_api.access.proofs import ProofStore
from survey_api.errors import TooFast

FREE_TRIES = 5  # before the first wait
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=5)
FORGOTTEN = timedelta(days=1)  # after so long without a try, counting begins anew
_STRANGERS = 1024  # numbers that stand for the names nobody has


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many tries that failed: twice as long each time, up to a limit."""
    if tries < FREE_TRIES:
        return timedelta(0)
    return min(FIRST_WAIT * (1 << min(tries - FREE_TRIES, 16)), LONGEST_WAIT)


def stranger(name: str) -> str:
    """Who tries, for a name nobody has: one of few numbers, so that waits do not tell names apart.

    What was typed may be a password in the wrong field; this keeps 10 bits of it, no more.
    """
    digest = hashlib.sha256(name.encode("utf-8", "replace")).digest()
    return f"?{int.from_bytes(digest[:4], 'big') % _STRANGERS}"


async def slow_down(store: ProofStore, who: str, now: datetime) -> None:
    """Count a try of `who` to sign in. Raises TooFast, with the seconds left, if it must wait."""
    until = await store.begin_try(who, now)
    if until is not None:
        raise TooFast(max(1, math.ceil((until - now).total_seconds())))
