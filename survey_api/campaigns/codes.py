"""Single-use codes: made for a campaign, taken at the door, used up by a response that was sent.

A code is four words and two digits: 512 words four times and a hundred numbers are 42 bits. Its
store keeps what stands for it, made with a key that lies elsewhere; whoever takes one counts the
try before it is looked up. A browser that gave a right code remembers its pass, which is made from
the code with the same key: a pass cannot be guessed, and what the store keeps is none.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from enum import Enum

from survey_api.access import slow_down, stranger
from survey_api.audit import Event
from survey_api.campaigns.model import CodeCount, NewCode
from survey_api.campaigns.store import CodeDesk, CodeStore
from survey_api.errors import BadInput
from survey_api.questionnaire import Survey
from survey_api.questionnaire.moments import tidy
from survey_api.record import Record
from survey_api.responses import WHAT_IT_IS, read_team, resume_words

MOST = 20_000  # codes made in one go
LEAST_WITH_TEAM = 5  # of so few that come from one team, a code would tell who answered
_WORDS, _NUMBERS = 4, 100
_PASS = re.compile(r"[0-9a-f]{32}")


class CodeState(Enum):
    """What became of looking up a code that somebody typed."""

    FREE = "free"
    USED = "used"  # answers were sent with it
    UNKNOWN = "unknown"  # there is none such, or it is another survey's


class LookedUp(Record, kw_only=True):
    """A code that was looked up. `code_pass`: what a browser keeps of it; '' if it is unknown."""

    state: CodeState
    code_pass: str = ""
    team: str = ""


async def make_codes(
    store: CodeStore,
    survey: Survey,
    campaign: str,
    count: int,
    now: datetime,
    *,
    by: str,
    team: str = "",
) -> Sequence[str]:
    """Get so many new codes, e.g. 'lamp-river-otter-stone-27'; the store keeps no code.

    campaign: its id. team: the home, school or unit they are made for. In the audit log stands how
    many were made. Raises BadInput for a number or team that cannot be.
    """
    if not 1 <= count <= MOST:
        raise BadInput(f"Make 1 to {MOST:,} codes at a time.")
    code = read_team(team)
    if team and not code:
        raise BadInput(WHAT_IT_IS)
    if code and count < LEAST_WITH_TEAM:
        raise BadInput(
            f"Codes of one team are made {LEAST_WITH_TEAM} or more at a time: of fewer, the team "
            "would tell who answered."
        )
    event = Event(who=by, what="made codes", which=f"{survey.id} {campaign}: {count}")
    while True:
        made = _draw(count)
        new = {kept_mark(store, pass_of(store, each)): each for each in made}
        codes = [
            NewCode(mark=mark, survey=survey.id, campaign=campaign, team=code)
            for mark in sorted(new)  # not in the order of the list that is handed out
        ]
        if not await store.add_codes(codes, event, now):
            return made


async def look_up_code(store: CodeDesk, survey: Survey, typed: str, now: datetime) -> LookedUp:
    """Get what is known of a code, however it was typed. It stays as it is.

    The try is counted before the code is looked up, right or wrong. Raises TooFast.
    """
    await slow_down(store, f"code {stranger(plain_invitation(typed) or typed)}", now)
    code_pass = pass_of(store, typed)
    kept = await store.find_code(kept_mark(store, code_pass)) if code_pass else None
    if kept is None or kept.survey != survey.id:
        return LookedUp(state=CodeState.UNKNOWN)
    state = CodeState.USED if kept.used else CodeState.FREE
    return LookedUp(state=state, code_pass=code_pass, team=kept.team)


async def count_codes(store: CodeStore, survey: Survey) -> Sequence[CodeCount]:
    """Get how many codes each campaign has, and how many are used; never which."""
    return await store.count_codes(survey.id)


def pass_of(store: CodeStore, typed: str) -> str:
    """What a browser keeps in the place of a code; '' for what cannot be one."""
    code = plain_invitation(typed)
    return store.mark_of(f"code {code}") if code else ""


def kept_mark(store: CodeStore, code_pass: str) -> str:
    """What the store keeps in the place of a pass; '' for what cannot be one."""
    return store.mark_of(f"pass {code_pass}") if _PASS.fullmatch(code_pass) else ""


def plain_invitation(typed: str) -> str:
    """A code as it is handed out; '' for what cannot be one. Spaces and capitals don't matter."""
    parts = re.findall(r"[a-z]+|\d+", tidy(typed))
    is_one = len(parts) == _WORDS + 1 and parts[-1].isdigit() and "".join(parts[:-1]).isalpha()
    return "-".join(parts) if is_one else ""


def _draw(count: int) -> list[str]:
    """So many different codes."""
    words, drawn = resume_words(), dict[str, None]()
    while len(drawn) < count:
        said = [secrets.choice(words) for _ in range(_WORDS)]
        drawn[f"{'-'.join(said)}-{secrets.randbelow(_NUMBERS):02}"] = None
    return list(drawn)
