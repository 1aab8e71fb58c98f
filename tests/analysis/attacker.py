"""An attacker on published counts, written without the product's code, with scipy's solver.

Given the exact value of every shown number and how numbers add up, how far can a hidden number
still range? Knowns and unknowns are plain names.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array


def ranges(shown, hidden, sums):
    """Name -> (least, most) of each hidden number.

    shown: name -> value. hidden: names. sums: (whole name, part names, rest), whole = parts + rest.
    """
    index = {name: i for i, name in enumerate(hidden)}
    rows, sides = [], []
    for whole, parts, rest in sums:
        row, side = np.zeros(len(hidden)), -float(rest)
        for name, sign in [(whole, -1.0), *((part, 1.0) for part in parts)]:
            if name in index:
                row[index[name]] += sign
            else:
                side -= sign * shown[name]
        if row.any():
            rows.append(row)
            sides.append(side)
    found = {}
    for name in hidden:
        ends = []
        for sign in (1.0, -1.0):
            goal = np.zeros(len(hidden))
            goal[index[name]] = sign
            solved = linprog(
                goal,
                A_eq=np.array(rows) if rows else None,
                b_eq=np.array(sides) if rows else None,
                bounds=(0, 10_000),
                method="highs",
            )
            assert solved.status == 0, solved.message
            ends.append(sign * solved.fun)
        found[name] = (ends[0], ends[1])
    return found


def narrow_ranges(ledger, width):
    """Key -> (least, most) of each count the ledger hides that is not `width` wide."""
    names = range(len(ledger.entries))
    shown = {i: ledger.entries[i].count for i in names if ledger.entries[i].shown}
    sums = [(t.whole, t.parts, t.rest) for t in ledger.totals]
    slack = {len(names) + at: total for at, total in enumerate(sums) if total[2] is None}
    closed = [
        (whole, (*parts, len(names) + at) if rest is None else parts, rest or 0)
        for at, (whole, parts, rest) in enumerate(sums)
    ]
    unknown = [i for i in names if i not in shown] + list(slack)
    found = ranges(shown, unknown, closed) if unknown else {}
    return {
        ledger.entries[i].key: found[i]
        for i in names
        if ledger.entries[i].hidden and found[i][1] - found[i][0] < width - 1e-6
    }


def atom_ranges(atoms, known, targets, margins, width):
    """Name -> (least, most) of each target, as far as it takes to see that it is `width` wide.

    atoms: every kind of people there could be. known: (set of atoms, how many) of each shown
    number. targets: name -> set of atoms counted together. margins: pairs of sets that count the
    same people.
    """
    index = {atom: i for i, atom in enumerate(atoms)}

    def line(kinds):
        row = np.zeros(len(index))
        row[[index[kind] for kind in kinds]] = 1.0
        return row

    rows = [line(kinds) for kinds, _ in known] + [line(a) - line(b) for a, b in margins]
    sides = [n for _, n in known] + [0.0] * len(margins)
    equal, names = csr_array(np.array(rows)), list(targets)
    lines = np.array([line(targets[name]) for name in names]).reshape(len(names), len(index))
    least, most = np.full(len(names), np.inf), np.full(len(names), -np.inf)
    for i in range(len(names)):
        for sign in (1.0, -1.0):
            if most[i] - least[i] >= width:
                break  # what was found on the way to others says so already
            solved = linprog(
                sign * lines[i],
                A_eq=equal,
                b_eq=np.array(sides),
                bounds=(0, 10_000),
                method="highs",
            )
            assert solved.status == 0, solved.message
            values = lines @ solved.x
            least, most = np.minimum(least, values), np.maximum(most, values)
    return {name: (least[i], most[i]) for i, name in enumerate(names)}
