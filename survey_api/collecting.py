"""Python's garbage collector, set for programs that hold much and make few circles."""

from __future__ import annotations

import gc

# Young objects before they are looked at; then so many looks before older ones are, and the oldest.
_THRESHOLDS = (100_000, 50, 100)


def calm_collector() -> None:
    """Have it look less often, and never at what is there now: call it once all is imported.

    Rows by the ten thousand make it look again and again and find nothing: a fifth of the time of
    reading a million responses. What it would free later is bounded by the first number.
    """
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
