"""A copy of everything held about a response, for whoever gave it: to read, and for a computer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from survey_api import LONDON, Answers, Flag, Held, Survey
from survey_api.contacts import About, Contact, ContactHome, Means, own_contacts
from survey_ui.respond.answers import AnswerRow, answer_row, say_day, say_time

# Telling somebody that notes were made of a child in danger could put the child at risk, so the
# same is said to everybody, whether there are any or not.
KEPT_BACK = (
    "Two things are not in this copy. If something you wrote made us worry about a child, our "
    "notes about that stay with the people who keep children safe, because telling could put a "
    "child at risk. And there is a list of who on our team opened your words. You can ask us "
    "about both."
)
FLAGS = {
    Flag.TRAP: "A box was filled in that people do not see, but programs do.",
    Flag.FAST: "The answers were sent faster than most people can read the questions.",
    Flag.REPEATED: "Somebody had sent the same long text before.",
}
MEANS = {Means.PHONE: "By phone", Means.EMAIL: "By email"}
ABOUT = {
    About.ANSWERS: "to ask you more",
    About.WORRY: "a worry about a child",
    About.RESULTS: "what comes of the survey",
}


class Copy(Held, kw_only=True):
    """Everything held about one response, with how to reach who gave it if they left that.

    `kept_back`: what is not in the copy, and why.
    """

    contacts: tuple[Contact, ...]
    kept_back: str = KEPT_BACK


async def copy_of(held: Held, home: ContactHome) -> Copy:
    """The copy for its owner. Raises StoreUnavailable."""
    contacts = await own_contacts(home, held.reference)
    return Copy(**msgspec.structs.asdict(held), contacts=tuple(contacts))


def held_json(held: Copy) -> bytes:
    """The copy as JSON, indented."""
    return msgspec.json.format(msgspec.json.encode(held)) + b"\n"


def held_page(held: Copy, surveys: Mapping[str, Survey], now: datetime) -> bytes:
    """The copy as one HTML page that needs no other file. `now`: when it is made."""
    survey = surveys.get(held.response.instrument.survey)
    page = _template().render(
        held=held,
        flags=[FLAGS[flag] for flag in held.response.flags],
        means=MEANS,
        about=ABOUT,
        say_day=lambda day: say_day(day, "en"),
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


def _rows(held: Copy, survey: Survey | None) -> Iterator[AnswerRow]:
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


def _items(held: Copy) -> set[str]:
    lists = (held.scores, held.themes, held.codings, held.quotes, held.translations)
    return {one.item_id for found in lists for one in found}


def _name(survey: Survey | None, item_id: str) -> str:
    words = survey.wording("").items.get(item_id) if survey else None
    return words.short or words.question if words else item_id


def _say(moment: datetime) -> str:
    there = moment.astimezone(LONDON)
    return f"{say_day(there.date(), 'en')}, {say_time(there, 'en')}"
