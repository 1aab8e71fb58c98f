"""A small survey's microdata, made from a seed."""

from __future__ import annotations

import numpy as np
import polars as pl

from analysis import (
    REMARK_COLUMNS,
    Codebook,
    CodeGroup,
    Context,
    Microdata,
    ReferenceLine,
    TableSpec,
    Variable,
    VariableKind,
    expected_columns,
)

ROLES = {"P": "Parents", "K": "Carers", "C": "Home staff", "S": "Social workers", "X": "Others"}
AREAS = {f"area_{i}": f"Area {i}" for i in range(12)}
RATINGS = {
    "very_good": "Very good",
    "good": "Good",
    "neither": "Neither",
    "poor": "Poor",
    "very_poor": "Very poor",
    "dont_know": "Don't know",
}
ADVICE = {"wait_24": "Wait 24 hours", "not_missing": "Not missing", "other_area": "Other area"}
CODEBOOK = Codebook(
    variables=(
        Variable(name="role", kind=VariableKind.CATEGORY, label="Role", codes=ROLES),
        Variable(name="area", kind=VariableKind.CATEGORY, label="Area", codes=AREAS),
        Variable(
            name="overall",
            kind=VariableKind.CATEGORY,
            label="Overall",
            codes=RATINGS,
            evidence=("R-A",),
        ),
        Variable(
            name="wrong_info",
            kind=VariableKind.MULTIPLE,
            label="Advice",
            codes=ADVICE,
            evidence=("F1",),
        ),
        Variable(name="attended", kind=VariableKind.DELAY, label="Visit", evidence=("F1", "D4")),
        Variable(name="better", kind=VariableKind.SENTIMENT, label="Better", evidence=("R-A",)),
    )
)
CONTEXT = Context(wave="2026-27", source="Family Experience Survey, 2026-27")

TOP_TWO = (
    CodeGroup(id="positive", title="Positive", codes=("very_good", "good")),
    CodeGroup(id="negative", title="Negative", codes=("poor", "very_poor")),
)


def a_microdata(n: int, seed: int, skew: float = 0.7) -> Microdata:
    """n responses; the larger `skew`, the more unequal the groups."""
    rng = np.random.default_rng(seed)

    def pick(codes: dict[str, str], missing: float) -> list[str | None]:
        weights = np.exp(-skew * np.arange(len(codes)))
        picked = rng.choice(list(codes), size=n, p=weights / weights.sum())
        return [None if rng.random() < missing else str(code) for code in picked]

    kinds = ["observed", "still_waiting", "overtaken", "never", "not_needed", "dont_know"]
    kind = rng.choice(kinds, size=n, p=[0.5, 0.15, 0.1, 0.1, 0.1, 0.05])
    lower = np.round(rng.exponential(2.0, n), 2)
    width = rng.choice([0.0, 0.5, 1.0], size=n)
    timed = np.isin(kind, kinds[:3])
    feelings = ["negative", "neutral", "positive", "mixed", "not_scored"]
    columns = {
        "id": [f"r{i}" for i in range(n)],
        "role": pick(ROLES, 0.0),
        "area": pick(AREAS, 0.03),
        "overall": pick(RATINGS, 0.05),
        "wrong_info": [
            [code for code in ADVICE if rng.random() < 0.3] if rng.random() < 0.8 else None
            for _ in range(n)
        ],
        "attended.kind": kind.tolist(),
        "attended.lower": [float(x) if t else None for x, t in zip(lower, timed, strict=True)],
        "attended.upper": [
            float(x + w) if k == "observed" else None
            for x, w, k in zip(lower, width, kind, strict=True)
        ],
        "better.sentiment": rng.choice(feelings, size=n).tolist(),
        "better.polarity": [0.1] * n,
        "better.unsure": [False] * n,
    }
    frame = pl.DataFrame(columns, schema=expected_columns(CODEBOOK))
    return Microdata(frame, _remarks(n, rng), CODEBOOK)


def _remarks(n: int, rng: np.random.Generator) -> pl.DataFrame:
    steps = ["reporting", "officer_visit", "updates", ""]
    feelings = ["negative", "neutral", "positive", "mixed"]
    rows = {
        "response_id": [f"r{i}" for i in range(n) for _ in range(2)],
        "item": ["better"] * (2 * n),
        "part": [1, 2] * n,
        "step": rng.choice(steps, size=2 * n).tolist(),
        "sentiment": rng.choice(feelings, size=2 * n).tolist(),
        "polarity": [0.0] * (2 * n),
        "unsure": [False] * (2 * n),
    }
    return pl.DataFrame(rows, schema=REMARK_COLUMNS)


def a_spec(**fields: object) -> TableSpec:
    """A table spec; what is not given is harmless."""
    given = {"id": "T1", "title": "A table, {wave}", "topic": "experience", "measure": "share"}
    return TableSpec(**{**given, **fields})  # type: ignore[arg-type]


def all_specs() -> list[TableSpec]:
    """One table for each measure, and some that share their counts."""
    hour = ReferenceLine(title="Significant", value=1.0, source="Met")
    quarter = ReferenceLine(title="Immediate", value=0.25, source="Met")
    return [
        a_spec(id="who", measure="count", by="role"),
        a_spec(id="where", measure="count", by="area"),
        a_spec(id="overall_role", of="overall", by="role", chart="stacked"),
        a_spec(id="overall_area", of="overall", by="area"),
        a_spec(id="overall_all", of="overall"),
        a_spec(id="rating_role", measure="rating_share", of="overall", by="role", groups=TOP_TWO),
        a_spec(id="rating_area", measure="rating_share", of="overall", by="area", groups=TOP_TWO),
        a_spec(id="advice_role", measure="ticked_share", of="wrong_info", by="role"),
        a_spec(id="advice_area", measure="ticked_share", of="wrong_info", by="area"),
        a_spec(
            id="visit_area",
            topic="delays",
            measure="delay_summary",
            of="attended",
            by="area",
            chart="curves",
            reference_lines=(quarter, hour),
        ),
        a_spec(id="words_role", measure="sentiment_share", of="better", by="role"),
        a_spec(id="words_step", measure="sentiment_by_step"),
        a_spec(id="parents", of="overall", by="area", where={"role": ("P",)}),
    ]
