"""Publishing needs two people: one of MOPAC and one of the Met."""

from __future__ import annotations

from collections.abc import Iterable

from survey_api.access.model import Account
from survey_api.access.rights import Organisation
from survey_api.errors import Refused

SIDES = (Organisation.MOPAC, Organisation.MET)


def check_side(account: Account) -> None:
    """Return for somebody of MOPAC or the Met. Raises Refused for others."""
    if account.organisation not in SIDES:
        raise Refused("Only people of MOPAC and of the Met sign off, so that both have agreed.")


def missing_sides(agreed: Iterable[Organisation]) -> tuple[Organisation, ...]:
    """Get whose people have not agreed yet; none when both have.

    agreed: the organisation of each account that agrees, each account once.
    """
    found = set(agreed)
    return tuple(side for side in SIDES if side not in found)
