"""A poster: it leads to the survey, in words of each language, and names nobody."""

from __future__ import annotations

import io
import re
from html import unescape
from xml.etree.ElementTree import fromstring

import pikepdf
import pytest
import segno
from click.testing import CliRunner

from survey_api import BadInput, Settings, Survey, load_surveys
from survey_ui.cli import main
from survey_ui.phrases import direction_of
from survey_ui.poster import poster_link, poster_page, write_poster
from tests.survey_ui.pack.test_paper import has_pango

ADDRESS = "https://survey.example/"
needs_pango = pytest.mark.skipif(not has_pango(), reason="Pango is not on this machine")
SURVEY = load_surveys(Settings().surveys)["missing_children"]


@pytest.fixture
def survey() -> Survey:
    return SURVEY


def test_the_link_is_the_first_page_with_the_code_if_there_is_one(survey: Survey) -> None:
    assert poster_link(survey, ADDRESS) == "https://survey.example/s/missing_children"
    assert poster_link(survey, ADDRESS, " k7q2").endswith("/s/missing_children?team=K7Q2")
    with pytest.raises(BadInput, match="2 to 12 letters"):
        poster_link(survey, ADDRESS, "Amira Khan, 07700 900123")


@pytest.mark.parametrize("language", SURVEY.programme.languages)
def test_it_says_what_it_is_in_its_language_and_when_to_ring_999(
    survey: Survey, language: str
) -> None:
    link = poster_link(survey, ADDRESS, "K7Q2")
    page = poster_page(survey, language, link)
    said = unescape(re.sub(r"<[^>]+>", " ", page))
    assert f'<html lang="{language}" dir="{direction_of(language)}">' in page
    assert survey.wording(language).title in said
    assert "survey.example/s/missing_children?team=K7Q2" in said
    assert "ring 999" in said  # in English too, as long as nobody has checked the translation
    assert not re.search(r"(src|href)=", page)  # it stands alone
    drawn = re.search(r'<path[^>]* d="([^"]+)"', page)
    expected = segno.make(link, micro=False, error="q").svg_inline(scale=6, border=0, omitsize=True)
    assert drawn is not None
    assert drawn[1] in expected


@needs_pango
@pytest.mark.slow
@pytest.mark.parametrize("language", SURVEY.programme.languages)
def test_it_is_one_tagged_page_of_paper(survey: Survey, language: str) -> None:
    made = write_poster(survey, language, poster_link(survey, ADDRESS))
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert len(pdf.pages) == 1
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == language
    assert made == write_poster(survey, language, poster_link(survey, ADDRESS))


def test_a_language_that_the_survey_does_not_speak_is_refused(survey: Survey) -> None:
    with pytest.raises(BadInput, match="does not speak 'xx'"):
        write_poster(survey, "xx", ADDRESS)


@needs_pango
@pytest.mark.slow
def test_the_command_writes_it_and_says_where_it_leads(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("SURVEY_ADDRESS", ADDRESS)
    out = tmp_path / "poster.pdf"
    done = CliRunner().invoke(main, ["poster", "--team", "K7Q2", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "It leads to https://survey.example/s/missing_children?team=K7Q2" in done.output
    assert out.read_bytes().startswith(b"%PDF")
    for wrong in (["--team", "a b"], ["--language", "xx"], ["--survey", "none"]):
        assert CliRunner().invoke(main, ["poster", *wrong, "--out", str(out)]).exit_code in (2, 5)
    nowhere = str(tmp_path / "no" / "poster.pdf")
    assert CliRunner().invoke(main, ["poster", "--out", nowhere]).exit_code == 2


def test_the_code_alone_is_a_picture_that_leads_there(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("SURVEY_ADDRESS", ADDRESS)
    out = tmp_path / "code.svg"
    done = CliRunner().invoke(
        main, ["poster", "--format", "svg", "--team", "K7Q2", "--out", str(out)]
    )
    assert done.exit_code == 0, done.output
    link = "https://survey.example/s/missing_children?team=K7Q2"
    drawn = fromstring(out.read_text())
    assert drawn.tag == "{http://www.w3.org/2000/svg}svg"
    assert drawn.findtext("{http://www.w3.org/2000/svg}title") == link
    modules = segno.make(link, micro=False, error="q")
    assert float(drawn.attrib["width"]) == 10 * modules.symbol_size(border=4)[0]
    assert [path.attrib["d"] for path in drawn.iter("{http://www.w3.org/2000/svg}path")]
