"""A demo of the safeguarding queue: invented responses that get flagged, some seen to by a lead."""

from __future__ import annotations

import asyncio
import random
import uuid
from datetime import datetime, timedelta
from typing import Any

import msgspec

from survey_api import Store, Survey, submit_response
from survey_api.access import Account, Organisation, Role
from survey_api.safeguarding import (
    Acted,
    close_concern,
    load_duty,
    note_concern,
    open_words,
    refer_concern,
    take_concern,
)
from survey_ui.waiting import Progress, screen_all

LEAD = "demo-lead"  # who signs in to look at the queue
_WORDS = "better"
_TOGETHER = 200  # things done at once
_CLEARED = (("taken", "", ""), ("closed", "Simulated, and ordinary.", "no_concern"))


# Hours before now, what else they answered, and their words; every one is invented.
_TOLD: tuple[tuple[float, dict[str, Any], str], ...] = (
    (0.4, {}, "The officer was kind. But he has told his sister twice that he wants to die."),
    (1.6, {"role": "P", "reported": "me", "returned": "not_yet"}, "She has not come home."),
    (3, {}, "He comes back with new phones and cash. He says he owes them and has to sell."),
    (20, {}, "Her boyfriend is a man of 31 and he gives her vapes and a phone."),
    (30, {}, "She runs because her stepdad hits her. Nobody asked her why."),
    (70, {}, "One of the staff at the home is messaging her at night."),
    (120, {}, "They asked me if he carried a knife. He does not, he is eight."),
)


async def plant_concerns(store: Store, survey: Survey, now: datetime) -> int:
    """Put the invented responses in; how many of them are new. A second run adds nothing."""
    new = 0
    for number, (hours, answers, words) in enumerate(_TOLD):
        id_ = _id_of(survey, number)
        if await store.get_submitted_at(id_) is None:
            raw = {**answers, _WORDS: words}
            await submit_response(
                store, survey, id_, language="en", mode="web", simulated=True,
                now=now - timedelta(hours=hours),
                answers={i: msgspec.Raw(msgspec.json.encode(value)) for i, value in raw.items()},
            )  # fmt: skip
            new += 1
    return new


async def flag_demo(
    store: Store, survey: Survey, now: datetime, progress: Progress, *, planted: int
) -> None:
    """Have everything screened; where concerns were planted just now, see to some of them."""
    await screen_all(store, {survey.id: survey}, now, progress)
    if planted:
        await _clear_the_rest(store, survey, now)
        await _see_to_some(store, survey, now)


async def _clear_the_rest(store: Store, survey: Survey, now: datetime) -> None:
    """Close what was flagged among the other simulated responses, which all are ordinary."""
    mine = {_id_of(survey, number) for number in range(len(_TOLD))}
    acts = [
        Acted(
            response_id=case.concern.response_id, what=what, who=LEAD, at=now, note=note,
            outcome=outcome,
        )
        for case in await store.list_cases(survey.id, closed=False)
        if case.concern.response_id not in mine
        for what, note, outcome in _CLEARED
    ]  # fmt: skip
    for first in range(0, len(acts), _TOGETHER):
        await asyncio.gather(*(store.add_act(act) for act in acts[first : first + _TOGETHER]))


def _id_of(survey: Survey, number: int) -> str:
    rng = random.Random(f"flag/{survey.id}/{number}")
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


async def _see_to_some(store: Store, survey: Survey, now: datetime) -> None:
    """The oldest of them are opened; one is referred and one closed."""
    lead = Account(
        name=LEAD, role=Role.SAFEGUARDING, organisation=Organisation.COUNCIL, password_hash="",
        created_at=now,
    )  # fmt: skip
    duty = load_duty(survey)
    words = {text for _, _, text in _TOLD[3:]}
    boroughs = [entry.code for entry in survey.references["boroughs"].entries]
    for case in await store.list_cases(survey.id, closed=False):
        texts = {t.text for t in await store.read_words(case.concern.response_id)} & words
        if not texts:
            continue
        await take_concern(store, case, lead, now)
        await open_words(store, case, lead, "flagged, first look", now)
        if "stepdad" in " ".join(texts):
            await refer_concern(
                store, case, lead, service=duty.services[0], borough=boroughs[0],
                boroughs=boroughs, note="Rang them; a social worker rings back.", duty=duty,
                now=now,
            )  # fmt: skip
        elif "knife" in " ".join(texts):
            await note_concern(store, case, lead, "About how it was asked, not about him.", now)
            await close_concern(
                store, case, lead, outcome=duty.outcomes[-1].code, note="Flagged by mistake.",
                duty=duty, now=now,
            )  # fmt: skip
