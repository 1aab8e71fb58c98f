"""The demo's simulated translator: most simulated texts in other languages can be read in English.

What a sentence says stands beside it in simulation.toml. Those left wait for whoever looks.
"""

from __future__ import annotations

from datetime import datetime

from survey_api import Store, Survey
from survey_api.access import Account, Organisation, Role
from survey_api.translations import ForeignText, open_foreign, translate_text

TRANSLATOR = "simulated translator"
_WAITS_AMONG = 4  # how many there are to one that is left to whoever looks at the demo


async def translate_demo(store: Store, survey: Survey, wave: str, now: datetime) -> int:
    """Put simulated texts of a wave into English; how many. A second run adds nothing."""
    foreign = [text for text in await store.list_foreign(survey.id, wave) if text.simulated]
    if any(text.translated_by for text in foreign):
        return 0
    chosen = [text for number, text in enumerate(foreign) if number % _WAITS_AMONG]
    return sum([await _translate(store, survey, text, now) for text in chosen])


async def _translate(store: Store, survey: Survey, text: ForeignText, now: datetime) -> bool:
    by = Account(
        name=TRANSLATOR,
        role=Role.TRANSLATOR,
        organisation=Organisation.OTHER,
        password_hash="",
        created_at=now,
    )
    words = await open_foreign(store, text, by, now)
    known = {frame.text: frame for frame in survey.simulation.frames if frame.english}
    frame = known.get(words.original)
    if frame is None:
        return False
    await translate_text(
        store, text, frame.english, language=frame.language, languages=[frame.language], by=by,
        before=None, now=now,
    )  # fmt: skip
    return True
