"""purge_expired: drafts and words are erased when the survey's own dates say so."""

from __future__ import annotations

from datetime import datetime, timedelta

from survey_api.questionnaire import Survey
from survey_api.responses.model import Purged
from survey_api.responses.store import ResponseStore


async def purge_expired(
    store: ResponseStore, survey: Survey, now: datetime, dry_run: bool = False
) -> Purged:
    """Get how many drafts, texts and sessions were erased, or would be with `dry_run`.

    Drafts nobody came back to for `draft_days`, texts submitted `verbatim_days` ago, and sessions
    that have ended. Of a draft only its last page and day are kept, as a count of break-offs;
    scores, answers by code and releases stay.
    """
    return await store.purge(
        survey.id,
        drafts_before=now - timedelta(days=survey.programme.draft_days),
        verbatims_before=now - timedelta(days=survey.programme.verbatim_days),
        now=now,
        dry_run=dry_run,
    )
