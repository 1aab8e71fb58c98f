"""The questionnaire on paper: every question of the role, in each language, tagged."""

from __future__ import annotations

import io
import re
from html import unescape

import pikepdf
import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from survey_api import BadInput, Settings, fill, load_surveys
from survey_api.papers import on_paper
from survey_api.questionnaire import WordingState
from survey_ui.cli import main
from survey_ui.paper import paper_page, write_paper
from survey_ui.phrases import direction_of, translations
from tests.survey_ui.pack.test_paper import needs_pango, nodes

SURVEY = load_surveys(Settings().surveys)["missing_children"]
LANGUAGES = SURVEY.programme.languages


def plain(html: str) -> str:
    html = re.sub(r"<style>.*?</style>", " ", html, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


ENGLISH = plain(paper_page(SURVEY, "en", "P"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ["P", "C"])
def test_every_question_of_the_role_is_there_in_its_language(language: str, role: str) -> None:
    page = paper_page(SURVEY, language, role, "k7q2")
    said, paper = plain(page), on_paper(SURVEY, role)
    wording = paper.survey.wording(language)
    at = 0
    for each in paper.pages:
        for item in each.page.items:
            question = fill(wording.items[item.id].question, wording.pipes, paper.answers)
            sought = f"{each.numbers[item.id]} {' '.join(question.split())}"
            found = said.find(sought, at)
            assert found >= at, sought
            at = found
    assert f'<html lang="{language}" dir="{direction_of(language)}">' in page
    assert f"missing_children · 2026.1 · {role} · {language} · K7Q2" in page
    assert "ring 999" in said  # in English too, as long as nobody has checked the translation
    assert "116 000" in said
    assert translations(language).gettext("Number of this paper") in said
    assert SURVEY.programme.contact in said
    assert not re.search(r"(src|href)=|\{[a-zA-Z_]+\}", plain(page))  # it stands alone, filled in
    assert "<script" not in page


def test_safety_text_has_the_english_beside_it_in_a_draft_and_only_there() -> None:
    notice = "This is not an emergency line, and no one reads it straight away."
    draft, origin = plain(paper_page(SURVEY, "ar", "P")), ENGLISH
    words = SURVEY.wording("en").pages
    pages = on_paper(SURVEY, "P").survey.questionnaire.pages
    texts = sum(page.id in words and notice in words[page.id].notice for page in pages)
    assert texts > 3
    assert draft.count(notice) == origin.count(notice) == texts
    checked = SURVEY.wordings | {"ar": replace(SURVEY.wordings["ar"], state=WordingState.CHECKED)}
    assert notice not in plain(paper_page(replace(SURVEY, wordings=checked), "ar", "P"))


@pytest.mark.parametrize(
    "told",
    [
        "If you ticked “Yes” or “I am not sure”, please stop here.",
        "Questions 13 to 29 – only if: Question 3: you ticked “Yes, I did” or “Yes, someone else "
        "did” If not, go to question 30.",
        "Only if: Question 15: you did not tick “Online” 16 How long was the wait",
        "Question 5: you ticked something 6 Which was the main reason? Tick one that goes with "
        "your answer to question 5.",
        "Question 19: you gave no length of time 20 Did the police ring",
        "Question 14: longer than this: 1 hour or Question 39: you ticked “Yes, ask me more”",
        "Question 41: you ticked nothing 42 In the year before",
    ],
)
def test_routing_is_told_in_words(told: str) -> None:
    assert told in ENGLISH


def test_staff_are_told_of_councils_that_differ() -> None:
    said = plain(paper_page(SURVEY, "en", "K"))
    assert "Your answers to questions 9 and 10 are different" in said


def test_every_way_of_telling_a_wait_has_its_place() -> None:
    attended = ENGLISH[
        ENGLISH.index("19 How long was it") : ENGLISH.index("20 Did the police ring")
    ]
    for way in (
        "1 About how long minutes hours days 2 Pick a range",
        "r1 Less than 15 minutes",
        "r8 More than 24 hours",
        "3 I know the times The police were first told Day Time An officer came Day Time",
        "4 An officer has not come yet How long so far, if you know? minutes hours days",
        "5 No officer came",
        "8 I do not know",
    ):
        assert way in attended


def test_where_to_send_it_is_the_installation_s_own() -> None:
    programme = replace(SURVEY.programme, post="Freepost SURVEY\nLondon <SE1>")
    page = paper_page(replace(SURVEY, programme=programme), "en", "P")
    assert "Freepost SURVEY<br>London &lt;SE1&gt;" in page
    assert "Freepost" not in ENGLISH


@needs_pango
@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_is_tagged_and_says_what_it_is(language: str) -> None:
    role = "C" if language in ("en", "ar") else "P"
    made = write_paper(SURVEY, language, role)
    asked = sum(len(page.numbers) for page in on_paper(SURVEY, role).pages)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.Root.Lang) == language
        assert SURVEY.wording(language).title in str(pdf.docinfo.Title)
        kinds = [str(node.S) for node in nodes(pdf.Root.StructTreeRoot)]
        assert kinds.count("/H1") == 1
        in_grid = 6
        assert kinds.count("/H3") >= asked - in_grid
        if language == "en":  # where the labels are longer they stand in lists
            assert kinds.count("/TH") == 2 * in_grid
        assert kinds.count("/LI") > 200
        assert all(page.mediabox[2:] == pdf.pages[0].mediabox[2:] for page in pdf.pages)
    assert len(made) > 20_000


@needs_pango
@pytest.mark.slow
def test_the_command_writes_it_and_the_same_bytes_again(tmp_path) -> None:
    out, again = tmp_path / "paper.pdf", tmp_path / "again.pdf"
    for file in (out, again):
        typed = ["paper", "--role", "P", "--team", "K7Q2", "--out", str(file)]
        done = CliRunner().invoke(main, typed)
        assert done.exit_code == 0, done.output
    assert out.read_bytes() == again.read_bytes()
    nowhere = ["paper", "--role", "P", "--out", str(tmp_path / "no" / "paper.pdf")]
    assert CliRunner().invoke(main, nowhere).exit_code == 2


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (["--role", "Q"], "There is no role 'Q'. The roles are: P, K"),
        (["--language", "xx"], "does not speak 'xx'"),
        (["--team", "Amira Khan"], "2 to 12 letters"),
    ],
)
def test_what_is_not_there_is_refused(wrong: list[str], told: str, tmp_path) -> None:
    done = CliRunner().invoke(main, ["paper", *wrong, "--out", str(tmp_path / "paper.pdf")])
    assert done.exit_code == 2
    assert told in done.output
    assert not (tmp_path / "paper.pdf").exists()


def test_what_cannot_be_said_is_raised() -> None:
    with pytest.raises(BadInput):
        paper_page(SURVEY, "xx", "P")
