"""Reading by columns: the same hours and codes as one by one, and nothing lost without a reason."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

import msgspec
import polars as pl
import pytest

from analysis import (
    BadTableSpec,
    Context,
    DisclosurePolicy,
    SummaryTable,
    TableSpec,
    build_tables,
)
from survey_api.questionnaire import ItemKind, TimeAnswer, TimeKind, settle, simulate_answers
from survey_api.releases.coded import NO_MOMENT, OUT_OF_RANGE, STRAY
from survey_api.releases.codes import make_codebook
from survey_api.releases.delays import Clocks, delay_name, tells_delay
from survey_api.releases.microdata import AnswersGiven, LeftOut, read_wave
from survey_api.releases.plan import load_plan
from survey_api.releases.sheet import NO_SUCH_QUESTION, OTHER_SHAPE, UNREADABLE
from survey_api.releases.waits import BACKWARDS, NEGATIVE, NO_SUCH_KIND
from survey_api.responses import TextThemes
from survey_api.responses.batch import Batch
from survey_api.responses.model import Response
from tests.survey_api.releases.builders import (
    SUBMITTED,
    WAVE,
    a_batch,
    a_response,
    a_score,
    gathered,
    the_survey,
)

QUESTIONNAIRE = the_survey().questionnaire
STILL, BACK_FIRST = TimeKind.STILL_WAITING, TimeKind.OVERTAKEN


def a_simulated(number: int) -> Response:
    """A simulated response, its waits open more often than not: the hard ones for reading."""
    rng = random.Random(number)
    answers = simulate_answers(the_survey(), rng, SUBMITTED)
    for item in QUESTIONNAIRE.items.values():
        if item.kind is ItemKind.TIME and item.id in answers and rng.random() < 0.6:
            answers[item.id] = TimeAnswer(rng.choice([STILL, BACK_FIRST]))
    kept, missing = settle(QUESTIONNAIRE, answers)
    texts = [i for i in kept if QUESTIONNAIRE.items[i].kind is ItemKind.TEXT]
    return msgspec.structs.replace(
        a_response(f"r{number:04}", submitted_at=SUBMITTED - timedelta(hours=rng.random() * 2000)),
        answers={i: v for i, v in kept.items() if i not in texts},
        missing=missing,
    )


RESPONSES = [a_simulated(number) for number in range(250)]


# --- The same as one by one.


def test_every_wait_has_the_hours_the_rule_gives_it():
    frame, clocks = gathered(a_batch(*RESPONSES))[0].frame, Clocks(QUESTIONNAIRE)
    worked_out = 0
    for item in QUESTIONNAIRE.items.values():
        if not tells_delay(item):
            continue
        name = delay_name(item)
        expected = [clocks.read(item, r.answers, r.submitted_at) for r in RESPONSES]
        found = frame.select(f"{name}.kind", f"{name}.lower", f"{name}.upper").rows()
        assert found == [tuple(delay) if delay else (None, None, None) for delay in expected]
        worked_out += sum(
            delay is not None and delay.kind in ("still_waiting", "overtaken") and bool(delay.lower)
            for delay in expected
        )
    assert worked_out > 100  # from other answers, with hours that are not simply nothing


def test_every_choice_has_the_code_that_was_chosen():
    frame = gathered(a_batch(*RESPONSES))[0].frame
    for item in QUESTIONNAIRE.items.values():
        if item.kind not in (ItemKind.SINGLE, ItemKind.MULTIPLE) or item.id not in frame.columns:
            continue
        valueless = {option.code for option in item.options if option.missing is not None}
        for response, found in zip(RESPONSES, frame[item.id], strict=True):
            told = response.answers.get(item.id)
            if isinstance(told, str):
                assert found == (None if told in valueless else told)
            elif told is not None:
                assert isinstance(told, tuple)
                assert (None if found is None else tuple(found)) == (
                    None if set(told) & valueless else told
                )
            else:
                assert found is None


def test_how_many_are_read_at_a_time_makes_no_difference():
    scores = [a_score(r.id, part=part, step="") for r in RESPONSES[::3] for part in (0, 1, 2)]
    whole, tally = gathered(a_batch(*RESPONSES, scores=scores))
    parts, same = gathered(
        *(
            a_batch(
                *RESPONSES[first : first + 7],
                scores=[
                    s
                    for s in scores
                    if s.response_id in {r.id for r in RESPONSES[first : first + 7]}
                ],
            )
            for first in range(0, len(RESPONSES), 7)
        )
    )
    assert whole.frame.equals(parts.frame)
    assert whole.remarks.equals(parts.remarks)
    assert tally == same


def test_a_code_takes_a_byte():
    frame = gathered(a_batch(*RESPONSES))[0].frame
    for variable in ("role", "borough", "child_eth", "month"):
        assert frame[variable].to_physical().dtype == pl.UInt8


# --- Up to a moment.


async def test_what_came_after_the_cut_is_left_out(store):
    early, late = a_simulated(1), a_simulated(2)
    late = msgspec.structs.replace(late, submitted_at=SUBMITTED + timedelta(minutes=1))
    early = msgspec.structs.replace(early, submitted_at=SUBMITTED)
    for response in (early, late):
        await store.add_response(
            msgspec.structs.replace(response, texts={"better": "words"}, to_score=("better",))
        )
    await store.record_scores([a_score(early.id)], SUBMITTED + timedelta(seconds=30))
    await store.record_themes(
        [TextThemes(response_id=early.id, item_id="better", themer="t/1", themes=())],
        SUBMITTED + timedelta(seconds=40),
    )

    async def at(moment: datetime | None) -> tuple[list[str], list[str | None], list[object]]:
        microdata, _ = await read_wave(store, the_survey(), WAVE, moment)
        found = microdata.frame.select("id", "better.sentiment", "better_themes")
        return tuple(column.to_list() for column in found)  # type: ignore[return-value]

    assert await at(SUBMITTED - timedelta(microseconds=1)) == ([], [], [])
    assert await at(SUBMITTED) == ([early.id], [None], [None])
    assert await at(SUBMITTED + timedelta(seconds=30)) == ([early.id], ["negative"], [None])
    assert await at(None) == ([early.id, late.id], ["negative", None], [[], None])


# --- Bad input: typed, counted, never lost.


def broken(response: Response, **changes: str):
    """A batch of this one response with these columns as something else has written them."""
    batch = a_batch(response)
    columns: dict[str, Any] = {name: (text,) for name, text in changes.items()}
    return batch._replace(responses=batch.responses._replace(**columns))


@pytest.mark.parametrize(
    ("answers", "variable", "why"),
    [
        ('{"role": "Z"}', "role", STRAY),
        ('{"wrong_info": ["gone", "none"]}', "wrong_info", STRAY),
        ('{"role": ["P"]}', "role", STRAY),
        ('{"wrong_info": "none"}', "wrong_info", OTHER_SHAPE),
        ('{"attended": "soon"}', "attended", OTHER_SHAPE),
        ('{"attended": {"kind": "approx", "lo_min": "2"}}', "attended", OTHER_SHAPE),
        ('{"attended": {"kind": "later"}}', "attended", NO_SUCH_KIND),
        ('{"attended": {"kind": "exact", "lo_min": -5, "hi_min": -5}}', "attended", NEGATIVE),
        ('{"attended": {"kind": "band", "lo_min": 60, "hi_min": 30}}', "attended", BACKWARDS),
        (
            '{"attended": {"kind": "exact", "lo_min": 5, "hi_min": 5, "clock_start":'
            ' "2026-11-21T22:00:00+00:00", "clock_end": "2026-11-21T21:00:00+00:00"}}',
            "attended",
            BACKWARDS,
        ),
        ('{"t_noticed": "2026-03-29T01:30"}', "episode_month", NO_MOMENT),  # the clocks go forward
        ('{"t_noticed": "once upon a time"}', "episode_month", NO_MOMENT),
        ('{"t_noticed": "=1+1"}', "episode_month", NO_MOMENT),
        ('{"t_noticed": "1999-01-01"}', "episode_month", OUT_OF_RANGE),
        ('{"role": "\\u0000"}', "role", STRAY),
        ('{"role": "=HYPERLINK(1)"}', "role", STRAY),
        ('{"role": "\u202e\U0001f494"}', "role", STRAY),
    ],
)
def test_a_value_that_cannot_be_is_nothing_and_is_counted(answers, variable, why):
    microdata, tally = gathered(broken(a_response(), answers=answers))
    columns = [c for c in microdata.frame.columns if c.split(".")[0] == variable]
    kept = [["none"]] if "none" in answers and why == STRAY else [None]
    assert columns
    for column in columns:
        assert microdata.frame[column].to_list() == kept
    assert tally.left_out == (LeftOut(variable=variable, why=why, number=1),)
    assert (tally.read, tally.responses) == (1, 1)


@pytest.mark.parametrize(
    "answers", ["", "{", "[]", "null", "7", '{"role": "P"', "\x00", '{"a":1}\n{}']
)
def test_a_response_that_cannot_be_read_is_left_out_and_said(answers):
    good = a_batch(*RESPONSES[:3])
    microdata, tally = gathered(good, broken(a_response("bad"), answers=answers))
    assert microdata.frame["id"].to_list() == [r.id for r in RESPONSES[:3]]
    assert tally.left_out == (LeftOut(variable="", why=UNREADABLE, number=1),)
    assert (tally.read, tally.responses) == (4, 3)


def test_an_older_questionnaire_is_read_as_far_as_it_is_the_same():
    response = broken(
        a_response(),
        answers='{"role": "P", "retired": "x"}',
        missing='{"overall": "not_answered", "retired_too": "not_asked"}',
        questionnaire_version="2025.1",
    )
    microdata, tally = gathered(response)
    assert microdata.frame["role"].to_list() == ["P"]
    assert tally.left_out == (LeftOut(variable="retired", why=NO_SUCH_QUESTION, number=1),)
    assert (tally.texts, tally.unscored) == (0, 0)
    given = {g.item: g for g in tally.given}
    assert given["overall"].not_answered == given["channel"].not_asked == 1


def test_nobody_answered():
    microdata, tally = gathered(a_batch())
    assert microdata.frame.height == microdata.remarks.height == 0
    assert (tally.read, tally.responses, tally.left_out) == (0, 0, ())


# --- Every response is accounted for, item by item.


def test_each_item_was_answered_by_some_and_not_by_others_and_nobody_is_forgotten():
    _, tally = gathered(a_batch(*RESPONSES))
    given = {g.item: g for g in tally.given}
    assert "safe_now" not in given
    for item, counts in given.items():
        reasons = [r.missing.get(item) for r in RESPONSES]
        assert counts == AnswersGiven(
            item=item,
            answered=reasons.count(None),
            **{
                why: sum(reason is not None and reason.value == why for reason in reasons)
                for why in ("not_answered", "dont_know", "prefer_not_to_say", "not_asked")
            },
        )
    assert sum(g.dont_know for g in tally.given) > 0


# --- Scores, themes and teams.


def test_the_scorer_in_use_speaks_and_textblob_stands_beside():
    responses = [a_response(f"r{n}", {"better": "x"}) for n in (1, 2, 3)]
    scores = [a_score(f"r{n}", scorer="textblob-0.1/1", sentiment="neutral") for n in (1, 2, 3)]
    scores += [a_score(f"r{n}", scorer="spoken-2/1") for n in (1, 2, 3)]
    scores += [a_score("r1", scorer="other/1", sentiment="positive")]
    scores += [a_score("r1", scorer="spoken-2/1", part=1, step="updates")]
    microdata, tally = gathered(a_batch(*responses, scores=scores))
    frame = microdata.frame
    assert tally.comparison == "textblob-0.1/1"
    assert frame["better_textblob.sentiment"].to_list() == ["neutral"] * 3
    assert "other/1" in tally.other_scorers
    assert tally.comparison not in tally.other_scorers


def test_themes_are_codes_and_looking_without_seeing_any_is_an_answer():
    variable = make_codebook(the_survey()).variable("better_themes")
    assert variable is not None
    one, other, *_ = variable.codes
    found = [
        TextThemes(response_id="r1", item_id="better", themer="seeds/1", themes=(one, other)),
        TextThemes(response_id="r2", item_id="better", themer="seeds/1", themes=()),
        TextThemes(response_id="r3", item_id="better", themer="seeds/1", themes=("gone", one)),
    ]
    responses = [a_response(f"r{n}", {"better": "x"}) for n in (1, 2, 3, 4)]
    microdata, tally = gathered(a_batch(*responses, themes=found))
    assert microdata.frame["better_themes"].to_list() == [[one, other], [], [one], None]
    assert tally.themer == "seeds/1"
    assert [(left.variable, left.number) for left in tally.left_out] == [("themes", 1)]


def test_a_team_is_a_cluster_and_none_is_nothing():
    microdata, _ = gathered(a_batch(a_response("a", team="K7Q2"), a_response("b")))
    assert microdata.codebook.cluster == "team"
    assert microdata.frame["team"].to_list() == ["K7Q2", None]


@pytest.mark.parametrize(
    ("told", "month"),
    [
        ("2026-11-21T21:30+00:00", "2026-11"),
        ("2026-07-01T00:30+01:00", "2026-07"),  # still June by Greenwich; London counts
        ("2026-10-31 evening", "2026-10"),
        ("2026-02-28", "2026-02"),
    ],
)
def test_an_episode_is_dated_to_the_month_that_was_told(told, month):
    microdata, tally = gathered(a_batch(a_response(answers={"t_noticed": told})))
    assert microdata.frame["episode_month"].to_list() == [month]
    assert tally.left_out == ()


# --- All the way to tables.


CONTEXT = Context(wave="2026 to 2027", source="made up for a test")


def tables_of(*batches: Batch) -> tuple[SummaryTable, ...]:
    """The survey's first table of each measure, protected, over these responses."""
    microdata, _ = gathered(*batches)
    first = {spec.measure: spec for spec in reversed(load_plan(the_survey()).tables)}
    return build_tables(microdata, list(first.values()), DisclosurePolicy(), CONTEXT).tables


