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
    wrong = pl.Series(column, [value] * 12, dtype=expected_columns(CODEBOOK)[column])
    with pytest.raises(BadMicrodata, match=said.replace("[", r"\[").replace("]", r"\]")):
        Microdata(good.frame.with_columns(wrong), good.remarks, CODEBOOK)


def test_remarks_of_a_response_that_is_not_there_are_refused():
    good = a_microdata(12, 1)
    with pytest.raises(BadMicrodata, match="names responses that are not there"):
        Microdata(good.frame.head(3), good.remarks, CODEBOOK)


def test_codes_may_come_as_text_or_as_codes_and_are_held_as_codes():
    good = a_microdata(12, 1)
    text = good.frame.cast(dict(expected_columns(CODEBOOK)))  # type: ignore[arg-type]
    drawn = text.with_columns(pl.col("role", "area").cast(pl.Categorical))
    backwards = pl.Enum(list(reversed(CODEBOOK.variables[0].codes)))
    turned = text.with_columns(pl.col(CODEBOOK.variables[0].name).cast(backwards))
    for frame in (text, drawn, turned):
        again = Microdata(frame, good.remarks, CODEBOOK)
        assert again.frame.equals(good.frame)
        assert again.frame.schema == good.frame.schema
    assert isinstance(good.frame.schema["role"], pl.Enum)


def test_a_column_of_nothing_is_nothing_said():
    good = a_microdata(12, 1)
    empty = good.frame.with_columns(
        pl.lit(None).alias(name) for name in good.frame.columns if name != "id"
    )
    held = Microdata(empty, good.remarks, CODEBOOK).frame
    assert held.schema == good.frame.schema
    assert held.drop("id").null_count().sum_horizontal().item() == 12 * (held.width - 1)


@pytest.mark.parametrize(
    "value", ["=1+1", "\x00", "\u202e\u05d0", "\U0001f494", "<script>", "P ", "", "x" * 100_000]
)
def test_hostile_codes_are_unknown_codes(value):
    good = a_microdata(12, 1)
    wrong = good.frame.with_columns(pl.lit(value).alias("role"))
    with pytest.raises(BadMicrodata, match="column 'role' has unknown codes"):
        Microdata(wrong, good.remarks, CODEBOOK)


def test_a_wait_that_ends_before_it_begins_is_refused():
    good = a_microdata(12, 1)
    wrong = good.frame.with_columns(
        pl.lit("observed").alias("attended.kind"),
        pl.lit(2.0).alias("attended.lower"),
        pl.lit(1.0).alias("attended.upper"),
    )
    with pytest.raises(BadMicrodata, match=r"'attended.upper' is below 'attended.lower'"):
        Microdata(wrong, good.remarks, CODEBOOK)
