"""Answers: what comes from a page or through the API, made into typed values or problems.

Both doors lead to the same values. A page is forgiving (stray spaces, many ways to write a time)
and speaks to the respondent; data is taken exactly and the problem says what to send instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

import msgspec
from msgspec import Struct

from survey_api.lines import is_blank
from survey_api.questionnaire.model import (
    BandScale,
    Item,
    ItemKind,
    Option,
    Page,
    Questionnaire,
)
from survey_api.questionnaire.moments import (
    Moment,
    check_moment,
    moment_fields,
    parse_moment,
    read_moment,
)
from survey_api.questionnaire.routing import Settled, kept_answers, offered_codes, settle
from survey_api.questionnaire.survey import Survey
from survey_api.questionnaire.times import Context, parse_time, time_fields
from survey_api.questionnaire.values import (
    Answers,
    AnswerValue,
    Mistake,
    Problem,
    Problems,
    TimeAnswer,
    as_problem,
)
from survey_api.questionnaire.waits import check_time

Form = Mapping[str, Sequence[str]]
T = TypeVar("T")

NEEDED = Mistake("Choose an answer to go on")
ONE_ONLY = Mistake("Choose one answer only")
NOT_ON_PAGE = Mistake("Choose one of the answers on this page")
EXCLUSIVE = Mistake("Choose either the other answers or this one, not both")
TOO_MANY_CHARACTERS = "Your answer is {over} characters too long. You can write up to {most}"
ONE_CHARACTER_OVER = "Your answer is 1 character too long. You can write up to {most}"

TIME_PARTS = (
    *("kind", "amount", "unit", "band", "start-date", "start-time", "end-date", "end-time"),
    *("sofar-amount", "sofar-unit"),
)
_PARTS: dict[ItemKind, tuple[str, ...]] = {
    ItemKind.MOMENT: ("date", "time", "part"),
    ItemKind.TIME: TIME_PARTS,
}


# What no one writes and what breaks files: NUL, controls but tab and line end, halves of pairs.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class _Asked(Struct, frozen=True):
    """One item as it stands on a page: what it offers now, and what was answered before."""

    survey: Survey
    item: Item
    answers: Answers  # earlier answers that count
    now: datetime
    language: str

    @property
    def offered(self) -> dict[str, Option]:
        own = {option.code for option in self.item.options}
        held_back = own - offered_codes(self.survey.questionnaire, self.item, self.answers)
        options = self.survey.options_by_item[self.item.id]
        return {code: option for code, option in options.items() if code not in held_back}


def fields_of(item: Item) -> tuple[str, ...]:
    """The names of the form fields that tell this item's answer."""
    parts = _PARTS.get(item.kind)
    return tuple(f"{item.id}-{part}" for part in parts) if parts else (item.id,)


# --- from a page ---------------------------------------------------------------------------


def parse_page(
    survey: Survey,
    page: Page,
    form: Form,
    answers: Answers,
    now: datetime,
    language: str = "",
) -> Answers | Problems:
    """The typed values of this page's items, skipped ones left out; or every problem there is.

    form: field name -> values as typed. answers: those given so far. now: aware. language: of
    days and times in words, and of what is said of a required item left empty; the language of
    origin if not given.
    """
    earlier = kept_answers(survey.questionnaire, answers)
    spoken = survey.wording(language).language
    parsed: Answers = {}
    problems: list[Problem] = []
    for item in page.items:
        value = PARSERS[item.kind](_Asked(survey, item, earlier, now, spoken), form)
        if value is None and item.required:
            value = _needed(survey, item, language)
        if isinstance(value, Mistake):
            problems.append(as_problem(item.id, value))
        elif value is not None:
            parsed[item.id] = value
    if not problems:
        return parsed
    names = {name for item in page.items for name in fields_of(item)}
    return Problems(tuple(problems), {n: tuple(vs) for n, vs in form.items() if n in names})


def _needed(survey: Survey, item: Item, language: str) -> Mistake:
    words = survey.wording(language).items.get(item.id)
    if words is None or not words.missing:
        return NEEDED
    return Mistake("{missing}", {"missing": words.missing})


