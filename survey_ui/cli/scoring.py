"""Verbs about sentiment: training the scorer, and checking what any scorer claims."""

from __future__ import annotations

from pathlib import Path

import click

import survey_api
from analysis import (
    Examples,
    TrainingSource,
    coded_examples,
    evaluate_scorers,
    invented_sentences,
    load_scorers,
    model_bytes,
    model_in_use,
    read_examples,
    read_training_examples,
    train_model,
)
from survey_api import Refused, Settings, london_day
from survey_api.clock import utc_now
from survey_ui.cli.agreement_table import show_agreement
from survey_ui.cli.frame import (
    find_survey,
    json_option,
    main,
    note_reading,
    run,
    survey_option,
    with_store,
)
from survey_ui.console import say, say_json

_FILE = click.Path(path_type=Path, dir_okay=False)
# What each kind of text counts in training; settled by cross-validation, see decision 8.
_CRITICAL, _INVENTED = 0.5, 2.0
_LICENCE = "coefficients: MIT; NHS comments: MIT, Copyright (c) 2021 NHS England, not included"


@main.command("evaluate-sentiment")
@click.argument("file", type=_FILE)
@json_option
def evaluate_sentiment(file: Path, as_json: bool) -> None:
    """Check every scorer against texts that people have coded, side by side.

    FILE is CSV with the columns text and label. Labels are negative, neutral, positive, mixed, or
    -2 to 2, where 0 is neutral or mixed. Each figure has a 95 % interval from 1,000 resamples of
    the texts with a fixed seed. Nothing is stored.
    """
    models = Settings.from_env().models
    examples = read_examples(file)
    found = evaluate_scorers(examples, load_scorers(models))
    if as_json:
        say_json(found)
    else:
        show_agreement(examples, found)


@main.command("train-sentiment")
@with_store
@survey_option
@click.argument("files", nargs=-1, type=_FILE)
@click.option("--out", type=_FILE, required=True, help="Where the model is written.")
@click.option("--refine", is_flag=True, help="Start from the model in use instead of from nothing.")
@click.option("--from-store", is_flag=True, help="Refine with the texts coded here by people.")
@click.option("--wave", metavar="WAVE", help="Which wave's coded texts; by default the latest.")
def train_sentiment(
    settings: Settings,
    files: tuple[Path, ...],
    out: Path,
    refine: bool,
    from_store: bool,
    wave: str | None,
    survey_id: str | None,
) -> None:
    """Train the sentiment scorer from coded texts, in the environment of `make train-env`.

    FILES are CSV with the columns text and label: negative, neutral, positive, mixed, or -2 to 2.
    Labels that go from -5 to 5 say how critical people were: their 0 is left out. The same texts
    give the same bytes. Put the model into the folder that SURVEY_MODELS names to use it.
    """
    sources = [_read_source(file) for file in files]
    if from_store:
        sources.append(_coded_here(settings, survey_id, wave))
    if not sources:
        raise survey_api.BadInput("Name files of coded texts, or ask for --from-store.")
    start = model_in_use(settings.models) if refine or from_store else None
    if start is None:
        sources.append(_invented())
    licence = start.card.licence if start else _LICENCE
    model = train_model(sources, licence, say, start)
    content = model_bytes(model)
    try:
        out.write_bytes(content)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise survey_api.BadInput(f"{out} cannot be written: {reason}.") from error
    for checked in model.card.held_out:
        reached = checked.trained
        say(
            f"{checked.about}: macro-F1 {reached.macro_f1.value:.3f}, "
            f"complaints found {reached.recall_complaints.value:.0%}, "
            f"called positive {reached.complaints_called_positive.value:.0%} "
            f"({reached.texts:,} texts, {checked.how})"
        )
    say(f"Wrote {out}, {len(content):,} bytes.")


def _read_source(file: Path) -> TrainingSource:
    examples, critical = read_training_examples(file)
    if critical:
        about = f"texts of {file.name}, by how critical they are (0 left out)"
        return TrainingSource(about=about, examples=examples, weight=_CRITICAL)
    about = f"texts of {file.name}"
    return TrainingSource(about=about, examples=examples, held_out=about)


def _invented() -> TrainingSource:
    about = "invented sentences about reporting a missing child"
    return TrainingSource(
        about=about, examples=invented_sentences(), weight=_INVENTED, held_out=about
    )


def _coded_here(settings: Settings, survey_id: str | None, wave: str | None) -> TrainingSource:
    """The texts of a wave that coders agree on. Raises Refused if there are none in English."""
    survey = find_survey(settings, survey_id)

    async def read() -> tuple[str, Examples]:
        now = utc_now()
        async with survey_api.open_store(settings.store, settings.sealing, create=False) as store:
            wave_id = survey.wave(wave).id if wave else survey.latest_wave(london_day(now)).id
            await note_reading(store, survey.id, wave_id, now)
            coded = await survey_api.coding.read_coded_texts(store, survey.id, wave_id, now)
        pairs = [(text.text, text.sentiment) for text in coded if text.language == "en"]
        return wave_id, coded_examples(pairs)

    wave_id, examples = run(read())
    if not examples.texts:
        raise Refused(f"No coded texts of {survey.id} {wave_id} are agreed on yet.")
    about = f"texts of {survey.id} {wave_id}, coded by people"
    return TrainingSource(about=about, examples=examples, held_out=about)
