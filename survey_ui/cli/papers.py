"""The verb that prints the questionnaire."""

from __future__ import annotations

from pathlib import Path

import click

from survey_api import Settings
from survey_ui.cli.frame import find_survey, main, survey_option, write_out
from survey_ui.console import say


@main.command()
@survey_option
@click.option("--language", default="", help="Language of the paper; else the survey's first.")
@click.option("--role", default="", help="Whom it is for, e.g. P; else it asks, and is longer.")
@click.option("--team", default="", help="Code of a home, school or charity, e.g. K7Q2.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
def paper(survey_id: str | None, language: str, role: str, team: str, out: Path) -> None:
    """Print the questionnaire for one role and language: a PDF to fill in with a pen.

    Only what that role can meet is on it, in order, with who answers what told in words. The small
    number beside each box is what is keyed: see keying-sheet and double-key.
    """
    from survey_ui.paper import write_paper  # the PDF takes a second to import

    survey = find_survey(Settings.from_env(), survey_id)
    made = write_paper(survey, language or survey.programme.languages[0], role, team)
    write_out(out, made)
    say(f"Wrote {out}.")