def _parse_single(asked: _Asked, form: Form) -> str | Mistake | None:
    codes = set(_ticked(form, asked.item))
    if len(codes) > 1:
        return ONE_ONLY
    code = next(iter(codes), None)
    return code if code is None or code in asked.offered else NOT_ON_PAGE


def _parse_multiple(asked: _Asked, form: Form) -> tuple[str, ...] | Mistake | None:
    codes = _ticked(form, asked.item)
    offered = asked.offered
    return NOT_ON_PAGE if set(codes) - set(offered) else _in_order(codes, offered, asked.item)


def _ticked(form: Form, item: Item) -> list[str]:
    return [code.strip() for code in form.get(item.id, ()) if code.strip()]


def _in_order(
    codes: Sequence[str], options: Mapping[str, Option], item: Item
) -> tuple[str, ...] | Mistake | None:
    """The codes once each in the order of the options; None if there are none."""
    ticked = tuple(code for code in options if code in codes)
    if len(ticked) > 1 and any(options[code].exclusive for code in ticked):
        return EXCLUSIVE
    if item.at_most and len(ticked) > item.at_most:
        return Mistake("Choose up to {most}", {"most": str(item.at_most)})
    return ticked or None


def _parse_text(asked: _Asked, form: Form) -> str | Mistake | None:
    return _fitting(_CONTROL.sub("", _lines(_first(form, asked.item.id))), asked.item)


def _parse_moment(asked: _Asked, form: Form) -> str | Mistake | None:
    day, clock, part = (_first(form, name) for name in fields_of(asked.item))
    moment = parse_moment(day, clock, part, asked.now, asked.language)
    return moment.text if isinstance(moment, Moment) else moment


def _parse_time(asked: _Asked, form: Form) -> TimeAnswer | Mistake | None:
    fields = {part: _first(form, f"{asked.item.id}-{part}") for part in TIME_PARTS}
    start = asked.answers.get(asked.item.clock_start)
    moment = read_moment(start) if isinstance(start, str) else None
    context = Context(
        offers=asked.item.offers,
        scale=_scale(asked.survey.questionnaire, asked.item),
        start=moment if isinstance(moment, Moment) else None,
        now=asked.now,
        language=asked.language,
    )
    return parse_time(fields, context)


def _first(form: Form, name: str) -> str:
    return next(iter(form.get(name, ())), "")


PARSERS: Mapping[ItemKind, Callable[[_Asked, Form], AnswerValue | Mistake | None]] = {
    ItemKind.SINGLE: _parse_single,
    ItemKind.MULTIPLE: _parse_multiple,
    ItemKind.TEXT: _parse_text,
    ItemKind.MOMENT: _parse_moment,
    ItemKind.TIME: _parse_time,
}


def unparse(item: Item, value: AnswerValue) -> dict[str, tuple[str, ...]]:
    """A stored value as form fields, so that a page shows what was answered."""
    if isinstance(value, TimeAnswer):
        return {f"{item.id}-{part}": (text,) for part, text in time_fields(value).items()}
    if isinstance(value, tuple):
        return {item.id: value}
    moment = read_moment(value) if item.kind is ItemKind.MOMENT else None
    if isinstance(moment, Moment):
        return {f"{item.id}-{part}": (text,) for part, text in moment_fields(moment).items()}
    return {item.id: (value,)}


# --- texts ---------------------------------------------------------------------------------


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _fitting(text: str, item: Item) -> str | Mistake | None:
    """The text as it is; None if it is blank."""
    if is_blank(text):
        return None
    over = len(text) - item.max_length
    if over <= 0:
        return text
    template = ONE_CHARACTER_OVER if over == 1 else TOO_MANY_CHARACTERS
    return Mistake(template, {"over": f"{over:,}", "most": f"{item.max_length:,}"})


# --- through the API -----------------------------------------------------------------------


