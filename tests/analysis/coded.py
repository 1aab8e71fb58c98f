"""Microdata with texts that a program read and that people read part of, made from a seed."""

from __future__ import annotations

import numpy as np
import polars as pl

from analysis import (
    CODING_COLUMNS,
    REMARK_COLUMNS,
    Codebook,
    Context,
    Microdata,
    Variable,
    VariableKind,
    expected_columns,
)

FEELINGS = ("negative", "neutral", "positive", "mixed")
GROUPS = {"families": "Families", "professionals": "Professionals", "workforce": "Police staff"}
THEMES = {"waiting": "Waiting", "manner": "Manner", "blamed": "Blamed", "trust": "Trust"}
CONTEXT = Context(wave="2026-27", source="Family Experience Survey, 2026-27")
CODEBOOK = Codebook(
    variables=(
        Variable(name="group", kind=VariableKind.CATEGORY, label="Group", codes=GROUPS),
        Variable(name="better", kind=VariableKind.SENTIMENT, label="Better"),
        Variable(name="better_textblob", kind=VariableKind.SENTIMENT, label="Better, TextBlob"),
        Variable(name="better_themes", kind=VariableKind.MULTIPLE, label="Themes", codes=THEMES),
    )
)


def a_coded_microdata(
    n: int, seed: int, coded: int, twice: int, *, right: float = 0.85, careful: float = 0.95
) -> Microdata:
    """n texts, the first `coded` of which a person coded and `twice` two people did.

    right: how often the program sees what is there; careful: how often a person does.
    """
    rng = np.random.default_rng(seed)
    shares = {"waiting": 0.4, "manner": 0.3, "blamed": 0.1, "trust": 0.02}
    truth = [[theme for theme, p in shares.items() if rng.random() < p] for _ in range(n)]
    feels = [str(f) for f in rng.choice(FEELINGS, n, p=[0.4, 0.2, 0.3, 0.1])]

    def seen(themes: list[str], sure: float) -> list[str]:
        return [t for t in THEMES if (t in themes) == (rng.random() < sure)]

    def felt(feeling: str, sure: float) -> str:
        return feeling if rng.random() < sure else str(rng.choice(FEELINGS))

    columns = {
        "id": [f"r{i}" for i in range(n)],
        "group": [str(g) for g in rng.choice([*GROUPS], n, p=[0.6, 0.35, 0.05])],
        **_scored("better", [felt(f, right) for f in feels]),
        **_scored("better_textblob", [felt(f, 0.3) for f in feels]),
        "better_themes": [seen(themes, right) for themes in truth],
    }
    rows = [
        {
            "response_id": f"r{i}", "item": "better", "coder": coder, "settles": False,
            "sentiment": felt(feels[i], careful), "themes": seen(truth[i], careful),
        }
        for i in range(coded)
        for coder in (("ada", "ben") if i < twice else ("ada",))
    ]  # fmt: skip
    frame = pl.DataFrame(columns, schema=expected_columns(CODEBOOK))
    return Microdata(frame, _remarks(n, rng), CODEBOOK, pl.DataFrame(rows, schema=CODING_COLUMNS))


def _scored(name: str, labels: list[str]) -> dict[str, list[object]]:
    n = len(labels)
    return {
        f"{name}.sentiment": [*labels],
        f"{name}.polarity": [0.0] * n,
        f"{name}.unsure": [i % 10 == 0 for i in range(n)],
    }


def _remarks(n: int, rng: np.random.Generator) -> pl.DataFrame:
    rows = {
        "response_id": [f"r{i}" for i in range(n)],
        "item": ["better"] * n,
        "part": [1] * n,
        "step": [str(s) for s in rng.choice(["reporting", "updates", ""], n, p=[0.5, 0.3, 0.2])],
        "sentiment": ["neutral"] * n,
        "polarity": [0.0] * n,
        "unsure": [False] * n,
    }
    return pl.DataFrame(rows, schema=REMARK_COLUMNS)