@pytest.mark.slow
def test_no_release_names_a_team():
    teams = [f"ZEBRA{number % 5}" for number in range(60)]
    told = [
        msgspec.structs.replace(response, team=team)
        for response, team in zip(RESPONSES, teams, strict=False)
    ]
    assert b"ZEBRA" not in msgspec.json.encode(tables_of(a_batch(*told)))
    spec = TableSpec(id="t", title="t", topic="who_answered", measure="count", by="team")
    microdata, _ = gathered(a_batch(*told))
    with pytest.raises(BadTableSpec, match="'team' is of kind cluster, not category"):
        build_tables(microdata, [spec], DisclosurePolicy(), CONTEXT)


@pytest.mark.slow
@pytest.mark.parametrize(
    "responses",
    [(), RESPONSES[:1], (a_response("nothing_said"),), RESPONSES[:40]],
    ids=["nobody", "one", "one_who_said_nothing", "no_free_text"],
)
def test_few_or_none_make_tables_that_say_so(responses):
    tables = tables_of(a_batch(*responses))
    assert len(tables) > 10
    if len(responses) < 10:  # no number but that of nobody
        bases = [row.base for table in tables for row in table.rows if table.by]
        assert all(base.symbol or not base.value for base in bases)


@pytest.mark.slow
def test_hostile_words_in_codes_reach_no_table():
    hostile = broken(
        a_response("h"), answers='{"role": "=HYPERLINK(1)", "wrong_info": ["\\u0000<script>"]}'
    )
    text = msgspec.json.encode(tables_of(a_batch(*RESPONSES[:40]), hostile))
    assert b"HYPERLINK" not in text
    assert b"script" not in text
