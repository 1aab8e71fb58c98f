"""Feedback collected elsewhere, brought in through the same checks and the same idempotence."""

from __future__ import annotations

import csv
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec

from survey_api.errors import BadInput, Conflict
from survey_api.questionnaire import (
    Item,
    ItemKind,
    Problems,
    Survey,
    TimeKind,
    item_of,
    option_label,
    options_of,
)
from survey_api.record import Record
from survey_api.responses.store import ResponseStore
from survey_api.responses.taking_in import CONFLICTING, reading, take_in
from survey_api.responses.whole import submit_response

# Any fixed value does: it only keeps our ids apart from other users of name-based UUIDs.
_NAMESPACE = uuid.UUID("7a1d6f0e-54f3-5c0b-9f0f-1d6f2f6f6a11")
_SEPARATOR = "|"  # between the codes of a multiple choice


class ImportPlan(Record, kw_only=True):
    """How the columns of a file become answers.

    `columns`: column -> item id. `constants`: item id -> cell text for every row. `source`: where
    the feedback came from; with `id_column`, or else with the row's own content, it makes the
    response id, so that the same file can be imported again without harm.
    """

    columns: dict[str, str]
    source: str
    wave: str
    language: str
    constants: dict[str, str] = {}
    id_column: str = ""


class Refusal(Record, kw_only=True):
    """A row that was not taken, and why. `line` counts from 1, the heading being line 1."""

    line: int
    reasons: tuple[str, ...]


class ImportReport(Record, kw_only=True):
    """What became of the rows: every row is in exactly one of the three."""

    accepted: int
    already_there: int
    refused: tuple[Refusal, ...]


class _Row(Record, kw_only=True):
    line: int
    cells: dict[str, str]  # item id -> text, empty cells left out
    response_id: str
    too_long: bool = False  # it has more cells than there are columns


def read_feedback(path: Path, survey: Survey, plan: ImportPlan) -> Iterator[_Row]:
    """Get the rows of a CSV file (UTF-8, with a heading) one by one.

    Raises BadInput when the file cannot be read, a mapped column is missing, or an item unknown.
    """
    _check_items(survey, plan)
    seen: Counter[str] = Counter()
    with reading(path), path.open(encoding="utf-8-sig", newline="") as file:
        csv.field_size_limit(16 * 1024 * 1024)
        reader = csv.DictReader(file, strict=True)
        _check_columns(path, plan, reader.fieldnames or ())
        for row in reader:
            cells = {item: row[column] or "" for column, item in plan.columns.items()}
            filled = {item: text for item, text in cells.items() if text.strip()}
            told = plan.constants | filled if filled else {}
            identity = row.get(plan.id_column) or _own_identity(told, seen)
            response_id = _response_id(survey, plan, identity)
            yield _Row(
                line=reader.line_num,
                cells=told,
                response_id=response_id,
                too_long=None in row,
            )


async def import_feedback(
    store: ResponseStore,
    survey: Survey,
    plan: ImportPlan,
    path: Path,
    now: datetime,
    on_rows: Callable[[int], None] = lambda _: None,
) -> ImportReport:
    """Submit every row of the file as a response with mode 'import'.

    `on_rows` is told how many rows have been dealt with since it was last called.
    """
    accepted = already = 0
    refused: list[Refusal] = []
    for _ in read_feedback(path, survey, plan):  # a file that breaks off is refused as a whole
        pass
    rows = read_feedback(path, survey, plan)
    submit = partial(_submit, store, survey, plan, now)
    async for row, outcome in take_in(rows, lambda row: row.response_id, submit):
        if isinstance(outcome, bool):
            accepted, already = accepted + outcome, already + (not outcome)
        else:
            refused.append(Refusal(line=row.line, reasons=outcome))
        on_rows(1)
    return ImportReport(accepted=accepted, already_there=already, refused=tuple(refused))


