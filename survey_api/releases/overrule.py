"""overrule: an analyst puts their own strength of evidence in place of the rule's, and says why."""

from __future__ import annotations

from datetime import datetime

from survey_api.access import Account
from survey_api.audit import Event
from survey_api.errors import BadInput, NotFound
from survey_api.lines import one_line
from survey_api.releases.model import STRENGTHS, Overrule, Release
from survey_api.releases.store import ReleaseStore

SHORTEST, LONGEST = 10, 2000  # characters of a reason


async def overrule(
    store: ReleaseStore,
    release: Release,
    account: Account,
    *,
    code: str,
    strength: str,
    reason: str,
    now: datetime,
) -> Overrule:
    """Store what the account says of a code, beside everything that was said before.

    It shows at once beside the rule's own strength, and in the next release of the wave. An empty
    `strength` gives the code back to the rule. Raises NotFound for a code that the grid of the
    release does not have, BadInput, for the person at the form, for another strength or a reason
    that is missing or too long.
    """
    if code not in {row.code for row in release.grid}:
        raise NotFound(f"The evidence grid has no finding or recommendation '{code}'.")
    if strength not in (*STRENGTHS, ""):
        raise BadInput(f"Choose one of {', '.join(STRENGTHS)}, or what the rule says.")
    said = one_line(reason)
    if len(said) < SHORTEST:
        raise BadInput("Say why, so that others can weigh it: at least a few words.")
    if len(said) > LONGEST:
        raise BadInput(f"The reason has {len(said):,} characters; at most {LONGEST:,} are kept.")
    made = Overrule(code=code, strength=strength, reason=said, account=account.name, made_at=now)
    summary = release.summary
    which = f"{summary.survey} {summary.wave} {code}: {strength or 'what the rule says'}"
    event = Event(who=account.name, what="overruled a strength", which=which, why=said)
    await store.add_overrule(summary.survey, summary.wave, made, event)
    return made
