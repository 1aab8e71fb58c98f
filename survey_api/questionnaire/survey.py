"""Survey: a questionnaire, its wording in each language, its waves and its reference data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path

from survey_api.errors import NotFound
from survey_api.questionnaire.code_rule import CodeRule
from survey_api.questionnaire.model import Item, Option, Questionnaire
from survey_api.questionnaire.reference import (
    Benchmark,
    EvidenceCode,
    Helpline,
    ReferenceList,
    Standard,
)
from survey_api.questionnaire.simulation import Simulation
from survey_api.questionnaire.wording import Wording, WordingState, complete, fill
from survey_api.record import Record


class Wave(Record, kw_only=True):
    """One period of fieldwork; it is open from `opens` to the end of `closes`, both included."""

    id: str
    title: str
    opens: date
    closes: date


class Retention(Record, kw_only=True):
    """How many days each kind of thing is kept; releases are kept for good."""

    draft_days: int = 14  # a draft nobody comes back to
    verbatim_days: int = 365  # answers in people's own words
    contact_days: int = 183  # how to reach people who asked for it
    address_days: int = 30  # whom a campaign wrote to, after its last day; codes go then, too
    concern_days: int = 2190  # safeguarding concerns that are closed, and what was done about them
    alarm_days: int = 730  # notes of when the duty lead was written to
    audit_days: int = 2190  # who did what; the longest of all surveys' holds, it is one log


class Spam(Record, kw_only=True):
    """When a response is flagged as perhaps no person's. It is never refused nor deleted for it."""

    fast_seconds: int = 45  # from the first question to sending; nobody reads them sooner
    long_text: int = 80  # characters from which the same text again is odd
    leave_out: bool = False  # whether releases are read without flagged responses


class Limits(Record, kw_only=True):
    """How much may be asked of people; `survey check --burden` holds the survey to it."""

    routes: str = ""  # the item whose answer decides what is asked; '' where there is one route
    gates: tuple[str, ...] = ("gate",)  # sections that are not counted
    questions: int = 50  # of one person
    minutes: float = 20
    reading_age: float = 15  # of one question with its hint, in years
    hard: tuple[str, ...] = ()  # pages that bring back a hard day; none may be required
    hard_pages: int = 6  # of one person


class Quota(Record, kw_only=True):
    """How many responses are wanted of one group; it warns the team, and closes nothing.

    `variable`, `code`: of the codebook. `by`: the day it is wanted for, else the end of its wave.
    `wave`: the only one it is for; '' for each one that `by` lies in, or for every one.
    """

    variable: str
    code: str
    wanted: int
    by: date | None = None
    wave: str = ""

    def due(self, wave: Wave) -> date | None:
        """The day it is wanted for in this wave; None: it is not for this wave."""
        if self.wave not in ("", wave.id):
            return None
        if self.by is None:
            return wave.closes
        return self.by if wave.opens <= self.by <= wave.closes else None


class Programme(Record, kw_only=True):
    """survey.toml: what is true of the survey in every language."""

    id: str
    organisation: str
    contact: str
    post: str = ""  # where papers are sent or handed in, line by line; else left to write in
    security: str = ""  # whom to tell of a weakness, an e-mail or https address; else the contact
    languages: tuple[str, ...]  # the first is the language of origin
    modes: tuple[str, ...]
    entered: tuple[str, ...] = ()  # modes in which an interviewer enters what somebody says
    helpers: tuple[str, ...] = ()  # who may have helped somebody to answer
    waves: tuple[Wave, ...]
    retention: Retention = Retention()
    spam: Spam = Spam()
    limits: Limits = Limits()
    monitor: tuple[str, ...] = ()  # variables by which the fieldwork monitor tells who answered
    quotas: tuple[Quota, ...] = ()
    codes: CodeRule = CodeRule()
    anonymous: bool = True  # promised to whoever answers; fixed by the first response
    helplines: tuple[Helpline, ...] = ()
    standards: tuple[Standard, ...] = ()
    evidence: tuple[EvidenceCode, ...] = ()
    universe: str = "People who chose to answer."  # who is meant to answer, for archives
    area: str = ""  # where they are, for archives


