"""The verbs around human coding, in this process: what they store and what they say."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from survey_api import open_store
from survey_ui.cli import main
from tests.storage.stored import SURVEY, WAVE
from tests.survey_api.coding.texts import a_spoken, keep


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A store with forty texts that were scored."""
    url = f"sqlite:///{tmp_path / 'survey.db'}"

    async def fill() -> None:
        async with open_store(url) as store:
            await keep(store, *(a_spoken(number) for number in range(40)))

    asyncio.run(fill())
    return url


def survey(url: str, *words: str) -> Result:
    """What `survey ...` says, e.g. survey(url, 'rescore', '2026-27')."""
    return CliRunner().invoke(main, [*words, "--store", url])


def test_the_sample_is_drawn_once_and_counted(url: str):
    done = survey(url, "code-sample", WAVE, "--texts", "20", "--overlap", "5")
    words = "Drew 20 texts. The sample holds 20 of 40, 5 of them for two coders.\n"
    assert (done.exit_code, done.stdout) == (0, words)
    again = survey(url, "code-sample", WAVE, "--texts", "20", "--overlap", "5", "--json")
    assert json.loads(again.stdout) == {"new": 0, "texts": 20, "overlap": 5, "drawable": 40}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("code-sample", WAVE, "--texts", "5", "--overlap", "9"), 2, "Error: Ask for 1 to 10,000"),
        (("code-sample", WAVE, "--texts", "many"), 2, "not a valid integer"),
        (("code-sample", "1999"), 5, "Error: There is no wave '1999'"),
        (("rescore", "1999"), 5, "Error: There is no wave '1999'"),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(url: str, words, code: int, said: str):
    done = survey(url, *words)
    assert done.exit_code == code
    assert said in done.output
    assert "Traceback" not in done.output


def test_every_text_is_asked_for_again_once(url: str):
    assert "40 texts wait to be scored again" in survey(url, "rescore", WAVE).output
    assert survey(url, "rescore", WAVE).stdout.startswith("0 texts wait")

    async def waiting() -> int:
        async with open_store(url, create=False) as store:
            return (await store.count_fieldwork(SURVEY, WAVE)).unscored

    assert asyncio.run(waiting()) == 40


def test_a_store_that_is_not_there_is_not_made(tmp_path: Path):
    for verb in ("code-sample", "rescore"):
        done = survey(f"sqlite:///{tmp_path / 'none.db'}", verb, WAVE)
        assert done.exit_code == 4
        assert not (tmp_path / "none.db").exists()
