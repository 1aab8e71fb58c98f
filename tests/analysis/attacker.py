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


def atom_ranges(atoms, known, targets, margins):
    """Name -> (least, most) of each target: a set of kinds of people, counted together.

    atoms: every kind of people there could be. known: (set of atoms, how many) of each shown
    number. targets: name -> set of atoms. margins: pairs of sets that count the same people.
    """
    index = {atom: i for i, atom in enumerate(atoms)}

    def line(kinds):
        row = np.zeros(len(index))
        row[[index[kind] for kind in kinds]] = 1.0
        return row

    rows = [line(kinds) for kinds, _ in known] + [line(a) - line(b) for a, b in margins]
    sides = [n for _, n in known] + [0.0] * len(margins)
    found = {}
    for name, kinds in targets.items():
        ends = []
        for sign in (1.0, -1.0):
            solved = linprog(
                sign * line(kinds),
                A_eq=csr_array(np.array(rows)),
                b_eq=np.array(sides),
                bounds=(0, 10_000),
                method="highs",
            )
            assert solved.status == 0, solved.message
            ends.append(sign * solved.fun)
        found[name] = (ends[0], ends[1])
    return found
