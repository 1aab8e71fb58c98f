"""What stands around every page of answers in other languages, and what languages are called."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from babel import Locale
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from litestar.response import Template

from survey_api import Store, Survey, Wave
from survey_api.access import Account
from survey_api.app import GivenStore
from survey_api.translations import ForeignText
from survey_ui.releases.frame import render
from survey_ui.releases.waves import find_wave

UNLISTED = "und"  # BCP 47: none of those in the list, or several at once


class Desk(NamedTuple):
    """A wave whose answers in other languages are looked at, and who is at the page."""

    store: Store
    survey: Survey
    wave: Wave
    account: Account
    now: datetime

    async def foreign(self) -> list[ForeignText]:
        """Every text of the wave in another language, oldest first."""
        return list(await self.store.list_foreign(self.survey.id, self.wave.id))

    def name(self, language: str) -> str:
        """What a language is called in English; its tag, if that is all there is."""
        base = language.partition("-")[0]
        listed = languages_of(self.survey).get(base, "")
        return listed or str(Locale("en").languages.get(base, language))

    def page(self, template: str, *, title: str, status: int = 200, **context: Any) -> Template:
        """A page about this wave."""
        return render(
            f"translations/{template}",
            title=title,
            status=status,
            account=self.account,
            survey=self.survey,
            wave=self.wave,
            **context,
        )


# Not validated: it holds the store, and it is ours.
GivenDesk = NamedDependency[SkipValidation[Desk]]


def desk(
    survey_id: str,
    wave_id: str,
    account: Account,
    store: GivenStore,
    surveys: dict[str, Survey],
    now: datetime,
) -> Desk:
    """The wave an address names, for whoever the guard let in. Raises NotFound."""
    survey, wave = find_wave(surveys, survey_id, wave_id)
    return Desk(store, survey, wave, account, now)


def languages_of(survey: Survey) -> dict[str, str]:
    """Tag and name of each language a text may be said to be in, by name; the rest comes last.

    Those of the survey's list of main languages, and those it is asked in.
    """
    listed = survey.references.get("languages")
    named = (
        {entry.columns.get("tag", ""): entry.label for entry in listed.entries} if listed else {}
    )
    for tag in survey.programme.languages:
        base = tag.partition("-")[0]
        named.setdefault(base, str(Locale("en").languages.get(base, base)))
    offered = {tag: name for tag, name in named.items() if tag not in ("", "en")}
    in_order = sorted(offered.items(), key=lambda one: one[1])
    return dict(in_order) | {UNLISTED: "Another language, or several"}
