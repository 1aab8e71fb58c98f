"""The survey that ships with the product, and responses to it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from analysis import Microdata
from survey_api.coding import Coding
from survey_api.questionnaire import Answers, Survey, load_surveys, settle
from survey_api.releases.microdata import Gathering, Tally
from survey_api.releases.portions import Reader
from survey_api.responses.batch import Batch, ResponseColumns, ScoreColumns, ThemeColumns
from survey_api.responses.model import Instrument, Response, Score, TextThemes
from survey_api.storage.rows import to_json, to_text
from tests.samples import SURVEYS

WAVE = "2026-27"
SUBMITTED = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)  # noon in London, in winter

_GRID = """
[[rules]]
strength = "weak"
base = 10
half_width = 50
relative = 2
agreement = 0
measures = 1

[[codes]]
code = "F1"
measures = [{ title = "Wrong", figure = { table = "advice-kind", column = "plainly_wrong" } }]
"""


@cache
def the_survey() -> Survey:
    return load_surveys(SURVEYS)["missing_children"]


def keep_tables(home: Path, tables: Sequence[str]) -> Survey:
    """The survey that ships with a few of its tables, in a new folder."""
    shutil.copytree(the_survey().folder, home)
    for name in ("overview.toml", "actions.toml", "grid.toml", "pack.toml"):
        (home / name).unlink(missing_ok=True)
    blocks = re.split(r"(?m)^(?=\[\[)", (home / "tables.toml").read_text(encoding="utf-8"))
    kept = [one for one in blocks if any(f'id = "{table}"\n' in one for table in tables)]
    assert len(kept) == len(tables)
    (home / "tables.toml").write_text("".join(kept), encoding="utf-8")
    (home / "grid.toml").write_text(_GRID, encoding="utf-8")
    return msgspec.structs.replace(the_survey(), folder=home)


def a_response(id: str = "r1", answers: Answers | None = None, **changes: Any) -> Response:
    """A parent's response, settled as a submitted one is."""
    kept, missing = settle(
        the_survey().questionnaire, {"role": "P", "reported": "me"} | (answers or {})
    )
    instrument = Instrument(
        survey="missing_children", questionnaire_version="2026.1", language="en", mode="web"
    )
    fields: dict[str, Any] = {
        "id": id,
        "instrument": instrument,
        "wave": WAVE,
        "answers": kept,
        "missing": missing,
        "submitted_at": SUBMITTED,
    }
    return Response(**fields | changes)


def a_score(response_id: str = "r1", **changes: Any) -> Score:
    fields: dict[str, Any] = {
        "response_id": response_id,
        "item_id": "better",
        "scorer": "tried/1",
        "part": 0,
        "step": "",
        "sentiment": "negative",
        "reason": "",
        "polarity": -0.5,
    }
    return Score(**fields | changes)


def a_batch(
    *responses: Response, scores: Iterable[Score] = (), themes: Iterable[TextThemes] = ()
) -> Batch:
    """These responses as a store hands them out, with what programs made of their texts."""
    rows = [
        (
            r.id, to_json(r.answers), to_json(r.missing), to_text(r.submitted_at),
            r.instrument.questionnaire_version, r.instrument.language, r.instrument.mode,
            r.simulated, r.source, r.team, to_json(r.flags),
        )
        for r in responses
    ]  # fmt: skip
    scored = [
        (
            s.response_id, s.item_id, s.scorer, s.part, s.step, s.sentiment, s.reason, s.polarity,
            s.unsure,
        )
        for s in scores
    ]  # fmt: skip
    found = [(t.response_id, t.item_id, t.themer, to_json(t.themes)) for t in themes]
    return Batch(
        ResponseColumns(*_columns(rows, 11)),
        ScoreColumns(*_columns(scored, 9)),
        ThemeColumns(*_columns(found, 4)),
    )


def gathered(*batches: Batch, codings: Sequence[Coding] = ()) -> tuple[Microdata, Tally]:
    """The microdata of batches that are read one after the other."""
    gathering, reader = Gathering(the_survey()), Reader(the_survey())
    for batch in batches:
        gathering.add(reader.read(batch))
    return gathering.finish(codings)


def _columns(rows: list[tuple[Any, ...]], width: int) -> list[tuple[Any, ...]]:
    return list(zip(*rows, strict=True)) if rows else [()] * width
