from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from msgspec import structs

from survey_api import BadSurvey, PackSpec, PartKind, PartSpec, load_pack, load_plan, place_tables
from survey_api.releases.parts import strange_patterns
from survey_ui.pack.contents import make_pack
from tests.survey_ui.pack.samples import called, full_release, our_survey
from tests.survey_ui.releases.samples import a_delay_table, a_table

SIXTEEN = [
    "one_page", "who_answered", "journey", "curves", "advice", "score", "fairness", "care",
    "not_reporting", "two_sides", "themes", "before_after", "grid", "actions", "method", "exports",
]  # fmt: skip


def part(part_id: str, kind: PartKind = PartKind.TABLES, **changes: object) -> PartSpec:
    values = {"id": part_id, "title": part_id, "shows": "This.", "kind": kind}
    return PartSpec(**(values | changes))  # type: ignore[arg-type]


def test_our_pack_has_its_sixteen_parts_in_order():
    spec = load_pack(our_survey())
    assert [one.id for one in spec.parts] == SIXTEEN
    assert all(one.shows.endswith(".") for one in spec.parts)


def test_every_table_of_our_release_stands_in_one_part_and_none_only_in_the_last():
    plan = load_plan(our_survey())
    ids = [table.id for table in (*plan.tables, *plan.break_offs)]
    placed = place_tables(load_pack(our_survey()), ids)
    found = [one for each in placed.values() for one in (*each.shown, *each.named)]
    assert sorted(found) == sorted(ids)
    assert placed["exports"].named == ()


def test_every_part_but_the_action_table_shows_a_table_or_something_of_its_own():
    plan = load_plan(our_survey())
    ids = [table.id for table in (*plan.tables, *plan.break_offs)]
    placed = place_tables(load_pack(our_survey()), ids)
    bare = [
        one.id
        for one in load_pack(our_survey()).parts
        if one.kind is PartKind.TABLES and not placed[one.id].shown
    ]
    assert not bare


def test_a_name_goes_before_a_pattern_and_what_is_shown_before_what_is_named():
    spec = PackSpec(
        parts=(
            part("a", tables=("x-*",), also=("y",)),
            part("b", tables=("x-1", "y", "z*")),
            part("c", PartKind.EXPORTS),
        )
    )
    placed = place_tables(spec, ["x-1", "x-2", "y", "z-3", "stray"])
    assert placed["a"].shown == ("x-2",)
    assert placed["b"].shown == ("x-1", "y", "z-3")
    assert placed["c"].named == ("stray",)


def test_names_that_fit_no_table_are_told_when_the_survey_is_loaded(tmp_path: Path):
    spec = PackSpec(parts=(part("a", tables=("x-*", "gone")),))
    assert strange_patterns(spec, ["x-1"]) == ["parts.a: no table is called 'gone'"]
    home = tmp_path / "home"
    shutil.copytree(our_survey().folder, home)
    text = (home / "pack.toml").read_text().replace('"two-sides"', '"three-sides"')
    (home / "pack.toml").write_text(text)
    with pytest.raises(BadSurvey, match="two_sides: no table is called 'three-sides'"):
        load_plan(structs.replace(our_survey(), folder=home))


def test_a_part_can_show_some_columns_and_says_how_many_are_elsewhere(tmp_path: Path):
    survey = our_survey()
    home = tmp_path / "home"
    shutil.copytree(survey.folder, home)
    (home / "pack.toml").write_text(
        '[[parts]]\nid = "a"\ntitle = "A"\nshows = "This."\ntables = ["delay-officer"]\n'
        'columns = { "delay-*" = ["median", "never"] }\n'
    )
    survey = structs.replace(survey, folder=home, context=())
    release = structs.replace(full_release(), tables=(called(a_delay_table(), "delay-officer"),))
    shown = make_pack(release, survey).parts[0].tables[0]
    assert [column.id for column in shown.table.columns] == ["median", "never"]
    assert all(len(row.cells) == 2 for row in shown.table.rows)
    assert shown.columns_elsewhere == 3
    assert len(shown.whole.columns) == 5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[parts]]\nid = "a"\ntitle = "A"\n', "shows"),
        ('[[parts]]\nid = "a"\ntitle = "A"\nshows = "x"\nkind = "poster"\n', "kind"),
        ('[[parts]]\nid = "a"\ntitle = "A"\nshows = "x"\n' * 2, "two parts have the id 'a'"),
        ('[[parts]]\nid = "a"\ntitle = "A"\nshows = "x"\n', "names no part"),
    ],
    ids=["no sentence", "unknown kind", "twice", "context without part"],
)
def test_a_pack_that_cannot_be_used_is_refused_by_name(tmp_path: Path, text: str, said: str):
    home = tmp_path / "home"
    home.mkdir()
    (home / "pack.toml").write_text(text)
    with pytest.raises(BadSurvey, match=said):
        load_pack(structs.replace(our_survey(), folder=home))


def test_a_survey_without_a_pack_of_its_own_gets_a_plain_one(tmp_path: Path):
    plain = make_pack(full_release(), structs.replace(our_survey(), folder=tmp_path))
    assert [one.spec.id for one in plain.parts] == ["one_page", "tables", "method", "exports"]
    assert len(plain.parts[1].tables) == len(full_release().tables)


def test_outside_figures_carry_year_place_and_who_was_asked():
    for figure in our_survey().context:
        assert figure.year
        assert figure.place
        assert figure.asked
        assert figure.source
        assert figure.mark in ("V", "P", "K")
        assert figure.unchecked == (figure.mark != "V")


def test_notes_that_most_tables_carry_are_said_once():
    common, own = "Counts are rounded to 5.", "Only here."
    kept = [called(a_table("t"), f"t{at}", notes=(common,)) for at in range(4)]
    last = called(a_table("t"), "worst-delays", notes=(common, own))
    pack = make_pack(structs.replace(full_release(), tables=(*kept, last)), our_survey())
    assert pack.notes == (common,)
    shown = next(t for each in pack.parts for t in each.tables if t.table.id == "worst-delays")
    assert shown.notes == (own,)
