"""A poster that leads people to a survey: a code to scan, the address to type, what it is."""

from __future__ import annotations

import io
from functools import lru_cache

import segno
from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from survey_api import BadInput, Survey, read_team
from survey_ui import links
from survey_ui.pack.paper import write_pdf
from survey_ui.phrases import direction_of, phrases


def poster_link(survey: Survey, address: str, team: str = "") -> str:
    """Where a poster leads: the survey's first page, with the code of a home, school or team.

    It names no person: everybody who scans the same poster comes by the same link. Raises BadInput
    for what cannot be such a code.
    """
    code = read_team(team)
    if team and not code:
        raise BadInput("The team is 2 to 12 letters, digits or hyphens, e.g. K7Q2.")
    return address.rstrip("/") + links.start(survey.id, team=code)


def write_poster(survey: Survey, language: str, link: str) -> bytes:
    """The poster as a tagged PDF of one page, A4.

    Raises BadInput for a language that the survey does not speak, MissingLibrary without Pango.
    """
    if language not in survey.programme.languages:
        known = ", ".join(survey.programme.languages)
        raise BadInput(f"The survey does not speak '{language}'. Its languages are: {known}.")
    return write_pdf(poster_page(survey, language, link), f"poster {survey.id} {language} {link}")


def write_code(link: str) -> bytes:
    """The code to scan alone, as SVG: for a page, a letter or a poster of somebody else's making.

    Around it is the empty edge that scanners need; its title says where it leads.
    """
    drawn = io.BytesIO()
    code = segno.make(link, micro=False, error="q")
    code.save(drawn, kind="svg", scale=10, border=4, light="#fff", title=link, xmldecl=False)
    return drawn.getvalue()


def poster_page(survey: Survey, language: str, link: str) -> str:
    """The poster as HTML that stands alone."""
    wording = survey.wording(language)
    code = segno.make(link, micro=False, error="q")
    return _template().render(
        **phrases(language),
        language=language,
        direction=direction_of(language),
        title=wording.title,
        description=wording.description.split("\n\n"),
        duration=wording.duration,
        organisation=survey.programme.organisation,
        link=link,
        shown=link.removeprefix("https://").removeprefix("http://"),
        code=Markup(code.svg_inline(scale=6, border=0, omitsize=True, svgclass=None)),
        beside=survey.beside(wording) is not None,
    )


@lru_cache(maxsize=1)
def _template() -> Template:
    pages = Environment(
        loader=PackageLoader("survey_ui"), autoescape=True, undefined=StrictUndefined
    )
    return pages.get_template("poster.html")
