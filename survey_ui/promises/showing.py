"""A promise in words, in the language of the page; what the team wrote stays as they wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from babel.numbers import format_decimal, format_percent

from survey_api import LONDON, Survey
from survey_api.promises import (
    Correction,
    Outcome,
    PromiseState,
    PublicPromise,
    Sighting,
    Told,
    Unseen,
    Verdict,
)
from survey_ui.phrases import locale_of, translations
from survey_ui.releases.figures import say_number
from survey_ui.respond.answers import say_day

_OWNERS = {"MOPAC": "MOPAC", "Met": "Metropolitan Police"}  # names, the same in every language


class ShownSighting(NamedTuple):
    """A figure before or after. `why`: in place of the figure, where there is none to show."""

    wave: str
    said: str
    base: str
    base_note: str
    why: str
    notes: tuple[str, ...]


class ShownOutcome(NamedTuple):
    """The figure before and after, and what may be said of the difference."""

    before: ShownSighting
    after: ShownSighting
    verdict: str


class ShownPromise(NamedTuple):
    """An entry of the page. `gone`: in place of everything else, where it is not shown."""

    id: str
    state: str  # a value of PromiseState; '' where it is not shown
    state_said: str
    finding: str
    change: str
    owner: str
    due: str
    reason: str
    measure: str
    outcome: ShownOutcome | None
    history: tuple[str, ...]
    gone: str


class Speaker:
    """Says what the program knows of a promise in one language."""

    def __init__(self, language: str, survey: Survey) -> None:
        self._say = translations(language).gettext
        self._language = language
        self._locale = locale_of(language)
        self._survey = survey

    def promise(self, one: PublicPromise) -> ShownPromise:
        """The promise as an entry of the page."""
        told, say = one.told, self._say
        if told is None or one.outcome is None:
            return _gone(one, self._gone(one))
        return ShownPromise(
            id=one.promise.id,
            state=told.state.value,
            state_said=self.state(told.state),
            finding=told.finding,
            change=told.change,
            owner=self.owner(told.owner),
            due=self._due(told, one.first_due),
            reason=told.reason,
            measure=one.promise.measure,
            outcome=self.outcome(one.outcome),
            history=(
                say("First published on %(day)s.") % {"day": self.day(one.first_at)},
                *map(self._correction, one.corrections),
            ),
            gone="",
        )

    def state(self, state: PromiseState) -> str:
        """How far it has come."""
        say = self._say
        words: Mapping[PromiseState, str] = {
            PromiseState.PROMISED: say("Promised"),
            PromiseState.UNDER_WAY: say("Under way"),
            PromiseState.DONE: say("Done"),
            PromiseState.NOT_DONE: say("Not done"),
        }
        return words[state]

    def owner(self, owner: str) -> str:
        """Who does it."""
        say = self._say
        ours = {"council": say("The council"), "joint": say("Several of them together")}
        return _OWNERS.get(owner) or ours.get(owner, owner)

    def day(self, moment: datetime) -> str:
        """The day in London, in words."""
        return say_day(moment.astimezone(LONDON).date(), self._language)

    def outcome(self, outcome: Outcome) -> ShownOutcome:
        """Before, after, and what may be said of the difference."""
        return ShownOutcome(
            self.sighting(outcome.before), self.sighting(outcome.after), self._verdict(outcome)
        )

    def sighting(self, seen: Sighting) -> ShownSighting:
        """One figure with its range and how many answered, or why there is none."""
        say, figure = self._say, seen.figure
        wave = self._survey.wave(seen.wave).title if seen.wave else ""
        if figure is None or figure.value is None:
            return ShownSighting(wave, "", "", "", self._unseen(seen.unseen), ())
        said = self._number(figure.value, figure.unit)
        if figure.lower is not None and figure.upper is not None:
            said = say("%(figure)s (range: %(low)s to %(high)s)") % {
                "figure": said,
                "low": self._number(figure.lower, figure.unit),
                "high": self._number(figure.upper, figure.unit),
            }
        count = format_decimal(figure.base, locale=self._locale) if figure.base else ""
        base = say("Answers counted: about %(n)s.") % {"n": count} if count else ""
        open_ = say("The survey was still open then, so this figure may still change.")
        made_up = say("Simulated: these answers are made up. No real person gave them.")
        notes = ((open_,) if seen.interim else ()) + ((made_up,) if seen.simulated else ())
        return ShownSighting(wave, said, base, seen.base_note, "", notes)

    def _due(self, told: Told, first: date | None) -> str:
        if told.due is None:
            return ""
        say, due = self._say, say_day(told.due, self._language)
        if first is None or first == told.due:
            return due
        before = say("The date was %(day)s at first.") % {"day": say_day(first, self._language)}
        return f"{due}. {before}"

    def _unseen(self, why: Unseen | None) -> str:
        say = self._say
        words = {
            Unseen.NO_RELEASE: say("Not measured again yet."),
            Unseen.NOT_PUBLISHED: say(
                "Not shown: the results that it comes from are not published at the moment."
            ),
            Unseen.HIDDEN: say(
                "Hidden, so that no one can be recognised: too few people answered, or it would "
                "give away what others answered."
            ),
            Unseen.UNRELIABLE: say("Not shown: too few answers to rely on."),
        }
        return words.get(why or Unseen.NOT_THERE) or say("The results do not have this figure.")

    def _verdict(self, outcome: Outcome) -> str:
        say = self._say
        ends, gap = [outcome.lower, outcome.upper], outcome.difference or 0.0
        if outcome.verdict is Verdict.LOWER:  # lower by so much: told without a minus
            ends, gap = [-(end or 0.0) for end in reversed(ends)], -gap
        told = {
            "gap": self._gap(gap, outcome.unit),
            "low": self._plain(ends[0], outcome.unit),
            "high": self._plain(ends[1], outcome.unit),
        }
        words = {
            Verdict.HIGHER: say(
                "Higher than before by %(gap)s (range: %(low)s to %(high)s). Chance alone would "
                "seldom bring that."
            ),
            Verdict.LOWER: say(
                "Lower than before by %(gap)s (range: %(low)s to %(high)s). Chance alone would "
                "seldom bring that."
            ),
            Verdict.CHANCE: say(
                "No clear change: the difference is %(gap)s (range: %(low)s to %(high)s), and may "
                "be chance."
            ),
            Verdict.TOO_FEW: say("Too few people answered to compare the two."),
            Verdict.OTHER_MEASURE: say(
                "The question, or who was counted, is not the same, so the two cannot be compared."
            ),
        }
        return words.get(outcome.verdict, "") % told

    def _gap(self, figure: float, unit: str) -> str:
        say = self._say
        if unit != "points":
            return self._number(figure, unit)
        return say("%(n)s percentage points") % {"n": self._plain(figure, unit)}

    def _plain(self, figure: float | None, unit: str) -> str:
        if figure is None:
            return ""
        if unit != "points":
            return self._number(figure, unit)
        near = figure if abs(figure) < 1 else round(figure)  # an end near nothing is not nothing
        return format_decimal(_short(near), locale=self._locale)

    def _number(self, figure: float, unit: str) -> str:
        if unit == "%":
            share = _short(figure) / 100
            return format_percent(share, locale=self._locale, decimal_quantization=False)
        return say_number(figure, unit)

    def _correction(self, one: Correction) -> str:
        say, day = self._say, self.day(one.at)
        if not one.fields:
            return say("Brought up to date on %(day)s.") % {"day": day}
        parts = {
            "finding": say("You said"),
            "change": say("What will change"),
            "owner": say("Who does it"),
            "due": say("By when"),
        }
        what = " · ".join(parts[field] for field in one.fields)
        return say("Corrected on %(day)s: %(what)s.") % {"day": day, "what": what}

    def _gone(self, one: PublicPromise) -> str:
        say = self._say
        if one.down:
            day = self.day(one.down.said_at)
            return say("An entry was taken off this page on %(day)s. The reason:") % {"day": day}
        return say(
            "This entry is not shown at the moment: the results that it comes from are not "
            "published."
        )


def _gone(one: PublicPromise, said: str) -> ShownPromise:
    reason = one.down.reason if one.down else ""
    return ShownPromise(
        one.promise.id, "", "", "", "", "", "", reason, "", outcome=None, history=(), gone=said
    )


def _short(figure: float) -> Decimal:
    """With at most one digit behind the point."""
    return Decimal(str(round(figure, 1) + 0.0)).normalize()
