"""A demo store: simulated responses, scored, released, and marked wherever they show."""

from __future__ import annotations

import asyncio
import random
import uuid
from contextlib import suppress
from datetime import UTC, datetime, time

import msgspec

from survey_api import (
    Conflict,
    Fieldwork,
    Refused,
    Release,
    ReleaseSummary,
    ScoreText,
    Settings,
    Store,
    Survey,
    Wave,
    asked_pages,
    begin_response,
    london_day,
    make_release,
    sign_off,
    simulate_answers,
    submit_response,
)
from survey_api.access import Organisation, Role, add_account
from survey_ui import links
from survey_ui.demo_coding import PUBLISHERS, code_demo, publishers
from survey_ui.demo_promises import promise_demo
from survey_ui.demo_safeguarding import LEAD, flag_demo, plant_concerns
from survey_ui.demo_translations import translate_demo
from survey_ui.waiting import Progress, score_all

ACCOUNT = "demo"  # an analyst
_OTHERS = (  # one account a role beside it; two publishers, because it takes two
    *((name, Role.PUBLISHER, side) for name, side in PUBLISHERS.items()),
    ("demo-coder", Role.CODER, Organisation.OTHER),
    ("demo-translator", Role.TRANSLATOR, Organisation.OTHER),
    (LEAD, Role.SAFEGUARDING, Organisation.COUNCIL),
    ("demo-interviewer", Role.INTERVIEWER, Organisation.COUNCIL),
    ("demo-operator", Role.OPERATOR, Organisation.OTHER),
)
_TOGETHER = 64  # responses submitted at once, so that they share a commit
_ONE_LEAVES_AMONG = 12  # how many are simulated to one who breaks off
_TEAMS = {"C": 15, "S": 10}  # role -> homes or schools whose people use a link of their own
_WITHOUT_LINK = 0.15  # of them, who came without it


