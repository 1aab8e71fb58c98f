"""Publishing needs two people: one of MOPAC and one of the Met, and nobody who objects."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from survey_api.access import Account, Organisation, Right, check_side, missing_sides, require
from survey_api.audit import Event
from survey_api.errors import BadInput
from survey_api.lines import one_line
from survey_api.releases.model import Release, SignOff, Standing
from survey_api.releases.overrule import LONGEST, SHORTEST
from survey_api.releases.store import ReleaseStore


async def sign_off(
    store: ReleaseStore,
    release: Release,
    account: Account,
    *,
    agrees: bool,
    reason: str,
    now: datetime,
) -> SignOff:
    """Store that the account agrees to publish the release, or objects and why.

    Raises NotAllowed without Right.SIGN_OFF, Refused for people of neither MOPAC nor the Met,
    BadInput, for the person at the form, for an objection without a reason.
    """
    require(account, Right.SIGN_OFF)
    check_side(account)
    said = one_line(reason)
    if not agrees and len(said) < SHORTEST:
        raise BadInput("Say why you object, so that others can weigh it: at least a few words.")
    if len(said) > LONGEST:
        raise BadInput(f"The reason has {len(said):,} characters; at most {LONGEST:,} are kept.")
    word = SignOff(
        release=release.summary.id,
        account=account.name,
        organisation=account.organisation,
        agrees=agrees,
        reason=said,
        signed_at=now,
    )
    what = "signed a release off" if agrees else "objected to a release"
    event = Event(who=word.account, what=what, which=word.release, why=said)
    await store.add_sign_off(word, event)
    return word


def latest_words(words: Sequence[SignOff]) -> tuple[SignOff, ...]:
    """What holds of everything that was said, oldest first: the latest word of each account."""
    return tuple({word.account: word for word in words}.values())


def standing_of(words: Sequence[SignOff]) -> Standing:
    """Get where a release stands by what was said of it, oldest first.

    Disputed while anybody objects; published once an account of MOPAC and another of the Met
    agree; waiting until then.
    """
    if any(not word.agrees for word in latest_words(words)):
        return Standing.DISPUTED
    return Standing.WAITING if waits_for(words) else Standing.PUBLISHED


def waits_for(words: Sequence[SignOff]) -> tuple[Organisation, ...]:
    """Whose people have not agreed yet."""
    return missing_sides(word.organisation for word in latest_words(words) if word.agrees)


async def find_standing(store: ReleaseStore, release_id: str) -> Standing:
    """Get where the release stands now."""
    return standing_of(await store.list_sign_offs(release_id))
