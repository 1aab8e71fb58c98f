"""CampaignPlan: campaigns.toml of a survey. Which campaigns there are, how people are written to.

Without the file there is no campaign, and nobody can be written to.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from enum import Enum
from functools import lru_cache
from pathlib import Path
from string import Formatter

from survey_api.errors import BadSurvey, NotFound
from survey_api.questionnaire import LONDON, Survey
from survey_api.questionnaire.reading import read_toml, short_name
from survey_api.record import Record

FILE = "campaigns.toml"
_PLACES = {"title", "link", "code", "stop", "contact"}  # what a letter may name in braces


class Kind(Enum):
    """Which letter."""

    INVITATION = "invitation"
    REMINDER = "reminder"


class Campaign(Record, kw_only=True):
    """One drive to reach people. From the day after `ends` nobody is written to any more."""

    id: str
    title: str
    ends: date


class Sending(Record, kw_only=True):
    """When people are written to, and how often, on the clock of London."""

    quiet_from: time = time(20)
    quiet_until: time = time(8)
    reminders: int = 2  # to one person, after the invitation
    days_between: int = 7  # from one letter to the next


class Letter(Record, kw_only=True):
    """The words of an e-mail. {link}, {code}, {stop}, {title} and {contact} are filled in."""

    kind: Kind
    language: str
    subject: str
    body: str


class Templates(Record, kw_only=True):
    """The ids of the templates at GOV.UK Notify that say the same; '' for none.

    They may use ((link)), ((code)), ((stop)) and ((title)).
    """

    kind: Kind
    language: str
    email: str = ""
    sms: str = ""


class CampaignPlan(Record, kw_only=True):
    """campaigns.toml."""

    sending: Sending = Sending()
    campaigns: tuple[Campaign, ...] = ()
    letters: tuple[Letter, ...] = ()
    templates: tuple[Templates, ...] = ()

    def campaign(self, campaign_id: str) -> Campaign:
        """The campaign with this id. Raises NotFound."""
        for campaign in self.campaigns:
            if campaign.id == campaign_id:
                return campaign
        known = ", ".join(campaign.id for campaign in self.campaigns) or "none"
        raise NotFound(
            f"There is no campaign '{campaign_id}' in {FILE}. The campaigns are: {known}."
        )

    def letter(self, kind: Kind, language: str) -> Letter | None:
        """The words in this language, or in the first there is; None where there are none."""
        found = [letter for letter in self.letters if letter.kind is kind]
        return next((each for each in found if each.language == language), next(iter(found), None))

    def template(self, kind: Kind, language: str) -> Templates | None:
        """The same for GOV.UK Notify."""
        found = [each for each in self.templates if each.kind is kind]
        return next((each for each in found if each.language == language), next(iter(found), None))

    def ended_before(self, day: date) -> Sequence[str]:
        """The ids of the campaigns whose last day lies before this one."""
        return [campaign.id for campaign in self.campaigns if campaign.ends < day]


def load_campaigns(survey: Survey) -> CampaignPlan:
    """What the survey's folder says of campaigns. Raises BadSurvey, naming what is wrong."""
    return _load(survey.folder)


def is_quiet(sending: Sending, now: datetime) -> bool:
    """Whether nobody is to be written to at this moment. The same hour twice: never quiet."""
    clock, begins, ends = now.astimezone(LONDON).time(), sending.quiet_from, sending.quiet_until
    if begins <= ends:
        return begins <= clock < ends
    return clock >= begins or clock < ends


@lru_cache
def _load(folder: Path) -> CampaignPlan:
    path = folder / FILE
    if not path.exists():
        return CampaignPlan()
    plan = read_toml(path, CampaignPlan)
    wrong = [*_wrong_campaigns(plan), *_wrong_letters(plan)]
    if wrong:
        raise BadSurvey("\n".join(f"{short_name(path)}: {each}" for each in wrong))
    return plan


def _wrong_campaigns(plan: CampaignPlan) -> Sequence[str]:
    ids = [campaign.id for campaign in plan.campaigns]
    wrong = [f"$.campaigns: '{each}' is there twice" for each in ids if ids.count(each) > 1]
    wrong += [f"$.campaigns: '{each}' cannot be an id" for each in ids if not _is_id(each)]
    sending = plan.sending
    if sending.reminders < 0 or sending.days_between < 1:
        wrong.append("$.sending: reminders must be 0 or more, days_between 1 or more")
    return wrong


def _is_id(text: str) -> bool:
    plain = text.replace("-", "").replace("_", "")
    return 1 <= len(text) <= 40 and plain.isascii() and plain.isalnum() and text == text.lower()


def _wrong_letters(plan: CampaignPlan) -> Sequence[str]:
    wrong = []
    for number, letter in enumerate(plan.letters):
        try:
            named = {name for _, name, *_ in Formatter().parse(letter.body) if name is not None}
        except ValueError as error:
            wrong.append(f"$.letters[{number}].body: {error}")
            continue
        if unknown := named - _PLACES:
            wrong.append(f"$.letters[{number}].body: there is no {sorted(unknown)[0]!r} to fill in")
        if missing := {"link", "stop"} - named:
            wrong.append(f"$.letters[{number}].body: {{{sorted(missing)[0]}}} is missing")
        if not letter.subject.isprintable():
            wrong.append(f"$.letters[{number}].subject: it must be one line")
    return wrong
