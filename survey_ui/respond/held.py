"""A copy of everything held about a response, for whoever gave it: to read, and for a computer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from survey_api import LONDON, Answers, Held, Survey
from survey_ui.respond.answers import AnswerRow, answer_row, say_day, say_time


def held_json(held: Held) -> bytes:
    """The copy as JSON, indented."""
    return msgspec.json.format(msgspec.json.encode(held)) + b"\n"


def held_page(held: Held, surveys: Mapping[str, Survey], now: datetime) -> bytes:
    """The copy as one HTML page that needs no other file. `now`: when it is made."""
    survey = surveys.get(held.response.instrument.survey)
    page = _template().render(
        held=held,
        title=survey.wording("").title if survey else held.response.instrument.survey,
        organisation=survey.programme.organisation if survey else "",
        contact=survey.programme.contact if survey else "",
        sent=_say(held.response.submitted_at),
        made=_say(now),
        rows=list(_rows(held, survey)),
        names={row: _name(survey, row) for row in _items(held)},
        say=_say,
    )
    return page.encode()


@lru_cache
def _template() -> Template:
    pages = Environment(
        loader=PackageLoader("survey_ui"), autoescape=True, undefined=StrictUndefined
    )
    return pages.get_template("respond/held.html")


def _rows(held: Held, survey: Survey | None) -> Iterator[AnswerRow]:
    """Question and answer; items the questionnaire no longer has go by their id."""
    answers: Answers = {**held.response.answers, **held.response.texts}
    left = dict(answers)
    for page in survey.questionnaire.pages if survey else ():
        for item in page.items:
            if survey and item.id in left:
                del left[item.id]
                yield answer_row(survey, survey.wording(""), item, answers)
    for item_id, value in left.items():
        yield AnswerRow(question=item_id, lines=(msgspec.json.encode(value).decode(),))


def _items(held: Held) -> set[str]:
    lists = (held.scores, held.themes, held.codings, held.quotes)
    return {one.item_id for found in lists for one in found}


def _name(survey: Survey | None, item_id: str) -> str:
    words = survey.wording("").items.get(item_id) if survey else None
    return words.short or words.question if words else item_id


def _say(moment: datetime) -> str:
    there = moment.astimezone(LONDON)
    return f"{say_day(there.date(), 'en')}, {say_time(there, 'en')}"
