"""What a name or number that points at somebody looks like in Britain: one table of patterns."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum
from typing import NamedTuple

I = re.IGNORECASE  # noqa: E741


class Kind(Enum):
    """What was covered. The value stands in its place: one word, which no quote can break."""

    EMAIL = "[e-mail]"
    LINK = "[link]"
    HANDLE = "[handle]"
    NHS = "[NHS-number]"
    NINO = "[NI-number]"
    REFERENCE = "[reference]"
    OFFICER = "[officer-number]"
    VEHICLE = "[vehicle]"
    PHONE = "[phone]"
    BIRTH = "[birth-date]"
    DATE = "[date]"
    POSTCODE = "[postcode]"
    ADDRESS = "[address]"
    NUMBER = "[number]"
    NAME = "[name]"
    PERHAPS = "[name?]"  # no word we know, or a capital where none belongs


class Pattern(NamedTuple):
    """What is covered: the group `x` if there is one, else all of it, where `holds` agrees.

    `needs`: one of these has to be in the text, else it is not looked at; that is the quicker way.
    """

    kind: Kind
    looks: re.Pattern[str]
    holds: Callable[[str], bool] = bool
    needs: tuple[str, ...] = ()


def is_nhs_number(text: str) -> bool:
    """Ten digits of which the last is the right check digit (modulus 11)."""
    digits = [int(c) for c in text if c.isdigit()]
    if len(digits) != 10:
        return False
    check = 11 - sum(d * w for d, w in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check % 11 == digits[9] and check != 10


def is_no_helpline(text: str) -> bool:
    """Whether a number may be somebody's: those that everybody is given are no secret."""
    return text.replace(" ", "") not in ("116000", "116123", "08001111", "08088005000")


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = (
    rf"(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}|\d{{4}}-\d\d-\d\d"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}\.?,?\s\d{{2,4}})"
)
_IS = r"(?:\s*(?:is|was|:|#|-))?\s*"
_NO = r"(?:\s*(?:numbers?|no\.?|num|ref(?:erence)?))*"
STREETS = (
    "Street", "St", "Road", "Rd", "Avenue", "Ave", "Lane", "Close", "Drive", "Court", "Gardens",
    "Crescent", "Terrace", "Grove", "Mews", "Square", "Estate", "Walk", "Way", "Hill", "House",
    "Place",
)  # fmt: skip
_STREET = f"(?:{'|'.join(STREETS)})"
_COUNTED = (
    r"(?:hours?|minutes?|mins?|days?|weeks?|months?|years?|miles?|times?|people|police"
    r"|officers?|cars?)"
)
_RANK = (
    r"(?:W?PC|PCSO|P\.C\.|PS|DC|DS|DI|DCI|DCS|Sgt|Sergeant|Insp|(?:Chief\s)?Inspector"
    r"|(?:Detective\s)?(?:Constable|Sergeant|Inspector)|Superintendent|Officer|Mr|Mrs|Ms|Miss|Mx|Dr)"
)
_KIN = (
    r"(?:son|daughter|child|girl|boy|baby|brother|sister|nephew|niece|grandson|granddaughter"
    r"|friend|boyfriend|girlfriend|partner|husband|wife|officer|worker|teacher|lady|man|woman)"
)
_CAPITAL = r"[A-Z][\w'’-]+"

# In this order: what an earlier one takes, a later one leaves alone.
TEXTUAL = (
    Pattern(Kind.EMAIL, re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), needs=("@",)),
    Pattern(
        Kind.LINK,
        re.compile(r"\b(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|co\.uk|org|net)\b\S*", I),
        needs=("://", "www.", ".com", ".co", ".org", ".net"),
    ),
    Pattern(Kind.HANDLE, re.compile(r"(?<![\w.])@\w[\w.]+"), needs=("@",)),
    Pattern(
        Kind.HANDLE,
        re.compile(
            r"\b(?:snap(?:chat)?|insta(?:gram)?|tik\s?tok|discord|psn|xbox|roblox|facebook|username)"
            r"\s*(?:user)?(?:name|handle|account)?\s*(?:is|was|:)\s*(?P<x>[\w.]{3,})",
            I,
        ),
    ),
    Pattern(Kind.HANDLE, re.compile(r"\b[a-z]+_\w+", I), needs=("_",)),
    Pattern(Kind.ADDRESS, re.compile(rf"\b(?:{_CAPITAL}\s){{1,3}}{_STREET}\b"), needs=STREETS),
    Pattern(
        Kind.NAME,
        re.compile(rf"\b{_RANK}\.?\s(?P<x>{_CAPITAL}(?:\s{_CAPITAL})?)"),
    ),
    Pattern(
        Kind.NAME,
        re.compile(rf"\b{_KIN}(?:\s(?:is|was))?\s(?:called|named)\s(?P<x>[^\W\d]+)", I),
        needs=(" called ", " named "),
    ),
    Pattern(
        Kind.NAME,
        re.compile(
            r"\b(?:names?\s(?:is|was)|(?:my|her|his|their)\sname[’']s|known\sas)\s"
            r"(?!(?:on|in|not|the|a|an|never|spelt|wrong|given|taken)\b)(?P<x>[^\W\d]+)",
            I,
        ),
        needs=("name", "nown as"),
    ),
)

