"""Who may do what: the one table that pages, the JSON API, the documents and the tests all use."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType


class Organisation(Enum):
    """Who somebody works for. Publishing needs one person of MOPAC and one of the Met."""

    MOPAC = "MOPAC"
    MET = "Met"
    COUNCIL = "council"
    OTHER = "other"


class Role(Enum):
    """What an account is for. Families have no account."""

    INTERVIEWER = "interviewer"  # enters answers for somebody who cannot do it alone
    ANALYST = "analyst"  # makes sense of the answers
    CODER = "coder"  # says what texts are about
    TRANSLATOR = "translator"  # puts answers in other languages into English
    SAFEGUARDING = "safeguarding"  # reads what may be a cry for help, and acts
    PUBLISHER = "publisher"  # signs releases and quotes off, for MOPAC or the Met
    OPERATOR = "operator"  # runs the machine, and sees no answer


class Right(Enum):
    """One thing that an account may do, or not. The value says it in words."""

    READ_RELEASES = "read releases and the evidence pack"
    READ_FIELDWORK = "see how many have answered"
    READ_MICRODATA = "read one row a response, without words"
    READ_MASKED_TEXT = "read what people wrote, with names taken out"
    READ_QUOTES = "read quotes that are offered for a release"
    CODE = "say what texts are about"
    TRANSLATE = "read an answer in another language, and put it into English"
    OPEN_ORIGINAL = "open a text as it was written, with a reason"
    TRIAGE = "work on the safeguarding queue"
    READ_CONTACTS = "read how to reach people who asked for it, with a reason"
    OFFER_QUOTE = "offer a quote"
    SIGN_OFF = "sign releases and quotes off, write and publish promises"
    OVERRULE = "overrule a strength of evidence"
    ENTER_ANSWERS = "enter answers for somebody else"
    OPERATE = "run the service"
    READ_AUDIT = "read who did what"


RIGHTS: Mapping[Role, frozenset[Right]] = MappingProxyType(
    {
        Role.INTERVIEWER: frozenset({Right.ENTER_ANSWERS}),
        Role.ANALYST: frozenset(
            {
                Right.READ_RELEASES,
                Right.READ_FIELDWORK,
                Right.READ_MICRODATA,
                Right.READ_MASKED_TEXT,
                Right.READ_QUOTES,
                Right.CODE,
                Right.OFFER_QUOTE,
                Right.OVERRULE,
            }
        ),
        Role.CODER: frozenset({Right.READ_MASKED_TEXT, Right.READ_QUOTES, Right.CODE}),
        Role.TRANSLATOR: frozenset({Right.TRANSLATE}),
        Role.SAFEGUARDING: frozenset(
            {
                Right.TRANSLATE,
                Right.TRIAGE,
                Right.OPEN_ORIGINAL,
                Right.READ_CONTACTS,
                Right.READ_MASKED_TEXT,
                Right.READ_QUOTES,
            }
        ),
        Role.PUBLISHER: frozenset(
            {
                Right.READ_RELEASES,
                Right.READ_FIELDWORK,
                Right.SIGN_OFF,
                Right.READ_MASKED_TEXT,
                Right.READ_QUOTES,
            }
        ),
        Role.OPERATOR: frozenset({Right.READ_FIELDWORK, Right.OPERATE, Right.READ_AUDIT}),
    }
)

# People may fear the police: nobody who works for the Met reads what a single person answered or
# wrote, or answers for somebody, whatever the role. They see releases, and quotes to be cleared.
WITHHELD: Mapping[Organisation, frozenset[Right]] = MappingProxyType(
    {
        Organisation.MET: frozenset(
            {
                Right.READ_MICRODATA,
                Right.READ_MASKED_TEXT,
                Right.CODE,
                Right.TRANSLATE,
                Right.OPEN_ORIGINAL,
                Right.TRIAGE,
                Right.READ_CONTACTS,
                Right.OFFER_QUOTE,
                Right.ENTER_ANSWERS,
            }
        )
    }
)
# Roles that have little left without those rights: no account is made that has one.
NOT_OPEN: Mapping[Organisation, frozenset[Role]] = MappingProxyType(
    {
        Organisation.MET: frozenset(
            {Role.INTERVIEWER, Role.ANALYST, Role.CODER, Role.TRANSLATOR, Role.SAFEGUARDING}
        )
    }
)


def rights_of(role: Role, organisation: Organisation) -> frozenset[Right]:
    """Everything that an account of this role may do for this organisation."""
    return RIGHTS[role] - WITHHELD.get(organisation, frozenset())
