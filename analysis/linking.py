"""How counts of one variable add up to counts of another that follows from it.

A borough lies in one police area, a role belongs to one group: the count of an area is the sum of
its boroughs', and a reader knows that even where no table says so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import permutations

import polars as pl

from analysis.unprotected import Key, Sum, both, only

Coarser = dict[str, list[str]]  # code of the coarser variable -> codes of the finer one in it


def derived_sums(
    frame: pl.DataFrame, counts: Mapping[Key, int], variables: Collection[str]
) -> tuple[Sum, ...]:
    """A Sum for each count of a coarser variable whose finer counts are there as well.

    frame: one String column for each of `variables`. That one follows from the other is read off
    the data; where it holds by chance, the sums are true all the same.
    """
    contexts = _contexts(counts)
    sizes = {variable: frame[variable].drop_nulls().n_unique() for variable in set(variables)}
    sums: list[Sum] = []
    for fine, coarse in permutations(sorted(set(variables)), 2):
        if sizes[fine] <= sizes[coarse] or not contexts.get(fine):
            continue
        if parts_of := _coarser(frame, fine, coarse):
            sums += _sums(contexts[fine], counts, fine, coarse, parts_of)
    return tuple(sums)


def _contexts(counts: Mapping[Key, int]) -> dict[str, set[Key]]:
    """Variable -> what its single codes are counted within."""
    contexts: dict[str, set[Key]] = {}
    for key in counts:
        for variable, codes in key:
            if len(codes) == 1:
                contexts.setdefault(variable, set()).add(key - {(variable, codes)})
    return contexts


def _coarser(frame: pl.DataFrame, fine: str, coarse: str) -> Coarser:
    """The fine codes in each coarse code, {} where `coarse` does not follow from `fine`."""
    pairs = frame.select(fine, coarse).unique().drop_nulls(fine)
    if not pairs.height or pairs[fine].n_unique() < pairs.height:
        return {}
    inside: Coarser = {}
    for code, whole in pairs.drop_nulls().sort(fine).iter_rows():
        inside.setdefault(whole, []).append(code)
    return inside if len(inside) > 1 else {}


def _sums(
    contexts: set[Key], counts: Mapping[Key, int], fine: str, coarse: str, parts_of: Coarser
) -> list[Sum]:
    sums = []
    for context in sorted(contexts, key=lambda key: sorted((v, sorted(c)) for v, c in key)):
        if coarse in dict(context):
            continue
        for code, finer in parts_of.items():
            whole = both(context, only(coarse, [code]))
            parts = tuple(k for c in finer if (k := both(context, only(fine, [c]))) in counts)
            if whole in counts and parts:
                rest = counts[whole] - sum(counts[part] for part in parts)
                sums.append(Sum(whole, parts, rest))
    return sums
