"""Whoever finds a weakness learns whom to tell (RFC 9116)."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest

from survey_api import NotFound, Settings, load_surveys
from survey_ui.respond.security_txt import get_security_txt
from tests.samples import NOW
from tests.survey_ui.respond.visitor import Visitor

SHIPPED = load_surveys(Settings().surveys)["missing_children"]


def fields(text: str) -> list[tuple[str, str]]:
    return [(name, value) for name, _, value in (line.partition(": ") for line in text.split("\n"))]


async def test_it_names_a_contact_and_how_long_it_can_be_relied_on(visitor: Visitor):
    page = await visitor.go("/.well-known/security.txt")
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/plain; charset=utf-8"
    said = dict(fields(page.text))
    assert said["Contact"] == f"mailto:{SHIPPED.programme.security}"
    assert said["Preferred-Languages"] == "en"
    expires = datetime.fromisoformat(said["Expires"])
    assert timedelta(days=150) < expires - NOW < timedelta(days=365)
    assert [name for name, _ in fields(page.text)].count("Expires") == 1


@pytest.mark.parametrize(
    ("security", "contact", "told"),
    [
        ("", "team@example.org", ["mailto:team@example.org"]),
        ("https://example.org/report", "team@example.org", ["https://example.org/report"]),
        ("x@example.org\nContact: mailto:evil@example.org", "", []),
        ("", "The team, 1 High Street", []),
    ],
)
async def test_the_contact_is_that_of_the_survey(security: str, contact: str, told: list[str]):
    programme = msgspec.structs.replace(SHIPPED.programme, security=security, contact=contact)
    surveys = {"one": msgspec.structs.replace(SHIPPED, programme=programme)}
    if not told:
        with pytest.raises(NotFound):
            await get_security_txt.fn(surveys, NOW)
        return
    text = await get_security_txt.fn({**surveys, "two": surveys["one"]}, NOW)
    assert [value for name, value in fields(text) if name == "Contact"] == told
