"""Burden: how much a survey asks of people, route by route, and how hard its words are to read.

Minutes are reckoned from the words of each page and what its questions ask for; nobody was timed.
Reading age is the Flesch-Kincaid grade (Kincaid et al. 1975) and five years, of question and hint
together, with syllables where the hyphenation patterns of English would part a word.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from statistics import median
from typing import NamedTuple

import pyphen
from msgspec.structs import replace

from survey_api.errors import BadSurvey
from survey_api.questionnaire.finding import Finding
from survey_api.questionnaire.model import Item, ItemKind, Page
from survey_api.questionnaire.routing import asked_pages
from survey_api.questionnaire.simulate import simulate_answers
from survey_api.questionnaire.simulation import ShareOf
from survey_api.questionnaire.survey import Survey, option_label
from survey_api.questionnaire.values import Answers
from survey_api.questionnaire.wording import Wording, fill
from survey_api.record import Record

PEOPLE = 60  # made-up people that walk each route
WORDS_A_MINUTE = 200.0
SECONDS = {  # to think and to answer, beside reading; by kind of item
    ItemKind.SINGLE: 4.0,
    ItemKind.MULTIPLE: 8.0,
    ItemKind.TIME: 15.0,
    ItemKind.MOMENT: 12.0,
    ItemKind.TEXT: 45.0,
}
_NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]*|\d+")
_SENTENCE_END = re.compile(r"[.?!:]+(?=\s|$)")


class Route(Record, kw_only=True):
    """What one kind of people is asked, gates left out: the middle person, and the most."""

    code: str
    label: str
    questions: float
    most_questions: int
    minutes: float
    most_minutes: float
    hard_pages: int  # the most that one person meets


class Reading(Record, kw_only=True):
    """How old somebody is who reads a question easily, by the length of its words and sentences."""

    item: str
    age: float


class Burden(Record, kw_only=True):
    """What is asked of people, route by route, and the reading age of every question."""

    routes: tuple[Route, ...]
    readings: tuple[Reading, ...]


class _Walked(NamedTuple):
    """What one made-up person was asked."""

    questions: int
    minutes: float
    hard_pages: int


def measure_burden(survey: Survey) -> Burden:
    """Get what a survey asks of people in its language of origin."""
    wording = survey.wording("")
    return Burden(
        routes=tuple(_route(survey, wording, code) for code in _codes(survey)),
        readings=tuple(
            Reading(item=item.id, age=reading_age(_said(survey, wording, item)))
            for item in survey.questionnaire.items.values()
        ),
    )


def check_burden(survey: Survey, burden: Burden) -> Iterator[Finding]:
    """What goes over the limits that survey.toml sets."""
    limits = survey.programme.limits
    for route in burden.routes:
        for what, found, most in (
            ("questions", route.most_questions, limits.questions),
            ("minutes", route.most_minutes, limits.minutes),
            ("hard pages", route.hard_pages, limits.hard_pages),
        ):
            if found > most:
                told = f"{route.label}: up to {found:g} {what}, the limit is {most:g}"
                yield Finding("survey.toml: $.limits", told)
    file = f"wording.{survey.programme.languages[0]}.toml"
    for reading in burden.readings:
        if reading.age > limits.reading_age:
            told = f"it takes a reader of {reading.age:.0f}; the limit is {limits.reading_age:g}"
            yield Finding(f"{file}: $.items.{reading.item}", told)
    for page in survey.questionnaire.pages:
        if page.id in limits.hard and any(item.required for item in page.items):
            yield Finding(
                f"questionnaire.toml: {page.id}", "it is hard to answer: it must not be required"
            )


def hold_to_limits(survey: Survey, burden: Burden) -> None:
    """Raises BadSurvey with everything that goes over the limits of survey.toml."""
    if found := [f"{finding.path}: {finding.message}" for finding in check_burden(survey, burden)]:
        raise BadSurvey("\n".join(f"{survey.id}/{line}" for line in found))


def reading_age(text: str) -> float:
    """Years; 5 for the easiest words, and for none."""
    words = _WORD.findall(text)
    if not words:
        return 5.0
    sentences = max(1, len(_SENTENCE_END.findall(text)))
    syllables = sum(_syllables(word) for word in words)
    grade = 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59
    return max(5.0, grade + 5)


@lru_cache(maxsize=10_000)
def _syllables(word: str) -> int:
    # British patterns part few short words; American ones part by sound.
    return len(_patterns().positions(word)) + 1


@lru_cache(maxsize=1)
def _patterns() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_US", left=1, right=1)


def _said(survey: Survey, wording: Wording, item: Item) -> str:
    words = wording.items[item.id]
    hint = words.hint.removesuffix(".")
    return fill(f"{words.question} {hint}.", wording.pipes, {})


def _codes(survey: Survey) -> Sequence[str]:
    """The answers that tell routes apart, but for those that end the survey; '' for one route."""
    by = survey.programme.limits.routes
    if not by:
        return [""]
    item = survey.questionnaire.items[by]
    ends = {option.code for option in item.options if option.exit}
    return [code for code in survey.options_by_item[by] if code not in ends]


def _route(survey: Survey, wording: Wording, code: str) -> Route:
    by = survey.programme.limits.routes
    label = option_label(survey, wording, survey.questionnaire.items[by], code, {}) if by else ""
    people = [_walk(survey, wording, answers) for answers in _people(survey, by, code)]
    questions = [walked.questions for walked in people]
    minutes = [walked.minutes for walked in people]
    return Route(
        code=code,
        label=label,
        questions=median(questions),
        most_questions=max(questions),
        minutes=round(median(minutes), 1),
        most_minutes=round(max(minutes), 1),
        hard_pages=max(walked.hard_pages for walked in people),
    )


def _people(survey: Survey, by: str, code: str) -> Iterator[Answers]:
    """Made-up people of this route."""
    if by:
        shares = survey.simulation.items | {by: ShareOf(shares={code: 1.0})}
        survey = replace(survey, simulation=replace(survey.simulation, items=shares))
    for seed in range(PEOPLE):
        yield simulate_answers(survey, random.Random(seed), _NOW)


def _walk(survey: Survey, wording: Wording, answers: Answers) -> _Walked:
    gates = survey.programme.limits.gates
    pages = [p for p in asked_pages(survey.questionnaire, answers) if p.section not in gates]
    items = [item for page in pages for item in page.items]
    words = sum(_words(survey, wording, page, answers) for page in pages)
    return _Walked(
        questions=len(items),
        minutes=words / WORDS_A_MINUTE + sum(SECONDS[item.kind] for item in items) / 60,
        hard_pages=sum(page.id in survey.programme.limits.hard for page in pages),
    )


def _words(survey: Survey, wording: Wording, page: Page, answers: Answers) -> int:
    """On a page, options and all."""
    told = wording.pages.get(page.id)
    texts = [told.title, *told.lead, told.notice] if told else []
    for item in page.items:
        words = wording.items[item.id]
        texts += [words.question, words.hint, *words.options.values(), *words.option_hints.values()]
    return sum(len(_WORD.findall(fill(text, wording.pipes, answers))) for text in texts)
