"""Which responses a group has, and how many of them gave which answer.

A million responses are read once a column: its values become small whole numbers, and whatever is
counted afterwards adds these up. Asking polars each time costs more than the counting does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from typing import Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl
from msgspec import Struct

Places: TypeAlias = npt.NDArray[np.int64]
Numbers: TypeAlias = npt.NDArray[np.signedinteger[Any]]
Tally: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Found = TypeVar("Found")

AT = " at"  # a column that no codebook can name


class Numbered(Struct, frozen=True, eq=False):
    """A column by its different values: for each response 1 + the place of its value, 0 for none.

    `values`: in order (codes as in the codebook, text by its letters); ticks are tuples of codes,
    in no order.
    """

    values: tuple[Any, ...]
    numbers: Numbers

    def among(self, wanted: Collection[Any]) -> Flags:
        """By number, 0 first: whether the value is one of these, or has one of them ticked."""
        kept = set(wanted)
        hits = (not kept.isdisjoint(v) if isinstance(v, tuple) else v in kept for v in self.values)
        return np.fromiter((False, *hits), dtype=np.bool_, count=len(self.values) + 1)


def number_values(frame: pl.LazyFrame, height: int) -> Numbered:
    """The different rows of the frame, and which one stands at each place; 0 where there is none.

    frame: a column ` at` with the place of each row, from 0 to `height` - 1, and those to number.
    """
    names = [name for name in frame.collect_schema().names() if name != AT]
    alike = frame.group_by(names).agg(AT).collect()
    if not any(isinstance(dtype, pl.List) for dtype in alike.dtypes[:-1]):
        alike = alike.sort(names)
    numbers = np.zeros(height, dtype=_smallest(alike.height))
    each = np.arange(1, alike.height + 1, dtype=numbers.dtype)
    numbers[alike[AT].explode().to_numpy()] = np.repeat(each, alike[AT].list.len().to_numpy())
    rows = alike.select(names).rows()
    plain = (row[0] for row in rows) if len(names) == 1 else rows
    return Numbered(tuple(tuple(v) if isinstance(v, list) else v for v in plain), numbers)


def _smallest(values: int) -> type[np.signedinteger[Any]]:
    """The smallest kind of number that tells so many values and none apart."""
    return next(kind for kind in (np.int8, np.int16, np.int64) if values <= np.iinfo(kind).max)


class Columns:
    """The columns of the microdata, each by number from when it is first asked for.

    And what else was found about them once: many tables ask for the same. codings: what people made
    of the texts, if anybody has.
    """

    def __init__(self, frame: pl.DataFrame, codings: pl.DataFrame | None = None) -> None:
        self.frame, self.codings = frame, codings
        self._found: dict[Hashable, Any] = {}

    def once(self, about: Hashable, find: Callable[[], Found]) -> Found:
        """What was found about this before, or else is found now."""
        if about not in self._found:
            self._found[about] = find()
        found: Found = self._found[about]
        return found

    def placed(self) -> pl.LazyFrame:
        """The frame with the place of each response, as `number_values` needs it."""
        return self.frame.lazy().with_row_index(AT)

    def numbered(self, name: str) -> Numbered:
        """One column by its different values."""
        return self.once(("numbered", name), lambda: self._number(name))

    def _number(self, name: str) -> Numbered:
        column = self.frame[name]
        if not isinstance(column.dtype, pl.Enum):
            told = self.placed().select(AT, name).drop_nulls(name)
            return number_values(told, self.frame.height)
        values = tuple(column.dtype.categories)
        numbers = column.to_physical().cast(pl.Int32).fill_null(-1).to_numpy() + 1
        return Numbered(values, numbers.astype(_smallest(len(values))))

    def __contains__(self, name: str) -> bool:
        return name in self.frame.columns


class Rows(Struct, frozen=True, eq=False):
    """Some of the responses, in the order in which they are there. `places` None: all of them."""

    columns: Columns
    places: Places | None = None

    @property
    def height(self) -> int:
        """How many responses there are."""
        return self.columns.frame.height if self.places is None else len(self.places)

    def pick(self, of_all: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """What stands in these rows, of one value for each response of the microdata."""
        return of_all if self.places is None else of_all[self.places]

    def numbers(self, name: str) -> Numbers:
        """The column by number, in these rows; 0 for none."""
        return self.pick(self.columns.numbered(name).numbers)

    def tally(self, name: str) -> Tally:
        """How many have each value of a column, by number: first those that have none."""
        length = len(self.columns.numbered(name).values) + 1
        return np.bincount(self.numbers(name), minlength=length)

    def counts(self, name: str) -> dict[Any, int]:
        """How many have each value of a column; values that nobody has are not there."""
        tally = self.tally(name)[1:]
        values = self.columns.numbered(name).values
        return {values[i]: int(tally[i]) for i in np.flatnonzero(tally)}

    @property
    def at(self) -> pl.Series:
        """The place of each of these responses among all."""
        places = np.arange(self.height) if self.places is None else self.places
        return pl.Series(AT, places, dtype=pl.UInt32)

    def those_at(self, at: pl.Series) -> Rows:
        """The responses at these places among all."""
        return Rows(self.columns, at.cast(pl.Int64).to_numpy())

    @property
    def nobody(self) -> Rows:
        """None of them."""
        return Rows(self.columns, np.zeros(0, dtype=np.int64))

    def where(self, flags: Flags) -> Rows:
        """Those of the rows that are flagged."""
        places = np.flatnonzero(flags)
        return Rows(self.columns, places if self.places is None else self.places[places])

    def among(self, name: str, wanted: Collection[Any]) -> Rows:
        """Those who have one of these values."""
        return self.where(self.columns.numbered(name).among(wanted)[self.numbers(name)])

    def split(self, name: str) -> dict[Any, Rows]:
        """The rows of each value that somebody has, in order; None: of those who have none."""
        numbers = self.numbers(name)
        order = np.argsort(numbers, kind="stable")
        places = order if self.places is None else self.places[order]
        sizes = self.tally(name)
        ends = np.cumsum(sizes)
        values = (None, *self.columns.numbered(name).values)
        return {
            values[i]: Rows(self.columns, places[ends[i] - sizes[i] : ends[i]])
            for i in np.flatnonzero(sizes)
        }

    def frame(self, names: Collection[str]) -> pl.DataFrame:
        """These columns of the rows, for what is asked of few tables only."""
        frame = self.columns.frame.select(names)
        return frame if self.places is None else frame[self.places]
