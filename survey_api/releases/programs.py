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
from survey_api.responses.batch import ScoreColumns, ThemeColumns

COMPARISON = "textblob"  # the scorer that stands beside the one in use
NO_SUCH_SENTIMENT = "a sentiment that is not known"
NO_SUCH_THEME = "a theme that the codebook does not have"

T = TypeVar("T")
_themes = msgspec.json.Decoder(list[str])


class Scores:
    """Scores as they come, batch after batch; `row` is the place of the response in the file."""

    def __init__(self, items: Sequence[str]) -> None:
        self._items = items
        self._schema: dict[str, pl.DataType] = {
            "row": pl.UInt32(),
            "item": pl.Enum(items),
            "part": pl.UInt16(),
            "step": pl.Categorical(),
            "sentiment": pl.Enum(SENTIMENTS),
            "reason": pl.Categorical(),
            "polarity": pl.Float64(),
            "unsure": pl.Boolean(),
        }
        self._by_scorer: dict[str, list[pl.DataFrame]] = {}
        self.unknown = 0  # scores whose sentiment is not known

    def add(self, scores: ScoreColumns, rows: pl.DataFrame) -> None:
        """Take in the scores of responses; rows: `response_id` and `row` of each of them."""
        if not scores.part:
            return
        columns = scores._asdict() | {"unsure": [bool(unsure) for unsure in scores.unsure]}
        read = pl.DataFrame(columns, schema_overrides={"polarity": pl.Float64, "step": pl.String})
        read = read.join(rows, on="response_id").rename({"item_id": "item"})
        # Items that the questionnaire no longer scores are left out.
        read = read.filter(pl.col("item").is_in(self._items))
        for (scorer,), found in read.partition_by("scorer", as_dict=True).items():
            kept = found.select(
                pl.col(name).cast(dtype, strict=False) for name, dtype in self._schema.items()
            )
            self.unknown += kept["sentiment"].null_count()
            kept = kept.drop_nulls("sentiment").sort("row", "item", "part")
            self._by_scorer.setdefault(str(scorer), []).append(kept)

    def names(self) -> list[str]:
        """The scorers, the one that speaks first: the one in use if it has scored anything."""
        counts = {n: sum(f.height for f in found) for n, found in self._by_scorer.items()}
        return rank(counts, _scorer_in_use())

    def comparison(self) -> str:
        """The scorer that stands beside the one that speaks, '' if none has scored anything."""
        return next((name for name in self.names() if name.startswith(COMPARISON)), "")

    def of(self, scorer: str) -> pl.DataFrame:
        """All scores by one scorer, by row, item and part."""
        found = self._by_scorer.get(scorer, [])
        return one_frame(found, self._schema)

    def forget(self) -> None:
        """Let go of the scores of every scorer: millions of rows are no longer wanted."""
        self._by_scorer.clear()


class FoundThemes:
    """Themes as they come, batch after batch."""

    def __init__(self, items: Sequence[str], themes: Sequence[str]) -> None:
        self._items, self._known = items, frozenset(themes)
        self._schema: dict[str, pl.DataType] = {
            "row": pl.UInt32(),
            "item": pl.Enum(items),
            "themes": pl.List(pl.Enum(themes)),
        }
        self._by_themer: dict[str, list[pl.DataFrame]] = {}
        self.unknown = 0  # themes that the codebook does not have

    def add(self, themes: ThemeColumns, rows: pl.DataFrame) -> None:
        """Take in the themes of responses; rows: `response_id` and `row` of each of them."""
        if not themes.themes:
            return
        read = pl.DataFrame(themes._asdict()).join(rows, on="response_id")
        read = read.rename({"item_id": "item"}).filter(pl.col("item").is_in(self._items))
        texts = read["themes"].unique().to_list()
        lists = [self._read(text) for text in texts]
        decoded = pl.DataFrame({"themes": texts, "found": lists}, schema_overrides={
            "themes": pl.String, "found": self._schema["themes"],
        })  # fmt: skip
        read = read.join(decoded, on="themes").select(
            "themer", *(pl.col(n) for n in ("row", "item")), themes="found"
        )
        for (themer,), found in read.partition_by("themer", as_dict=True).items():
            kept = found.select(pl.col(name).cast(dtype) for name, dtype in self._schema.items())
            self._by_themer.setdefault(str(themer), []).append(kept)

    def _read(self, text: str) -> list[str]:
        try:
            found = _themes.decode(text)
        except msgspec.DecodeError:
            self.unknown += 1
            return []
        known = [theme for theme in found if theme in self._known]
        self.unknown += len(found) - len(known)
        return known

    def names(self) -> list[str]:
        """The programs, the one that speaks first: that with most texts, then the newest name."""
        counts = {n: sum(f.height for f in found) for n, found in self._by_themer.items()}
        return rank(counts, "")

    def column(self, item: str, height: int) -> pl.Series:
        """The themes of an item's texts, one row a response; null where nobody has looked."""
        names = self.names()
        found = self._by_themer[names[0]] if names else []
        read = pl.concat(found) if found else pl.DataFrame(schema=self._schema)
        return spread(read.filter(pl.col("item") == item), "themes", height)


def one_frame(frames: list[pl.DataFrame], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """The frames under each other, each column in one piece.

    A column is let go of in all of `frames`, which ends up empty, before the next is joined: at no
    time is everything there twice.
    """
    if not frames:
        return pl.DataFrame(schema=dict(schema))
    joined = []
    for name in frames[0].columns:
        joined.append(pl.concat([frame[name] for frame in frames], rechunk=True))
        frames[:] = [frame.drop(name) for frame in frames]
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
def _scorer_in_use() -> str:
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
