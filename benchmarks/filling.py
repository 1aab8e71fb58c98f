"""A store with as many responses as wanted, filled fast: a few thousand people, met again.

The first come in by the way of all responses, checked and scored. They are then repeated under ids
and days of their own by SQL inside the file, so that a million take a minute, not an hour.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
import uuid
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from survey_api import (
    Settings,
    Store,
    Survey,
    load_surveys,
    open_store,
    simulate_answers,
    submit_response,
)
from survey_ui.waiting import score_all

SURVEY = "missing_children"
VARIETY = 4000  # different simulated people; beyond it they are met again under new ids
_TEAMS = 200  # homes, schools and units; the largest send in most
_TOGETHER = 128

# `:k` tells the repeats apart; hyphens stay where a UUID has them.
_ID = "printf('%08x', :k * 2654435761 & 4294967295) || substr({id}, 9)"
_REPEAT = {
    "responses": """
        INSERT INTO responses SELECT
            {new}, reference || '-' || :k, fingerprint, survey, wave, questionnaire_version,
            language, mode, answers, missing, submitted_at, simulated, source,
            CASE team WHEN '' THEN '' ELSE team || '-' || (:k % 9) END, data_key, flags,
            helped
        FROM responses WHERE rowid <= :seeds ORDER BY id""",
    "scores": """
        INSERT INTO scores SELECT
            {new}, item_id, scorer, part, step, sentiment, reason, polarity, confidence, unsure,
            scored_at, language
        FROM scores WHERE rowid <= :scores ORDER BY response_id""",
    "text_themes": """
        INSERT INTO text_themes SELECT {new}, item_id, themer, themes, found_at
        FROM text_themes WHERE rowid <= :themes ORDER BY response_id""",
}


async def fill(path: Path, responses: int, now: datetime, *, scored: bool = True) -> None:
    """Fill a new store with this many simulated responses, their texts scored if wanted.

    Those that wait for their scores are all of different people.
    """
    survey = load_surveys(Settings().surveys)[SURVEY]
    async with open_store(f"sqlite:///{path}") as store:
        await _submit(store, survey, min(responses, VARIETY) if scored else responses, now)
        if scored:
            await score_all(store, now, lambda *_: None)
    if scored and responses > VARIETY:
        _repeat(path, responses // VARIETY)


async def _submit(store: Store, survey: Survey, people: int, now: datetime) -> None:
    for first in range(0, people, _TOGETHER):
        batch = range(first, min(first + _TOGETHER, people))
        await asyncio.gather(*(_submit_one(store, survey, number, now) for number in batch))


async def _submit_one(store: Store, survey: Survey, number: int, now: datetime) -> None:
    rng = random.Random(number)
    wave = survey.latest_wave(now.date())
    opened = datetime(wave.opens.year, wave.opens.month, wave.opens.day, 12, tzinfo=UTC)
    when = opened + timedelta(seconds=rng.random() * (now - opened).total_seconds())
    answers = simulate_answers(survey, rng, when)
    await submit_response(
        store,
        survey,
        str(uuid.UUID(int=rng.getrandbits(128), version=4)),
        language="en",
        mode="web",
        answers={i: msgspec.Raw(msgspec.json.encode(v)) for i, v in answers.items()},
        now=when,
        simulated=True,
        team=f"T{min(int(rng.paretovariate(0.6)), _TEAMS)}"
        if answers.get("role") in ("C", "S")
        else "",
    )


def _repeat(path: Path, times: int) -> None:
    """Make every response of the store stand there so many times."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA synchronous = OFF")  # nobody is told that these are safe
        names = {"seeds": "responses", "scores": "scores", "themes": "text_themes"}
        last = {
            name: db.execute(f"SELECT max(rowid) FROM {table}").fetchone()[0]
            for name, table in names.items()
        }
        for k in range(1, times):
            db.execute("BEGIN")
            for table, statement in _REPEAT.items():
                key = "id" if table == "responses" else "response_id"
                db.execute(statement.format(new=_ID.format(id=key)), {"k": k, **last})
            db.execute("COMMIT")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
