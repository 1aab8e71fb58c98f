"""Verbs around human coding: draw the sample, and ask for everything to be scored again."""

from __future__ import annotations

import click

import survey_api
from survey_api import Settings, london_day
from survey_api.clock import utc_now
from survey_ui import waiting
from survey_ui.cli.frame import (
    find_survey,
    json_option,
    main,
    run,
    survey_option,
    with_store,
)
from survey_ui.console import progress, say, say_json


@main.command("code-sample")
@with_store
@survey_option
@click.argument("wave", required=False)
@click.option("--texts", default=150, show_default=True, help="How many the sample is to hold.")
@click.option("--overlap", default=100, show_default=True, help="Of these, coded by two people.")
@json_option
def code_sample(
    settings: Settings,
    survey_id: str | None,
    wave: str | None,
    texts: int,
    overlap: int,
    as_json: bool,
) -> None:
    """Draw a random sample of the texts of a WAVE, by default the open one, to code by hand.

    Drawing again lets texts that came in since join, and draws more if more are asked for.
    """
    survey = find_survey(settings, survey_id)
    scorer = survey_api.text_scorer(settings.models)

    async def draw() -> survey_api.coding.Drawn:
        now = utc_now()
        async with survey_api.open_store(settings.store, settings.sealing, create=False) as store:
            with progress() as bar:
                await waiting.score_all(store, now, bar, scorer)
            wave_id = survey.wave(wave).id if wave else survey.latest_wave(london_day(now)).id
            return await survey_api.coding.draw_sample(
                store, survey.id, wave_id, texts=texts, overlap=overlap, now=now
            )

    drawn = run(draw())
    if as_json:
        say_json(drawn)
        return
    say(
        f"Drew {drawn.new} texts. The sample holds {drawn.texts} of {drawn.drawable}, "
        f"{drawn.overlap} of them for two coders."
    )


@main.command()
@with_store
@survey_option
@click.argument("wave", required=False)
def rescore(settings: Settings, survey_id: str | None, wave: str | None) -> None:
    """Ask for every text of a WAVE to be scored again, e.g. once a scorer has been retrained.

    Scores made so far stay beside the new ones. The texts are scored by the next worker.
    """
    survey = find_survey(settings, survey_id)

    async def ask() -> int:
        async with survey_api.open_store(settings.store, settings.sealing, create=False) as store:
            wave_id = survey.wave(wave).id if wave else survey.latest_wave(london_day(utc_now())).id
            return await store.ask_again(survey.id, wave_id)

    say(f"{run(ask())} texts wait to be scored again. 'survey worker --once' scores them now.")
