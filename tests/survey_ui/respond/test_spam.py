"""Spam is flagged, never refused and never deleted; what was promised first stands."""

from __future__ import annotations

import json
import sqlite3
import uuid
from contextlib import closing
from datetime import timedelta

import msgspec
import pytest

from analysis import DisclosurePolicy
from survey_api import (
    Refused,
    Settings,
    begin_response,
    check_anonymity,
    load_surveys,
    open_store,
    read_microdata,
    submit_draft,
    submit_response,
)
from survey_api.releases.accounting import account_for
from survey_api.releases.microdata import read_wave
from survey_api.settings import PACKAGED_SURVEYS
from tests.samples import NOW
from tests.survey_ui.respond.visitor import SURVEY, Visitor

WAVE = "2026-27"
LONG = "Buy our wonderful quokka food today and save money on every single order you make. " * 2
SURVEYS = load_surveys(PACKAGED_SURVEYS)
THE_SURVEY = SURVEYS["missing_children"]


def flags_in(settings: Settings) -> list[list[str]]:
    with closing(sqlite3.connect(settings.store.removeprefix("sqlite:///"))) as file:
        rows = file.execute("SELECT flags FROM responses ORDER BY rowid").fetchall()
    return [json.loads(flags) for (flags,) in rows]


async def to_check(visitor: Visitor) -> None:
    await visitor.begin()
    await visitor.skip_to("check")


async def test_a_field_that_no_person_sees_flags_and_keeps(visitor: Visitor, settings: Settings):
    await to_check(visitor)
    assert 'name="website"' in visitor.page.text
    trap = visitor.page.text.split('<div class="govuk-visually-hidden"')[1].split("</div>")[0]
    assert 'aria-hidden="true"' in trap
    assert 'tabindex="-1" autocomplete="off"' in trap
    await visitor.send({"website": "https://spam.example"})
    assert visitor.at == f"{SURVEY}/done"  # it is told nothing of it
    assert flags_in(settings) == [["trap", "fast"]]


@pytest.mark.parametrize(("seconds", "flags"), [(44, ["fast"]), (45, [])])
async def test_who_is_faster_than_a_person_is_flagged(settings: Settings, seconds, flags):
    async with open_store(settings.store) as store:
        draft = await begin_response(
            store, THE_SURVEY, language="en", mode="web", answers={}, now=NOW
        )
        later = NOW + timedelta(seconds=seconds)
        assert (await submit_draft(store, THE_SURVEY, draft, later)).new
    assert flags_in(settings) == [flags]


async def say(store, words: str, survey=THE_SURVEY):
    return await submit_response(
        store, survey, str(uuid.uuid4()), language="en", mode="web",
        answers={"better": msgspec.Raw(msgspec.json.encode(words))}, now=NOW,
    )  # fmt: skip


async def test_the_same_long_text_is_flagged_and_its_mark_shows_no_word(settings: Settings):
    async with open_store(settings.store) as store:
        for words in (LONG, "Ring back", "Ring back", f"  {LONG.upper()} "):
            await say(store, words)
        assert (await store.count_fieldwork("missing_children", WAVE)).flagged == 1
        await store.purge(
            "missing_children", drafts_before=NOW, verbatims_before=NOW + timedelta(days=1),
            now=NOW, dry_run=False,
        )  # fmt: skip
    assert flags_in(settings) == [[], [], [], ["repeated"]]
    with closing(sqlite3.connect(settings.store.removeprefix("sqlite:///"))) as file:
        assert file.execute("SELECT count(*) FROM text_marks").fetchall() == [(0,)]


async def test_releases_read_flagged_ones_unless_the_survey_s_data_says_no(settings: Settings):
    spam = msgspec.structs.replace(THE_SURVEY.programme.spam, leave_out=True)
    programme = msgspec.structs.replace(THE_SURVEY.programme, spam=spam)
    strict = msgspec.structs.replace(THE_SURVEY, programme=programme)
    async with open_store(settings.store) as store:
        for _ in range(8):
            await say(store, LONG)
        _, kept = await read_wave(store, THE_SURVEY, WAVE)
        _, left = await read_wave(store, strict, WAVE)
    assert (kept.read, kept.responses, kept.flagged) == (8, 8, 7)
    assert (left.read, left.responses, left.flagged) == (8, 1, 0)
    assert [(one.why, one.number) for one in left.left_out if not one.variable] == [
        ("flagged as perhaps no person's", 7)
    ]
    lines = account_for(kept, DisclosurePolicy())
    assert [one.what for one in lines if one.what == "Of those used, flagged"]


async def test_what_was_promised_to_the_first_cannot_be_changed(settings: Settings):
    programme = msgspec.structs.replace(THE_SURVEY.programme, anonymous=False)
    changed = {"missing_children": msgspec.structs.replace(THE_SURVEY, programme=programme)}
    async with open_store(settings.store) as store:
        await check_anonymity(store, changed)  # nobody has answered yet
        await say(store, "Ring back")
        await check_anonymity(store, SURVEYS)
        await say(store, "Ring back", changed["missing_children"])
        with pytest.raises(Refused, match="had anonymous = true when its first response came"):
            await check_anonymity(store, changed)


async def test_microdata_tell_no_day_of_a_response(settings: Settings):
    async with open_store(settings.store) as store:
        await say(store, "Ring back")
        microdata = await read_microdata(store, THE_SURVEY, WAVE)
    for name, values in microdata.frame.to_dict(as_series=False).items():
        assert not [value for value in values if "2026-11-22" in str(value)], name
        assert not [value for value in values if "09:30" in str(value)], name
