"""What stands behind a release: private, kept beside it, never published."""

from __future__ import annotations

from datetime import date

from analysis import Ledger
from survey_api.record import Record


class Behind(Record, kw_only=True):
    """What it takes to protect a later release against this one, and to make this one again.

    No page and no reply holds any of it. `responses`: how many were read, exactly. `answered`,
    `left`: the counts behind the tables of responses and of break-offs. `left_off`: last page, day
    and number of the break-offs, which cannot be counted again once a draft is sent or erased.
    `earlier`: ids of the releases it was protected against, oldest first.
    """

    responses: int
    answered: Ledger
    left: Ledger
    left_off: tuple[tuple[str, date, int], ...] = ()
    earlier: tuple[str, ...] = ()
