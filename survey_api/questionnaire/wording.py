"""What each page, item and option says, per language; nothing of it decides what is asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum

from msgspec.structs import replace

from survey_api.record import Record


class WordingState(Enum):
    """How far a translation has come."""

    DRAFT = "draft"
    CHECKED = "checked"


class ItemWording(Record, kw_only=True):
    """The words of one item. Option, kind and band labels are keyed by their codes."""

    question: str
    hint: str = ""
    options: dict[str, str] = {}
    option_hints: dict[str, str] = {}
    kinds: dict[str, str] = {}  # time: how this item says still_waiting, never, ...
    clock_start: str = ""  # time: "When you told the police"
    clock_end: str = ""  # time: "When an officer came"
    missing: str = ""  # what to say when a required item is left empty
    short: str = ""  # for check your answers and for tables; else the question


class PageWording(Record, kw_only=True):
    """The words of one page beside its items."""

    title: str = ""  # needed when the page has several items; else the question is the heading
    lead: tuple[str, ...] = ()  # paragraphs above the items
    why: str = ""  # why we ask
    notice: str = ""  # shown in an inset before free text or a hard topic


class ExitWording(Record, kw_only=True):
    """A page that ends the way through the survey with nothing stored."""

    title: str
    body: tuple[str, ...] = ()


class HelplineWording(Record, kw_only=True):
    """What a helpline is called, and what it is for; its number is in survey.toml."""

    name: str
    text: str


class PrivacyWording(Record, kw_only=True):
    """What the privacy page says of this survey, beside what is true of every one. Paragraphs."""

    why: tuple[str, ...] = ()  # what is asked, and what for
    never_sees: tuple[str, ...] = ()  # who does not get single answers
    complaints: tuple[str, ...] = ()  # where somebody turns who is not happy


class Pipe(Record, kw_only=True):
    """A word that changes with an earlier answer: "your child" for a parent, "the child" else."""

    item: str
    default: str
    words: dict[str, str] = {}


class Wording(Record, kw_only=True):
    """All words of a questionnaire in one language."""

    language: str
    direction: str = "ltr"
    state: WordingState = WordingState.DRAFT
    checked_by: str = ""
    checked_on: date | None = None
    title: str
    description: str
    duration: str = ""  # how long it takes, as people are told before they begin
    sections: dict[str, str]
    pages: dict[str, PageWording]
    items: dict[str, ItemWording]
    bands: dict[str, dict[str, str]] = {}  # band scale -> band code -> label
    kinds: dict[str, str] = {}  # default labels of the ways to tell a wait
    exits: dict[str, ExitWording] = {}
    helplines: dict[str, HelplineWording] = {}  # those of survey.toml, where another language
    privacy: PrivacyWording = PrivacyWording()
    pipes: dict[str, Pipe] = {}
    symbols: dict[str, str] = {}  # page -> name of the picture beside it, for Easy Read
    references: dict[str, dict[str, str]] = {}  # reference list -> code -> label, if translated


def fill(text: str, pipes: Mapping[str, Pipe], answers: Mapping[str, object]) -> str:
    """Get `text` with each `{pipe}` replaced by the word its item's answer calls for."""
    if "{" not in text:
        return text
    for name, pipe in pipes.items():
        answer = answers.get(pipe.item)
        word = pipe.words.get(answer, pipe.default) if isinstance(answer, str) else pipe.default
        text = text.replace("{" + name + "}", word)
    return text


def complete(draft: Wording, origin: Wording) -> Wording:
    """The draft of a translation; what it does not say yet, it says in the language of origin."""
    bands = {id_: {**labels, **draft.bands.get(id_, {})} for id_, labels in origin.bands.items()}
    pages = {id_: _titled(page, origin.pages.get(id_)) for id_, page in draft.pages.items()}
    privacy = PrivacyWording(
        why=draft.privacy.why or origin.privacy.why,
        never_sees=draft.privacy.never_sees or origin.privacy.never_sees,
        complaints=draft.privacy.complaints or origin.privacy.complaints,
    )
    return replace(
        draft,
        duration=draft.duration or origin.duration,
        sections={**origin.sections, **draft.sections},
        pages={**origin.pages, **pages},
        items={id_: _complete_item(draft.items.get(id_), o) for id_, o in origin.items.items()},
        bands=bands,
        kinds={**origin.kinds, **draft.kinds},
        exits={**origin.exits, **draft.exits},
        privacy=privacy,
        pipes={**origin.pipes, **draft.pipes},
    )


def _titled(draft: PageWording, origin: PageWording | None) -> PageWording:
    return replace(draft, title=origin.title) if origin and not draft.title else draft


def _complete_item(draft: ItemWording | None, origin: ItemWording) -> ItemWording:
    if draft is None:
        return origin
    return replace(
        draft,
        question=draft.question.strip() or origin.question,
        options={**origin.options, **draft.options},
        kinds={**origin.kinds, **draft.kinds},
        clock_start=draft.clock_start or origin.clock_start,
        clock_end=draft.clock_end or origin.clock_end,
        missing=draft.missing or origin.missing,
    )
