"""A table that asks for what does not exist is found before anybody waits for it."""

from __future__ import annotations

import re
import shutil

import msgspec
import pytest

from survey_api.errors import BadSurvey
from survey_api.releases import load_plan
from tests.survey_api.releases.builders import the_survey

TABLE = """
[[tables]]
id = "one"
title = "One, {wave}"
topic = "experience"
measure = "share"
of = "overall"
"""


@pytest.fixture
def folder(tmp_path):
    home = tmp_path / "missing_children"
    home.mkdir()
    (home / "tables.toml").write_text(TABLE)
    shutil.copy(the_survey().folder / "disclosure.toml", home)
    return home


@pytest.fixture
def survey(folder):
    return msgspec.structs.replace(the_survey(), folder=folder)


def test_the_survey_that_ships_has_a_plan_that_can_be_made():
    plan = load_plan(the_survey())
    assert len(plan.tables) >= 40
    assert plan.policy.threshold_base == 10


def test_every_id_can_stand_in_an_address():
    plan = load_plan(the_survey())
    ids = [spec.id for spec in (*plan.tables, *plan.break_offs)]
    assert [one for one in ids if not one.replace("-", "").isalnum() or one.lower() != one] == []


def test_every_finding_and_recommendation_we_know_has_a_table():
    known = {code.id for code in the_survey().programme.evidence if code.confirmed}
    shown = {code for spec in load_plan(the_survey()).tables for code in spec.evidence}
    assert known - shown == set()


def test_words_that_claim_too_much_are_in_no_table():
    plan = load_plan(the_survey())
    text = msgspec.json.encode((plan.tables, plan.break_offs)).decode().lower()
    claims = ("representative", "caused by", "average wait", "target missed", "missed target")
    assert [word for word in claims if word in text] == []


@pytest.mark.parametrize("other", ["borough", "resp_council", "child_eth", "child_eth5"])
def test_the_council_in_charge_opens_no_way_to_a_borough_and_an_ethnic_group(survey, folder, other):
    crossed = TABLE.replace('of = "overall"', f'of = "{other}"\nby = "care_council"')
    (folder / "tables.toml").write_text(crossed)
    with pytest.raises(BadSurvey, match=f"care_council may not be crossed with {other}"):
        load_plan(survey)


def test_a_small_plan_is_read(survey):
    plan = load_plan(survey)
    assert [spec.id for spec in plan.tables] == ["one"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('of = "overall"', 'of = "overal"', "Table 'one': .*'overal'"),
        ('of = "overall"', 'of = "attended"', "Table 'one': .*delay"),
        ('of = "overall"', 'of = "overall"\nby = "borough_x"', "'borough_x'"),
        ('of = "overall"', 'off = "overall"', r"\$\.tables\[0\]: .*`off`"),
        ('measure = "share"', 'measure = "mean"', "there is no measure 'mean'"),
        ('topic = "experience"', 'topic = "odd"', "there is no topic 'odd'"),
        ('title = "One, {wave}"', "title = 3", r"\$\.tables\[0\]\.title"),
        ("[[tables]]", "[[tables", "this is not TOML"),
        (TABLE, TABLE * 2, "'one'"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(survey, folder, old, new, said):
    (folder / "tables.toml").write_text(TABLE.replace(old, new))
    with pytest.raises(BadSurvey, match=said) as caught:
        load_plan(survey)
    assert all(
        line.startswith("missing_children/tables.toml: ") for line in str(caught.value).splitlines()
    )


def test_variables_that_point_at_families_are_never_crossed(survey, folder):
    crossed = TABLE.replace('of = "overall"', 'of = "child_eth"\nby = "borough"')
    (folder / "tables.toml").write_text(crossed)
    with pytest.raises(BadSurvey, match="may not be crossed"):
        load_plan(survey)


@pytest.mark.parametrize("name", ["tables.toml", "disclosure.toml"])
def test_a_missing_file_is_named(survey, folder, name):
    (folder / name).unlink()
    with pytest.raises(BadSurvey, match=f"missing_children/{name}: this file is missing"):
        load_plan(survey)


def test_a_policy_with_an_unknown_line_is_refused(survey, folder):
    (folder / "disclosure.toml").write_text("treshold_base = 3\n")
    with pytest.raises(BadSurvey, match=r"disclosure\.toml: .*treshold_base"):
        load_plan(survey)


def test_a_policy_with_a_line_left_out_is_refused(survey, folder):
    """Cut short it would pass as a milder rule than it was."""
    policy = folder / "disclosure.toml"
    lines = policy.read_text().splitlines(keepends=True)
    policy.write_text("".join(line for line in lines if not line.startswith("dominance_share")))
    with pytest.raises(BadSurvey, match=r"disclosure\.toml: .*missing: dominance_share"):
        load_plan(survey)


def test_a_file_that_is_not_text_is_refused(survey, folder):
    (folder / "tables.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadSurvey, match=r"missing_children/tables\.toml: "):
        load_plan(survey)


def test_an_overview_of_figures_that_no_table_has_is_refused(survey, folder):
    (folder / "overview.toml").write_text(
        '[[headlines]]\nid = "h"\ntitle = "t"\n'
        'figure = { table = "one", column = "good" }\nbeside = ["better"]\n'
    )
    with pytest.raises(BadSurvey, match="'h': no table 'one' has a column 'better'"):
        load_plan(survey)


def test_a_changed_file_is_another_version(survey, folder):
    before = load_plan(survey).versions
    (folder / "tables.toml").write_text(TABLE + "# a remark\n")
    after = load_plan(survey).versions
    assert before["tables"] != after["tables"]
    assert before["policy"] == after["policy"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("grid.toml", '[[codes]]\ncode = "F99"', "'F99' is no finding or recommendation"),
        ("grid.toml", "group_base = 'x'", "group_base"),
        (
            "actions.toml",
            '[[actions]]\nissue = "Late"\nmeasure = "m"\nowner = "Mayor"\n'
            'watch = { table = "t", column = "no" }',
            "the owner is one of MOPAC, Met, council, joint, not 'Mayor'",
        ),
        (
            "events.toml",
            '[[events]]\ndate = 2024-01-01\ntitle = "x"\nsource = "y"\nmark = "Z"',
            "the mark is one of V, P, K, not 'Z'",
        ),
        ("events.toml", '[[events]]\ndate = "soon"\ntitle = "x"', "events.toml"),
    ],
    ids=["code", "number", "owner", "mark", "date"],
)
def test_slips_in_what_stands_beside_the_tables_are_named(folder, survey, name, text, said):
    (folder / name).write_text(text)
    with pytest.raises(BadSurvey, match=re.escape(said)) as raised:
        load_plan(survey)
    assert name in str(raised.value)


def test_a_recommendation_says_neither_more_nor_less_than_is_confirmed(survey):
    def with_evidence(**changes):
        evidence = [
            msgspec.structs.replace(one, **changes) if one.id == "R05" else one
            for one in survey.programme.evidence
        ]
        programme = msgspec.structs.replace(survey.programme, evidence=tuple(evidence))
        return msgspec.structs.replace(survey, programme=programme)

    with pytest.raises(BadSurvey, match="'R05': its text is there"):
        load_plan(with_evidence(text="Do this."))
    with pytest.raises(BadSurvey, match="'R05': a confirmed recommendation names its source"):
        load_plan(with_evidence(text="Do this.", confirmed=True))
    load_plan(with_evidence(text="Do this.", confirmed=True, source="The report, page 5"))