class Survey(Record, kw_only=True, dict=True):
    """Everything `load_surveys` found in one folder, checked."""

    programme: Programme
    questionnaire: Questionnaire
    wordings: dict[str, Wording]
    references: dict[str, ReferenceList] = {}
    simulation: Simulation = Simulation()
    context: tuple[Benchmark, ...] = ()  # outside figures, from context.toml
    folder: Path = Path()

    @property
    def id(self) -> str:
        """The survey's id, as it stands in addresses."""
        return self.programme.id

    @cached_property
    def options_by_item(self) -> Mapping[str, Mapping[str, Option]]:
        """For each item its options under their codes: the reference list's, then its own."""
        return {item.id: self._options(item) for item in self.questionnaire.items.values()}

    def _options(self, item: Item) -> dict[str, Option]:
        listed = self.references.get(item.reference)
        entries = listed.entries if listed else ()
        options = {entry.code: Option(code=entry.code) for entry in entries}
        return options | {option.code: option for option in item.options}

    def wording(self, language: str) -> Wording:
        """The wording in `language`, or in the language of origin if there is none."""
        origin = self.programme.languages[0]
        return self._spoken.get(language) or self._spoken[origin]

    @cached_property
    def _spoken(self) -> Mapping[str, Wording]:
        """The wordings without gaps: drafts, which may have some, take the words of origin."""
        origin = self.wordings[self.programme.languages[0]]
        return {
            language: complete(wording, origin) if _is_draft_of(wording, origin) else wording
            for language, wording in self.wordings.items()
        }

    def beside(self, wording: Wording) -> Wording | None:
        """The words of origin, to stand beside what is told for safety; None if none are needed.

        They are as long as nobody has checked the translation.
        """
        origin = self.wording("")
        return origin if _is_draft_of(wording, origin) else None

    def wave(self, wave_id: str) -> Wave:
        """The wave with this id. Raises NotFound."""
        for wave in self.programme.waves:
            if wave.id == wave_id:
                return wave
        known = ", ".join(wave.id for wave in self.programme.waves)
        raise NotFound(f"There is no wave '{wave_id}'. The waves are: {known}.")

    def open_wave(self, today: date) -> Wave | None:
        """The wave that takes answers on this day, if any."""
        return next((w for w in self.programme.waves if w.opens <= today <= w.closes), None)

    def latest_wave(self, today: date) -> Wave:
        """The wave open on this day, else the last one that closed. Raises NotFound."""
        begun = [wave for wave in self.programme.waves if wave.opens <= today]
        if not begun:
            raise NotFound("No wave has opened yet.")
        return max(begun, key=lambda wave: wave.opens)


def _is_draft_of(wording: Wording, origin: Wording) -> bool:
    """Whether this is a translation that nobody has checked."""
    return wording.state is WordingState.DRAFT and wording.language != origin.language


def options_of(survey: Survey, item: Item) -> tuple[Option, ...]:
    """The item's options in order: the entries of its reference list, then its own."""
    return tuple(survey.options_by_item[item.id].values())


def option_label(
    survey: Survey, wording: Wording, item: Item, code: str, answers: Mapping[str, object]
) -> str:
    """What an option says in this wording, with words piped in from the answers.

    A reference entry without a translation keeps the label of the list itself; a code that
    nothing names is its own label.
    """
    words = wording.items.get(item.id)
    if words is not None and code in words.options:
        return fill(words.options[code], wording.pipes, answers)
    translated = wording.references.get(item.reference, {})
    if code in translated:
        return translated[code]
    listed = survey.references.get(item.reference)
    entries = listed.entries if listed else ()
    return next((entry.label for entry in entries if entry.code == code), code)