async def fill_demo(
    store: Store,
    survey: Survey,
    *,
    responses: int,
    seed: int,
    now: datetime,
    progress: Progress,
    scorer: ScoreText | None = None,
    all_waves: bool = False,
) -> Release:
    """Simulate `responses` responses of the open wave, score them and make an interim release.

    With `all_waves` those before it are filled too, with a third as many, and released for good, so
    that there is something to compare. The same seed gives the same responses, so a second run adds
    nothing. Raises Refused in a store that holds real responses, or when no wave is open.
    """
    wave = survey.open_wave(london_day(now))
    if wave is None:
        raise Refused("No wave is open today, so there is nothing to simulate.")
    await _refuse_real(store, survey, wave)
    planted = await plant_concerns(store, survey, now)  # they are among the responses asked for
    before = [one for one in survey.programme.waves if one.closes < wave.opens]
    for earlier in before if all_waves else ():
        await _fill_wave(store, survey, earlier, responses // 3, seed, now, progress)
    new = planted + await _fill_wave(store, survey, wave, responses, seed, now, progress)
    await score_all(store, now, progress, scorer)
    for earlier in before if all_waves else ():
        if await store.latest_release(survey.id, earlier.id) is None:
            made = await make_release(store, survey, earlier.id, now=now, interim=False, by=ACCOUNT)
            await _sign_off(store, made, now)
    await code_demo(store, survey, wave.id, now)
    await translate_demo(store, survey, wave.id, now)
    latest = await store.latest_release(survey.id, wave.id)
    if new or latest is None:
        latest = await make_release(store, survey, wave.id, now=now, interim=True, by=ACCOUNT)
        await _sign_off(store, latest, now)
    await promise_demo(store, survey, wave, publishers(now), now)
    await flag_demo(store, survey, now, progress, planted=planted)
    return latest


async def _sign_off(store: Store, release: Release, now: datetime) -> None:
    for publisher in publishers(now):
        await sign_off(store, release, publisher, agrees=True, reason="", now=now)


async def _refuse_real(store: Store, survey: Survey, wave: Wave) -> Fieldwork:
    """How the fieldwork stands. Raises Refused where some of it is real."""
    standing = await store.count_fieldwork(survey.id, wave.id)
    if standing.responses > standing.simulated:
        raise Refused("This store holds real responses. Choose another with --store.")
    return standing


async def _fill_wave(
    store: Store,
    survey: Survey,
    wave: Wave,
    responses: int,
    seed: int,
    now: datetime,
    progress: Progress,
) -> int:
    """Simulate what the wave lacks of so many responses; how many that was."""
    standing = await _refuse_real(store, survey, wave)
    numbers = range(standing.simulated, max(standing.simulated, responses))
    for first in range(numbers.start, numbers.stop, _TOGETHER):
        batch = range(first, min(first + _TOGETHER, numbers.stop))
        await asyncio.gather(
            *(_submit(store, survey, _Person(survey, wave, seed, n, now)) for n in batch),
            *(
                _break_off(store, survey, _Person(survey, wave, seed, -n, now))
                for n in batch
                if n % _ONE_LEAVES_AMONG == 1
            ),
        )
        progress(f"Simulating {wave.title}", batch.stop, numbers.stop)
    return len(numbers)


class _Person:
    """One simulated respondent: the same for the same seed and number on the same day."""

    def __init__(self, survey: Survey, wave: Wave, seed: int, number: int, now: datetime) -> None:
        self.rng = random.Random(f"{seed}/{wave.id}/{number}")
        self.id = str(uuid.UUID(int=self.rng.getrandbits(128), version=4))
        self.when = _moment_within(wave, self.rng, now)
        self.answers = simulate_answers(survey, self.rng, self.when)
        self.team = _team_of(str(self.answers.get("role", "")), f"{seed}/{wave.id}/{number}")


def _team_of(role: str, person: str) -> str:
    """The home or school somebody belongs to, by its code; the first ones are much the largest."""
    rng = random.Random(f"{person}/team")  # of its own, so that everything else stays as it was
    number = _TEAMS.get(role, 0)
    if not number or rng.random() < _WITHOUT_LINK:
        return ""
    sizes = [1 / (place + 1) for place in range(number)]
    (place,) = rng.choices(range(number), sizes)
    return f"{role}{place + 1:02}-DEMO"


async def _submit(store: Store, survey: Survey, person: _Person) -> None:
    raw = {item: msgspec.Raw(msgspec.json.encode(v)) for item, v in person.answers.items()}
    # Conflict: simulated on an earlier day, so with other dates; it stays as it is.
    with suppress(Conflict):
        await submit_response(
            store,
            survey,
            person.id,
            language=survey.programme.languages[0],
            mode="web",
            answers=raw,
            now=person.when,
            simulated=True,
            team=person.team,
        )


async def _break_off(store: Store, survey: Survey, person: _Person) -> None:
    """Begin, answer up to some page, and never come back."""
    language = survey.programme.languages[0]
    draft = await begin_response(
        store, survey, language=language, mode="web", answers={}, now=person.when
    )
    pages = asked_pages(survey.questionnaire, person.answers)
    last = person.rng.randrange(len(pages))
    seen = {item.id for page in pages[: last + 1] for item in page.items}
    answers = {item: value for item, value in person.answers.items() if item in seen}
    await store.save_draft(msgspec.structs.replace(draft, answers=answers, page=pages[last].id))


def _moment_within(wave: Wave, rng: random.Random, now: datetime) -> datetime:
    """Some moment between the wave's first morning and its last, or this one; now on day one."""
    opens = datetime.combine(wave.opens, time(8), UTC)
    until = min(
        datetime.combine(now.date(), time(0), UTC), datetime.combine(wave.closes, time(8), UTC)
    )
    return opens + (until - opens) * rng.random() if opens < until else now


async def demo_account(store: Store, settings: Settings, now: datetime) -> str:
    """The password of the demo's accounts, made on first use; it differs between machines."""
    password = "-".join(_letters(settings.form_secret(), 3))
    for name, role, organisation in ((ACCOUNT, Role.ANALYST, Organisation.MOPAC), *_OTHERS):
        if await store.get_account(name) is None:
            await add_account(store, name, password, role, organisation.value, now, by="demo")
    return password


def _letters(secret: str, groups: int) -> list[str]:
    rng = random.Random(f"demo/{secret}")
    return ["".join(rng.choices("abcdefghjkmnpqrstuvwxyz", k=6)) for _ in range(groups)]


def what_to_look_at(release: ReleaseSummary, password: str, address: str) -> str:
    """What `survey demo` tells a newcomer."""
    return f"""
{release.simulated} simulated responses are in the demo store, released as {release.id}.

  Answer as a family would   {address}/
  Read as the strategy team  {address}{links.release(release.survey, release.wave)}
    sign in as               {ACCOUNT}
    password                 {password}
    or, with the same one    {", ".join(name for name, _, _ in _OTHERS[:3])},
                             {", ".join(name for name, _, _ in _OTHERS[3:])}
  See the safeguarding queue {address}{links.safeguarding(release.survey)} (as {LEAD})
  Read the evidence pack     {address}{links.pack(release.survey, release.wave)}
  Read "You said, we did"    {address}{links.you_said(release.survey)}
  Read the API               {address}/schema

Everything in this demo is simulated, and says so wherever it shows.
"""
