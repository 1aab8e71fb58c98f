"""One text at a time: reading it as it was written, and putting it into English."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from litestar import Request, get, post
from litestar.response import Redirect, Template

from survey_api import BadInput, Conflict, NotFound
from survey_api.access import Right
from survey_api.translations import Bilingual, ForeignText, open_foreign, translate_text
from survey_ui import links
from survey_ui.releases.words import LONG, question_of, readable, simulated_words
from survey_ui.respond.forms import Form, read_form
from survey_ui.respond.frame import staff_helplines
from survey_ui.translations.desk import Desk, GivenDesk, languages_of

SHOWN = 50  # texts in a list; the rest is counted
_TEXT = "/translations/{survey_id:str}/{wave_id:str}/{response_id:str}/{item_id:str}"
_TRANSLATE = {"right": Right.TRANSLATE}
_NONE: Mapping[str, str] = MappingProxyType({})


class Waiting(NamedTuple):
    """A text in the list: where it is, what it answers, and in which language."""

    href: str
    question: str
    language: str
    by: str  # who put it into English, '' while nobody has


class Typed(NamedTuple):
    """What stands in the form. `before`: when the translation was made that was there."""

    english: str
    language: str
    before: str


@get("/translations/{survey_id:str}/{wave_id:str}/waiting", opt=_TRANSLATE)
async def show_waiting(desk: GivenDesk) -> Template:
    """What waits for somebody who can read it, and what was done last."""
    foreign = await desk.foreign()
    waiting = [text for text in foreign if not text.translated_by]
    done = [text for text in foreign if text.translated_by]
    done.sort(key=lambda text: text.translated_at or desk.now, reverse=True)
    return desk.page(
        "waiting.html",
        title=f"Answers to put into English: {desk.wave.title}",
        waiting=[_waiting(desk, text) for text in waiting[:SHOWN]],
        number=len(waiting),
        done=[_waiting(desk, text) for text in done[:SHOWN]],
        done_number=len(done),
        simulated=simulated_words(foreign),
    )


def _waiting(desk: Desk, text: ForeignText) -> Waiting:
    return Waiting(
        links.translate(desk.survey.id, desk.wave.id, text.response_id, text.item_id),
        question_of(desk.survey, text.item_id),
        desk.name(text.language),
        text.translated_by,
    )


@get(_TEXT, opt=_TRANSLATE)
async def show_foreign(desk: GivenDesk, response_id: str, item_id: str) -> Template:
    """A text as it was written, with a place for what it says in English."""
    text = await _find(desk, response_id, item_id)
    words = await open_foreign(desk.store, text, desk.account, desk.now)
    return _page(desk, text, words, Typed(words.english, text.language, _moment(text)))


@post(_TEXT, status_code=200, opt=_TRANSLATE)
async def post_translation(
    desk: GivenDesk, response_id: str, item_id: str, request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Keep it and go back to the list; or say what to put right, with what was typed."""
    text = await _find(desk, response_id, item_id)
    typed = _typed(await read_form(request))
    try:
        await translate_text(
            desk.store,
            text,
            typed.english,
            language=typed.language,
            languages=languages_of(desk.survey),
            by=desk.account,
            before=_read_moment(typed.before),
            now=desk.now,
        )
    except BadInput as problem:
        field = "english" if typed.language in languages_of(desk.survey) else "language"
        return await _again(desk, text, typed, {field: str(problem)})
    except Conflict as problem:
        text = await _find(desk, response_id, item_id)
        typed = typed._replace(before=_moment(text))
        return await _again(desk, text, typed, {"english": str(problem)})
    return Redirect(links.waiting_translations(desk.survey.id, desk.wave.id), status_code=303)


async def _find(desk: Desk, response_id: str, item_id: str) -> ForeignText:
    found = await desk.store.list_foreign(desk.survey.id, desk.wave.id, response_id)
    text = next((one for one in found if one.item_id == item_id), None)
    if text is None:
        raise NotFound("There is no text here that waits for English. It may have been erased.")
    return text


def _moment(text: ForeignText) -> str:
    return text.translated_at.isoformat() if text.translated_at else ""


def _read_moment(typed: str) -> datetime | None:
    with suppress(ValueError, OverflowError):
        return datetime.fromisoformat(typed).astimezone(UTC)
    return None


def _typed(form: Form) -> Typed:
    return Typed(*((form.get(name) or ("",))[0] for name in Typed._fields))


async def _again(
    desk: Desk, text: ForeignText, typed: Typed, problems: Mapping[str, str]
) -> Template:
    words = await open_foreign(desk.store, text, desk.account, desk.now)
    return _page(desk, text, words, typed, problems)


def _page(
    desk: Desk,
    text: ForeignText,
    words: Bilingual,
    typed: Typed,
    problems: Mapping[str, str] = _NONE,
) -> Template:
    return desk.page(
        "text.html",
        title="Put a text into English",
        status=400 if problems else 200,
        here=links.translate(desk.survey.id, desk.wave.id, text.response_id, text.item_id),
        question=question_of(desk.survey, text.item_id),
        page_language=desk.name(text.page_language),
        pieces=[{"text": readable(words.original)}],
        spoken=text.language,
        long=len(words.original) > LONG,
        standing=words.english if problems and words.english != typed.english else "",
        by=text.translated_by,
        offered=languages_of(desk.survey),
        typed=typed,
        problems=problems,
        support=staff_helplines(desk.survey),
        simulated=simulated_words([text]),
    )
