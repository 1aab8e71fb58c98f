"""What people told us, and who did what, is erased when the surveys' own days say so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from survey_api.audit import Event, record
from survey_api.campaigns import AddressHome, load_campaigns
from survey_api.contacts import ContactHome
from survey_api.questionnaire import Survey, london_day
from survey_api.releases import Store
from survey_api.responses import Purged


class PeopleHome(ContactHome, AddressHome, Protocol):
    """Where everything lies that leads to people: contacts, and whom campaigns wrote to."""


async def purge_expired(
    store: Store,
    contacts: PeopleHome,
    survey: Survey,
    now: datetime,
    *,
    by: str,
    dry_run: bool = False,
) -> Purged:
    """Get how much was erased of each kind, or would be with `dry_run`: the same numbers.

    The days of each kind are the survey's `Retention`. Of a draft only its last page and day are
    kept, as a count of break-offs; scores, answers by code and releases stay, and concerns that
    nobody has closed. What was erased stands in the audit log, as counts. by: who asked.
    """
    keep = survey.programme.retention
    purged = await store.purge(
        survey.id,
        drafts_before=now - timedelta(days=keep.draft_days),
        verbatims_before=now - timedelta(days=keep.verbatim_days),
        now=now,
        dry_run=dry_run,
    )
    concerns, alarms = await store.purge_concerns(
        survey.id,
        concerns_before=now - timedelta(days=keep.concern_days),
        alarms_before=now - timedelta(days=keep.alarm_days),
        dry_run=dry_run,
    )
    gone = msgspec.structs.replace(
        purged,
        concerns=concerns,
        alarms=alarms,
        contacts=await _purge_contacts(contacts, survey, now, dry_run),
        addresses=await _purge_addresses(contacts, survey, now, dry_run),
        codes=await _purge_codes(store, survey, now, dry_run),
    )
    if not dry_run and gone != Purged():
        await record(store, Event(who=by, what="purged", which=f"{survey.id}: {gone.said}"), now)
    return gone


async def cut_audit_log(
    store: Store, surveys: Mapping[str, Survey], now: datetime, *, by: str, dry_run: bool = False
) -> int:
    """Get how many entries of the audit log were cut off, or would be: those past their days.

    It is one log for all surveys, so the longest of their days hold. It says itself where it was
    cut, and is verified from there.
    """
    days = max(survey.programme.retention.audit_days for survey in surveys.values())
    return await store.cut_log(now - timedelta(days=days), by, now, dry_run=dry_run)


async def _purge_codes(store: Store, survey: Survey, now: datetime, dry_run: bool) -> int:
    """The codes of campaigns that ended long ago go; of the others no trace leads to a response."""
    days = timedelta(days=survey.programme.retention.address_days)
    ended = load_campaigns(survey).ended_before(london_day(now) - days)
    if not dry_run:
        await store.stir_codes()
    return await store.drop_codes(survey.id, ended, dry_run=dry_run)


async def _purge_addresses(home: PeopleHome, survey: Survey, now: datetime, dry_run: bool) -> int:
    if not await home.is_there():
        return 0
    async with home.open_book() as book:
        return await book.purge_addresses(survey.id, london_day(now), dry_run=dry_run)


async def _purge_contacts(home: ContactHome, survey: Survey, now: datetime, dry_run: bool) -> int:
    if not await home.is_there():
        return 0
    before = london_day(now) - timedelta(days=survey.programme.retention.contact_days)
    async with home.open() as contacts:
        return await contacts.purge_contacts(survey.id, before, dry_run=dry_run)
