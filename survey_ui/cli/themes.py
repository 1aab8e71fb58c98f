"""The verb about themes: learning them from texts that people coded here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

import survey_api
from analysis import THEMES, BadExamples, ThemedText, learn_themes
from survey_api import Settings, london_day
from survey_api.clock import utc_now
from survey_ui.cli.frame import find_survey, main, note_reading, run, survey_option, with_store
from survey_ui.console import say


@main.command("train-themes")
@with_store
@survey_option
@click.option("--wave", metavar="WAVE", help="Which wave's coded texts; by default the latest.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The folder the model is written to, as themes.json.gz.",
)
def train_themes(settings: Settings, survey_id: str | None, wave: str | None, out: Path) -> None:
    """Learn to find themes from the texts that people coded and agree on.

    A theme is learned from 20 texts with it on, and only where that finds it clearly better than
    its seed phrases do; all others keep their seeds. Name the folder in SURVEY_MODELS and run
    `survey rescore` to use it.
    """
    texts = run(_coded_texts(settings, survey_id, wave))
    try:
        model = learn_themes(texts, out)
    except BadExamples as error:
        say(f"Nothing learned: {error}")
        return
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise survey_api.BadInput(f"{out} cannot be written to: {reason}.") from error
    titles = {theme.id: theme.title for theme in THEMES}
    for one in model.learned:
        say(f"{titles[one.theme]}: F1 {one.f1:.2f}, by its seeds {one.seeds_f1:.2f}.")
    say(f"Wrote themes.json.gz to {out}: {model.name}.")


async def _coded_texts(
    settings: Settings, survey_id: str | None, wave: str | None
) -> Sequence[ThemedText]:
    survey, now = find_survey(settings, survey_id), utc_now()
    async with survey_api.open_store(settings.store, settings.sealing, create=False) as store:
        wave_id = survey.wave(wave).id if wave else survey.latest_wave(london_day(now)).id
        await note_reading(store, survey.id, wave_id, now)
        coded = await survey_api.coding.read_coded_texts(store, survey.id, wave_id, now)
    return [
        ThemedText(text.text, text.language, text.themes)
        for text in coded
        if text.themes is not None
    ]
