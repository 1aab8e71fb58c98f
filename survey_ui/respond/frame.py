"""What stands around every page: its language, its links, the helplines in its footer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any
from urllib.parse import urlsplit

from litestar.response import Redirect, Template
from msgspec import Struct

from survey_api import Helpline, Survey, TooFast, Wording
from survey_ui import links
from survey_ui.phrases import ENGLISH, direction_of, name_of, phrases

Phrase = Callable[..., str]


class ShownHelpline(Struct, frozen=True):
    """A helpline as a page shows it; `call` is the number as a telephone link."""

    name: str
    number: str
    call: str
    link: str
    link_text: str
    text: str
    beside: tuple[str, ...]  # name and text in the language of origin, where nobody checked these
    language: str  # of name and text


def _(phrase: str) -> str:
    """Marks a phrase for the catalogue."""
    return phrase


WAIT = _("Please wait %(seconds)s seconds, then try again.")


def ask_to_wait(page: Template, error: TooFast) -> Template:
    """The page that says WAIT, for programs too."""
    page.headers["Retry-After"] = str(error.seconds)
    return page


def go_to(link: str) -> Redirect:
    """The way from a form that was sent to the page that comes next."""
    return Redirect(link, status_code=303)


def languages_of(surveys: Iterable[Survey]) -> tuple[str, ...]:
    """Every language that one of the surveys speaks, each once."""
    return tuple(dict.fromkeys(code for survey in surveys for code in survey.programme.languages))


class ShownLanguage(Struct, frozen=True):
    """A language that a page can be read in."""

    code: str

    @property
    def name(self) -> str:
        """In its own words."""
        return name_of(self.code)

    @property
    def direction(self) -> str:
        """'rtl' or 'ltr'."""
        return direction_of(self.code)


def unchecked_languages(surveys: Iterable[Survey]) -> list[ShownLanguage]:
    """Those in which one of the surveys says what nobody has checked, each once."""
    codes = {
        code: None
        for survey in surveys
        for code in survey.programme.languages
        if survey.beside(survey.wording(code))
    }
    return [ShownLanguage(code) for code in codes]


def show_helplines(
    surveys: Iterable[Survey], place: str, language: str = ENGLISH
) -> tuple[ShownHelpline, ...]:
    """The helplines shown at `place` ('danger', 'child', 'footer', 'end'), each once."""
    found = {
        line.id: _show_helpline(survey, line, language)
        for survey in surveys
        for line in survey.programme.helplines
        if place in line.show_on
    }
    return tuple(found.values())


def staff_helplines(survey: Survey) -> list[ShownHelpline]:
    """A few people to talk to, for a member of staff who has read something hard."""
    return [line for line in show_helplines((survey,), "end") if line.number][:4]


def _show_helpline(survey: Survey, line: Helpline, language: str) -> ShownHelpline:
    wording = survey.wording(language)
    words = wording.helplines.get(line.id)
    unchecked = words is not None and survey.beside(wording) is not None
    return ShownHelpline(
        name=words.name if words else line.name,
        number=line.number,
        call=f"tel:{line.number.replace(' ', '')}",
        link=line.link,
        link_text=(urlsplit(line.link).hostname or "").removeprefix("www."),
        text=words.text if words else line.text,
        beside=(line.name, line.text) if unchecked else (),
        language=wording.language if words else survey.wording("").language,
    )


def render(
    name: str,
    language: str,
    surveys: Collection[Survey],
    *,
    title: str,
    status: int = 200,
    kind: type[Template] = Template,
    **context: Any,
) -> Template:
    """A page for everyone: in this language, with the helplines of the surveys and the way out."""
    codes = languages_of(surveys)
    return kind(
        name,
        context={
            **phrases(language),
            "links": links,
            "language": language,
            "direction": direction_of(language),
            "languages": [ShownLanguage(code) for code in codes] if len(codes) > 1 else [],
            "title": title,
            "helplines": show_helplines(surveys, "footer", language),
            "unchecked": any(each.beside(each.wording(language)) for each in surveys),
            "leave": True,
            **context,
        },
        status_code=status,
    )


def render_survey(
    name: str, survey: Survey, wording: Wording, *, title: str, status: int = 200, **context: Any
) -> Template:
    """A page of a survey, in the wording's language."""
    return render(
        name,
        wording.language,
        (survey,),
        title=title,
        status=status,
        survey_id=survey.id,
        **context,
    )
