"""Who is shown what next, where coders differ, and how far they are."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from survey_api.coding import (
    Sampled,
    Skip,
    agree,
    coder_pairs,
    count_progress,
    count_waiting,
    differing,
    next_place,
    still_skipped,
)
from tests.storage.stored import NOW
from tests.survey_api.coding.texts import a_coding


def a_sample(number, overlap=0, erased=()):
    return [
        Sampled(
            place=place,
            response_id=f"r{place}",
            item_id="better",
            overlap=place < overlap,
            submitted_at=NOW,
            simulated=False,
            erased=place in erased,
        )
        for place in range(number)
    ]


def coded(place, coder, **changes):
    return a_coding(response_id=f"r{place}", coder=coder, **changes)


def skipped(place, coder):
    return Skip(response_id=f"r{place}", item_id="better", coder=coder, skipped_at=NOW)


def way_of(sample, codings, coder, skips=()):
    """The places a coder is shown, one after the other, coding each."""
    codings, way = list(codings), []
    while (place := next_place(sample, codings, skips, coder)) is not None:
        way.append(place)
        codings.append(coded(place, coder))
    return way, codings


def test_the_overlap_comes_first_and_goes_to_two_people():
    sample = a_sample(12, overlap=4)
    way, codings = way_of(sample, [], "amira")
    assert way[:4] == [0, 1, 2, 3]
    assert sorted(way) == list(range(12))
    second, codings = way_of(sample, codings, "olu")
    assert second == [0, 1, 2, 3]  # the rest has been coded
    assert way_of(sample, codings, "zoe")[0] == []


def test_two_who_work_at_once_seldom_meet_outside_the_overlap():
    sample = a_sample(200)
    ways = [way_of(sample, [], coder)[0][:20] for coder in ("amira", "olu")]
    assert len(set(ways[0]) & set(ways[1])) < 10


def test_a_skipped_text_goes_to_another_coder():
    sample, skips = a_sample(5, overlap=3), [skipped(1, "amira"), skipped(4, "amira")]
    way, codings = way_of(sample, [], "amira", skips)
    assert way == [0, 2, 3]
    assert count_waiting(sample, [], skips, "amira") == 3
    second, codings = way_of(sample, codings, "olu", skips)
    assert second == [0, 1, 2, 4]
    assert way_of(sample, codings, "zoe", skips)[0] == [1]  # it is for two people all the same


def test_skips_are_counted_by_person_until_they_code_the_text_after_all():
    sample, skips = a_sample(3, overlap=1), [skipped(n, "amira") for n in (0, 1, 2)]
    progress = count_progress(sample, [coded(1, "olu")], [*skips, skipped(0, "zoe")])
    assert progress.left_aside == 2  # text 1 has been coded
    assert [(one.coder, one.coded, one.skipped) for one in progress.by_coder] == [
        ("olu", 1, 0),
        ("amira", 0, 3),
        ("zoe", 0, 1),
    ]
    after_all = [coded(0, "amira"), coded(1, "amira")]
    assert [skip.key[0] for skip in still_skipped(after_all, skips)] == ["r2"]
    (amira,) = count_progress(sample, after_all, skips).by_coder
    assert (amira.coded, amira.skipped) == (2, 1)
    erased = a_sample(3, overlap=1, erased=(0, 1, 2))
    assert count_progress(erased, [], skips).left_aside == 0


def test_erased_texts_are_not_shown():
    sample = a_sample(4, overlap=2, erased=(0, 3))
    assert sorted(way_of(sample, [], "amira")[0]) == [1, 2]
    assert count_waiting(sample, [], [], "amira") == 2


def test_coders_who_say_the_same_agree_whatever_the_order_of_themes():
    codings = [
        coded(0, "amira", themes=("waiting", "manner")),
        coded(0, "olu", themes=("manner", "waiting")),
        coded(1, "amira"),
    ]
    agreed = agree(codings)
    assert [(a.coders, a.open, a.settled) for a in agreed.values()] == [
        (2, False, False),
        (1, False, False),
    ]
    assert differing(codings) == []


def test_who_differs_is_named_until_it_is_settled_and_the_originals_stay():
    first, second = coded(0, "amira"), coded(0, "olu", sentiment="mixed", themes=("informed",))
    (agreed,) = agree([first, second]).values()
    assert (agreed.sentiment, agreed.themes) == (None, ("informed",))
    assert differing([first, second]) == [("r0", "better")]
    settling = coded(0, "zoe", sentiment="mixed", themes=(), settles=True)
    later = msgspec.structs.replace(
        settling, coder="olu", themes=("manner",), coded_at=NOW + timedelta(1)
    )
    (agreed,) = agree([first, second, later, settling]).values()
    assert (agreed.sentiment, agreed.themes, agreed.settled) == ("mixed", ("manner",), True)
    assert coder_pairs([first, second, later, settling]) == [(first, second)]


def test_pairs_are_of_the_first_two_by_name():
    codings = [coded(0, "zoe"), coded(0, "amira", coded_at=NOW + timedelta(1)), coded(1, "olu")]
    pairs = coder_pairs([coded(0, "bea"), *codings])
    assert [[coding.coder for coding in pair] for pair in pairs] == [["amira", "bea"]]


def test_progress_counts_people_and_texts():
    sample = a_sample(5, overlap=2, erased=(4,))
    codings = [coded(0, "amira"), coded(0, "olu", sentiment="mixed"), coded(1, "amira"),
               coded(0, "zoe", settles=True)]  # fmt: skip
    progress = count_progress(sample, codings[:3], [])
    assert (progress.texts, progress.erased, progress.coded) == (5, 1, 2)
    assert (progress.overlap, progress.coded_twice, progress.differing) == (2, 1, 1)
    assert [(c.coder, c.coded) for c in progress.by_coder] == [("amira", 2), ("olu", 1)]
    assert count_progress(sample, codings, []).differing == 0
