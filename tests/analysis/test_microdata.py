from __future__ import annotations

import polars as pl
import pytest

from analysis import REMARK_COLUMNS, BadMicrodata, Microdata, expected_columns
from tests.analysis.builders import CODEBOOK, a_microdata


def test_no_rows_is_legal_and_columns_come_in_the_order_of_the_codebook():
    frame = pl.DataFrame(schema=expected_columns(CODEBOOK))
    empty = Microdata(
        frame.select(reversed(frame.columns)), pl.DataFrame(schema=REMARK_COLUMNS), CODEBOOK
    )
    assert empty.frame.height == 0
    assert empty.frame.columns[:2] == ["id", "role"]


def test_every_misfitting_column_is_named():
    good = a_microdata(12, 1)
    frame = good.frame.drop("role").with_columns(
        pl.col("attended.lower").cast(pl.Int64), surprise=pl.lit(1)
    )
    remarks = good.remarks.rename({"step": "stage"})
    with pytest.raises(BadMicrodata) as caught:
        Microdata(frame, remarks, CODEBOOK)
    message = str(caught.value)
    for part in (
        "microdata lacks column 'role'",
        "microdata has the extra column 'surprise'",
        "column 'attended.lower' of the microdata is Int64, not Float64",
        "remarks lacks column 'step'",
        "remarks has the extra column 'stage'",
    ):
        assert part in message


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("role", "Z", "column 'role' has unknown codes ['Z']"),
        ("wrong_info", ["gossip"], "column 'wrong_info' has unknown codes ['gossip']"),
        ("better.sentiment", "glad", "column 'better.sentiment' has unknown codes ['glad']"),
        ("attended.kind", "later", "column 'attended.kind' has unknown kinds ['later']"),
        ("attended.lower", -1.0, "column 'attended.lower' has values that are not hours"),
        ("attended.upper", float("inf"), "column 'attended.upper' has values that are not hours"),
        ("id", "same", "column 'id' has empty or repeated values"),
    ],
)
def test_values_that_the_codebook_does_not_know_are_named(column, value, said):
    good = a_microdata(12, 1)
    wrong = pl.Series(column, [value] * 12, dtype=good.frame.schema[column])
    with pytest.raises(BadMicrodata, match=said.replace("[", r"\[").replace("]", r"\]")):
        Microdata(good.frame.with_columns(wrong), good.remarks, CODEBOOK)


def test_remarks_of_a_response_that_is_not_there_are_refused():
    good = a_microdata(12, 1)
    with pytest.raises(BadMicrodata, match="names responses that are not there"):
        Microdata(good.frame.head(3), good.remarks, CODEBOOK)
