"""Papers keyed twice: what two people agree on is stored, the rest is for somebody to look at."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from survey_api.errors import BadInput, Conflict
from survey_api.papers.keyed import same_answer
from survey_api.papers.keyed_file import LANGUAGE, TEAM, BadCell, KeyedFile, KeyedPaper
from survey_api.questionnaire import (
    Answers,
    Item,
    Problems,
    Survey,
    check_answers,
    kept_answers,
)
from survey_api.record import Record
from survey_api.responses import ResponseStore, find_receipt, make_reference, submit_response

# Any fixed value does: it only keeps our ids apart from other users of name-based UUIDs.
_NAMESPACE = uuid.UUID("c1b7a0e6-2f0d-5d3c-8a55-7f0f3a9c2b44")
_TOGETHER = 64  # papers submitted at once, so that they share a commit
_MODE = "paper"


class KeyingPlan(Record, kw_only=True):
    """How papers become responses.

    `batch`: a name for these papers; with a paper's number it makes the response's id, so that the
    same papers can be read again without harm. `wave`: '' for the open one. `dry_run`: say what
    would be stored and store nothing.
    """

    batch: str = ""
    wave: str = ""
    dry_run: bool = False


class Difference(Record, kw_only=True):
    """What two people keyed differently, or what one of them could not read ('?')."""

    paper: str
    item: str
    first: str
    second: str


class ItemAgreement(Record, kw_only=True):
    """Of the papers on which somebody keyed something for an item, on how many both keyed alike."""

    item: str
    agreed: int
    keyed: int


class StoredPaper(Record, kw_only=True):
    """A paper whose response is stored. `new`: it was not there before."""

    paper: str
    reference: str
    new: bool


class NotStored(Record, kw_only=True):
    """A paper that both keyed alike and that was not taken, and why."""

    paper: str
    reasons: tuple[str, ...]


class LeftOut(Record, kw_only=True):
    """Answers to questions that were not for whoever filled the paper in; they are not stored."""

    paper: str
    items: tuple[str, ...]


class DoubleKeyed(Record, kw_only=True):
    """What became of the papers.

    `both`: how many two people keyed without a bad cell. `stored`: in a dry run those that would
    be. `only_first`, `only_second`: numbers of papers that one person keyed.
    """

    both: int
    stored: tuple[StoredPaper, ...]
    not_stored: tuple[NotStored, ...]
    left_out: tuple[LeftOut, ...]
    differences: tuple[Difference, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    bad: tuple[BadCell, ...]
    agreement: tuple[ItemAgreement, ...]


async def store_double_keyed(
    store: ResponseStore,
    survey: Survey,
    first: KeyedFile,
    second: KeyedFile,
    plan: KeyingPlan,
    now: datetime,
    on_papers: Callable[[int], None] = lambda _: None,
) -> DoubleKeyed:
    """Submit every paper that both keyed alike as a response with mode 'paper'.

    Where both differ only in how they wrote somebody's words, the first stands. `on_papers` is told
    how many papers have been dealt with since it was last called. Raises BadInput where one sheet
    has a column that the other lacks, Refused when no wave takes the papers.
    """
    _check_columns(first, second)
    pairs = [(p, second.papers[n]) for n, p in first.papers.items() if n in second.papers]
    differences = [each for pair in pairs for each in _differences(survey, *pair)]
    differing = {each.paper for each in differences}
    alike = [paper for paper, _ in pairs if paper.number not in differing]
    outcomes: list[StoredPaper | NotStored] = []
    for begin in range(0, len(alike), _TOGETHER):
        papers = alike[begin : begin + _TOGETHER]
        outcomes += await asyncio.gather(*(_submit(store, survey, p, plan, now) for p in papers))
        on_papers(len(papers))
    return DoubleKeyed(
        both=len(pairs),
        stored=tuple(each for each in outcomes if isinstance(each, StoredPaper)),
        not_stored=tuple(each for each in outcomes if isinstance(each, NotStored)),
        left_out=tuple(_left_out(survey, alike)),
        differences=tuple(differences),
        only_first=_alone(first, second),
        only_second=_alone(second, first),
        bad=(*first.bad, *second.bad),
        agreement=tuple(_agreement(survey, first.columns, pairs, differences)),
    )


def _check_columns(first: KeyedFile, second: KeyedFile) -> None:
    for one, other in ((first, second), (second, first)):
        if missing := [name for name in one.columns if name not in other.columns]:
            raise BadInput(f"{other.name} has no column {', '.join(missing)}; {one.name} has.")


def _alone(file: KeyedFile, other: KeyedFile) -> tuple[str, ...]:
    seen = other.papers.keys() | other.refused
    return tuple(number for number in file.papers if number not in seen)


# What differs


def _differences(survey: Survey, one: KeyedPaper, other: KeyedPaper) -> Iterator[Difference]:
    for name, alike in _compared(survey, one, other):
        if not alike or name in one.unreadable | other.unreadable:
            yield Difference(
                paper=one.number,
                item=name,
                first=one.cells.get(name, ""),
                second=other.cells.get(name, ""),
            )


def _compared(survey: Survey, one: KeyedPaper, other: KeyedPaper) -> Iterator[tuple[str, bool]]:
    yield LANGUAGE, one.language == other.language
    yield TEAM, one.team == other.team
    for item in survey.questionnaire.items.values():
        yield item.id, _same(item, one, other)


def _same(item: Item, one: KeyedPaper, other: KeyedPaper) -> bool:
    return same_answer(item, one.answers.get(item.id), other.answers.get(item.id))


def _agreement(
    survey: Survey,
    columns: Sequence[str],
    pairs: Sequence[tuple[KeyedPaper, KeyedPaper]],
    differences: Sequence[Difference],
) -> Iterator[ItemAgreement]:
    for item in survey.questionnaire.items:
        if item in columns:
            keyed = sum(item in one.cells or item in other.cells for one, other in pairs)
            differing = sum(each.item == item for each in differences)
            if keyed:
                yield ItemAgreement(item=item, agreed=keyed - differing, keyed=keyed)


# What is stored


def _on_the_way(survey: Survey, answers: Answers) -> Answers:
    """The answers that count: people on paper answer what was not for them."""
    return kept_answers(survey.questionnaire, answers)


def _left_out(survey: Survey, papers: Iterable[KeyedPaper]) -> Iterator[LeftOut]:
    for paper in papers:
        kept = _on_the_way(survey, paper.answers)
        items = tuple(id_ for id_, value in paper.answers.items() if kept.get(id_) != value)
        if items:
            yield LeftOut(paper=paper.number, items=items)


async def _submit(
    store: ResponseStore, survey: Survey, paper: KeyedPaper, plan: KeyingPlan, now: datetime
) -> StoredPaper | NotStored:
    kept = _on_the_way(survey, paper.answers)
    answers = {id_: msgspec.Raw(msgspec.json.encode(value)) for id_, value in kept.items()}
    response_id = _response_id(survey, plan, paper.number)
    if not answers:
        return NotStored(paper=paper.number, reasons=("The paper has no answer.",))
    if plan.dry_run:
        return await _foretell(store, survey, paper, response_id, answers, now)
    try:
        receipt = await submit_response(
            store,
            survey,
            response_id,
            language=paper.language,
            mode=_MODE,
            answers=answers,
            now=now,
            wave=plan.wave,
            source=plan.batch,
            team=paper.team,
        )
    except Conflict:
        told = (
            "It was stored before with other answers, or has been erased. That was left as it is."
        )
        return NotStored(paper=paper.number, reasons=(told,))
    if isinstance(receipt, Problems):
        return NotStored(paper=paper.number, reasons=_reasons(receipt))
    return StoredPaper(paper=paper.number, reference=receipt.reference, new=receipt.new)


async def _foretell(
    store: ResponseStore,
    survey: Survey,
    paper: KeyedPaper,
    response_id: str,
    answers: Mapping[str, msgspec.Raw],
    now: datetime,
) -> StoredPaper | NotStored:
    checked = check_answers(survey, answers, now)
    if isinstance(checked, Problems):
        return NotStored(paper=paper.number, reasons=_reasons(checked))
    there = await find_receipt(store, response_id) is not None
    reference = make_reference(response_id)
    return StoredPaper(paper=paper.number, reference=reference, new=not there)


def _reasons(problems: Problems) -> tuple[str, ...]:
    return tuple(f"{p.item or p.field}: {p.message.rstrip('.')}." for p in problems.problems)


def _response_id(survey: Survey, plan: KeyingPlan, number: str) -> str:
    name = msgspec.json.encode([survey.id, plan.batch, number]).decode()
    return str(uuid.uuid5(_NAMESPACE, name))
