"""Verbs about triage: how many disclosures the screen misses, and training its scorer."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import click

from analysis import (
    Estimate,
    Told,
    TriageAgreement,
    evaluate_triage,
    labelled_disclosures,
    load_screen,
    ordinary_sentences,
    train_triage,
    triage_bytes,
)
from analysis import read_disclosures as read_told
from survey_api import BadInput, ItemKind, Settings, Survey, simulate_answers
from survey_api.clock import utc_now
from survey_ui.cli.frame import find_survey, json_option, main, survey_option, with_store
from survey_ui.console import say, say_json

_FILE = click.Path(path_type=Path, dir_okay=False)
_SIMULATED = 1_000  # responses
_SEED = "triage"


@main.command("evaluate-triage")
@click.argument("file", type=_FILE)
@with_store
@survey_option
@json_option
def evaluate(settings: Settings, file: Path, survey_id: str | None, as_json: bool) -> None:
    """Say how many disclosures the screen misses in texts that people have labelled.

    FILE is CSV with the columns text and label: 'ordinary' for a text that tells of no danger,
    'disclosure' or its kind (still_missing, suicide, ...) for one that does. Beside it stand the
    ordinary texts that it flags, and those it flags among 1,000 simulated responses. Each figure
    has Wilson's 95 % interval. Nothing is stored.
    """
    found = evaluate_triage(load_screen(), read_told(file))
    survey = find_survey(settings, survey_id)
    simulated = evaluate_triage(load_screen(), list(_simulated(survey)))
    apart = evaluate_triage(load_screen(), ordinary_sentences(trained_on=False))
    if as_json:
        say_json({"file": found, "simulated": simulated.alarms, "invented": apart.alarms})
        return
    _show(found)
    if simulated.alarms and apart.alarms:
        say("\nThe load beside it, where everything flagged is a false alarm:")
        say(f"  simulated responses   {_per_thousand(simulated.alarms)}")
        say(f"  invented sentences    {_per_thousand(apart.alarms)}")


def _show(found: TriageAgreement) -> None:
    say(f"Screen {found.screen}, {found.texts:,} texts.")
    if found.missed is None:
        say("No disclosure is among them, so none could be missed.")
    else:
        say(f"Missed disclosures: {_percent(found.missed)}")
        say("Found, by kind:")
        for label, estimate in found.found:
            say(f"  {label:<22} {_percent(estimate)}")
    if found.alarms:
        say(f"False alarms in this file: {_per_thousand(found.alarms)}")
    if found.missed_texts:
        say("Missed:")
        for text in found.missed_texts:
            say(f"  {text}")


def _percent(estimate: Estimate) -> str:
    return f"{estimate.value:.1f} % ({_bounds(estimate, 1)}) of {estimate.base:,}"


def _per_thousand(estimate: Estimate) -> str:
    number = f"{10 * estimate.value:.0f} in 1,000 ({_bounds(estimate, 10)})"
    return f"{number}, from {estimate.base:,}"


def _bounds(estimate: Estimate, times: int) -> str:
    digits = 1 if times == 1 else 0
    lower, upper = (times * (each or 0.0) for each in (estimate.lower, estimate.upper))
    return f"{lower:.{digits}f} to {upper:.{digits}f}"


def _simulated(survey: Survey) -> Iterator[Told]:
    """The words of simulated responses, all of one response as one text."""
    rng = random.Random(_SEED)
    now = utc_now()
    items = [i.id for i in survey.questionnaire.items.values() if i.kind is ItemKind.TEXT]
    for _ in range(_SIMULATED):
        answers = simulate_answers(survey, rng, now)
        words = [str(answers[item]) for item in items if item in answers]
        yield Told("\n".join(words), "ordinary")


@main.command("train-triage")
@click.argument("files", nargs=-1, type=_FILE)
@click.option("--out", type=_FILE, required=True, help="Where the model is written.")
def train(files: tuple[Path, ...], out: Path) -> None:
    """Train the scorer of disclosures, in the environment of `make train-env`.

    It learns from the development set in the repository, from half of the invented ordinary
    sentences and from FILES, labelled as for evaluate-triage. The same texts give the same bytes.
    """
    sets = {"invented disclosures and their look-alikes": labelled_disclosures()}
    sets["invented ordinary sentences"] = ordinary_sentences(trained_on=True)
    sets |= {f"texts of {file.name}": read_told(file) for file in files}
    texts = [told for each in sets.values() for told in each]
    model = train_triage(texts, [f"{len(each):,} {about}" for about, each in sets.items()])
    content = triage_bytes(model)
    try:
        out.write_bytes(content)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise BadInput(f"{out} cannot be written: {reason}.") from error
    say(
        f"By itself, on texts kept from it in turn, the scorer finds {model.card.recall:.0%} of "
        f"disclosures and flags {model.card.alarms:.0%} of ordinary texts."
    )
    say(f"Wrote {out}, {len(content):,} bytes.")
