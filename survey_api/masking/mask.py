"""mask: a text with what points at somebody covered, and where that stood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from survey_api.masking.english import ALSO_NAMES
from survey_api.masking.patterns import NUMBERED_STREETS, NUMERIC, TEXTUAL, Kind, Pattern
from survey_api.masking.words import is_english, is_written_large
from survey_api.record import Record


class Span(Record):
    """What was covered: from the character `start` of the original up to `end`."""

    start: int
    end: int
    kind: Kind


class Masked(Record):
    """A text that may be read: each span of the original is replaced by the name of its kind."""

    text: str
    spans: tuple[Span, ...]


_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Two digits near each other, a letter before one or a home after it: else no number names anybody.
_DIGITS = re.compile(
    r"\d\W?\d|[a-z]\d|(?:flat|apartment|room)\s\d"
    r"|\d\w?\s\w+\s(?:road|street|avenue|crescent|gardens|lane)",
    re.IGNORECASE,
)
_ENDS = re.compile(r"(?:^|[.!?:;…\n\r\"“‘(\[•*–-])[\s\"“‘'(\[]*$")
_STORY = re.compile(
    r"\s(?:was|is|went|has|had|ran|came|said|told|left|did|didn|got|would|never|goes|wants)\b"
)
_RANK = re.compile(r"\b(?:pc|wpc|ps|dc|ds|sgt|mr|mrs|ms|dr)\.?\s\w", re.IGNORECASE)
_RANK_BEFORE = re.compile(r"\b(?:pc|wpc|ps|dc|ds|sgt|mr|mrs|ms|dr)\.?\s$")


def mask(text: str) -> Masked:
    """Cover names and numbers that could tell who somebody is. Pure and quick.

    Patterns cover what has a form; every word that is no English word, and every capital that no
    sentence begins with, is covered as a name that may be one. A name that is a word as well
    (`hope` in small letters) is not always seen, so a person still reads every quote.
    """
    taken = _patterns(text)
    spans = _joined(text, sorted([*taken, *_names(text, taken)], key=lambda span: span.start))
    parts, end = [], 0
    for span in spans:
        parts += [text[end : span.start], span.kind.value]
        end = span.end
    return Masked(text="".join([*parts, text[end:]]), spans=tuple(spans))


def _patterns(text: str) -> list[Span]:
    digits = _DIGITS.search(text) is not None
    found: list[Span] = []
    wanted: Iterable[Pattern] = (*NUMBERED_STREETS, *TEXTUAL, *NUMERIC) if digits else TEXTUAL
    for pattern in wanted:
        if pattern.needs and not any(sign in text for sign in pattern.needs):
            continue
        for match in pattern.looks.finditer(text):
            start, end = match.span(_group(pattern))
            free = all(end <= other.start or start >= other.end for other in found)
            if free and pattern.holds(match[0]):
                found.append(Span(start=start, end=end, kind=pattern.kind))
    return found


def _group(pattern: Pattern) -> str | int:
    return "x" if "x" in pattern.looks.groupindex else 0


def _names(text: str, taken: list[Span]) -> Iterator[Span]:
    """Words that may be somebody's name, outside what a pattern took."""
    ranked = _RANK.search(text) is not None
    for match in _WORD.finditer(text):
        if not ranked and match[0].islower() and is_english(match[0]):
            continue  # as most words are
        start, end = match.span()
        if any(start < span.end and end > span.start for span in taken):
            continue
        if _may_name(text, match[0], start):
            yield Span(start=start, end=end, kind=Kind.PERHAPS)


def _may_name(text: str, word: str, start: int) -> bool:
    small = word.lower().replace("’", "'")
    if len(small) == 1 or is_written_large(small):
        return False
    if not all(is_english(part) for part in small.split("-")):
        return True
    if _RANK_BEFORE.search(text[max(0, start - 6) : start].lower()):
        return small not in ("who", "came", "was", "and", "said", "told", "did", "at", "on", "from")
    if not word[0].isupper() or (word.isupper() and len(word) > 1):
        return False
    if _ENDS.search(text[max(0, start - 4) : start] if start else ""):
        return small in ALSO_NAMES and _STORY.match(text, start + len(word)) is not None
    return True


def _joined(text: str, spans: list[Span]) -> list[Span]:
    """Names that stand side by side are one: first name and surname tell less than two marks."""
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last and _both_names(last, span) and text[last.end : span.start] in (" ", "-", "'", "’"):
            kind = Kind.NAME if Kind.NAME in (last.kind, span.kind) else Kind.PERHAPS
            joined[-1] = Span(start=last.start, end=span.end, kind=kind)
        else:
            joined.append(span)
    return joined


def _both_names(one: Span, other: Span) -> bool:
    return {one.kind, other.kind} <= {Kind.NAME, Kind.PERHAPS}
