"""How counts of one variable add up to counts of another that follows from it.

A borough lies in one police area, a role belongs to one group: the count of an area is the sum of
its boroughs', and a reader knows that even where no table says so. And whoever sees parents beside
everybody knows of everybody else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import permutations
from typing import TypeAlias

import numpy as np
from msgspec import Struct

from analysis.rows import Columns, Flags, Rows
from analysis.unprotected import NOT_KNOWN, Key, Sum, both, in_words, only

_FEW = 2000  # what does not hold among so many does not hold among all


class Inside(Struct, frozen=True):
    """Codes of a finer variable within one of a coarser. `complete`: nobody there has none."""

    codes: tuple[str, ...]
    complete: bool


Coarser: TypeAlias = dict[str, Inside]  # by the code of the coarser variable


def derived_sums(
    columns: Columns, counts: Mapping[Key, int], variables: Collection[str]
) -> tuple[dict[Key, int], tuple[Sum, ...]]:
    """A Sum for each count of a coarser variable whose finer counts are there as well.

    And counts that no table has but that two of them add up to, each in its own way: carers and
    parents of the north are the families of the north, and so are those of its boroughs.
    columns: one for each of `variables`. That one follows from the other is read off the
    data; where it holds by chance, the sums are true all the same.
    """
    contexts = _contexts(counts)
    everyone = Rows(columns)
    sizes = {name: len(everyone.counts(name)) for name in set(variables)}
    sums: list[Sum] = []
    for fine, coarse in permutations(sorted(set(variables)), 2):
        if sizes[fine] < sizes[coarse] or not contexts.get(fine):
            continue
        if parts_of := _coarser(columns, fine, coarse):
            sums += _sums(contexts[fine], counts, fine, coarse, parts_of)
    ways = Counter(one.whole for one in sums)
    sums = [one for one in sums if one.whole in counts or ways[one.whole] > 1]
    others = {
        one.whole: sum(counts[part] for part in one.parts)
        for one in sums
        if one.whole not in counts
    }
    return others, tuple(sums)


def _contexts(counts: Mapping[Key, int]) -> dict[str, set[Key]]:
    """Variable -> what its single codes are counted within."""
    contexts: dict[str, set[Key]] = {}
    for key in counts:
        for variable, codes in key:
            if len(codes) == 1:
                contexts.setdefault(variable, set()).add(key - {(variable, codes)})
    return contexts


def _coarser(columns: Columns, fine: str, coarse: str) -> Coarser:
    """The fine codes in each coarse code, {} where `coarse` does not follow from `fine`.

    As far as the data go: two codes of which nobody has a third hang together as well.
    """
    if _is_split(_met(columns, fine, coarse, _FEW)):
        return {}
    met = _met(columns, fine, coarse)
    if not met[1:].any() or _is_split(met):
        return {}
    codes, wholes = ((NOT_KNOWN, *columns.numbered(name).values) for name in (fine, coarse))
    nowhere = [wholes[i] for i in np.flatnonzero(met[0])]
    pairs = [(codes[i], wholes[k]) for i, k in np.argwhere(met)]
    if len(nowhere) == 1:  # nobody else has none: as good as a code
        nowhere = []
    else:
        pairs = [(code, whole) for code, whole in pairs if code != NOT_KNOWN]
    inside: dict[str, list[str]] = {}
    for code, whole in sorted(pairs):
        inside.setdefault(whole, []).append(code)
    return {whole: Inside(tuple(codes), whole not in nowhere) for whole, codes in inside.items()}


def _met(columns: Columns, fine: str, coarse: str, among: int | None = None) -> Flags:
    """Which code of `fine` (a row each) is met with which of `coarse`; first those with none."""
    one, other = columns.numbered(fine), columns.numbered(coarse)
    height, width = len(one.values) + 1, len(other.values) + 1
    pair = one.numbers[:among].astype(np.int32) * width + other.numbers[:among]
    return (np.bincount(pair, minlength=height * width) > 0).reshape(height, width)


def _is_split(met: Flags) -> bool:
    """Whether a fine code is met in two of the coarse ones."""
    return bool((np.count_nonzero(met[1:], axis=1) > 1).any())


def _sums(
    contexts: set[Key], counts: Mapping[Key, int], fine: str, coarse: str, parts_of: Coarser
) -> list[Sum]:
    sums = []
    for context in sorted(contexts, key=in_words):
        if coarse in dict(context):
            continue
        for code, inside in parts_of.items():
            whole = both(context, only(coarse, [code]))
            finer = [both(context, only(fine, [c])) for c in inside.codes]
            parts = tuple(part for part in finer if part in counts)
            complete = inside.complete and len(parts) == len(finer)
            if whole in counts and parts:
                spare = counts[whole] - sum(counts[part] for part in parts)
                sums.append(Sum(whole, parts, 0 if complete and not spare else None))
            elif complete and len(parts_of) > 1:
                sums.append(Sum(whole, parts))
    return sums


def left_over(
    counts: Mapping[Key, int],
    filtered: Iterable[tuple[Key, Collection[str]]],
    codes_of: Mapping[str, Iterable[str]],
) -> tuple[dict[Key, int], tuple[Sum, ...]]:
    """Who is left of a count when those that a filter keeps are taken away: counts and their sums.

    filtered: keys with the variables they were filtered by. codes_of: all codes of these. Only
    where the count without the filter is there as well.
    """
    rest: dict[Key, int] = {}
    sums: dict[Sum, None] = {}
    for key, variables in filtered:
        for entry in sorted(key, key=lambda entry: entry[0]):
            whole = key - {entry}
            if entry[0] in variables and whole in counts:
                others = {*codes_of[entry[0]], NOT_KNOWN} - entry[1]
                left = both(whole, only(entry[0], others))
                rest[left] = counts[whole] - counts[key]
                sums[Sum(whole, (key, left))] = None
    known = {**rest, **counts}
    for left in rest:
        wider = (left - {entry} for entry in left)
        sums |= {Sum(one, (left,), None): None for one in wider if one in rest}
        sums |= dict.fromkeys(_of_single_codes(left, known))
    return rest, tuple(sums)


def _of_single_codes(key: Key, counts: Mapping[Key, int]) -> Iterable[Sum]:
    """How a count of several codes is made up of the counts of each, where these are there."""
    for variable, codes in sorted(key, key=lambda entry: entry[0]):
        around = key - {(variable, codes)}
        single = [both(around, only(variable, [code])) for code in sorted(codes)]
        parts = tuple(one for one in single if one in counts)
        if len(codes) > 1 and parts:
            spare = counts[key] - sum(counts[part] for part in parts)
            yield Sum(key, parts, 0 if len(parts) == len(single) and not spare else None)
