"""What the public reads of a promise: worked out from the words of publishers, each time.

A version is public once an account of MOPAC and another of the Met agree to it. One publisher
alone takes the promise down; then both have to agree again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from survey_api.access import Organisation, missing_sides
from survey_api.record import Record
from survey_api.releases.promise import PromiseFile, PromiseVersion, PromiseWord, Told

TEXTS = ("finding", "change", "owner", "due")  # whose change is a correction, not news


class Publication(Record, kw_only=True):
    """From this moment on the public read this version."""

    number: int
    at: datetime


class Correction(Record, kw_only=True):
    """A promise was put before the public in other words.

    `fields`: those of TEXTS that changed; none where only how it went was told anew. `due`: the
    date before, where that changed.
    """

    at: datetime
    fields: tuple[str, ...]
    due: dt.date | None = None


def publications_of(file: PromiseFile) -> tuple[Publication, ...]:
    """Each time that a version became public, oldest first; taking down ends the newest."""
    return tuple(found for found, _ in _replay(file) if found)


def public_version(file: PromiseFile) -> PromiseVersion | None:
    """The version that is public now, or None."""
    found = None
    for publication, _ in _replay(file):
        found = publication
    return file.version(found.number) if found else None


def taken_down(file: PromiseFile) -> PromiseWord | None:
    """The word that took the promise off the public page, if it was there and is gone."""
    word = None
    for publication, down in _replay(file):
        word = None if publication else down
    return word


def missing_agreement(file: PromiseFile) -> tuple[Organisation, ...]:
    """Whose people have not agreed to the newest version yet."""
    return missing_sides(word.organisation for word in _agreeing(file, file.newest.number))


def corrections_of(file: PromiseFile) -> tuple[Correction, ...]:
    """How what the public read was changed since it was first there, oldest first."""
    read = publications_of(file)
    found = []
    for before, after in pairwise(read):
        old, new = file.version(before.number).told, file.version(after.number).told
        if old != new:
            fields = _changed(old, new)
            found.append(
                Correction(at=after.at, fields=fields, due=old.due if "due" in fields else None)
            )
    return tuple(found)


def _changed(old: Told, new: Told) -> tuple[str, ...]:
    return tuple(name for name in TEXTS if getattr(old, name) != getattr(new, name))


def _agreeing(file: PromiseFile, number: int) -> list[PromiseWord]:
    """Who agrees to a version, counted from when the promise was last taken down."""
    found: list[PromiseWord] = []
    for word in file.words:
        if not word.agrees:
            found = []
        elif word.number == number:
            found.append(word)
    return found


def _replay(file: PromiseFile) -> Iterator[tuple[Publication | None, PromiseWord]]:
    """Every change of what is public, with the word that brought it about; None: taken down."""
    agreed: dict[int, set[Organisation]] = {}
    public = 0
    for word in file.words:
        if not word.agrees:
            agreed.clear()
            if public:
                yield None, word
            public = 0
            continue
        sides = agreed.setdefault(word.number, set())
        sides.add(word.organisation)
        if word.number > public and not missing_sides(sides):
            public = word.number
            yield Publication(number=public, at=word.said_at), word
