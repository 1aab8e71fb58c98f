"""Whole releases of linked tables, against an attacker who puts them all together.

The attacker knows every shown count exactly, in every table of every release of the wave, and
thinks in kinds of people: an area, a role and an answer. What tables and releases have to do with
one another is not told but follows.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import json
from msgspec.structs import replace

from analysis import DisclosurePolicy, Ledger, build_tables
from tests.analysis.builders import CONTEXT, a_spec
from tests.analysis.people import POOL, attack, microdata_of, some_people

POLICY = DisclosurePolicy()
UNLINKED = replace(POLICY, width=0)  # small numbers are hidden, and nothing to guard them

releases = st.lists(st.sampled_from(POOL), min_size=3, max_size=6, unique_by=lambda spec: spec.id)
# Over time it is filtered tables that hang together in most ways: two or more in each chain.
filtered = st.sampled_from([spec for spec in POOL if spec.where])
crossing = st.lists(filtered, min_size=2, max_size=4, unique_by=lambda spec: spec.id)
few = st.lists(st.sampled_from(POOL), min_size=1, max_size=3, unique_by=lambda spec: spec.id)


def together(some, others):
    """Both lists in one, a table that is in both once."""
    return list({spec.id: spec for spec in (*some, *others)}.values())


chains = st.one_of(releases, st.builds(together, crossing, few))
sizes, seeds = st.integers(15, 220), st.integers(0, 10_000)
skews = st.sampled_from((0.3, 0.6, 1.0))


def publish(waves, specs, policy=POLICY):
    """Each release of a wave, protected against those before it."""
    made = []
    ledgers: list[Ledger] = []
    for everyone in waves:
        built = build_tables(microdata_of(everyone), specs, policy, CONTEXT, ledgers)
        assert not built.ledger.exposed, built.ledger.exposed
        ledgers.append(built.ledger)
        made.append((everyone, specs, built.tables))
    return made


def assert_safe(made):
    for name, (least, most) in attack(made).items():
        # Nobody, and known to be nobody because others are: there is nothing to find out.
        assert most - least >= 5 - 1e-6 or most < 1e-6, (name, least, most)


def growing(n, seed, skew, steps):
    """The same people, and more of them each time; steps: how many per cent there are of them."""
    everyone = some_people(n, seed, skew)
    return [everyone[: max(1, n * step // 100)] for step in steps]


@settings(max_examples=20, deadline=None)
@given(releases, sizes, seeds, skews)
def test_no_hidden_count_of_a_release_can_be_pinned_down(specs, n, seed, skew):
    assert_safe(publish([some_people(n, seed, skew)], specs))


@settings(max_examples=8, deadline=None)
@given(chains, sizes, seeds, skews, st.sampled_from(((80, 100), (50, 100), (95, 100))))
def test_no_hidden_count_of_two_successive_releases_can_be_pinned_down(specs, n, seed, skew, steps):
    assert_safe(publish(growing(n, seed, skew, steps), specs))


@pytest.mark.slow
@settings(max_examples=120, deadline=None)
@given(releases, sizes, seeds, skews)
def test_many_releases(specs, n, seed, skew):
    assert_safe(publish([some_people(n, seed, skew)], specs))


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    chains,
    sizes,
    seeds,
    skews,
    st.sampled_from(((40, 70, 100), (80, 100), (60, 100), (70, 90, 100), (99, 100))),
)
def test_many_successive_releases(specs, n, seed, skew, steps):
    assert_safe(publish(growing(n, seed, skew, steps), specs))


def test_a_zero_that_is_no_longer_known_to_be_one_is_guarded_over_time():
    """It was void while its total of nobody was shown; then the total was hidden as well."""
    ids = ("north-", "family-ticked", "north-role", "rating-area", "rating-role", "known-group")
    specs = [spec for one in ids for spec in POOL if spec.id == one]
    assert_safe(publish(growing(201, 112, 0.6, (70, 90, 100)), specs))


def test_filtered_tables_that_cross_three_variables_keep_their_secrets_over_time():
    """Families of an area, ratings of families, ratings in areas: no table has all three."""
    ids = ("family-", "family-who", "ticked-", "north-", "north-area")
    specs = [spec for one in ids for spec in POOL if spec.id == one]
    assert_safe(publish(growing(99, 101, 0.6, (40, 70, 100)), specs))


def test_the_attacker_finds_what_small_numbers_alone_leave_open():
    """With nothing guarding the hidden counts, each of them can be worked out from the totals."""
    everyone = [("P", "a", "good", None)] * 30 + [("P", "a", "poor", None)] * 3
    everyone += [("S", "a", "good", None)] * 20 + [("S", "a", "poor", None)] * 20
    made = publish([everyone], [a_spec(id="rating-role", of="rating", by="role")], UNLINKED)
    found = attack(made)
    assert found
    assert all(most - least < 1 for least, most in found.values())


def test_the_attacker_finds_what_two_releases_give_away_that_know_nothing_of_each_other():
    """One area hid its poor ratings in spring; by summer they are more."""
    spring = [("P", area, "good", None) for area in "abc" for _ in range(20)]
    spring += [("P", area, "poor", None) for area in "ab" for _ in range(6)]
    spring += [("P", "c", "poor", None)] * 4
    summer = [*spring, ("P", "c", "poor", None), *[("P", "a", "good", None)] * 10]
    specs = [a_spec(id="rating-area", of="rating", by="area")]
    apart = [
        (everyone, specs, build_tables(microdata_of(everyone), specs, POLICY, CONTEXT).tables)
        for everyone in (spring, summer)
    ]
    assert any(most - least < 5 for least, most in attack(apart).values())
    assert_safe(publish([spring, summer], specs))


def test_a_filtered_table_does_not_give_those_away_whom_it_leaves_out():
    """Of 32 poor ratings 30 are by families: the other two must not be left over."""
    rated = [("P", "good")] * 40 + [("P", "poor")] * 30 + [("S", "good")] * 20 + [("S", "poor")] * 2
    everyone = [(role, "a", rating, None) for role, rating in rated]
    specs = [
        a_spec(id="all", of="rating"),
        a_spec(id="family", of="rating", where={"group": ("family",)}),
    ]
    tables = build_tables(microdata_of(everyone), specs, POLICY, CONTEXT).tables
    poor = [
        dict(zip([column.id for column in table.columns], table.rows[0].cells, strict=True))["poor"]
        for table in tables
    ]
    assert "[c]" in [cell.symbol for cell in poor]


def test_a_row_that_one_team_fills_is_hidden_and_cannot_be_worked_out():
    everyone = [("P", area, "good", None) for area in "abcd" for _ in range(30)]
    teams = ["home 7"] * 16 + [None] * 104  # more than half of area a
    specs = [a_spec(id="who-area", measure="count", by="area")]
    for share, symbol in ((0.5, "[c]"), (0.6, "")):
        policy = replace(POLICY, dominance_share=share)
        tables = build_tables(microdata_of(everyone, teams), specs, policy, CONTEXT).tables
        assert tables[0].rows[0].base.symbol == symbol
        assert_safe([(everyone, specs, tables)])


def test_a_count_that_fell_teaches_nothing_and_stops_nothing():
    """Somebody asked for erasure between two releases."""
    everyone = some_people(120, 3, 0.6)
    specs = [a_spec(id="rating-area", of="rating", by="area")]
    first = build_tables(microdata_of(everyone), specs, POLICY, CONTEXT)
    second = build_tables(microdata_of(everyone[5:]), specs, POLICY, CONTEXT, [first.ledger])
    assert not second.ledger.exposed
    assert_safe([(everyone[5:], specs, second.tables)])


def test_a_ledger_comes_back_from_its_json_as_it_was():
    built = build_tables(microdata_of(some_people(60, 1, 0.6)), POOL[:6], POLICY, CONTEXT)
    body = json.encode(built.ledger)
    assert json.decode(body, type=Ledger) == built.ledger
    assert built.ledger.totals
