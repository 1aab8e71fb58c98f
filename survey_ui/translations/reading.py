"""What people put into English, for analysts and coders: never the original."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import ceil
from typing import Annotated, NamedTuple

from litestar import get
from litestar.params import QueryParameter
from litestar.response import Template

from survey_api import warn_of
from survey_api.access import Right
from survey_api.translations import ForeignText, Translation, read_masked_translations
from survey_ui import links
from survey_ui.releases.words import LONG, question_of, readable, simulated_words
from survey_ui.translations.desk import Desk, GivenDesk

AT_ONCE = 25  # texts on a page


class Row(NamedTuple):
    """How many texts are in a language, and how many of them can be read in English."""

    name: str
    href: str
    texts: int
    translated: int
    wanted: bool  # it is the one that is looked at


class Read(NamedTuple):
    """One text in English."""

    language: str
    question: str
    words: str
    long: bool
    warnings: tuple[str, ...]


@get("/translations/{survey_id:str}/{wave_id:str}", opt={"right": Right.READ_MASKED_TEXT})
async def show_translations(
    desk: GivenDesk,
    language: str = "",
    page: Annotated[int, QueryParameter(ge=1, le=10_000)] = 1,
) -> Template:
    """How many answers came in which language, and those that can be read in English."""
    foreign = await desk.foreign()
    known = await read_masked_translations(
        desk.store, desk.survey.id, desk.wave.id, desk.account, desk.now
    )
    wanted = [one for one in known if language in ("", one.language)]
    page = min(page, max(1, ceil(len(wanted) / AT_ONCE)))
    first = (page - 1) * AT_ONCE
    onward = len(wanted) > first + AT_ONCE
    return desk.page(
        "list.html",
        title=f"Answers in other languages: {desk.wave.title}",
        rows=_rows(desk, foreign, language),
        texts=[_read(desk, one) for one in wanted[first : first + AT_ONCE]],
        number=len(wanted),
        first=first + 1,
        language_name=desk.name(language) if language else "",
        before=_page(desk, language, page - 1) if page > 1 else "",
        onward=_page(desk, language, page + 1) if onward else "",
        simulated=simulated_words(foreign),
    )


def _page(desk: Desk, language: str, page: int) -> str:
    return links.translations(desk.survey.id, desk.wave.id, language, page)


def _rows(desk: Desk, foreign: Sequence[ForeignText], wanted: str) -> list[Row]:
    texts = Counter(text.language for text in foreign)
    done = Counter(text.language for text in foreign if text.translated_by)
    return [
        Row(desk.name(tag), _page(desk, tag, 1), number, done[tag], tag == wanted)
        for tag, number in texts.most_common()
    ]


def _read(desk: Desk, one: Translation) -> Read:
    words = readable(one.english)
    return Read(
        language=desk.name(one.language),
        question=question_of(desk.survey, one.item_id),
        words=words,
        long=len(words) > LONG,
        warnings=warn_of(words),
    )
