"""Who has answered beside who there is, from the newest release of a real store."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from analysis import Prospect
from survey_api.errors import BadSurvey, Refused
from survey_api.questionnaire import Quota, Survey
from survey_api.releases import (
    Monitor,
    Release,
    Store,
    check_monitor,
    load_plan,
    make_release,
    read_monitor,
)
from survey_api.releases.monitor import cover
from survey_api.releases.plan import DISCLOSURE, read_policy
from survey_api.responses import submit_response
from survey_api.storage import open_store
from tests.samples import raw
from tests.survey_api.releases.builders import SUBMITTED, WAVE, keep_tables, the_survey

TABLES = ("who-role", "who-group", "who-route", "who-bcu", "who-bcu-known", "who-child-age",
          "who-child-age-known", "who-child-eth5", "who-child-eth5-known", "who-language",
          "who-mode", "advice-kind", "left-off-asked-of", "left-off-page")  # fmt: skip
AREAS = ("camden", "barnet", "croydon", "ealing")


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Survey:
    return keep_tables(tmp_path_factory.mktemp("surveys") / "missing_children", TABLES)


async def answer(store: Store, number: int, now: datetime = SUBMITTED, **changes: str) -> None:
    """A parent of an area answers in English, or somebody else where `changes` say so."""
    said = {"role": "P", "reported": "me", "borough": AREAS[number % 4], "child_age": "a15"}
    language = changes.pop("language", "en")
    done = await submit_response(
        store, the_survey(), str(uuid.UUID(int=number + (7 << 90), version=4)),
        language=language, mode="web", answers=raw(said | changes), now=now,
    )  # fmt: skip
    assert not hasattr(done, "problems"), done


async def answers(store: Store, numbers: range, now: datetime = SUBMITTED) -> None:
    await asyncio.gather(*(answer(store, number, now) for number in numbers))


async def released(store: Store, survey: Survey, now: datetime = SUBMITTED) -> Release:
    return await make_release(store, survey, WAVE, now=now, interim=True)


async def test_groups_stand_beside_the_population_with_its_mark(tmp_path: Path, survey: Survey):
    async with open_store(f"sqlite:///{tmp_path / 'one.db'}") as store:
        await answers(store, range(200))
        await released(store, survey)
        monitor = await read_monitor(store, survey, WAVE, SUBMITTED + timedelta(days=1))
    assert monitor.coverage is not None
    assert monitor.responses == 200
    found = {one.variable: one for one in monitor.coverage.breakdowns}
    area = found["bcu"]
    assert (area.mark, area.counts) == ("K", "recorded missing episodes")
    assert area.groups[0].nobody  # those not reached at all come first
    shown = [group for group in area.groups if group.responses]
    assert {group.responses for group in shown} == {50.0}
    for group in shown:
        assert group.ratio is not None
        assert group.population is not None
        assert group.ratio.value == pytest.approx(25 / group.population, abs=0.1)
        assert group.ratio.lower < group.ratio.value < group.ratio.upper
        assert group.rate is None  # episodes are not people who could answer
    assert found["language"].mark == ""
    assert [one.code for one in found["language"].not_reached][:1] == ["en-x-easy"]


async def test_a_response_rate_takes_persons_who_were_counted(
    tmp_path: Path, survey_with: Callable[[dict[str, str]], Survey]
):
    text = '[[invited]]\nvariable = "role"\nsource = "A list"\nmark = "V"\npersons = { P = 400 }\n'
    survey = survey_with({"population.toml": text})
    async with open_store(f"sqlite:///{tmp_path / 'one.db'}") as store:
        await answers(store, range(200))
        release = await released(store, replace(survey, folder=the_survey().folder))
    policy = read_policy(survey.folder / DISCLOSURE)
    coverage = cover(survey, survey.wave(WAVE), release, policy)
    role = next(one for one in coverage.breakdowns if one.variable == "role")
    parents = role.group("P")
    assert parents is not None
    assert parents.rate is not None
    assert (parents.rate.low, parents.rate.high) == (48.75, 51.0)
    assert (role.invited_mark, role.mark) == ("V", "")


async def test_groups_are_not_told_of_a_few(tmp_path: Path, survey: Survey):
    async with open_store(f"sqlite:///{tmp_path / 'one.db'}") as store:
        await answers(store, range(20))
        await answer(store, 20, language="so")
        # A final release may be made of few: nobody else will come.
        closed = SUBMITTED + timedelta(days=366)
        await make_release(store, survey, WAVE, now=closed, interim=False)
        monitor = await read_monitor(store, survey, WAVE, closed)
    assert monitor.coverage is None  # the release has a row for Somali: with 21 that is a person
    assert monitor.responses == 20


async def quotas_of(store: Store, survey: Survey, *quotas: Quota) -> list[tuple[str, str]]:
    programme = replace(survey.programme, quotas=quotas)
    monitor = await read_monitor(
        store, replace(survey, programme=programme), WAVE, SUBMITTED + timedelta(days=1)
    )
    assert monitor.coverage is not None
    return [(one.code, one.said) for one in monitor.coverage.quotas]


async def test_quotas_say_how_they_stand_those_behind_first(tmp_path: Path, survey: Survey):
    async with open_store(f"sqlite:///{tmp_path / 'one.db'}") as store:
        await answers(store, range(200))
        await answer(store, 201, role="H")
        for number in range(300, 340):  # with one role more alone, that of parents is hidden too
            await answer(store, number, role="K")
        await released(store, survey)
        said = await quotas_of(
            store, survey,
            Quota(variable="role", code="P", wanted=150),
            Quota(variable="role", code="P", wanted=300, by=date(2027, 3, 1)),
            Quota(variable="role", code="P", wanted=205, by=date(2026, 11, 23)),
            Quota(variable="role", code="C", wanted=10),
            Quota(variable="role", code="H", wanted=1),
            Quota(variable="role", code="P", wanted=250, by=date(2026, 11, 10)),
            Quota(variable="role", code="P", wanted=9, wave="2026-pilot"),
        )  # fmt: skip
    # One health worker has answered: nobody learns that the quota of one is reached.
    assert said == [("C", "behind"), ("P", "missed"), ("H", "too few to show"),
                    ("P", "too close to say"), ("P", "on the way"),
                    ("P", "reached")]  # fmt: skip


async def test_a_quota_that_is_reached_refuses_nobody(tmp_path: Path, survey: Survey):
    full = replace(
        survey.programme, quotas=(Quota(variable="role", code="P", wanted=1, wave=WAVE),)
    )
    closed = replace(survey, programme=full)
    async with open_store(f"sqlite:///{tmp_path / 'one.db'}") as store:
        for number in range(60):
            done = await submit_response(
                store, closed, str(uuid.UUID(int=number + (7 << 90), version=4)), language="en",
                mode="web", answers=raw({"role": "P", "reported": "me"}), now=SUBMITTED,
            )  # fmt: skip
            assert hasattr(done, "reference"), done
        await released(store, closed)
        monitor = await read_monitor(store, closed, WAVE, SUBMITTED + timedelta(days=1))
        assert monitor.coverage is not None
        assert monitor.coverage.quotas[0].prospect is Prospect.REACHED
        await answer(store, 61)
        assert (await store.count_fieldwork(survey.id, WAVE)).responses == 61


@pytest.mark.parametrize(
    ("quota", "said"),
    [
        (
            Quota(variable="colour", code="red", wanted=5),
            "no variable with codes is called 'colour'",
        ),
        (Quota(variable="role", code="Z", wanted=5), "'role' has no code 'Z'"),
        (Quota(variable="role", code="P", wanted=0), "wanted is 1 or more"),
        (Quota(variable="role", code="P", wanted=5, wave="2031"), "there is no wave '2031'"),
        (Quota(variable="role", code="P", wanted=5, by=date(2031, 1, 1)), "lies in no wave"),
        (Quota(variable="my_sex", code="female", wanted=5), "no table counts all responses by"),
    ],
    ids=["variable", "code", "wanted", "wave", "day", "table"],
)
def test_a_quota_that_names_what_is_not_there_is_found_by_the_check(quota: Quota, said: str):
    wrong = replace(the_survey(), programme=replace(the_survey().programme, quotas=(quota,)))
    with pytest.raises(BadSurvey, match=r"survey\.toml: \$\.quotas\[0\]") as found:
        check_monitor(wrong, load_plan(wrong))
    assert said in str(found.value)


async def test_a_wrong_quota_is_no_reason_not_to_make_a_release(tmp_path: Path, survey: Survey):
    wrong = replace(survey.programme, quotas=(Quota(variable="colour", code="red", wanted=5),))
    async with open_store(f"sqlite:///{tmp_path / 'one.db'}") as store:
        await answers(store, range(60))
        await released(store, replace(survey, programme=wrong))
        monitor = await read_monitor(
            store, replace(survey, programme=wrong), WAVE, SUBMITTED + timedelta(days=1)
        )
    assert monitor.coverage is not None
    assert monitor.coverage.quotas == ()


# --- Attack --------------------------------------------------------------------------------------


async def look(store: Store, survey: Survey, day: datetime) -> tuple[Monitor, bool]:
    """What somebody sees who looks a minute after the worker has had its turn of the day."""
    made = True
    try:
        await released(store, survey, day)
    except Refused:
        made = False
    return await read_monitor(store, survey, WAVE, day + timedelta(minutes=1)), made


@pytest.mark.parametrize(
    "small",
    [
        {"language": "so"},
        {"role": "H"},
        {"borough": "city_of_london"},
        {"child_age": "a0_4"},
        {"reported": "no"},
    ],
    ids=lambda changes: "-".join(changes.values()),
)
async def test_whoever_looks_every_day_never_learns_that_one_more_was_of_a_small_group(
    tmp_path: Path, survey: Survey, small: dict[str, str]
):
    """Two worlds: the one response of a day is of a small group, or of the largest.

    The attacker knows that it came, and reads everything the monitor tells, every day.
    """
    begin = datetime(2026, 11, 2, 0, 5, tzinfo=SUBMITTED.tzinfo)
    stores = [f"sqlite:///{tmp_path / name}.db" for name in ("small", "large")]
    async with open_store(stores[0]) as one, open_store(stores[1]) as other:
        worlds = (one, other)
        for world in worlds:
            await answers(world, range(120), begin - timedelta(hours=3))
            # Somebody of the group was there before, as nobody stays the first for ever.
            for number in (120, 121):
                await answer(world, number, begin - timedelta(hours=2), **small)
        seen = [await look(world, survey, begin) for world in worlds]
        assert seen[0] == seen[1]
        assert seen[0][1]
        await answer(one, 200, begin + timedelta(hours=9), **small)
        await answer(other, 200, begin + timedelta(hours=9))
        told = seen[0][0].coverage
        for day in range(1, 8):
            now = begin + timedelta(days=day)
            seen = [await look(world, survey, now) for world in worlds]
            assert seen[0] == seen[1], f"day {day} tells the worlds apart"
            assert not seen[0][1]
            assert seen[0][0].coverage == told  # groups have not moved at all
            for world in worlds:  # as few as come in a day
                await answer(world, 300 + day, now + timedelta(hours=9))
        for world in worlds:  # until the next step
            await answers(world, range(400, 460), begin + timedelta(days=8))
        seen = [await look(world, survey, begin + timedelta(days=9)) for world in worlds]
        assert [made for _, made in seen] == [True, True]
    (variable,) = ({"borough": "bcu", "reported": "route"}.get(name, name) for name in small)
    not_reached = []
    for monitor, _ in seen:
        assert monitor.coverage is not None
        (breakdown,) = (b for b in monitor.coverage.breakdowns if b.variable == variable)
        hidden = [group for group in breakdown.groups if group.symbol == "[c]"]
        assert hidden, "the small group must not be counted"
        not_reached.append([one.not_reached for one in monitor.coverage.breakdowns])
    assert not_reached[0] == not_reached[1]
    assert seen[0][0].days == seen[1][0].days