async def _submit(
    store: ResponseStore, survey: Survey, plan: ImportPlan, now: datetime, row: _Row
) -> bool | tuple[str, ...]:
    """True: stored; False: it was there already; reasons: refused."""
    if row.too_long:
        return ("the row has more cells than there are columns: is a comma not in quotes?",)
    if not row.cells:
        return ("the row has no answer",)
    answers = {item_id: _raw(survey, item_id, text) for item_id, text in row.cells.items()}
    try:
        receipt = await submit_response(
            store,
            survey,
            row.response_id,
            language=plan.language,
            mode="import",
            answers=answers,
            now=now,
            wave=plan.wave,
            source=plan.source,
        )
    except Conflict:
        return (CONFLICTING,)
    if isinstance(receipt, Problems):
        return tuple(f"{p.item or p.field}: {p.message}" for p in receipt.problems)
    return receipt.new


def _raw(survey: Survey, item_id: str, text: str) -> msgspec.Raw:
    """A cell as the JSON the API would have been sent; what is wrong with it is found there."""
    item = item_of(survey.questionnaire, item_id)
    value = _value(survey, item, text) if item else text
    return msgspec.Raw(msgspec.json.encode(value))


def _value(survey: Survey, item: Item, text: str) -> object:
    match item.kind:
        case ItemKind.SINGLE:
            return _code(survey, item, text)
        case ItemKind.MULTIPLE:
            return [_code(survey, item, part) for part in text.split(_SEPARATOR) if part.strip()]
        case ItemKind.TIME:
            return _time(text.strip())
        case ItemKind.MOMENT:
            return text.strip()
        case ItemKind.TEXT:
            return text


def _code(survey: Survey, item: Item, text: str) -> str:
    """The option code: the cell itself, or the code of the option with that label."""
    told, wording = text.strip(), survey.wording("")
    for option in options_of(survey, item):
        label = option_label(survey, wording, item, option.code, {})
        if told.casefold() in (option.code.casefold(), label.casefold()):
            return option.code
    return told


def _time(text: str) -> object:
    """'90' is about ninety minutes; 'never' and the other kinds without minutes by name."""
    if text in {kind.value for kind in TimeKind}:
        return {"kind": text}
    try:
        minutes = float(text)
    except ValueError:
        return text
    return {"kind": "approx", "lo_min": minutes, "hi_min": minutes}


def _own_identity(cells: dict[str, str], seen: Counter[str]) -> str:
    """The row's content, and how many times it stood in the file before: equal rows both count."""
    content = msgspec.json.encode(sorted(cells.items())).decode()
    seen[content] += 1
    return f"{content}#{seen[content]}"


def _response_id(survey: Survey, plan: ImportPlan, identity: str) -> str:
    name = msgspec.json.encode([survey.id, plan.wave, plan.source, identity]).decode()
    return str(uuid.uuid5(_NAMESPACE, name))


def _check_items(survey: Survey, plan: ImportPlan) -> None:
    wanted = (*plan.columns.values(), *plan.constants)
    unknown = [item for item in wanted if item_of(survey.questionnaire, item) is None]
    if unknown:
        raise BadInput(f"The survey has no item {', '.join(unknown)}.")
    if twice := [item for item, times in Counter(wanted).items() if times > 1]:
        raise BadInput(f"Only one column or value can be the answer to {', '.join(twice)}.")


def _check_columns(path: Path, plan: ImportPlan, found: Sequence[str]) -> None:
    if not found:
        raise BadInput(f"{path} is empty. Its first line must name its columns.")
    wanted = [*plan.columns, *([plan.id_column] if plan.id_column else [])]
    missing = [column for column in wanted if column not in found]
    if missing:
        raise BadInput(
            f"{path} has no column {', '.join(missing)}. Its columns are: {', '.join(found)}."
        )
    if twice := [column for column in wanted if list(found).count(column) > 1]:
        raise BadInput(f"{path} has more than one column {', '.join(twice)}.")
