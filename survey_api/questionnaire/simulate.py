"""Made-up answers that walk through the questionnaire as a person would.

One hidden number, how hard the episode was, runs through a whole response: it lengthens the
waits, lowers the ratings and darkens the words, so that tables made from these answers have
something to show. Demonstration and tests use the same code. Nothing here is a finding.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from msgspec import Struct

from survey_api.questionnaire.amounts import amount_of
from survey_api.questionnaire.model import (
    BandOption,
    DayPart,
    Item,
    ItemKind,
    Option,
    Page,
    TimeKind,
)
from survey_api.questionnaire.moments import LONDON, Moment, read_moment, with_offset
from survey_api.questionnaire.routing import is_asked, offered_codes
from survey_api.questionnaire.simulation import Frame, ShareOf, WaitOf
from survey_api.questionnaire.survey import Survey
from survey_api.questionnaire.times import about
from survey_api.questionnaire.values import Answers, AnswerValue, TimeAnswer

T = TypeVar("T")

_LONGEST_MIN = 60 * 24 * 60.0
_SHARE = ShareOf()
_WAIT = WaitOf(median_min=90)
_KIND_WEIGHTS = {
    TimeKind.APPROX: 4.0,
    TimeKind.BAND: 3.0,
    TimeKind.EXACT: 1.5,
    TimeKind.DONT_KNOW: 0.6,
}
_FRAMES = (Frame(tone="neutral", text="These words were made up for a test."),)


class _Person(Struct, frozen=True):
    """One made-up respondent."""

    survey: Survey
    rng: random.Random
    now: datetime
    hardship: float  # standard normal; higher is harder


def simulate_answers(survey: Survey, rng: random.Random, now: datetime) -> Answers:
    """The answers of one made-up person: plausible, correlated, and accepted by check_answers.

    The shapes come from the survey's simulation.toml; without it every option is as likely.
    """
    person = _Person(survey, rng, now, rng.gauss(0.0, 1.0))
    answers: Answers = {}
    for page in survey.questionnaire.pages:
        if is_asked(survey.questionnaire, page, answers):
            told = {item.id: _answer(person, page, item, answers) for item in page.items}
            answers.update({id_: value for id_, value in told.items() if value is not None})
    return answers


def _answer(person: _Person, page: Page, item: Item, answers: Answers) -> AnswerValue | None:
    if person.rng.random() < _skip(person, page, item):
        return None
    if item.kind is ItemKind.SINGLE:
        return _single(person, item, answers)
    if item.kind is ItemKind.MULTIPLE:
        return _multiple(person, item, answers)
    if item.kind is ItemKind.TEXT:
        return _text(person, item)
    if item.kind is ItemKind.MOMENT:
        return _moment(person, answers).text
    return _wait(person, item, answers)


def _skip(person: _Person, page: Page, item: Item) -> float:
    if item.required or page.section == "gate":
        return 0.0
    simulation = person.survey.simulation
    known = simulation.items.get(item.id) or simulation.waits.get(item.id)
    return simulation.skip if known is None or known.skip is None else known.skip


# --- choices -------------------------------------------------------------------------------


def _offered(person: _Person, item: Item, answers: Answers) -> list[Option]:
    own = {option.code for option in item.options}
    held_back = own - offered_codes(person.survey.questionnaire, item, answers)
    options = person.survey.options_by_item[item.id].values()
    return [option for option in options if option.code not in held_back and not option.exit]


def _single(person: _Person, item: Item, answers: Answers) -> str | None:
    options = _offered(person, item, answers)
    weights = _weights(person, item, options, answers)
    if not options or not sum(weights):
        return None
    return _pick(person.rng, [option.code for option in options], weights)


def _weights(
    person: _Person, item: Item, options: Sequence[Option], answers: Answers
) -> list[float]:
    """The weight of each option, pulled towards the end the person's episode calls for."""
    share = person.survey.simulation.items.get(item.id, _SHARE)
    unnamed = sum(option.code not in share.shares for option in options)
    rest = share.others / unnamed if share.shares and unnamed else 1.0
    scale = [option for option in options if option.missing is None]
    pull = _pulls(len(scale), share.tilt * person.hardship)
    pulls = dict(zip((option.code for option in scale), pull, strict=True))
    again = {answers.get(share.like): share.alike}
    return [
        share.shares.get(o.code, rest) * pulls.get(o.code, 1.0) + again.get(o.code, 0.0)
        for o in options
    ]


def _pulls(count: int, tilt: float) -> list[float]:
    middle = (count - 1) / 2
    return [math.exp(tilt * (place - middle) / max(middle, 1.0)) for place in range(count)]


def _multiple(person: _Person, item: Item, answers: Answers) -> tuple[str, ...] | None:
    options = _offered(person, item, answers)
    share = person.survey.simulation.items.get(item.id, _SHARE)
    rest = share.others if share.shares else 0.25
    harder = math.exp(share.tilt * person.hardship)
    ticked = tuple(
        option.code
        for option in options
        if not option.exclusive
        and person.rng.random() < share.shares.get(option.code, rest) * harder
    )
    alone = [option.code for option in options if option.exclusive]
    if item.at_most and len(ticked) > item.at_most:
        chosen = person.rng.sample(ticked, item.at_most)
        return tuple(code for code in ticked if code in chosen)
    if ticked or not alone:
        return ticked or None
    return (_pick(person.rng, alone, [share.shares.get(code, 1.0) + 0.01 for code in alone]),)


