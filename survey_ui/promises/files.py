"""What is kept of a promise, as the team reads it: where it stands, and every version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from survey_api.promises import PromiseFile, PromiseWord, Told, missing_agreement, public_version
from survey_ui.releases.frame import say_side

FIELDS = {  # of the form, as its labels say them
    "finding": "What people said",
    "change": "What will change",
    "owner": "Who does it",
    "due": "By when",
    "state": "How far it has come",
    "reason": "What was done, or why it was not",
    "after": "The release after",
}


class Difference(NamedTuple):
    """A field in which one version differs from another."""

    field: str
    label: str
    before: str
    after: str


class Happened(NamedTuple):
    """One thing that was done with a promise."""

    at: datetime
    who: str
    what: str
    why: str
    differences: tuple[Difference, ...]


class ListedFile(NamedTuple):
    """A promise as a line of the list."""

    file: PromiseFile
    told: Told
    stands: str


def list_files(files: Sequence[PromiseFile]) -> list[ListedFile]:
    """The promises with where each stands."""
    return [ListedFile(file, file.newest.told, say_standing(file)) for file in files]


def say_standing(file: PromiseFile) -> str:
    """Where a promise stands between the team and the public, in one sentence."""
    public = public_version(file)
    if public and public.number == file.newest.number:
        return "On the public page."
    missing = " and ".join(f"somebody of {say_side(side)}" for side in missing_agreement(file))
    if public:
        return (
            f"Version {public.number} is on the public page; version {file.newest.number} waits "
            f"for {missing}."
        )
    return f"Not on the public page. Version {file.newest.number} waits for {missing}."


def say_told(told: Told, field: str) -> str:
    """What a version says in one field, in words."""
    value = getattr(told, field)
    if field == "state":
        return told.state.value
    return "" if value is None else str(value)


def differences(old: Told, new: Told) -> tuple[Difference, ...]:
    """The fields in which two versions differ."""
    told = ((field, say_told(old, field), say_told(new, field)) for field in FIELDS)
    return tuple(
        Difference(field, FIELDS[field], one, other) for field, one, other in told if one != other
    )


def history(file: PromiseFile) -> list[Happened]:
    """Everything that was done with a promise, newest first."""
    return sorted(_happened(file), key=lambda one: one.at)[::-1]


def _happened(file: PromiseFile) -> Iterator[Happened]:
    """Each version with what was said of it behind it, also where both are of one moment."""
    before: Told | None = None
    for version in file.versions:
        what = f"saved version {version.number}" if before else "started it from an action"
        changed = differences(before, version.told) if before else ()
        yield Happened(version.saved_at, version.account, what, "", changed)
        before = version.told
        yield from _said(word for word in file.words if word.number == version.number)


def _said(words: Iterable[PromiseWord]) -> Iterator[Happened]:
    for word in words:
        what = f"agreed to version {word.number}" if word.agrees else "took it off the public page"
        who = f"{word.account} ({word.organisation.value})"
        yield Happened(word.said_at, who, what, word.reason, ())
