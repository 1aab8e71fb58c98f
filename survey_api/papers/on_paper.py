"""On paper: the pages that one kind of people can meet, numbered, and who answers what.

Paper cannot follow an answer, so everything that hangs on answers given on the paper itself is
printed and told in words. What is decided beforehand, by the kind of people the paper is for, is
left out or printed without a word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeAlias

from msgspec.structs import replace

from survey_api.errors import BadInput
from survey_api.questionnaire.model import Condition, Item, ItemKind, Option, Page, TimeKind
from survey_api.questionnaire.routing import holds
from survey_api.questionnaire.survey import Survey, options_of
from survey_api.questionnaire.values import Answers
from survey_api.questionnaire.wording import Pipe, Wording
from survey_api.record import Record

SHORTEST_BLOCK = 3  # pages that share a condition and are told of it together
_SENTENCE_ENDS = (".", "!", "?", "؟", "\u06d4", "।")  # the fifth ends sentences in Urdu

Ways: TypeAlias = tuple[tuple[Condition, ...], ...]


class PaperBlock(Record, kw_only=True):
    """Questions in a row that are only for people of whom one of `ways` is true.

    `onward`: the number of the question that everybody else goes to; 0 where there is none left.
    """

    ways: Ways
    first: int
    last: int
    onward: int


class PaperPage(Record, kw_only=True):
    """One page of the questionnaire on paper.

    `numbers`: item id -> number of the question. `blocks`: those that begin here. `ways`: the
    alternatives of which one must hold, beside the blocks around it; none: everybody answers it.
    `picked`: item id -> number of the
    earlier question, of items whose options hang on what was ticked there.
    """

    page: Page
    numbers: dict[str, int]
    ways: Ways = ()
    blocks: tuple[PaperBlock, ...] = ()
    picked: dict[str, int] = {}


class Paper(Record, kw_only=True):
    """A questionnaire for one kind of people.

    `survey` is worded for paper, without the options that these people are not offered. `answers`
    are those that the paper answers by being what it is.
    """

    survey: Survey
    answers: Answers
    pages: tuple[PaperPage, ...]


def on_paper(survey: Survey, role: str = "") -> Paper:
    """The paper for people of one role; '' makes one for everybody, and asks for the role.

    role: a code of the item that `limits.routes` of survey.toml names. Raises BadInput for a
    code that it has not, or that ends the survey.
    """
    fixed = _fixed(survey, role)
    pages: list[PaperPage] = []
    numbers: dict[str, int] = {}
    offered: dict[str, AbstractSet[str]] = {}
    for page in survey.questionnaire.pages:
        ways = _open_ways(survey, page.when, fixed, offered)
        items = tuple(
            _narrowed(survey, item, fixed, offered) for item in page.items if item.id not in fixed
        )
        if ways is None or (page.items and not items):
            continue
        here = {item.id: len(numbers) + place for place, item in enumerate(items, start=1)}
        pages.append(_paper_page(survey, replace(page, items=items), here, ways, numbers))
        numbers |= here
        offered |= {item.id: _codes_on_paper(survey, item) for item in items}
    return Paper(
        survey=_worded(survey, [made.page for made in pages], fixed),
        answers=dict(fixed),
        pages=tuple(_in_blocks(pages)),
    )


def _fixed(survey: Survey, role: str) -> Answers:
    by = survey.programme.limits.routes
    if not role:
        return {}
    options = survey.options_by_item.get(by, {})
    if role not in options or options[role].exit:
        known = ", ".join(code for code, option in options.items() if not option.exit)
        raise BadInput(f"There is no role '{role}'. The roles are: {known or 'none'}.")
    return {by: role}


def _paper_page(
    survey: Survey, page: Page, numbers: dict[str, int], ways: Ways, earlier: Mapping[str, int]
) -> PaperPage:
    printed = [
        replace(item, options=tuple(replace(option, when=()) for option in item.options))
        for item in page.items
    ]
    picked = {item.id: _picked_from(survey, item, earlier) for item in page.items}
    return PaperPage(
        page=replace(page, items=tuple(printed)),
        numbers=numbers,
        ways=ways,
        picked={id_: number for id_, number in picked.items() if number},
    )


def _picked_from(survey: Survey, item: Item, earlier: Mapping[str, int]) -> int:
    """The number of the one question that most of the item's options hang on; 0 for none."""
    held = [option for option in item.options if option.when]
    conditions = survey.questionnaire.conditions_by_id
    asked = {conditions[id_].item for option in held for id_ in option.when}
    if len(held) <= len(item.options) / 2 or len(asked) != 1:
        return 0
    return earlier.get(asked.pop(), 0)


# What is decided beforehand


def _open_ways(
    survey: Survey,
    when: Sequence[Sequence[str]],
    fixed: Answers,
    offered: Mapping[str, AbstractSet[str]],
) -> Ways | None:
    """What is left to tell: () when nothing stands in the way, None when these never come here."""
    if not when:
        return ()
    ways: list[tuple[Condition, ...]] = []
    for group in when:
        conditions = [survey.questionnaire.conditions_by_id[id_] for id_ in group]
        states = [_state(condition, fixed, offered) for condition in conditions]
        if False not in states:
            pairs = zip(conditions, states, strict=True)
            ways.append(tuple(condition for condition, state in pairs if state is None))
    if not ways:
        return None
    return () if () in ways else tuple(dict.fromkeys(ways))


def _state(
    condition: Condition, fixed: Answers, offered: Mapping[str, AbstractSet[str]]
) -> bool | None:
    """Whether it holds for whoever fills this in; None where that hangs on what they answer."""
    asked = {condition.item, condition.differs_from} - {""}
    if not condition.differs_from and condition.item in fixed:
        return holds(condition, fixed)
    if not asked <= offered.keys():
        return holds(condition, {})
    if condition.any_of and not offered[condition.item] & set(condition.any_of):
        return False
    return None


