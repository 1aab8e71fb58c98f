"""What a lead does about a concern, where it then stands, and what the log says of it."""

from __future__ import annotations

import pytest

from survey_api import BadInput
from survey_api.access import Role
from survey_api.errors import NotAllowed
from survey_api.safeguarding import (
    Duty,
    State,
    close_concern,
    is_overdue,
    load_duty,
    note_concern,
    open_words,
    refer_concern,
    screen_next,
    take_concern,
)
from tests.survey_api.safeguarding.told import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    SURVEY,
    SURVEYS,
    URGENT,
    lead,
    tell,
)

DUTY = load_duty(SURVEY)
SAM = lead()


@pytest.fixture
async def flagged(store):
    """The id of an urgent concern."""
    id_ = await tell(store, URGENT)
    await screen_next(store, SURVEYS, NOW, 10)
    return id_


async def test_where_it_stands_is_worked_out_from_what_was_done(store, flagged):
    async def case():
        found = await store.get_case(flagged)
        assert found is not None
        return found

    assert (await case()).state is State.RECEIVED
    await take_concern(store, await case(), SAM, NOW + MINUTE)
    taken = await case()
    assert (taken.state, taken.owner, taken.opened_at) == (State.OPENED, "sam", NOW + MINUTE)
    await refer_concern(
        store, taken, SAM, service="MASH", borough="camden", boroughs={"camden"}, note="rang them",
        duty=DUTY, now=NOW + HOUR,
    )  # fmt: skip
    assert (await case()).state is State.REFERRED
    await close_concern(
        store, await case(), SAM, outcome="referred", note="they have it", duty=DUTY, now=NOW + DAY
    )
    closed = await case()
    assert (closed.state, closed.closed_at) == (State.CLOSED, NOW + DAY)
    assert await store.list_cases(SURVEY.id, closed=False) == []
    assert [c.state for c in await store.list_cases(SURVEY.id, closed=True)] == [State.CLOSED]
    await take_concern(store, closed, lead("ada"), NOW + 2 * DAY)  # it was not over
    again = await case()
    assert (again.state, again.owner) == (State.REFERRED, "ada")
    assert len(await store.list_cases(SURVEY.id, closed=False)) == 1


async def test_words_open_with_a_reason_that_stands_in_the_log_and_not_without(store, flagged):
    case = await store.get_case(flagged)
    with pytest.raises(BadInput):
        await open_words(store, case, SAM, "  ", NOW)
    (text,) = await open_words(store, case, SAM, "it is flagged for suicide", NOW)
    assert text.text == URGENT
    (entry,) = await store.read_entries(0, 10)
    assert (entry.who, entry.what, entry.which) == ("sam", "opened a text", case.concern.reference)
    assert entry.why == "it is flagged for suicide"


async def test_every_step_stands_in_the_log_without_the_words_of_its_note(store, flagged):
    case = await store.get_case(flagged)
    await take_concern(store, case, SAM, NOW)
    await note_concern(store, case, SAM, "an otter was named", NOW)
    said = [(entry.what, entry.why) for entry in await store.read_entries(0, 10)]
    assert said == [("took a concern", ""), ("noted something on a concern", "")]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SAFEGUARDING])
async def test_nobody_else_may_do_any_of_it(store, flagged, role):
    case, other = await store.get_case(flagged), lead(role=role)
    with pytest.raises(NotAllowed):
        await take_concern(store, case, other, NOW)
    with pytest.raises(NotAllowed):
        await open_words(store, case, other, "curious", NOW)
    assert (await store.get_case(flagged)).acted == ()


async def test_a_referral_names_a_service_and_a_borough_and_an_end_says_how(store, flagged):
    case = await store.get_case(flagged)
    for service, borough in (("police", "camden"), ("MASH", "nowhere")):
        with pytest.raises(BadInput):
            await refer_concern(
                store, case, SAM, service=service, borough=borough, boroughs={"camden"}, note="",
                duty=DUTY, now=NOW,
            )  # fmt: skip
    for outcome, note in (("", "x"), ("no_concern", ""), ("no_concern", "x" * 2000)):
        with pytest.raises(BadInput):
            await close_concern(store, case, SAM, outcome=outcome, note=note, duty=DUTY, now=NOW)


async def test_an_urgent_one_is_overdue_after_an_hour_until_it_is_opened(store, flagged):
    case = await store.get_case(flagged)
    assert not is_overdue(case, DUTY, NOW + HOUR - MINUTE)
    assert is_overdue(case, DUTY, NOW + HOUR)
    await take_concern(store, case, SAM, NOW + HOUR)
    opened = await store.get_case(flagged)
    assert not is_overdue(opened, DUTY, NOW + HOUR)
    assert is_overdue(opened, Duty(), NOW + 7 * DAY)  # and must be closed in five working days
