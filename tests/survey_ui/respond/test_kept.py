"""Pages kept in memory: the same bytes as rendered anew, and nothing of one person for another."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar, Request
from litestar.response import Template
from litestar.testing import AsyncTestClient, RequestFactory
from litestar.utils.scope.state import ScopeState

from survey_api import (
    Answers,
    Draft,
    Page,
    Settings,
    Survey,
    asked_pages,
    load_surveys,
    simulate_answers,
)
from survey_api.responses import Instrument
from survey_ui.app import create_app
from survey_ui.respond import kept
from survey_ui.respond.gates import gate_pages, show_gate
from survey_ui.respond.kept import KeptTemplate
from survey_ui.respond.pages import show_question
from tests.samples import NOW
from tests.survey_ui.respond.visitor import Visitor

AWKWARD = """"'><script>{{ 7*7 }}{% raw %}%(n)s & \\1 {page}"""
SURVEYS = load_surveys(Settings().surveys)
SHOWN = [
    pytest.param(survey, page, language, id=f"{survey.id}-{language}-{page.id}")
    for survey in SURVEYS.values()
    for language in survey.programme.languages
    if language in ("en", "ar")  # one of either direction: the others are as these are
    for page in survey.questionnaire.pages
]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    """Only its templates are used."""
    store: Path = tmp_path_factory.mktemp("kept") / "survey.db"
    return create_app(Settings(store=f"sqlite:///{store}", secret="for a test only"))


@pytest.mark.parametrize(("survey", "page", "language"), SHOWN)
def test_a_kept_page_is_the_page_rendered_anew(
    app: Litestar, survey: Survey, page: Page, language: str
) -> None:
    for number, answers in enumerate(some_answers(survey, page)):
        shown = question(survey, language, answers, page)
        assert isinstance(shown, KeptTemplate)
        for back, progress in ((AWKWARD, AWKWARD), ("", AWKWARD), (f"/s/{number}", "")):
            shown.context |= {"back": back, "progress": progress}
            anew = Template(shown.template_name, context=shown.context)
            for token in (AWKWARD, f"token-{number}"):  # rendered, then from memory
                assert body(shown, app, token) == body(anew, app, token)
                assert body(shown, app, token) == body(anew, app, token)


@pytest.mark.parametrize("survey", SURVEYS.values(), ids=SURVEYS)
def test_a_kept_gate_is_the_gate_rendered_anew(app: Litestar, survey: Survey) -> None:
    shown = show_gate(survey, survey.wording(""), gate_pages(survey, {})[0], {})
    assert isinstance(shown, KeptTemplate)
    anew = Template(shown.template_name, context=shown.context)
    for token in (AWKWARD, "token"):
        assert body(shown, app, token) == body(anew, app, token)


@pytest.mark.parametrize("survey", SURVEYS.values(), ids=SURVEYS)
def test_a_page_that_shows_an_answer_is_not_kept(survey: Survey) -> None:
    for seed in range(20):
        answers = simulate_answers(survey, random.Random(seed), NOW)
        for page in survey.questionnaire.pages:
            shown = question(survey, "en", answers, page)
            answered = any(item.id in answers for item in page.items)
            assert isinstance(shown, KeptTemplate) is not answered


async def test_what_one_wrote_is_not_on_the_page_of_another(client: AsyncTestClient[Litestar]):
    visitor = Visitor(client)
    await visitor.begin()
    await visitor.skip_to("better")
    page = visitor.at
    first = visitor.page.text
    await visitor.send({"better": "Only mine to know"})
    assert "Only mine to know" in (await visitor.go(page)).text

    client.cookies.clear()
    assert "Only mine to know" not in (await visitor.go(page)).text
    await visitor.begin()
    await visitor.skip_to("better")
    assert "Only mine to know" not in visitor.page.text
    mine, theirs = ({token(text)} for text in (first, visitor.page.text))
    assert mine != theirs
    assert theirs <= set(client.cookies.values())
    assert "Only mine to know" not in str(kept._pages)
    assert not any(one in str(kept._pages) for one in mine | theirs)


def test_no_more_pages_are_kept_than_fit(app: Litestar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_MOST", 2)
    kept._pages.clear()
    survey = next(iter(SURVEYS.values()))
    for page in survey.questionnaire.pages[:6]:
        body(question(survey, "en", {}, page), app, "token")
        assert len(kept._pages) <= 2


def question(survey: Survey, language: str, answers: Answers, page: Page) -> Template:
    asked = asked_pages(survey.questionnaire, answers)
    return show_question(survey, draft(survey, language, answers), asked, page, "", now=NOW)


def some_answers(survey: Survey, page: Page) -> Iterator[Answers]:
    """What several people said on earlier pages, with nothing on this one."""
    here = {item.id for item in page.items}
    for seed in range(2):
        answers = simulate_answers(survey, random.Random(seed), NOW)
        yield {id_: value for id_, value in answers.items() if id_ not in here}


def draft(survey: Survey, language: str, answers: Answers) -> Draft:
    """Answers under way."""
    return Draft(
        id="d",
        instrument=Instrument(
            survey=survey.id,
            questionnaire_version=survey.questionnaire.version,
            language=language,
            mode="web",
        ),
        wave="w",
        answers=answers,
        page="",
        begun_at=NOW,
        saved_at=NOW,
    )


def body(page: Template, app: Litestar, token: str) -> bytes:
    """The page as it is sent to a browser with this token."""
    request: Request[Any, Any, Any] = RequestFactory(app=app).get("/")
    ScopeState.from_scope(request.scope).csrf_token = token
    return page.to_asgi_response(None, request).body


def token(text: str) -> str:
    """The form's token on a page."""
    found = re.search(r'name="_csrf_token" value="([^"]+)"', text)
    assert found
    return found[1]
