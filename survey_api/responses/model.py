"""Fieldwork: drafts, responses, receipts and the scores of what people wrote."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum

import msgspec

from survey_api.questionnaire import AnswerValue, MissingReason
from survey_api.record import Record
from survey_api.responses.spam import Flag
from survey_api.sealing import read_letters, spell

_SURVEY = "FES"  # how every reference begins


class Instrument(Record, kw_only=True):
    """What was actually shown: stamped on each draft and response."""

    survey: str
    questionnaire_version: str
    language: str
    mode: str
    helped: str = ""  # who helped to answer, where somebody else entered it: a code of survey.toml


class Draft(Record, kw_only=True):
    """Answers in progress. Its id becomes the response's, so a retry can do no harm."""

    id: str  # UUID
    instrument: Instrument
    wave: str
    answers: dict[str, AnswerValue]
    page: str  # the last page saved: where a break-off happened
    begun_at: datetime
    saved_at: datetime
    team: str = ""  # home, school or unit whose link was used


class Response(Record, kw_only=True):
    """A submitted response. `answers` hold only what was asked; `missing` says why the rest is.

    What people wrote in their own words stands apart in `texts`, so that it can be kept shorter
    and read by fewer. `to_score` are the ids of the texts whose sentiment is wanted.
    """

    id: str  # UUID in small letters
    instrument: Instrument
    wave: str
    answers: dict[str, AnswerValue]
    missing: dict[str, MissingReason]
    submitted_at: datetime
    texts: dict[str, str] = {}
    to_score: tuple[str, ...] = ()
    simulated: bool = False
    source: str = ""  # where imported feedback came from
    team: str = ""  # home, school or unit that may send in several; a cluster, never a row
    anonymous: bool = True  # what the survey promised
    flags: tuple[Flag, ...] = ()  # why it may be no person's; the store adds what it knows
    long_texts: tuple[str, ...] = ()  # to be compared with those of other responses

    @property
    def reference(self) -> str:
        """What the respondent is shown, e.g. 'FES-7K2M-9Q4P-X1TB': made from the id alone."""
        return make_reference(self.id)

    @property
    def fingerprint(self) -> str:
        """Equal for the same body sent twice, different for another body under the same id.

        The wave and the version of the questionnaire are ours, not the body's: a repeat that
        arrives after midnight or after an update is still the same body. So is one that was stored
        before there were teams, or helpers.
        """
        shown = self.instrument
        later = [part for part in (self.team, shown.helped) if part]
        body = (shown.survey, shown.language, shown.mode, self.answers, self.texts, *later)
        text = msgspec.json.encode(body, order="deterministic")
        return hashlib.blake2b(text, digest_size=16).hexdigest()


def make_reference(response_id: str) -> str:
    """The reference of a response id: 60 bits of its hash in twelve spoken-aloud characters."""
    number = int.from_bytes(hashlib.blake2b(response_id.encode(), digest_size=8).digest(), "big")
    return f"{_SURVEY}-{spell(number, 3)}"


def plain_reference(typed: str) -> str:
    """A reference as it is kept, however it was typed; '' if it cannot be one."""
    letters = read_letters(typed)
    if len(letters) == 15:
        letters = letters.removeprefix(_SURVEY)
    if len(letters) != 12:
        return ""
    return f"{_SURVEY}-{letters[:4]}-{letters[4:8]}-{letters[8:]}"


class Receipt(Record, kw_only=True):
    """Proof that a response is on disk. With reference and secret its owner can erase it."""

    id: str
    reference: str
    secret: str
    submitted_at: datetime
    new: bool  # False: the same response had been stored before


class Added(Enum):
    """What the store did with a response it was given."""

    NEW = "new"
    SAME = "same"  # it had this response already
    CONFLICT = "conflict"  # it has another body under this id: nothing was changed
    ERASED = "erased"  # it had one under this id that was erased: nothing was stored
    CODE_GONE = "code_gone"  # its single-use code was used before, or is none: nothing was stored


class Verbatim(Record, kw_only=True):
    """One text answer waiting to be scored."""

    response_id: str
    item_id: str
    language: str
    text: str


class Score(Record, kw_only=True):
    """The sentiment of one text, or of one sentence of it (`part` 1, 2, ...; 0 is the whole)."""

    response_id: str
    item_id: str
    scorer: str  # name and version, e.g. 'textblob-0.20.1/1'
    part: int
    step: str  # step of the journey the sentence talks about; '' where none is recognised
    sentiment: str  # negative, neutral, positive, mixed, not_scored
    reason: str  # why it was not scored, else ''
    polarity: float | None  # -1 to 1
    confidence: float | None = None  # 0 to 1: how likely the sentiment is right
    unsure: bool = False  # the scorer abstained: a person should look
    language: str = ""  # ISO 639-1 code of what the whole was found to be in; '' for a sentence


class TextThemes(Record, kw_only=True):
    """The themes a program saw in one text."""

    response_id: str
    item_id: str
    themer: str  # name and version of the program
    themes: tuple[str, ...]  # ids of the theme codebook; empty: it looked and saw none


class Fieldwork(Record, kw_only=True):
    """How fieldwork stands: counts only, never an answer. Days are days of UTC."""

    responses: int
    simulated: int  # of the responses
    drafts: int  # standing open now
    unscored: int  # texts waiting for their score
    break_off_pages: Mapping[str, int]  # last page saved -> drafts that got no further
    by_day: tuple[tuple[date, int], ...]  # responses, oldest day first
    flagged: int = 0  # of the responses: perhaps no person's


class Purged(Record, kw_only=True):
    """What a purge erased, or would: how many of each kind."""

    drafts: int = 0
    verbatims: int = 0
    contacts: int = 0
    concerns: int = 0
    alarms: int = 0  # notes of when the duty lead was written to
    sessions: int = 0
    addresses: int = 0  # whom campaigns wrote to
    codes: int = 0

    @property
    def said(self) -> str:
        """The numbers in words, e.g. '3 drafts, 0 verbatims, ...'."""
        return ", ".join(
            f"{number:,} {kind}" for kind, number in msgspec.structs.asdict(self).items()
        )