def _narrowed(
    survey: Survey, item: Item, fixed: Answers, offered: Mapping[str, AbstractSet[str]]
) -> Item:
    """The item with the options that these people can be offered; `when` stays where it is open."""
    options = []
    for option in item.options:
        ways = _open_ways(survey, [[id_] for id_ in option.when], fixed, offered)
        if ways is not None:
            names = tuple(condition.id for way in ways for condition in way)
            options.append(replace(option, when=names))
    return replace(item, options=tuple(options))


def _codes_on_paper(survey: Survey, item: Item) -> AbstractSet[str]:
    """What a condition on this item can name."""
    if item.kind is ItemKind.TIME:
        return {kind.value for kind in item.offers}
    listed = survey.references.get(item.reference)
    entries = {entry.code for entry in listed.entries} if listed else set()
    return entries | {option.code for option in item.options}


# Blocks of pages that share what decides who answers them


def _in_blocks(pages: Sequence[PaperPage]) -> Iterator[PaperPage]:
    around: list[tuple[Ways, int]] = []  # with the place of the first page after it
    left = {place: page.ways for place, page in enumerate(pages)}
    for place, page in enumerate(pages):
        around = [(ways, end) for ways, end in around if end > place]
        begun = []
        while (found := _longest(left, place, around)) is not None:
            ways, end = found
            around.append(found)
            begun.append(_block(pages, place, ways, end))
            left |= {inside: _without(left[inside], ways) or () for inside in range(place, end)}
        yield replace(page, blocks=tuple(begun), ways=left[place])


def _longest(
    left: Mapping[int, Ways], place: int, around: Sequence[tuple[Ways, int]]
) -> tuple[Ways, int] | None:
    """What most pages from here on share, within the blocks around."""
    most = min((end for _, end in around), default=len(left))
    best: tuple[Ways, int] | None = None
    for ways in _parts(left[place]):
        end = place
        while end < most and _without(left[end], ways) is not None:
            end += 1
        if end - place >= SHORTEST_BLOCK and (best is None or end > best[1]):
            best = ways, end
    return best


def _parts(ways: Ways) -> Iterator[Ways]:
    """What other pages can share with one: any condition that always counts, or all of it."""
    first, *others = ways or ((),)
    yield from (((c,),) for c in first if all(c in way for way in others))
    if others:
        yield ways


def _without(ways: Ways, part: Ways) -> Ways | None:
    """What is left to tell once `part` is told; None if they do not share it."""
    if not ways:
        return None
    if len(part) == 1:
        if not all(set(part[0]) <= set(way) for way in ways):
            return None
        left = [tuple(c for c in way if c not in part[0]) for way in ways]
        return () if () in left else tuple(left)
    pairs = [(told, way) for told in part for way in ways if set(told) <= set(way)]
    rests = {tuple(c for c in way if c not in told) for told, way in pairs}
    if len(pairs) != len(part) or len(ways) != len(part) or len(rests) != 1:
        return None
    return () if () in rests else tuple(rests)


def _block(pages: Sequence[PaperPage], place: int, ways: Ways, end: int) -> PaperBlock:
    inside = [number for page in pages[place:end] for number in page.numbers.values()]
    after = [number for page in pages[end:] for number in page.numbers.values()]
    return PaperBlock(ways=ways, first=inside[0], last=inside[-1], onward=after[0] if after else 0)


# Words


def _worded(survey: Survey, pages: Sequence[Page], fixed: Answers) -> Survey:
    """The survey with these pages, its words ready for paper."""
    asked = {item.id for page in pages for item in page.items}
    wordings = {
        language: replace(
            wording, pipes={name: _both(p, asked, fixed) for name, p in _pipes(survey, wording)}
        )
        for language, wording in survey.wordings.items()
    }
    questionnaire = replace(survey.questionnaire, pages=tuple(pages))
    return replace(survey, questionnaire=questionnaire, wordings=wordings)


def _pipes(survey: Survey, wording: Wording) -> Iterator[tuple[str, Pipe]]:
    yield from survey.wording(wording.language).pipes.items()


def _both(pipe: Pipe, asked: AbstractSet[str], fixed: Answers) -> Pipe:
    """Where the paper cannot know which of two words fits, it says both."""
    if pipe.item in fixed or pipe.item not in asked or len(pipe.words) != 1:
        return pipe
    (other,) = pipe.words.values()
    between = " " if pipe.default.endswith(_SENTENCE_ENDS) else " / "
    return replace(pipe, default=f"{pipe.default}{between}{other}", words={})


# Numbers beside the boxes


def option_numbers(survey: Survey, item: Item) -> dict[str, int]:
    """The number beside each box, under the code of its option; the same on every paper.

    For a wait: the ways of telling it, under their kinds.
    """
    codes = (
        [kind.value for kind in item.offers or TimeKind]
        if item.kind is ItemKind.TIME
        else [option.code for option in _every_option(survey, item)]
    )
    return {code: number for number, code in enumerate(codes, start=1)}


def band_numbers(survey: Survey, item: Item) -> dict[str, int]:
    """The number beside each range of a wait, under its code."""
    scale = survey.questionnaire.scales_by_id.get(item.bands)
    bands = scale.bands if scale else ()
    return {band.code: number for number, band in enumerate(bands, start=1)}


def _every_option(survey: Survey, item: Item) -> tuple[Option, ...]:
    return options_of(survey, survey.questionnaire.items[item.id])
