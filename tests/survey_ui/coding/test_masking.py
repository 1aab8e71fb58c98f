"""Whoever codes or quotes reads names and numbers covered, and hard words behind a note."""

from __future__ import annotations

from pathlib import Path

import pytest
from litestar.testing import AsyncTestClient

from survey_api import Settings, open_store
from survey_ui.app import create_app
from tests.storage.stored import NOW
from tests.survey_ui.coding.conftest import Coder, fill

SECRETS = ("Zuzanna", "Kowalska", "07700", "SE15", "4182")
WORDS = (
    "PC Kowalska rang my daughter Zuzanna on 07700 900123. Nobody rang us back in SE15 4AB.",
    "He said he wanted to die, and collar number 4182 did not care.",
)


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    """A store with a text that names people and one that is hard to read."""
    settings = Settings(
        store=f"sqlite:///{tmp_path / 'survey.db'}", secret="for a test only", second_factor=False
    )
    async with open_store(settings.store) as store:
        await fill(store, WORDS)
    return settings


async def test_no_page_for_coders_shows_a_name_and_a_quote_is_cut_from_what_they_see(
    settings: Settings,
):
    async with AsyncTestClient(create_app(settings, clock=lambda: NOW)) as client:
        coder = Coder(client, settings.store)
        pages = []
        for name, feeling in (("amira", "negative"), ("olu", "positive")):
            await coder.sign_in(name)
            pages += [await coder.get(f"/texts/{place}") for place in (0, 1)]
            for place in (0, 1):
                await coder.code(place, feeling, "informed")
        pages.append(await coder.get("/texts/0/settle"))
        await coder.code(0, "negative", "informed", step="/settle")
        pages += [await coder.get("/quotes"), await coder.get("/texts/0/quote")]
        form = {"words": "PC [name] rang my daughter", "theme": "informed"}
        assert (await coder.post(f"{_TEXT}/quote", form)).status_code == 303
        refused = await coder.post(
            f"{_TEXT}/quote", {"words": "my daughter Zuzanna", "theme": "informed"}
        )
        assert refused.status_code == 400
        quotes = await coder.get("/quotes")
        assert "“PC [name] rang my daughter”" in quotes.text
        async with open_store(settings.store, create=False) as store:
            (quote,) = await store.list_quotes("missing_children", "2026-27")
        pages += [quotes, await coder.get(f"/quotes/{quote.id}")]
        for page in pages:
            assert page.status_code == 200, page.url
            assert not [secret for secret in SECRETS if secret in page.text], page.url
        assert "PC [name] rang my daughter [name?] on [phone]" in pages[0].text


async def test_a_text_that_is_hard_to_read_is_folded_behind_a_note(settings: Settings):
    async with AsyncTestClient(create_app(settings, clock=lambda: NOW)) as client:
        coder = Coder(client, settings.store)
        await coder.sign_in("amira")
        hard, plain = await coder.get("/texts/1"), await coder.get("/texts/0")
        note = "It speaks of suicide or self-harm"
        assert note in hard.text
        folded = hard.text[hard.text.index('<details class="govuk-details cod-guarded">') :]
        assert "wanted to die" in folded[: folded.index("</details>")]
        assert "cod-guarded" not in plain.text


_TEXT = "/coding/missing_children/2026-27/texts/0"
