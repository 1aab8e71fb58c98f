"""From an answer in a browser to a number the strategy team reads."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from tests.journeys.person import Person
from tests.running import serving, survey

pytestmark = pytest.mark.browser

PASSPHRASE = "a long enough passphrase"
SOMEBODY = {
    "language": "en",
    "mode": "web",
    "answers": {"role": "P", "reported": "me", "overall": "poor", "better": "Nobody rang back."},
}


def send_parents(address: str, number: int) -> None:
    """So many parents, through the API."""
    for _ in range(number):
        where = f"{address}/api/v1/surveys/missing_children/responses/{uuid.uuid4()}"
        assert httpx.put(where, json=SOMEBODY).status_code == 201


def base_of_parents(reader: Person) -> str:
    """The number of parents on the page 'who answered, by role'."""
    reader.go("/releases/missing_children/2026-27/who-role")
    row = reader.page.locator("main table tr", has_text="Parent or guardian").first
    return str(row.locator("td").first.inner_text())


def test_who_answers_in_a_browser_is_counted(browser: Browser, tmp_path: Path) -> None:
    store = tmp_path / "survey.db"
    added = survey(store, "add-user", "ada", "--organisation", "MOPAC", piped=f"{PASSPHRASE}\n")
    assert added.returncode == 0, added.stderr
    with serving(store) as address:
        send_parents(address, 64)
        assert survey(store, "release").returncode == 0
        reader = Person(browser, address, size=(1280, 900))
        reader.go("/releases/missing_children/2026-27/who-role")
        assert "/sign-in" in reader.page.url
        reader.page.get_by_label("Name", exact=False).first.fill("ada")
        reader.page.locator("input[type=password]").fill(PASSPHRASE)
        reader.press("Sign in")
        assert base_of_parents(reader) == "60"  # an interim release tells numbers by the ten

        send_parents(address, 60)
        parent = Person(browser, address)
        parent.begin("Parent or guardian", "Yes, I did")
        parent.skip_until("check")
        parent.send()

        made = survey(store, "release", "--interim", "--json")
        assert json.loads(made.stdout)["responses"] == 130
        assert base_of_parents(reader) == "130"  # 125: without the browser's it would be 120
