"""What stands around every coding page: its words, its wave, and who may see it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from litestar.di import NamedDependency
from litestar.params import SkipValidation
from litestar.response import Redirect, Template

from survey_api import NotFound, Store, Survey, Wave, audit, warn_of
from survey_api.access import Account
from survey_api.app import GivenStore
from survey_api.coding import Coding, Sampled, SampledText, Skip, masked_text
from survey_ui.releases.frame import render
from survey_ui.releases.waves import find_wave
from survey_ui.releases.words import question_of

_NO_TEXT = "There is no text here. People’s words are erased after some time; so may this one be."
_MOST_PLACES = 2**31 - 1


class CodedWave(NamedTuple):
    """A wave whose texts are coded, and who is at the page."""

    store: Store
    survey: Survey
    wave: Wave
    account: Account
    now: datetime

    async def sample(self) -> list[Sampled]:
        """The sample of the wave."""
        return list(await self.store.read_sample(self.survey.id, self.wave.id))

    async def codings(self) -> list[Coding]:
        """Every coding of the wave so far."""
        return list(await self.store.read_codings(self.survey.id, self.wave.id, self.now))

    async def skips(self) -> list[Skip]:
        """What coders skipped, the latest first."""
        return list(await self.store.read_skips(self.survey.id, self.wave.id))

    async def text(self, place: int) -> SampledText:
        """The text at this place of the sample, masked. Raises NotFound."""
        found = None
        if place <= _MOST_PLACES:
            found = await self.store.get_sampled_text(self.survey.id, self.wave.id, place)
        if found is None:
            raise NotFound(_NO_TEXT)
        return masked_text(found)

    async def texts(self) -> list[SampledText]:
        """The texts of the sample that are not erased, masked."""
        found = await self.store.read_sampled_texts(self.survey.id, self.wave.id)
        return [masked_text(text) for text in found]

    async def open_text(self, place: int) -> SampledText:
        """The same for a page that shows its words, which is written into the audit log."""
        text = await self.text(place)
        await self.note("opened a text", f"{text.response_id} {text.item_id}")
        return text

    async def note(self, what: str, which: str) -> None:
        """Write into the audit log what who is at the page did."""
        event = audit.Event(who=self.account.name, what=what, which=which)
        await audit.record(self.store, event, self.now)

    def page(self, template: str, *, title: str, simulated: str = "", **context: Any) -> Template:
        """A page about this wave."""
        return render(
            f"coding/{template}",
            title=title,
            account=self.account,
            survey=self.survey,
            wave=self.wave,
            simulated=simulated,
            warn_of=warn_of,
            **context,
        )

    def question(self, item_id: str) -> str:
        """What a text answers, in the words of the survey."""
        return question_of(self.survey, item_id)


# Not validated: it holds the store, and it is ours.
GivenCoding = NamedDependency[SkipValidation[CodedWave]]


def coded_wave(
    survey_id: str,
    wave_id: str,
    account: Account,
    store: GivenStore,
    surveys: dict[str, Survey],
    now: datetime,
) -> CodedWave:
    """The wave an address names, for an analyst. Raises NotFound."""
    survey, wave = find_wave(surveys, survey_id, wave_id)
    return CodedWave(store, survey, wave, account, now)


def to(link: str) -> Redirect:
    """The way on after something was stored."""
    return Redirect(link, status_code=303)
