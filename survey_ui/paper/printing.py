"""The questionnaire as a PDF to print, fill in with a pen and send back."""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from survey_api import BadInput, Survey, option_label, read_team
from survey_api.papers import on_paper
from survey_ui.pack.paper import write_pdf
from survey_ui.paper.form import make_sheets
from survey_ui.phrases import direction_of, phrases
from survey_ui.respond.frame import show_helplines

_EASY = "-x-easy"


def write_paper(survey: Survey, language: str, role: str = "", team: str = "") -> bytes:
    """The paper for one role and language as a tagged PDF, A4.

    role: '' for a paper that everybody can use, much longer. team: the code of a home, school or
    charity, printed on every page. Raises BadInput for a language that the survey does not speak,
    a role that it has not and what cannot be a team's code, MissingLibrary without Pango.
    """
    name = f"paper {survey.id} {survey.questionnaire.version} {language} {role} {read_team(team)}"
    return write_pdf(paper_page(survey, language, role, team), name)


def paper_page(survey: Survey, language: str, role: str = "", team: str = "") -> str:
    """The paper as HTML that stands alone."""
    if language not in survey.programme.languages:
        known = ", ".join(survey.programme.languages)
        raise BadInput(f"The survey does not speak '{language}'. Its languages are: {known}.")
    code = read_team(team)
    if team and not code:
        raise BadInput("The team is 2 to 12 letters, digits or hyphens, e.g. K7Q2.")
    paper, wording = on_paper(survey, role), survey.wording(language)
    by = survey.questionnaire.items.get(survey.programme.limits.routes)
    return _template().render(
        **phrases(language),
        language=language,
        direction=direction_of(language),
        easy=language.endswith(_EASY),
        title=wording.title,
        description=wording.description.split("\n\n"),
        role=option_label(survey, wording, by, role, {}) if by and role else "",
        team=code,
        stamp=" · ".join(
            filter(None, (survey.id, survey.questionnaire.version, role, language, code))
        ),
        sheets=list(make_sheets(survey, paper, language)),
        first_helplines=show_helplines((survey,), "footer", language),
        last_helplines=show_helplines((survey,), "end", language),
        unchecked=survey.beside(wording) is not None,
        contact=survey.programme.contact,
        post=[line for line in survey.programme.post.splitlines() if line.strip()],
        contact_days=survey.programme.retention.contact_days,
        organisation=survey.programme.organisation,
    )


@lru_cache(maxsize=1)
def _template() -> Template:
    pages = Environment(
        loader=PackageLoader("survey_ui"), autoescape=True, undefined=StrictUndefined
    )
    return pages.get_template("paper/page.html")