NUMERIC = (
    Pattern(Kind.NHS, re.compile(r"(?<!\d)\d{3}[\s-]?\d{3}[\s-]?\d{4}(?!\d)"), is_nhs_number),
    Pattern(
        Kind.NINO,
        re.compile(r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b", I),
    ),
    Pattern(
        Kind.REFERENCE,
        re.compile(
            rf"\b(?:CAD|crime|incident|case|log|report|reference|ref|misper|custody|URN){_NO}{_IS}"
            r"(?P<x>(?:[A-Z]{1,4}[-/]?)?\d[\w/-]{2,}(?:\s(?:of|on)\s\d{1,2}[/.]\d{1,2}[/.]?\d{0,4})?)",
            I,
        ),
    ),
    Pattern(Kind.REFERENCE, re.compile(r"\b[A-Z]{2,4}-\w{4,6}-\w{2,4}(?:-\w+)*\b")),
    Pattern(Kind.REFERENCE, re.compile(rf"\b\d{{3,5}}/\d{{1,2}}\s?{_MONTH}\s?\d{{2,4}}\b", I)),
    Pattern(Kind.REFERENCE, re.compile(r"\b(?:\d{2}/\d{4,7}/\d{2}|\d{5,8}/\d{2})\b")),
    Pattern(
        Kind.BIRTH,
        re.compile(rf"\b(?:dob|d\.o\.b\.?|date\sof\sbirth|born(?:\son)?){_IS}(?P<x>{_DATE})", I),
    ),
    Pattern(Kind.DATE, re.compile(rf"(?<![\d/]){_DATE}(?![\d/])", I)),
    Pattern(
        Kind.PHONE,
        re.compile(r"(?<![\d\w])\(?(?:\+\s?44|0044|0)(?:[\s().-]{0,2}\d){9,11}(?!\d)"),
        is_no_helpline,
    ),
    Pattern(Kind.PHONE, re.compile(r"(?<!\w)\+\d(?:[\s().-]?\d){7,13}(?!\d)")),
    Pattern(
        Kind.OFFICER,
        re.compile(
            rf"\b(?:collar|shoulder|warrant|badge|epaulette|officer){_NO}{_IS}"
            r"(?P<x>[A-Z]{0,3}\s?\d{2,6}\s?(?:[A-Z]{1,3}\b)?)",
            I,
        ),
    ),
    Pattern(
        Kind.OFFICER,
        re.compile(r"\b(?:W?PC|PCSO|PS|DC|DS|Sgt)\s?(?P<x>\d{2,5}(?:\s?[A-Z]{2}\b)?)", I),
    ),
    Pattern(Kind.VEHICLE, re.compile(r"\b[A-Z]{2}\d{2}\s?[A-Z]{3}\b", I)),
    Pattern(Kind.VEHICLE, re.compile(r"\b(?:[A-Z]\d{1,3}\s?[A-Z]{3}|[A-Z]{3}\s?\d{1,3}[A-Z])\b")),
    Pattern(Kind.POSTCODE, re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[ABD-HJLNP-UW-Z]{2}\b", I)),
    Pattern(
        Kind.POSTCODE,
        re.compile(
            r"\b(?:E|EC|N|NW|SE|SW|W|WC|BR|CR|DA|EN|HA|IG|KT|RM|SM|TN|TW|UB)\d{1,2}[A-Z]?\b"
        ),
    ),
    Pattern(Kind.OFFICER, re.compile(r"\b\d{2,4}[A-Z]{2}\b(?<!PM)(?<!AM)")),
    Pattern(
        Kind.ADDRESS,
        re.compile(
            rf"\b(?:(?:flat|apartment|room)\s\d+\w?,?\s)?\d{{1,4}}[a-z]?,?\s(?!{_COUNTED}\b)"
            rf"(?:{_CAPITAL}\s){{1,3}}{_STREET}\b"
        ),
    ),
    Pattern(
        Kind.ADDRESS,
        re.compile(
            rf"\b\d{{1,4}}[a-z]?\s(?!{_COUNTED}\b)[a-z'’]+\s(?:street|road|avenue|crescent|gardens|lane)\b",
            I,
        ),
    ),
    Pattern(Kind.ADDRESS, re.compile(r"\b(?:flat|apartment)\s\d+\w?\b", I)),
    Pattern(Kind.HANDLE, re.compile(r"\b[a-z]{3,}(?:\.[a-z]+)?\d{2,}\w*\b", I)),
    Pattern(Kind.NUMBER, re.compile(r"(?<![\w.,£])\d(?:[\s-]?\d){5,}(?!\d)"), is_no_helpline),
)
# Street addresses with a number come before the streets without one.
NUMBERED_STREETS = tuple(p for p in NUMERIC if p.kind is Kind.ADDRESS)
