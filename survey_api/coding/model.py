"""Human coding: the sample of texts, what people saw in them, and the words they may quote."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from survey_api.access import Organisation
from survey_api.record import Record

CANNOT_TELL = "not_scored"  # the sentiment of a text a coder could not tell
SENTIMENTS = ("negative", "neutral", "positive", "mixed", CANNOT_TELL)
OTHER = "other"  # a theme that is not in the codebook

QUOTE_ITEM, ALLOWED = "quote_ok", "yes"  # the item that asks whether words may be used
ROLE_ITEM = "role"

TextKey: TypeAlias = tuple[str, str]  # response id, item id


class Drawable(Record, kw_only=True):
    """A text that a scorer could read, so that it may be drawn to be coded by hand."""

    response_id: str
    item_id: str
    submitted_at: datetime

    @property
    def key(self) -> TextKey:
        """What tells it from every other text."""
        return self.response_id, self.item_id


class Sampled(Record, kw_only=True):
    """A text in the sample, without its words. `place`: 0, 1, ... in the order drawn."""

    place: int
    response_id: str
    item_id: str
    overlap: bool  # two people code it
    submitted_at: datetime
    simulated: bool  # made up for a demonstration
    erased: bool  # its words are past their date

    @property
    def key(self) -> TextKey:
        """What tells it from every other text."""
        return self.response_id, self.item_id


class SampledText(Record, kw_only=True):
    """A text in the sample with its words, and nothing that a program made of them."""

    place: int
    response_id: str
    item_id: str
    overlap: bool
    simulated: bool
    language: str  # of the page it was written on
    text: str
    role: str  # who wrote it, '' if they did not say
    may_quote: bool  # the respondent allowed it

    @property
    def key(self) -> TextKey:
        """What tells it from every other text."""
        return self.response_id, self.item_id


class Coding(Record, kw_only=True):
    """What one person saw in a text. `settles`: the code agreed after people differed.

    `reason`: why it was settled so, in the words of whoever did; '' where they said nothing.
    """

    response_id: str
    item_id: str
    coder: str
    settles: bool
    sentiment: str  # one of SENTIMENTS
    themes: tuple[str, ...]  # ids of the theme codebook in its order, or OTHER; may be empty
    simulated: bool  # made up by a demonstration, not by a person
    coded_at: datetime
    reason: str = ""

    @property
    def key(self) -> TextKey:
        """The text it is about."""
        return self.response_id, self.item_id


class Skip(Record, kw_only=True):
    """A text that a coder would rather not code: it goes to another."""

    response_id: str
    item_id: str
    coder: str
    skipped_at: datetime

    @property
    def key(self) -> TextKey:
        """The text it is about."""
        return self.response_id, self.item_id


class CodedText(Record, kw_only=True):
    """A text with what its coders agree on, to train programs with.

    `sentiment` or `themes` are None while coders differ about them and nobody has settled it.
    """

    response_id: str
    item_id: str
    language: str
    text: str
    sentiment: str | None
    themes: tuple[str, ...] | None
    simulated: bool  # the text or one of its codings was made up


class Clearing(Record, kw_only=True):
    """A publisher has read a quote and agrees that it is shown."""

    account: str
    organisation: Organisation  # of the account at that moment


class OfferedQuote(Record, kw_only=True):
    """Words that may be shown to the public once two people, of MOPAC and the Met, cleared them.

    `decided_by`: whose word settled it, the second clearing or the first refusal.
    """

    id: str  # UUID
    response_id: str
    item_id: str
    words: str  # the respondent's own; […] where some were left out
    theme: str
    dissents: bool  # against what most said about the theme
    offered_by: str
    offered_at: datetime
    decided_by: str = ""
    decided_at: datetime | None = None
    cleared: bool = False
    clearings: tuple[Clearing, ...] = ()  # so far, first to last
    role: str = ""  # who wrote it, '' if they did not say
    simulated: bool = False  # the response was made up for a demonstration


class Drawn(Record, kw_only=True):
    """What a draw came to."""

    new: int  # texts that joined the sample
    texts: int  # in the sample now, erased ones among them
    overlap: int  # of these, to be coded by two people
    drawable: int  # texts of the wave that could be in it
