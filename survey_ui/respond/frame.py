"""What stands around every page: its language, its links, the helplines in its footer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from litestar.response import Template
from msgspec import Struct

from survey_api import Survey, Wording
from survey_ui import links
from survey_ui.phrases import phrases

Phrase = Callable[..., str]


class ShownHelpline(Struct, frozen=True):
    """A helpline as a page shows it; `call` is the number as a telephone link."""

    name: str
    number: str
    call: str
    link: str
    link_text: str
    text: str


def show_helplines(surveys: Iterable[Survey], place: str) -> tuple[ShownHelpline, ...]:
    """The helplines shown at `place` ('danger', 'child', 'footer', 'end'), each once."""
    found = {
        line.id: ShownHelpline(
            name=line.name,
            number=line.number,
            call=f"tel:{line.number.replace(' ', '')}",
            link=line.link,
            link_text=(urlsplit(line.link).hostname or "").removeprefix("www."),
            text=line.text,
        )
        for survey in surveys
        for line in survey.programme.helplines
        if place in line.show_on
    }
    return tuple(found.values())


def render(
    name: str,
    *,
    title: str,
    language: str = "en",
    direction: str = "ltr",
    status: int = 200,
    kind: type[Template] = Template,
    **context: Any,
) -> Template:
    """A page that belongs to no survey, or whose survey is in the context already."""
    return kind(
        name,
        context={
            **phrases(language),
            "links": links,
            "language": language,
            "direction": direction,
            "title": title,
            **context,
        },
        status_code=status,
    )


def render_survey(
    name: str, survey: Survey, wording: Wording, *, title: str, status: int = 200, **context: Any
) -> Template:
    """A page of a survey: in the wording's language, with its helplines and the exit button."""
    return render(
        name,
        title=title,
        language=wording.language,
        direction=wording.direction,
        status=status,
        survey_id=survey.id,
        helplines=show_helplines((survey,), "footer"),
        leave=True,
        **context,
    )