def check_answers(
    survey: Survey, raw: Mapping[str, msgspec.Raw], now: datetime | None = None
) -> Settled | Problems:
    """A whole response, its answers typed and in the order of the items; or every problem.

    raw: item id -> JSON value; an absent item was skipped. now: aware; moments and clock times
    after it are refused, if it is given.
    """
    questionnaire = survey.questionnaire
    typed: Answers = {}
    problems = [_no_such_item(id_) for id_ in raw if id_ not in questionnaire.items]
    for item in questionnaire.items.values():
        value = _read(survey, item, raw[item.id], now) if item.id in raw else None
        if isinstance(value, Mistake):
            problems.append(as_problem(item.id, value))
        elif value is not None:
            typed[item.id] = value
    settled = settle(questionnaire, typed)
    wrong = {problem.item for problem in problems}
    if settled.answers != typed and wrong.isdisjoint(questionnaire.conditions_by_item):
        problems += _not_asked(settled.answers, typed)
    return Problems(tuple(problems)) if problems else settled


def _no_such_item(item_id: str) -> Problem:
    shown = item_id if len(item_id) <= 60 else item_id[:59] + "…"
    mistake = Mistake("There is no item '{id}' in this questionnaire", {"id": shown})
    return as_problem(shown, mistake)


def _not_asked(kept: Answers, typed: Answers) -> list[Problem]:
    problems = []
    for item_id, value in typed.items():
        if item_id not in kept:
            mistake = Mistake("This was not asked, given the other answers; leave it out")
            problems.append(as_problem(item_id, mistake))
        elif kept[item_id] != value:
            mistake = Mistake("One of these codes is not offered, given the other answers")
            problems.append(as_problem(item_id, mistake))
    return problems


def _read(
    survey: Survey, item: Item, raw: msgspec.Raw, now: datetime | None
) -> AnswerValue | Mistake | None:
    options = survey.options_by_item[item.id]
    if item.kind is ItemKind.SINGLE:
        return _read_single(_decoded(raw, str, "one code, as text"), options)
    if item.kind is ItemKind.MULTIPLE:
        return _read_multiple(_decoded(raw, list[str], "a list of codes"), options, item)
    if item.kind is ItemKind.TEXT:
        return _read_text(_decoded(raw, str, "text"), item)
    if item.kind is ItemKind.MOMENT:
        return _read_moment(_decoded(raw, str, "a moment, as text"), now)
    told = _decoded(raw, TimeAnswer, "an object with kind, lo_min and hi_min")
    scale = _scale(survey.questionnaire, item)
    return told if isinstance(told, Mistake) else check_time(told, scale, now)


def _decoded(raw: msgspec.Raw, kind: type[T], wanted: str) -> T | Mistake:
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        template = "This must be {wanted}: {detail}. Leave it out if it was skipped"
        return Mistake(template, {"wanted": wanted, "detail": str(error)[:200].rstrip(".")})


def _read_single(code: str | Mistake, options: Mapping[str, Option]) -> str | Mistake:
    if isinstance(code, Mistake):
        return code
    if code not in options:
        return _no_such_code(code)
    if options[code].exit:
        return Mistake("'{code}' ends the survey: nothing is stored", {"code": code})
    return code


def _read_multiple(
    codes: list[str] | Mistake, options: Mapping[str, Option], item: Item
) -> tuple[str, ...] | Mistake | None:
    if isinstance(codes, Mistake):
        return codes
    unknown = next((code for code in codes if code not in options), None)
    if unknown is not None:
        return _no_such_code(unknown)
    ticked = _in_order(codes, options, item)
    if ticked is EXCLUSIVE:
        alone = ", ".join(code for code in codes if options[code].exclusive)
        return Mistake("'{code}' stands alone: no other code goes with it", {"code": alone})
    return ticked


def _no_such_code(code: str) -> Mistake:
    return Mistake("There is no code '{code}' for this item", {"code": code[:60]})


def _read_text(text: str | Mistake, item: Item) -> str | Mistake | None:
    if isinstance(text, Mistake):
        return text
    written = _lines(text)
    if found := _CONTROL.search(written):
        template = "Text must not hold the control character U+{number}"
        return Mistake(template, {"number": f"{ord(found[0]):04X}"})
    return _fitting(written, item)


def _read_moment(text: str | Mistake, now: datetime | None) -> str | Mistake:
    moment = text if isinstance(text, Mistake) else read_moment(text)
    if isinstance(moment, Moment) and now is not None:
        moment = check_moment(moment, now)
    return moment.text if isinstance(moment, Moment) else moment


def _scale(questionnaire: Questionnaire, item: Item) -> BandScale | None:
    return questionnaire.scales_by_id.get(item.bands)
