"""What a measure is, and the groups it measures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import polars as pl
from msgspec import Struct, field

from analysis.codebook import Codebook, Variable
from analysis.delays import Delays, Waits, read_delays
from analysis.errors import BadTableSpec
from analysis.microdata import Microdata
from analysis.spec import Needs, TableSpec
from analysis.table import Column
from analysis.unprotected import Key, Measured, Saying


class Known(Struct, frozen=True, eq=False):
    """What the tables built together have found already: the same group stands in many of them.

    By the key of a group and the variable. `waits` None: nobody's wait has a known start.
    """

    delays: dict[tuple[Key, str], Delays] = field(default_factory=dict)
    waits: dict[tuple[Key, str], Waits | None] = field(default_factory=dict)
    teams: dict[tuple[Key, str], int] = field(default_factory=dict)


class Knowing(Struct, frozen=True, eq=False, kw_only=True):
    """What may be asked what is known already; alone it knows nothing."""

    known: Known = field(default_factory=Known)


class Group(Knowing, frozen=True, eq=False):
    """One row to be: the responses of a group, and the key that says who they are."""

    code: str
    title: str
    key: Key
    frame: pl.DataFrame


MakeColumns: TypeAlias = Callable[[TableSpec, Codebook], tuple[Column, ...]]
Measuring: TypeAlias = Callable[[Group, TableSpec, Codebook], Measured]
# The rows of a measure that makes its own, from the responses the table is about.
Preparing: TypeAlias = Callable[[Microdata, TableSpec, pl.DataFrame], pl.DataFrame]
MakeGroups: TypeAlias = Callable[[Microdata, pl.DataFrame, TableSpec, Key], Sequence[Group]]
# What stands under the table, from its rows taken together.
MakeNotes: TypeAlias = Callable[[Sequence[Group], TableSpec, Codebook], Saying]


class Measure(Struct, frozen=True):
    """A named way to fill the cells of a group.

    `base`: who is counted, in words. `method`: how, in words. `groups`: None where rows are the
    codes of the table's `by`. `notes`: what to say under the table. `prepare`: adds to the frame
    what stands elsewhere in the microdata.
    """

    needs: Needs
    unit: str
    columns: MakeColumns
    measure: Measuring
    base: str
    method: str
    groups: MakeGroups | None = None
    notes: MakeNotes | None = None
    prepare: Preparing | None = None


def delays_of(group: Group, of: str, codebook: Codebook) -> Delays:
    """The delays of one DELAY variable in the group, read once for all tables."""
    delays, key = group.known.delays, (group.key, of)
    if key not in delays:
        delays[key] = read_delays(group.frame, of, codebook.cluster)
    return delays[key]


def variable_of(spec: TableSpec, codebook: Codebook) -> Variable:
    """The variable that the table measures. Raises BadTableSpec when there is none."""
    variable = codebook.variable(spec.of)
    if variable is None:
        raise BadTableSpec(f"Table '{spec.id}': `of` names no variable of the codebook.")
    return variable
