"""The verbs that take a survey to ODK Collect or KoboToolbox, and bring home what was collected."""

from __future__ import annotations

from pathlib import Path

import click

from survey_api import BadInput, Settings
from survey_ui.cli.frame import find_survey, main, survey_option
from survey_ui.console import say


@main.command()
@survey_option
@click.option("--language", "languages", multiple=True, metavar="CODE", help="Else all it speaks.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
def xlsform(survey_id: str | None, languages: tuple[str, ...], out: Path) -> None:
    """Write a survey as an XLSForm (XLSX), to be filled in with ODK Collect, KoboToolbox or Enketo.

    Who is asked what is the same as on our own pages. `survey import-odk` brings the answers home.
    """
    from survey_ui.xlsform import write_xlsform  # pages and phrases take a moment to import

    survey = find_survey(Settings.from_env(), survey_id)
    made = write_xlsform(survey, languages)
    try:
        out.write_bytes(made)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise BadInput(f"{out} cannot be written: {reason}.") from error
    say(
        f"Wrote {out}: form '{survey.questionnaire.id}', version {survey.questionnaire.version}, "
        f"{len(languages or survey.programme.languages)} languages."
    )