def _pick(rng: random.Random, things: Sequence[T], weights: Sequence[float]) -> T:
    return rng.choices(things, weights)[0]


# --- times ---------------------------------------------------------------------------------


def _moment(person: _Person, answers: Answers) -> Moment:
    """Some time as long ago as they said, else in the last year; nearer is more likely."""
    days = _days_ago(person, answers)
    minutes = round(days * 24 * 60 / 5) * 5 + 24 * 60
    local = (person.now - timedelta(minutes=minutes)).astimezone(LONDON)
    at = with_offset(local.replace(minute=local.minute // 5 * 5, second=0, microsecond=0))
    how = person.rng.random()
    if how < 0.5:
        return Moment(at.date(), at=at)
    part = tuple(DayPart)[at.hour // 6] if how < 0.8 else None
    return Moment(at.date(), part=part)


def _days_ago(person: _Person, answers: Answers) -> float:
    moments = person.survey.simulation.moments
    said = answers.get(moments.of) if moments else None
    if moments is not None and isinstance(said, str) and said in moments.days:
        return person.rng.uniform(*moments.days[said])
    return min(person.rng.lognormvariate(math.log(60), 0.9), 360.0)


def _wait(person: _Person, item: Item, answers: Answers) -> TimeAnswer | None:
    wait = person.survey.simulation.waits.get(item.id, _WAIT)
    weights = wait.kinds or _KIND_WEIGHTS
    kinds = [kind for kind in item.offers if weights.get(kind, 0.25) > 0]
    if not kinds:
        return None
    kind = _pick(person.rng, kinds, [weights.get(each, 0.25) for each in kinds])
    centre = math.log(wait.median_min) + wait.tilt * person.hardship
    minutes = min(person.rng.lognormvariate(centre, wait.spread), _LONGEST_MIN)
    return _told(person, item, answers, kind, _rounded(minutes))


def _rounded(minutes: float) -> float:
    """The minutes as people round them: to 1, 5, 15, 60 minutes or half a day."""
    steps = ((10, 1), (60, 5), (180, 15), (2880, 60))
    step = next((step for under, step in steps if minutes < under), 720)
    return max(1.0, float(round(minutes / step) * step))


def _told(
    person: _Person, item: Item, answers: Answers, kind: TimeKind, minutes: float
) -> TimeAnswer:
    if kind is TimeKind.APPROX:
        return about(amount_of(minutes))
    if kind is TimeKind.BAND:
        return _band(person.survey.questionnaire.scales_by_id[item.bands].bands, minutes)
    if kind is TimeKind.EXACT:
        return _exact(answers.get(item.clock_start), minutes, person.now)
    if kind is TimeKind.STILL_WAITING:
        amount = amount_of(minutes)
        return TimeAnswer(kind, amount.minutes, told=amount.text)
    return TimeAnswer(kind, minutes) if kind is TimeKind.OVERTAKEN else TimeAnswer(kind)


def _band(bands: Sequence[BandOption], minutes: float) -> TimeAnswer:
    around = [band for band in bands if band.lo_min <= minutes]
    band = around[-1] if around else bands[0]
    return TimeAnswer(TimeKind.BAND, band.lo_min, band.hi_min, told=band.code)


def _exact(start: AnswerValue | None, minutes: float, now: datetime) -> TimeAnswer:
    moment = read_moment(start) if isinstance(start, str) else None
    if isinstance(moment, Moment) and moment.at is not None:
        end = with_offset(moment.at + timedelta(minutes=minutes))
        if end <= now:
            return TimeAnswer(TimeKind.EXACT, minutes, minutes, moment.at, end)
    return TimeAnswer(TimeKind.EXACT, minutes, minutes)


# --- words ---------------------------------------------------------------------------------


def _text(person: _Person, item: Item) -> str:
    """One to three made-up sentences in the tone the episode calls for."""
    simulation, rng = person.survey.simulation, person.rng
    named = [frame for frame in simulation.frames if item.id in frame.items]
    frames = named or [frame for frame in simulation.frames if not frame.items] or [*_FRAMES]
    foreign = [frame for frame in frames if frame.language != "en"]
    if foreign and rng.random() < simulation.other_language:
        return _filled(rng.choice(foreign), simulation.slots, rng)[: item.max_length]
    own = [frame for frame in frames if frame.language == "en"] or frames
    tone = _tone(person)
    wanted = [frame for frame in own if frame.tone == tone] or own
    sentences = rng.sample(wanted, min(len(wanted), rng.choice((1, 1, 1, 2, 3))))
    text = " ".join(_filled(frame, simulation.slots, rng) for frame in sentences)
    return text[: item.max_length]


def _tone(person: _Person) -> str:
    negative = 0.35 + 0.45 * math.tanh(person.hardship)
    weights = [max(negative, 0.05), max(0.6 - negative, 0.05), 0.15, 0.15]
    return _pick(person.rng, ("negative", "positive", "mixed", "neutral"), weights)


def _filled(frame: Frame, slots: Mapping[str, Sequence[str]], rng: random.Random) -> str:
    text = frame.text
    for name, words in slots.items():
        if "{" + name + "}" in text:
            text = text.replace("{" + name + "}", rng.choice(words))
    return text
