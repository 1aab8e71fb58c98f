"""Scored sentences beside the responses they come from."""

from __future__ import annotations

import numpy as np
import polars as pl

from analysis.microdata import Microdata
from analysis.rows import AT, Rows


def remarks_of(microdata: Microdata, rows: Rows) -> pl.DataFrame:
    """`item`, `step` and `sentiment` of each sentence, and ` at`, the place of its response.

    Places are found once: millions of ids are not to be compared for every table.
    """
    places = rows.columns.once("places of remarks", lambda: _places(microdata))
    remarks = microdata.remarks.select("item", "step", "sentiment").with_columns(places)
    if rows.places is None:
        return remarks
    kept = np.zeros(microdata.frame.height, dtype=np.bool_)
    kept[rows.places] = True
    return remarks.filter(pl.Series(kept[places.to_numpy()]))


def _places(microdata: Microdata) -> pl.Series:
    # Sentences of a response stand together: only the first of them is looked for.
    named = microdata.remarks["response_id"]
    first = (named != named.shift(1)).fill_null(value=True)
    ids = microdata.frame.select("id").with_row_index(AT)
    found = named.filter(first).alias("id").to_frame()
    places = found.join(ids, on="id", how="left", maintain_order="left")[AT].to_numpy()
    return pl.Series(AT, places[np.cumsum(first.to_numpy()) - 1])
