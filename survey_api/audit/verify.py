"""Is the log as it was written? The first entry that was changed, removed or moved is named."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from survey_api.audit.chain import CUT, cut_event, hash_of
from survey_api.audit.model import AuditStore, Entry, Head
from survey_api.errors import BadInput
from survey_api.record import Record

_PAGE = 1000  # entries read at once
_Wrong: TypeAlias = tuple[int | None, str]  # which entry, and what is wrong with it


class Anchor(Record, kw_only=True):
    """The end of the log at some moment, to be kept where nobody who can touch the log can.

    `number`: how many entries there were; `hash`: of the last one.
    """

    number: int
    hash: str
    taken_at: datetime


class AuditVerdict(Record, kw_only=True):
    """What came of looking through the log. `wrong`: a sentence naming an entry, '' for nothing."""

    entries: int  # that are in the log
    cut: int = 0  # how many were cut off its beginning when their time was up
    number: int | None = None  # of the entry that is wrong
    wrong: str = ""


async def take_anchor(store: AuditStore, now: datetime) -> Anchor:
    """Get the end of the log as it stands, e.g. to print it and lock it away."""
    head = await store.read_head() or Head(number=0, hash="")
    return Anchor(number=head.number, hash=head.hash, taken_at=now)


async def verify_log(store: AuditStore, anchor: Anchor | None = None) -> AuditVerdict:
    """Get whether every entry is as it was written and stands where it was put.

    The chain alone shows what was changed, removed or moved inside the log. Somebody who can
    write into the file can also cut its end off, or write all of it anew: an `anchor` that was
    kept elsewhere shows that. Raises BadInput for an anchor of an entry that was cut off since.
    """
    cut = await store.read_cut()
    found = await _look_through(store, anchor, cut)
    if found.wrong and found.cut > cut.number:  # its time was up while it was looked at
        return await verify_log(store, anchor)
    return found


async def _look_through(store: AuditStore, anchor: Anchor | None, cut: Head) -> AuditVerdict:
    before = await store.read_head()
    if anchor is not None and anchor.number < cut.number:
        raise BadInput(
            f"The anchor of {anchor.taken_at:%Y-%m-%d} is of entry {anchor.number}, which was cut "
            "off since, when its time was up. Use a newer one."
        )
    names = {before.number if before else 0, anchor.number if anchor else 0}
    marked = {cut.number: cut.hash}  # hashes of the entries that the note and the anchor name
    last, told = cut, None
    while page := await store.read_entries(last.number, _PAGE):
        for entry in page:
            if wrong := await _look_at(store, entry, last, cut):
                return await _verdict(store, *wrong)
            last = Head(number=entry.number, hash=entry.hash)
            told = entry if entry.what == CUT else told
            if entry.number in names:
                marked[entry.number] = entry.hash
    wrong = _look_at_cut(cut, told) or _look_at_end(
        last, before, await store.read_head(), anchor, marked
    )
    return await _verdict(store, *(wrong or (None, "")))


async def _verdict(store: AuditStore, number: int | None, wrong: str) -> AuditVerdict:
    head, cut = await store.read_head(), await store.read_cut()
    entries = max(0, head.number - cut.number) if head else 0
    return AuditVerdict(entries=entries, cut=cut.number, number=number, wrong=wrong)


def _look_at_cut(cut: Head, told: Entry | None) -> _Wrong | None:
    """What is wrong with where the log begins: it must say itself that it was cut there, last."""
    if not cut.number or (told and told.which == cut_event("", cut).which):
        return None
    return cut.number, f"Entries up to {cut.number} were removed, and the log does not say so."


async def _look_at(store: AuditStore, entry: Entry, last: Head, cut: Head) -> _Wrong | None:
    """What is wrong with the entry that comes behind `last`, or None."""
    number, expected = entry.number, last.number + 1
    if entry.hash != hash_of(entry):
        return number, f"Entry {number} was changed after it was written."
    if entry.previous == last.hash:
        if number == expected:
            return None
        return number, f"Entry {number} was given another number: it was entry {expected}."
    after = await _find_hash(store, entry.previous, cut)
    if after is not None:
        return number, (
            f"Entry {number} was moved: it was written "
            + (f"after what is now entry {after}." if after else "before all others.")
        )
    if number == expected:
        return number, f"What stood before entry {number} was removed or replaced."
    if number == expected + 1:
        return expected, f"Entry {expected} was removed."
    return expected, f"Entries {expected} to {number - 1} were removed."


async def _find_hash(store: AuditStore, wanted: str, cut: Head) -> int | None:
    """The number of the entry with this hash; 0 for the beginning of the log."""
    if wanted == cut.hash:
        return 0
    last = 0
    while page := await store.read_entries(last, _PAGE):
        found = next((entry.number for entry in page if entry.hash == wanted), None)
        if found is not None:
            return found
        last = page[-1].number
    return None


def _look_at_end(
    last: Head, before: Head | None, now: Head | None, anchor: Anchor | None, marked: dict[int, str]
) -> _Wrong | None:
    """What is wrong with where the log ends, by its own note and by the anchor, or None.

    The note is read before the entries and after them: some may be written in between.
    """
    if anchor is not None and anchor.number and marked.get(anchor.number) != anchor.hash:
        day = f"{anchor.taken_at:%Y-%m-%d}"
        if last.number < anchor.number:
            first = last.number + 1
            return first, (
                f"Entries {first} to {anchor.number} were removed: the anchor of {day} counts them."
            )
        return anchor.number, (
            f"Entry {anchor.number} is not the one that the anchor of {day} was taken of: "
            "the log was written anew."
        )
    if before is None or now is None:
        return None, "The note of where the log ends was removed."
    if last.number < before.number:
        first = last.number + 1
        return first, f"Entries {first} to {before.number} were removed from the end."
    if before.number and marked.get(before.number) != before.hash:
        return before.number, f"Entry {before.number} is not the one that was written last."
    if last.number > now.number:
        return now.number + 1, f"Entry {now.number + 1} was put in by hand."
    return None
