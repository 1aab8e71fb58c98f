"""The verb that makes posters."""

from __future__ import annotations

from pathlib import Path

import click

from survey_api import Settings
from survey_ui.cli.frame import find_survey, main, survey_option, write_out
from survey_ui.console import say


@main.command()
@survey_option
@click.option("--language", default="", help="Language of the poster; else the survey's first.")
@click.option("--team", default="", help="Code of a home, school, borough or charity, e.g. K7Q2.")
@click.option("--address", default="", help="Where people reach the pages; else SURVEY_ADDRESS.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["pdf", "svg"]),
    default="pdf",
    show_default=True,
    help="The poster as PDF, or the code to scan alone as SVG.",
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
def poster(
    survey_id: str | None, language: str, team: str, address: str, form: str, out: Path
) -> None:
    """Make a poster with a code to scan that leads to a survey: a PDF of one page, or its code.

    The link names no person. With --team the answers that come by it are counted as one home,
    school or campaign; the code is in no result.
    """
    from survey_ui.poster import (  # the PDF takes a second to import
        poster_link,
        write_code,
        write_poster,
    )

    settings = Settings.from_env()
    survey = find_survey(settings, survey_id)
    link = poster_link(survey, address or settings.address, team)
    if form == "svg":
        made = write_code(link)
    else:
        made = write_poster(survey, language or survey.programme.languages[0], link)
    write_out(out, made)
    say(f"Wrote {out}. It leads to {link}")
