"""The verb that brings in feedback collected elsewhere."""

from __future__ import annotations

from pathlib import Path

import click

import survey_api
from survey_api import Settings
from survey_api.clock import utc_now
from survey_ui.cli.frame import (
    find_survey,
    json_option,
    main,
    run,
    survey_option,
    with_store,
)
from survey_ui.console import counting, say, say_json


@main.command("import")
@with_store
@survey_option
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--map", "columns", multiple=True, metavar="COLUMN=ITEM", required=True)
@click.option("--set", "constants", multiple=True, metavar="ITEM=VALUE", help="For every row.")
@click.option("--id", "id_column", default="", metavar="COLUMN", help="Column that names a row.")
@click.option("--source", default="", help="Where it came from. [default: the file's name]")
@click.option("--wave", default="", help="Wave it belongs to. [default: the open one]")
@click.option("--language", default="en", show_default=True)
@json_option
def import_(
    settings: Settings,
    survey_id: str | None,
    file: Path,
    columns: tuple[str, ...],
    constants: tuple[str, ...],
    id_column: str,
    source: str,
    wave: str,
    language: str,
    as_json: bool,
) -> None:
    """Bring in feedback collected elsewhere from a CSV FILE, through the same checks.

    Importing the same file again changes nothing. A single choice may be its code or its label,
    a multiple choice is separated by |, a time is a number of minutes or a kind such as 'never'.
    A row that is refused is named and the others come in; where all are refused it is bad input.
    """
    survey = find_survey(settings, survey_id)
    plan = survey_api.ImportPlan(
        columns=_pairs("--map", columns),
        constants=_pairs("--set", constants),
        id_column=id_column,
        source=source or file.stem,
        wave=wave,
        language=language,
    )

    async def bring_in() -> survey_api.ImportReport:
        async with survey_api.open_store(settings.store, settings.sealing) as store:
            await survey_api.check_anonymity(store, {survey.id: survey})
            with counting("Importing rows") as count:
                return await survey_api.import_feedback(store, survey, plan, file, utc_now(), count)

    _tell_import(run(bring_in()), as_json)


def _tell_import(report: survey_api.ImportReport, as_json: bool) -> None:
    if as_json:
        say_json(report)
    else:
        for refusal in report.refused:
            say(f"line {refusal.line}: {'; '.join(refusal.reasons)}")
        say(
            f"{report.accepted} accepted, {report.already_there} already there, "
            f"{len(report.refused)} refused."
        )
    if report.refused and not (report.accepted or report.already_there):
        raise survey_api.BadInput("Nothing came in: every row was refused.")


def _pairs(option: str, texts: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for text in texts:
        left, sign, right = text.rpartition("=") if option == "--map" else text.partition("=")
        if not (left and sign and right):
            raise survey_api.BadInput(f"{option} takes NAME=VALUE, not '{text}'.")
        if left in pairs:
            raise survey_api.BadInput(f"{option} is given twice for '{left}'.")
        pairs[left] = right
    return pairs
