"""A page speaks the language that was chosen, on any page, and nothing that was told is lost."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from litestar.testing import AsyncTestClient

from survey_api import Settings, open_store
from survey_ui import links
from survey_ui.app import create_app
from survey_ui.phrases import direction_of, name_of
from tests.samples import NOW, SURVEYS
from tests.survey_ui.respond.visitor import EXIT, SURVEY, Visitor

SIGN = "متى"  # begins every question in the Arabic of these tests


@pytest.fixture
def surveys(tmp_path: Path) -> Path:
    """The survey that ships with the product, in English and two languages made of it."""
    folder = tmp_path / "surveys"
    shutil.copytree(SURVEYS, folder)
    home = folder / "missing_children"
    words = (home / "wording.en.toml").read_text()
    for code, direction in (("ar", "rtl"), ("pl", "ltr")):
        own = words.replace('language = "en"', f'language = "{code}"', 1)
        own = own.replace('direction = "ltr"', f'direction = "{direction}"', 1)
        if code == "ar":
            own = re.sub(
                r'^(question|title|notice|missing) = "', rf'\1 = "{SIGN} ', own, flags=re.M
            )
        (home / f"wording.{code}.toml").write_text(own)
    survey = home / "survey.toml"
    told = re.sub(
        r"^languages = .*$", 'languages = ["en", "ar", "pl"]', survey.read_text(), flags=re.M
    )
    survey.write_text(told)
    return folder


@pytest.fixture
def settings(tmp_path: Path, surveys: Path) -> Settings:
    return Settings(
        store=f"sqlite:///{tmp_path / 'survey.db'}",
        surveys=surveys,
        secret="for a test only",
        exit_url=EXIT,
    )


def language(visitor: Visitor) -> str:
    """Of the page, with its direction."""
    found = re.search(r'<html lang="([\w-]+)" dir="(\w+)"', visitor.page.text)
    assert found is not None
    return f"{found[1]} {found[2]}"


async def test_the_browser_s_own_language_is_spoken_until_another_is_chosen(visitor: Visitor):
    visitor.client.headers["accept-language"] = "de-DE,ar-EG;q=0.8,pl;q=0.5"
    for address in ("/", SURVEY, "/cookies", links.privacy("missing_children"), "/nowhere"):
        await visitor.go(address)
        assert language(visitor) == "ar rtl", address
    await visitor.go("/")
    await visitor.send({"language": "pl", "to": SURVEY}, to="/language")
    assert visitor.at == SURVEY
    assert language(visitor) == "pl ltr"
    for odd in ("", "*", "xx;q=abc", "en;q=0, pl;q=0.1", ",,;=;" * 200):
        visitor.client.cookies.delete("language")
        visitor.client.headers["accept-language"] = odd
        await visitor.go(SURVEY)
        assert language(visitor) in ("en ltr", "pl ltr"), odd


async def test_at_a_question_the_language_is_chosen_with_what_is_written_there(
    visitor: Visitor, settings: Settings
):
    await visitor.begin()
    await visitor.skip_to("better")
    page = visitor.at
    await visitor.send({"better": "Ring back sooner", "language": "ar"})
    assert visitor.at == page
    assert language(visitor) == "ar rtl"
    assert SIGN in visitor.heading
    assert "Ring back sooner" in visitor.page.text
    await visitor.send({"better": "Ring back sooner"})
    await visitor.skip_to("check")
    assert language(visitor) == "ar rtl"
    await visitor.send()
    async with open_store(settings.store) as store:
        (response,) = [one async for one, _ in store.read_responses("missing_children", "2026-27")]
        held = await store.read_held(response.reference)
    assert response.instrument.language == "ar"
    assert held is not None
    assert held.response.texts == {"better": "Ring back sooner"}


async def test_what_cannot_be_saved_yet_is_shown_again_and_nobody_is_told_off(visitor: Visitor):
    await visitor.begin()
    await visitor.skip_to("t_noticed")
    await visitor.send({"t_noticed-date": "nonsense", "language": "pl"})
    assert visitor.page.status_code == 200
    assert language(visitor) == "pl ltr"
    assert 'value="nonsense"' in visitor.page.text
    assert "govuk-error-summary" not in visitor.page.text


async def test_a_mistake_that_was_told_is_told_in_the_other_language(visitor: Visitor):
    await visitor.begin(role="", reported="")
    assert visitor.page.status_code == 400  # the role was left out
    await visitor.send({"role": "", "language": "ar"})
    assert visitor.page.status_code == 400
    assert language(visitor) == "ar rtl"
    assert f'href="#role">{SIGN}' in visitor.page.text
    await visitor.send({"role": "P"})
    await visitor.skip_to("t_noticed")
    await visitor.send({"t_noticed-date": "nonsense"})
    await visitor.send({"t_noticed-date": "nonsense", "language": "pl"})
    assert language(visitor) == "pl ltr"
    assert 'value="nonsense"' in visitor.page.text
    assert "govuk-error-summary" in visitor.page.text


async def test_a_mistake_at_a_gate_is_told_in_the_other_language(visitor: Visitor):
    await visitor.go(f"{SURVEY}/safe_now")
    await visitor.send({"language": "pl"})
    assert (visitor.page.status_code, language(visitor)) == (200, "pl ltr")
    await visitor.send({})
    await visitor.send({"language": "ar"})
    assert (visitor.page.status_code, language(visitor)) == (400, "ar rtl")
    assert f'href="#safe_now">{SIGN}' in visitor.page.text


async def test_at_a_gate_what_was_answered_goes_along(visitor: Visitor):
    await visitor.go(f"{SURVEY}/safe_now")
    await visitor.send({"safe_now": "no"})
    await visitor.send({"ok_18": "yes", "language": "ar"})
    assert language(visitor) == "ar rtl"
    assert re.search(r'name="ok_18"[^>]*value="yes"[^>]*checked', visitor.page.text)
    await visitor.send({"ok_18": "yes"})
    assert visitor.at == f"{SURVEY}/role"
    assert language(visitor) == "ar rtl"


async def test_on_other_pages_the_draft_goes_on_in_the_language_too(visitor: Visitor):
    await visitor.begin()
    await visitor.skip_to("check")
    await visitor.send({"language": "pl", "to": visitor.at}, to="/language")
    assert visitor.at.endswith("/check")
    assert language(visitor) == "pl ltr"
    await visitor.go(f"{SURVEY}/better")
    assert language(visitor) == "pl ltr"


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example", "/\\evil.example", "evil", "", "/\nx"]
)
async def test_nobody_is_led_away_and_an_unknown_language_changes_nothing(
    visitor: Visitor, to: str
):
    await visitor.go(SURVEY)
    await visitor.send({"language": "ar", "to": to}, to="/language")
    assert visitor.page.url.host == "testserver.local"
    assert visitor.at == "/"
    await visitor.send({"language": "../../x", "to": "/"}, to="/language")
    assert language(visitor) == "ar rtl"


async def test_beside_unchecked_safety_text_stands_the_english_until_it_is_checked(
    visitor: Visitor, surveys: Path, settings: Settings
):
    visitor.client.headers["accept-language"] = "ar"
    for address, told in (
        (f"{SURVEY}/safe_now", "Is a child missing or in danger right now?"),
        (f"{SURVEY}/exit/danger", "Get help now"),
        (SURVEY, "If a child is missing or in danger now, ring 999."),
    ):
        await visitor.go(address)
        english = re.findall(r'lang="en" dir="ltr">(.*?)</(?:div|span|p)>', visitor.page.text, re.S)
        assert any(told in one for one in english), address
    wording = surveys / "missing_children" / "wording.ar.toml"
    checked = 'state = "checked"\nchecked_by = "Somebody"\nchecked_on = 2026-11-27'
    wording.write_text(wording.read_text().replace('state = "draft"', checked))
    async with AsyncTestClient(create_app(settings, clock=lambda: NOW)) as client:
        later = Visitor(client)
        later.client.headers["accept-language"] = "ar"
        await later.go(f"{SURVEY}/exit/danger")
        assert language(later) == "ar rtl"
        assert "fes-beside" not in later.page.text


@pytest.mark.parametrize(
    ("code", "name", "direction"),
    [("en", "English", "ltr"), ("ar", "العربية", "rtl"), ("ur", "اردو", "rtl"),
     ("fa", "فارسی", "rtl"), ("so", "Soomaali", "ltr"), ("en-x-easy", "Easy Read", "ltr")],
)  # fmt: skip
def test_a_language_is_called_by_its_own_name(code: str, name: str, direction: str):
    assert name_of(code) == name
    assert direction_of(code) == direction


async def test_every_language_is_offered_on_every_page_and_the_present_one_is_no_button(
    visitor: Visitor,
):
    await visitor.begin()
    for address in ("/", SURVEY, f"{SURVEY}/better", f"{SURVEY}/check", "/erase"):
        await visitor.go(address)
        offered = re.findall(r'name="language" value="([\w-]+)"', visitor.page.text)
        assert offered == ["ar", "pl"], address
