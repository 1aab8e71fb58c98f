"""A survey small enough to see at a glance, with one item of each kind fieldwork cares about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import msgspec

from survey_api.questionnaire import (
    Condition,
    Item,
    ItemKind,
    Option,
    Page,
    Programme,
    Questionnaire,
    Survey,
    TimeKind,
    Wave,
    Wording,
)

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
CLOSED = datetime(2027, 9, 1, 9, 30, tzinfo=UTC)

ROLE = Item(id="role", kind=ItemKind.SINGLE, options=(Option(code="P"), Option(code="K")))
JOB = Item(id="job", kind=ItemKind.TEXT)  # kept as written, not scored
ATTENDED = Item(id="attended", kind=ItemKind.TIME, offers=(TimeKind.APPROX, TimeKind.NEVER))
BETTER = Item(id="better", kind=ItemKind.TEXT, scored=True, max_length=500)

QUESTIONNAIRE = Questionnaire(
    id="small",
    version="1",
    sections=("main",),
    pages=(
        Page(id="role", section="main", items=(ROLE,)),
        Page(id="job", section="main", items=(JOB,), when=(("kin",),)),
        Page(id="waits", section="main", items=(ATTENDED,)),
        Page(id="better", section="main", items=(BETTER,)),
    ),
    conditions=(Condition(id="kin", item="role", any_of=("K",)),),
)


def a_survey(**changes: Any) -> Survey:
    """The small survey; `changes` are to its programme."""
    values: dict[str, Any] = {
        "id": "small",
        "organisation": "City Hall",
        "contact": "survey@example.org",
        "languages": ("en",),
        "modes": ("web", "import"),
        "waves": (
            Wave(
                id="2026-27",
                title="2026 to 2027",
                opens=date(2026, 9, 1),
                closes=date(2027, 8, 31),
            ),
            Wave(
                id="2027-28",
                title="2027 to 2028",
                opens=date(2027, 10, 1),
                closes=date(2028, 8, 31),
            ),
        ),
    }
    wording = Wording(
        language="en", title="Small", description="Small", sections={}, pages={}, items={}
    )
    return Survey(
        programme=Programme(**(values | changes)),
        questionnaire=QUESTIONNAIRE,
        wordings={"en": wording},
    )


def raw(**answers: object) -> dict[str, msgspec.Raw]:
    """Answers as they come out of a JSON body."""
    return {item: msgspec.Raw(msgspec.json.encode(value)) for item, value in answers.items()}
