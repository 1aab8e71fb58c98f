"""The store that benchmarks fill holds what they say it holds: migrations must not break it."""

from __future__ import annotations

from datetime import UTC, datetime

from benchmarks import filling
from survey_api import Settings, load_surveys, open_store
from survey_api.releases.microdata import read_wave


async def test_people_met_again_are_read_like_anybody_else(tmp_path, monkeypatch):
    monkeypatch.setattr(filling, "VARIETY", 6)
    path, now = tmp_path / "filled.db", datetime.now(UTC)
    await filling.fill(path, 18, now)
    survey = load_surveys(Settings().surveys)[filling.SURVEY]
    async with open_store(f"sqlite:///{path}") as store:
        microdata, tally = await read_wave(store, survey, survey.latest_wave(now.date()).id, now)
    assert tally.responses == microdata.frame["id"].n_unique() == 18
    assert tally.unscored == 0 < tally.texts
