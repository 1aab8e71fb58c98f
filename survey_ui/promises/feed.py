"""What changes because of a wave as an Atom feed (RFC 4287), in English."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from xml.etree import ElementTree

from survey_api import Survey, Wave
from survey_api.promises import PublicPromise
from survey_ui import links
from survey_ui.phrases import ENGLISH
from survey_ui.promises.showing import ShownPromise, ShownSighting, Speaker

_ATOM = "http://www.w3.org/2005/Atom"
_FEEDS = uuid.UUID("6f0c4c1c-52c1-4a3e-9f0e-0f1f5a0a5f10")  # that feeds are numbered under
_TITLE = 80  # characters of a finding in the list of a reader
ElementTree.register_namespace("", _ATOM)


def write_feed(survey: Survey, wave: Wave, found: Sequence[PublicPromise], address: str) -> bytes:
    """The feed in UTF-8. address: where people reach the pages, for its links.

    Ids are those of the promises, so that they stay when the address changes.
    """
    root, speaker = address.rstrip("/"), Speaker(ENGLISH, survey)
    page = root + links.you_said(survey.id, wave.id)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed", {"xml:lang": ENGLISH})
    _put(feed, "id", uuid.uuid5(_FEEDS, f"{survey.id}/{wave.id}").urn)
    _put(feed, "title", f"You said, we did: {wave.title}")
    _put(feed, "subtitle", survey.wording(ENGLISH).title)
    opened = datetime.combine(wave.opens, time(), UTC)
    _put(feed, "updated", _moment(max((one.changed_at for one in found), default=opened)))
    _put(ElementTree.SubElement(feed, f"{{{_ATOM}}}author"), "name", survey.programme.organisation)
    _link(feed, "self", root + links.you_said_feed(survey.id, wave.id), "application/atom+xml")
    _link(feed, "alternate", page, "text/html")
    for one in sorted(found, key=lambda each: each.changed_at, reverse=True):
        _entry(feed, one, speaker.promise(one), page)
    written: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _entry(feed: ElementTree.Element, one: PublicPromise, shown: ShownPromise, page: str) -> None:
    entry = ElementTree.SubElement(feed, f"{{{_ATOM}}}entry")
    _put(entry, "id", f"urn:uuid:{one.promise.id}")
    _put(entry, "title", _title(shown))
    _put(entry, "published", _moment(one.first_at))
    _put(entry, "updated", _moment(one.changed_at))
    _link(entry, "alternate", f"{page}#{one.promise.id}", "text/html")
    _put(entry, "content", "\n".join(_lines(shown)), type="text")


def _title(shown: ShownPromise) -> str:
    if shown.gone:
        return "An entry that is not shown"
    finding = shown.finding
    short = finding if len(finding) <= _TITLE else f"{finding[:_TITLE].rsplit(' ', 1)[0]} …"
    return f"{shown.state_said}: {short}"


def _lines(shown: ShownPromise) -> Iterable[str]:
    if shown.gone:
        yield f"{shown.gone} {shown.reason}".strip()
        return
    yield f"You said: {shown.finding}"
    yield f"What will change: {shown.change}"
    yield f"Who does it: {shown.owner}"
    yield f"By when: {shown.due}"
    yield f"How far it has come: {shown.state_said}. {shown.reason}".strip()
    if shown.outcome:
        yield f"The figure that is watched: {shown.measure}"
        yield f"Before: {_sighting(shown.outcome.before)}"
        yield f"After: {_sighting(shown.outcome.after)}"
        if shown.outcome.verdict:
            yield f"{shown.outcome.verdict} This does not show what caused it."
    yield from shown.history


def _sighting(seen: ShownSighting) -> str:
    wave = f"{seen.wave}: " if seen.wave else ""
    return " ".join((wave + (seen.said or seen.why), seen.base, *seen.notes)).strip()


def _put(parent: ElementTree.Element, name: str, text: str, **attributes: str) -> None:
    """A child with this text, without characters that no XML may hold, whoever let them in."""
    lines = text.split("\n")
    shown = ("".join(c if c.isprintable() else " " for c in line) for line in lines)
    child = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    child.text = "\n".join(shown)


def _link(parent: ElementTree.Element, rel: str, href: str, kind: str) -> None:
    ElementTree.SubElement(parent, f"{{{_ATOM}}}link", {"rel": rel, "href": href, "type": kind})


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
