"""An attacker on those who came in between two releases, who sees only what is printed.

Of each shown number the reader knows which counts would have been printed so. What fits both
releases together, with nobody leaving and every table about the same people, bounds how many came
in between. The finished release is taken to be known exactly.
"""

from __future__ import annotations

from itertools import product
from math import ceil, floor

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from tests.analysis.people import ANSWERS, GROUP, REGION, kinds_of, seen

TEN = 10  # what an interim release rounds to


def readings(everyone, specs, tables, *, interim):
    """Kinds of people -> (least, most) of each number that is shown."""
    known, _ = seen(everyone, specs, tables)
    if not interim:
        return {kinds: (n, n) for kinds, n in known.items()}
    found = {kinds: (0, 0) for kinds, n in known.items() if n == 0}
    for spec, table in zip(specs, tables, strict=True):
        for row in table.rows:
            if row.base.value:
                base = int(row.base.value)
                _narrow(found, kinds_of(spec, row.code, ""), _of_ten(base, base))
                for column, cell in zip(table.columns, row.cells, strict=True):
                    if spec.of and cell.value is not None:
                        tens = [
                            ten
                            for ten in range(0, base + 1, TEN)
                            if round(100 * ten / base) == cell.value
                        ]
                        ends = _of_ten(min(tens), max(tens))
                        _narrow(found, kinds_of(spec, row.code, column.id), ends)
    return found


def _of_ten(least, most):
    """The counts that are rounded to one of these; 1 to 4 are never shown."""
    return (least - 5 if least else 0), (most + 4 if most else 0)


def _narrow(found, kinds, ends):
    least, most = found.get(kinds, (0, np.inf))
    found[kinds] = (max(least, ends[0]), min(most, ends[1]))


def newcomers(before, after):
    """Kinds -> (least, most) who came in between, for all that both releases show.

    before, after: readings of two releases. Two pairs each: from the two numbers alone, and from
    all that is shown.
    """
    kinds = [(item, *k) for item in ANSWERS for k in product(GROUP, REGION, ANSWERS[item])]
    index = {(i, *kind): n for n, (i, kind) in enumerate(product((0, 1), kinds))}

    def line(groups):
        row = np.zeros(len(index))
        row[[index[one] for one in groups]] = 1.0
        return row

    rows, least, most = [], [], []
    for releases, readings_ in (((0,), before), ((0, 1), after)):
        for group, (low, high) in readings_.items():
            rows.append(line([(i, *kind) for i in releases for kind in group]))
            least.append(low)
            most.append(high)
    for i, role, area in product((0, 1), GROUP, REGION):
        one, other = (line([(i, item, role, area, a) for a in ANSWERS[item]]) for item in ANSWERS)
        rows.append(one - other)
        least.append(0)
        most.append(0)
    table = np.array(rows)
    upper, lower = csr_array(np.vstack([table, -table])), np.array([*most, *(-np.array(least))])
    finite = np.isfinite(lower)
    found = {}
    for group in before.keys() & after.keys():
        alone = (
            max(0, after[group][0] - before[group][1]),
            after[group][1] - before[group][0],
        )
        ends = []
        for sign in (1.0, -1.0):
            goal = sign * line([(1, *kind) for kind in group])
            solved = linprog(goal, A_ub=upper[finite], b_ub=lower[finite], bounds=(0, 100_000))
            assert solved.status == 0, solved.message
            ends.append(sign * solved.fun)
        found[group] = alone, (ceil(ends[0] - 1e-6), floor(ends[1] + 1e-6))
    return found
