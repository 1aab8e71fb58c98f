"""The verbs that take a survey to ODK Collect or KoboToolbox, and bring home what was collected."""

from __future__ import annotations

from pathlib import Path

import click

import survey_api
from survey_api import BadInput, Settings, odk_forms
from survey_api.clock import utc_now
from survey_ui.cli.frame import find_survey, json_option, main, run, survey_option, with_store
from survey_ui.console import counting, say, say_json


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
    spoken = len(set(languages) or survey.programme.languages)
    say(
        f"Wrote {out}: form '{survey.questionnaire.id}', version {survey.questionnaire.version}, "
        f"{spoken} language{'' if spoken == 1 else 's'}."
    )


@main.command("import-odk")
@with_store
@survey_option
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--language", default="", help="Of forms that say none. [default: the first]")
@click.option("--source", default="odk", show_default=True, help="Where the forms came from.")
@click.option("--dry-run", is_flag=True, help="Only say what would come of it.")
@json_option
def import_odk(
    settings: Settings,
    survey_id: str | None,
    file: Path,
    language: str,
    source: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Bring in what was collected with the form of `survey xlsform`, through the same checks.

    FILE is what ODK Central or KoboToolbox hands out: CSV, a zip with it, or JSON. Importing it
    again changes nothing, and a form that was changed over there since is told and left as it was.
    Each belongs to the wave of the day it was sent. A form that is refused is named with its field
    and the others come in.
    """
    survey = find_survey(settings, survey_id)
    plan = odk_forms.FormPlan(source=source, language=language or survey.programme.languages[0])

    async def bring_in() -> odk_forms.FormReport:
        async with survey_api.open_store(settings.store, settings.sealing) as store:
            await survey_api.check_anonymity(store, {survey.id: survey})
            with counting("Importing forms") as count:
                return await odk_forms.import_odk(
                    store, survey, plan, file, utc_now(), count, dry_run=dry_run
                )

    _tell(run(bring_in()), as_json, dry_run)


def _tell(report: odk_forms.FormReport, as_json: bool, dry_run: bool) -> None:
    if as_json:
        say_json(report)
    else:
        for refused in report.refused:
            say(f"{refused.place} ({refused.id or 'no id'}): {'; '.join(refused.reasons)}")
        if report.unread:
            say(f"Not read, for the form has no such field: {', '.join(report.unread)}.")
        if report.pages_left:
            say("This file is one page of several: import the others too.")
        say(
            f"{'Nothing is stored. ' if dry_run else ''}{report.accepted} accepted, "
            f"{report.already_there} already there, {report.ended} ended at the first questions, "
            f"{len(report.refused)} refused."
        )
    if report.refused and not (report.accepted or report.already_there or report.ended):
        raise BadInput("Nothing came in: every form was refused.")
