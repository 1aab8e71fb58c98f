"""The verbs that bring papers in: a sheet to key them into, and two keyed sheets compared."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import click

import survey_api
from survey_api import BadInput, ItemKind, Settings, Survey
from survey_api.clock import utc_now
from survey_api.lines import one_line
from survey_api.papers import (
    Difference,
    DoubleKeyed,
    KeyingPlan,
    read_keyed,
    store_double_keyed,
)
from survey_ui.cli.frame import (
    find_survey,
    json_option,
    main,
    private_file,
    run,
    survey_option,
    with_store,
)
from survey_ui.console import counting, say, say_json
from survey_ui.releases.downloads import safe_text

_file = click.Path(path_type=Path, dir_okay=False)


@main.command("keying-sheet")
@survey_option
@click.option("--role", default="", help="Only what is on this role's paper, numbered as there.")
@click.option("--out", type=_file, required=True, metavar="FILE.xlsx|.csv")
def keying_sheet(survey_id: str | None, role: str, out: Path) -> None:
    """Make an empty sheet to key papers into, with what to key for each box.

    As .csv the codes come in a file beside it.
    """
    from survey_ui.paper.keying_sheet import write_csv_sheets, write_xlsx_sheets

    survey = find_survey(Settings.from_env(), survey_id)
    if out.suffix.lower() == ".xlsx":
        files = {out: write_xlsx_sheets(survey, role)}
    elif out.suffix.lower() == ".csv":
        codes = out.with_suffix(".codes.csv")
        files = dict(zip((out, codes), write_csv_sheets(survey, role), strict=True))
    else:
        raise BadInput("The sheet is FILE.xlsx or FILE.csv.")
    for path, content in files.items():
        with private_file(path) as file:
            file.write(content)
    say(f"Wrote {' and '.join(str(path) for path in files)}.")


@main.command("double-key")
@with_store
@survey_option
@click.argument("first", type=_file)
@click.argument("second", type=_file)
@click.option("--batch", default="", help="A name for these papers, where numbers come again.")
@click.option("--wave", default="", help="Wave they belong to. [default: the open one]")
@click.option("--language", default="", help="Of papers that do not say; else the survey's first.")
@click.option("--differences", type=_file, metavar="FILE.csv", help="Write here what differs.")
@click.option("--dry-run", is_flag=True, help="Say what would be stored, and store nothing.")
@json_option
def double_key(
    settings: Settings,
    survey_id: str | None,
    first: Path,
    second: Path,
    batch: str,
    wave: str,
    language: str,
    differences: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Store the papers that two people, each in a CSV sheet, keyed alike; list where they differ.

    Look at the papers that differ, put the sheets right and run it again: only the rest is added.
    """
    survey = find_survey(settings, survey_id)
    if first.resolve() == second.resolve():
        raise BadInput("Name two sheets, keyed by two people: this is the same one twice.")
    plan = KeyingPlan(batch=_batch(batch), wave=wave, dry_run=dry_run)
    now = utc_now()
    keyed = [read_keyed(path, survey, language, now) for path in (first, second)]

    async def bring_in() -> DoubleKeyed:
        async with survey_api.open_store(settings.store, settings.sealing) as store:
            await survey_api.check_anonymity(store, {survey.id: survey})
            with counting("Storing papers") as count:
                return await store_double_keyed(store, survey, keyed[0], keyed[1], plan, now, count)

    found = run(bring_in())
    if differences is not None:
        with private_file(differences) as file:
            file.write(_differences_csv(survey, found))
    if as_json:
        say_json(found)
    else:
        for line in _lines(survey, found, str(first), str(second), dry_run):
            say(line)


def _batch(text: str) -> str:
    batch = one_line(text)
    if len(batch) > 60:
        raise BadInput("The name of a batch is at most 60 characters.")
    return batch


def _lines(
    survey: Survey, found: DoubleKeyed, first: str, second: str, dry_run: bool
) -> Iterator[str]:
    for cell in found.bad:
        where = f", column {cell.column}" if cell.column else ""
        yield f"{cell.file}, row {cell.row}{where}: {one_line(cell.message)}"
    for each in found.differences:
        yield f"paper {each.paper}, {each.item}: {_said(survey, each)}"
    for out in found.left_out:
        yield f"paper {out.paper}: not for them, so left out: {', '.join(out.items)}"
    for paper in found.not_stored:
        yield f"paper {paper.paper} not stored: {one_line(' '.join(paper.reasons))}"
    for name, alone in ((first, found.only_first), (second, found.only_second)):
        if alone:
            yield f"Only in {name}: paper {', '.join(alone)}."
    yield from _agreement(found)
    differing = len({each.paper for each in found.differences})
    new = sum(paper.new for paper in found.stored)
    yield f"{found.both} papers keyed by both: {found.both - differing} alike, {differing} differ."
    yield (
        f"{'Would store' if dry_run else 'Stored'} {new}, {len(found.stored) - new} already there, "
        f"{len(found.not_stored)} not stored, {len(found.bad)} bad values."
    )


def _said(survey: Survey, each: Difference) -> str:
    """Both values; of people's words only that they differ: a terminal is no place for them."""
    item = survey.questionnaire.items.get(each.item)
    if item is not None and item.kind is ItemKind.TEXT:
        return "the words differ"
    first, second = (one_line(text)[:40] or "(empty)" for text in (each.first, each.second))
    return f"{first} / {second}"


def _agreement(found: DoubleKeyed) -> Iterator[str]:
    """The items on which they differ, then all together."""
    for item in found.agreement:
        if item.agreed < item.keyed:
            yield f"  {item.item}: alike on {_share(item.agreed, item.keyed)} papers"
    agreed = sum(item.agreed for item in found.agreement)
    keyed = sum(item.keyed for item in found.agreement)
    if keyed:
        yield f"Alike: {_share(agreed, keyed)} answers; every item that is not named, on all."


def _share(agreed: int, keyed: int) -> str:
    return f"{agreed} of {keyed} ({100 * agreed / keyed:.0f}%)"


def _differences_csv(survey: Survey, found: DoubleKeyed) -> bytes:
    file, wording = io.StringIO(newline=""), survey.wording("")
    writer = csv.writer(file)
    writer.writerow(("paper", "item", "question", "first", "second"))
    for each in found.differences:
        words = wording.items.get(each.item)
        question = words.short or words.question if words else ""
        row = each.paper, each.item, question, each.first, each.second
        writer.writerow([safe_text(text) for text in row])
    return file.getvalue().encode("utf-8-sig")
