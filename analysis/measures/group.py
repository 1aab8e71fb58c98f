"""What a measure is, and the groups it measures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from msgspec import Struct

from analysis.codebook import Codebook, Variable
from analysis.delays import Delays, delays_in
from analysis.errors import BadTableSpec
from analysis.microdata import Microdata
from analysis.rows import Rows
from analysis.spec import Needs, TableSpec
from analysis.table import Column
from analysis.unprotected import Key, Measured, Saying


class Group(Struct, frozen=True, eq=False):
    """One row to be: the responses of a group, and the key that says who they are."""

    code: str
    title: str
    key: Key
    rows: Rows


MakeColumns: TypeAlias = Callable[[TableSpec, Codebook], tuple[Column, ...]]
Measuring: TypeAlias = Callable[[Group, TableSpec, Codebook], Measured]
# The rows of a measure that makes its own, from the responses the table is about.
MakeGroups: TypeAlias = Callable[[Microdata, Rows, TableSpec, Key], Sequence[Group]]
# What stands under the table, from its rows taken together.
MakeNotes: TypeAlias = Callable[[Sequence[Group], TableSpec, Codebook], Saying]


class Measure(Struct, frozen=True):
    """A named way to fill the cells of a group.

    `base`: who is counted, in words. `method`: how, in words. `groups`: None where rows are the
    codes of the table's `by`. `notes`: what to say under the table.
    """

    needs: Needs
    unit: str
    columns: MakeColumns
    measure: Measuring
    base: str
    method: str
    groups: MakeGroups | None = None
    notes: MakeNotes | None = None


def delays_of(group: Group, of: str, codebook: Codebook) -> Delays:
    """The delays of one DELAY variable in the group, read once for all tables."""
    return group.rows.columns.once(
        ("delays", group.key, of), lambda: delays_in(group.rows, of, codebook.cluster)
    )


def variable_of(spec: TableSpec, codebook: Codebook) -> Variable:
    """The variable that the table measures. Raises BadTableSpec when there is none."""
    variable = codebook.variable(spec.of)
    if variable is None:
        raise BadTableSpec(f"Table '{spec.id}': `of` names no variable of the codebook.")
    return variable
