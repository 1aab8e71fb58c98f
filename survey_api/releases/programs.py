"""What programs made of people's texts, as columns: sentiment by scorers, themes by themers.

Several versions of a program may have read the same texts. One speaks in a table; two are never
mixed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TypeVar

import msgspec
import polars as pl

from analysis import REMARK_COLUMNS, SENTIMENTS, score_text
from survey_api.releases.sheet import SetAside
from survey_api.responses.batch import ScoreColumns, ThemeColumns

COMPARISON = "textblob"  # the scorer that stands beside the one in use
NO_SUCH_SENTIMENT = "a sentiment that is not known"
NO_SUCH_THEME = "a theme that the codebook does not have"

T = TypeVar("T")
_themes = msgspec.json.Decoder(list[str])


class ScoredTexts:
    """Sorts scores by the scorer that gave them; made once for the items that are scored."""

    def __init__(self, items: Sequence[str]) -> None:
        self._items = items
        self.schema: dict[str, pl.DataType] = {
            "row": pl.UInt32(),
            "item": pl.Enum(items),
            "part": pl.UInt16(),
            "step": pl.Categorical(),
            "sentiment": pl.Enum(SENTIMENTS),
            "reason": pl.Categorical(),
            "polarity": pl.Float64(),
            "unsure": pl.Boolean(),
        }

    def read(
        self, scores: ScoreColumns, rows: pl.DataFrame, set_aside: SetAside
    ) -> dict[str, pl.DataFrame]:
        """The scores by scorer, each by row, item and part.

        rows: `response_id` and `row` of each response. A sentiment that is not known is set aside.
        """
        if not scores.part:
            return {}
        columns = scores._asdict() | {"unsure": [bool(unsure) for unsure in scores.unsure]}
        read = pl.DataFrame(columns, schema_overrides={"polarity": pl.Float64, "step": pl.String})
        read = read.join(rows, on="response_id").rename({"item_id": "item"})
        # Items that the questionnaire no longer scores are left out.
        read = read.filter(pl.col("item").is_in(self._items))
        sorted_out = {}
        for (scorer,), found in read.partition_by("scorer", as_dict=True).items():
            kept = found.select(
                pl.col(name).cast(dtype, strict=False) for name, dtype in self.schema.items()
            )
            if unknown := kept["sentiment"].null_count():
                set_aside["sentiment", NO_SUCH_SENTIMENT] += unknown
            kept = kept.drop_nulls("sentiment").sort("row", "item", "part")
            sorted_out[str(scorer)] = kept
        return sorted_out


class ThemedTexts:
    """Sorts themes by the program that saw them; made once for the items that are scored."""

    def __init__(self, items: Sequence[str], themes: Sequence[str]) -> None:
        self._items, self._known = items, frozenset(themes)
        self.schema: dict[str, pl.DataType] = {
            "row": pl.UInt32(),
            "item": pl.Enum(items),
            "themes": pl.List(pl.Enum(themes)),
        }

    def read(
        self, themes: ThemeColumns, rows: pl.DataFrame, set_aside: SetAside
    ) -> dict[str, pl.DataFrame]:
        """The themes by program. rows: as for scores. Themes that are not known are set aside."""
        if not themes.themes:
            return {}
        read = pl.DataFrame(themes._asdict()).join(rows, on="response_id")
        read = read.rename({"item_id": "item"}).filter(pl.col("item").is_in(self._items))
        texts = read["themes"].unique().to_list()
        lists = [self._known_of(text, set_aside) for text in texts]
        decoded = pl.DataFrame({"themes": texts, "found": lists}, schema_overrides={
            "themes": pl.String, "found": self.schema["themes"],
        })  # fmt: skip
        read = read.join(decoded, on="themes").select(
            "themer", *(pl.col(n) for n in ("row", "item")), themes="found"
        )
        return {
            str(themer): found.select(pl.col(n).cast(dtype) for n, dtype in self.schema.items())
            for (themer,), found in read.partition_by("themer", as_dict=True).items()
        }

    def _known_of(self, text: str, set_aside: SetAside) -> list[str]:
        try:
            found = _themes.decode(text)
        except msgspec.DecodeError:
            set_aside["themes", NO_SUCH_THEME] += 1
            return []
        known = [theme for theme in found if theme in self._known]
        if len(known) < len(found):
            set_aside["themes", NO_SUCH_THEME] += len(found) - len(known)
        return known


class Found:
    """What programs found, portion after portion, each under the name of the program."""

    def __init__(self, schema: Mapping[str, pl.DataType], in_use: str) -> None:
        self._schema, self._in_use = schema, in_use
        self._by_program: dict[str, list[pl.DataFrame]] = {}

    def add(self, found: Mapping[str, pl.DataFrame], first: int) -> None:
        """Take in a portion whose first response is row `first` of the file."""
        for name, frame in found.items():
            placed = frame.with_columns(pl.col("row") + pl.lit(first, pl.UInt32))
            self._by_program.setdefault(name, []).append(placed)

    def names(self) -> list[str]:
        """The programs, the one that speaks first: the one in use if it has found anything."""
        counts = {n: sum(f.height for f in found) for n, found in self._by_program.items()}
        return rank(counts, self._in_use)

    def comparison(self) -> str:
        """The scorer that stands beside the one that speaks, '' if none has scored anything."""
        return next((name for name in self.names() if name.startswith(COMPARISON)), "")

    def of(self, program: str) -> pl.DataFrame:
        """All that one program found, in the order of the responses. Asked for once."""
        return one_frame(self._by_program.pop(program, []), self._schema)


def one_frame(frames: list[pl.DataFrame], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """The frames under each other, each column in one piece.

    A column is let go of in all of `frames`, which ends up empty, before the next is joined: at no
    time is everything there twice.
    """
    if not frames:
        return pl.DataFrame(schema=dict(schema))
    names = frames[0].columns
    joined = [
        pl.concat([frame.drop_in_place(name) for frame in frames], rechunk=True) for name in names
    ]
    frames.clear()
    return pl.DataFrame(joined)


def rank(counts: Mapping[str, int], in_use: str) -> list[str]:
    """The names, the one that speaks first: of the kind in use, then with most behind it."""
    kind = _kind(in_use)

    def place(name: str) -> tuple[bool, int, bool]:
        return _kind(name) == kind, counts[name], name == in_use

    return sorted(sorted(counts, reverse=True), key=place, reverse=True)


def _kind(name: str) -> str:
    """What a program is called, without its version: 'textblob' of 'textblob-0.20.1/1'."""
    return name.partition("/")[0].partition("-")[0]


@cache
def scorer_in_use() -> str:
    """The name of the scorer that texts are scored with today."""
    return score_text("", "en").scorer


def spread(found: pl.DataFrame, column: str, height: int) -> pl.Series:
    """A column of what was found, laid out over `height` rows by `row`; null in the others."""
    places = pl.Series(range(found.height), dtype=pl.UInt32)
    nowhere = pl.repeat(None, height, dtype=pl.UInt32, eager=True)
    return found[column].gather(nowhere.scatter(found["row"], places))


def sentiment_columns(
    scores: pl.DataFrame, item: str, name: str, height: int
) -> Iterable[pl.Series]:
    """The sentiment of whole texts of an item as the three columns of a variable."""
    found = scores.filter((pl.col("item") == item) & (pl.col("part") == 0))
    found = found.with_columns(unsure=pl.when(pl.col("polarity").is_not_null()).then("unsure"))
    for column in ("sentiment", "polarity", "unsure"):
        yield spread(found, column, height).alias(f"{name}.{column}")


def remarks_of(scores: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
    """The scored sentences, one row each, in the order of the responses."""
    sentences = scores.filter(pl.col("part") > 0)
    return sentences.select(
        ids.gather(sentences["row"]).alias("response_id"),
        *("item", pl.col("part").cast(pl.Int64), "step", "sentiment", "polarity", "unsure"),
    ).select(list(REMARK_COLUMNS))
