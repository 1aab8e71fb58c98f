"""A release, made from a real store of simulated responses."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from survey_api.errors import BadSurvey, NotFound, Refused
from survey_api.releases import Release, ReleaseStatus, make_release
from survey_api.responses import begin_response, save_page, submit_response
from survey_api.storage import open_store
from tests.samples import raw
from tests.survey_api.releases.builders import SUBMITTED, WAVE, the_survey
from tests.survey_api.releases.conftest import RESPONSES, fill

CLOSED = datetime(2027, 9, 1, 0, 30, tzinfo=UTC)  # half past one in London, the day after it closed


def test_a_release_says_what_it_was_made_from(release):
    assert release.summary.id == f"missing_children-{WAVE}-1"
    assert release.summary.status is ReleaseStatus.INTERIM
    assert release.summary.made_at == SUBMITTED
    assert release.summary.responses == RESPONSES
    assert release.summary.simulated == RESPONSES
    assert release.versions["questionnaire"] == the_survey().questionnaire.version
    assert release.versions["scorer"] not in ("", "none")
    assert release.versions["data"] == f"2026-11-22, about {RESPONSES} responses"
    assert {len(release.versions[name]) for name in ("tables", "policy")} == {12}
    assert any(note.startswith("Interim") for note in release.notes)
    assert "All responses are simulated: made up, not from people." in release.notes


def test_every_table_asked_for_is_there_and_topics_stand_together(release):
    topics = [table.topic for table in release.tables]
    assert topics == sorted(topics, key=topics.index)
    ids = [table.id for table in release.tables]
    assert len(ids) == len(set(ids))
    assert {"delay-officer-by-bcu", "left-off-page"} <= set(ids)


def test_every_table_says_that_responses_are_simulated(release):
    assert all(any("simulated" in note for note in table.notes) for table in release.tables)


def test_no_small_number_is_published(release):
    for table in release.tables:
        for row in table.rows:
            if row.base.value is not None:
                assert row.base.value == 0 or row.base.value >= 10
                assert row.base.value % 5 == 0
            for column, cell in zip(table.columns, row.cells, strict=True):
                if column.unit == "responses" and cell.value is not None:
                    assert cell.value % 5 == 0, (table.id, row.title)


def test_standards_stand_beside_the_delays_they_belong_to(release):
    officer = release.table("delay-officer")
    assert [line.value for line in officer.reference_lines] == [0.25, 1.0]
    assert {"within_0.25", "within_1"} <= {column.id for column in officer.columns}
    assert [line.value for line in release.table("delay-return-talk").reference_lines] == [72.0]
    assert release.table("delay-news").reference_lines == ()


def test_a_standard_in_seconds_is_said_and_not_drawn(release):
    answer = release.table("delay-answer")
    assert answer.reference_lines == ()
    assert any("not drawn" in note and "10 seconds" in note for note in answer.notes)


def test_a_release_comes_back_from_json_as_it_went(release):
    assert msgspec.json.decode(msgspec.json.encode(release), type=Release) == release


async def test_a_release_is_stored_and_the_next_has_the_next_number(filled_url, release):
    async with open_store(filled_url) as store:
        assert await store.get_release(release.summary.id) == release
        again = await make_release(store, the_survey(), WAVE, now=SUBMITTED, interim=True)
        assert again.summary.id == f"missing_children-{WAVE}-2"
        assert again.tables == release.tables
        assert again.versions == release.versions
        assert await store.latest_release("missing_children", WAVE) == again


async def test_an_open_wave_has_no_final_release(store):
    with pytest.raises(Refused, match="until 31 August 2027, so only an interim"):
        await make_release(store, the_survey(), WAVE, now=SUBMITTED, interim=False)
    assert await store.list_releases() == []


async def test_a_closed_wave_has_one_even_if_nobody_answered(store):
    made = await make_release(store, the_survey(), WAVE, now=CLOSED, interim=False)
    assert made.summary.status is ReleaseStatus.FINAL
    assert made.summary.responses == 0
    assert made.notes == ()
    assert "Answers up to 31 August 2027" in made.tables[0].source


async def test_an_unknown_wave_is_not_released(store):
    with pytest.raises(NotFound):
        await make_release(store, the_survey(), "no-such", now=SUBMITTED, interim=True)


async def test_a_folder_without_tables_is_named(store, tmp_path):
    bare = msgspec.structs.replace(the_survey(), folder=tmp_path)
    with pytest.raises(BadSurvey, match=r"tables\.toml: this file is missing"):
        await make_release(store, bare, WAVE, now=SUBMITTED, interim=True)
    assert await store.list_releases() == []


async def test_words_not_scored_yet_are_said_to_be_missing(store, few_tables):
    await fill(store, 45)
    for number in range(8):
        await submit_response(
            store,
            the_survey(),
            f"11111111-1111-4111-8111-{number:012}",
            language="en",
            mode="web",
            answers=raw({"better": "Ring back, please: zebra42"}),
            now=SUBMITTED,
        )
    made = await make_release(store, few_tables, WAVE, now=SUBMITTED, interim=True)
    assert any(note.startswith("About 10 of ") and "not been scored" in note for note in made.notes)
    assert any("of the responses are simulated" in note for note in made.notes)
    assert "zebra42" not in msgspec.json.encode(made).decode()


async def test_people_who_left_off_are_counted_by_their_last_page(store, few_tables):
    survey = few_tables
    page = survey.questionnaire.pages[survey.questionnaire.page_numbers["role"]]
    for _ in range(44):
        draft = await begin_response(
            store, survey, language="en", mode="web", answers={}, now=SUBMITTED
        )
        await save_page(store, survey, draft, page, {"role": ["P"]}, SUBMITTED)
    made = await make_release(store, survey, WAVE, now=SUBMITTED, interim=True)
    table = made.table("left-off-page")
    assert {row.code: row.base.value for row in table.rows} == {"role": 40, "": 40}
    assert made.summary.responses == 0


async def test_the_first_interim_release_waits_for_more_than_a_few(store, few_tables):
    """Its rows alone would say who answered."""
    await fill(store, 49)
    with pytest.raises(Refused, match="takes 50 responses") as refused:
        await make_release(store, few_tables, WAVE, now=SUBMITTED, interim=True)
    assert "49" not in str(refused.value)
    assert await store.list_releases() == []
    final = await make_release(store, few_tables, WAVE, now=CLOSED, interim=False)
    assert final.summary.id.endswith("-1")


@pytest.mark.asvs("2.3.2")
async def test_another_interim_release_waits_until_the_wave_has_grown(store, few_tables):
    """What differs between two releases must not be about a few people alone."""
    survey = few_tables
    await fill(store, 50)
    first = await make_release(store, survey, WAVE, now=SUBMITTED, interim=True)
    for number in range(6):
        await submit_response(
            store,
            survey,
            f"22222222-2222-4222-8222-{number:012}",
            language="en",
            mode="web",
            answers=raw({"role": "P"}),
            now=SUBMITTED,
        )
    with pytest.raises(Refused, match="about them alone") as refused:
        await make_release(store, survey, WAVE, now=SUBMITTED, interim=True)
    assert "56" not in str(refused.value)
    assert [one.id for one in await store.list_releases()] == [first.summary.id]
    final = await make_release(store, survey, WAVE, now=CLOSED, interim=False)
    assert final.summary.id.endswith("-2")
