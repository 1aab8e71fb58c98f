"""CampaignPlan: campaigns.toml of a survey. Which campaigns there are, how people are written to.

Without the file there is no campaign, and nobody can be written to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from datetime import date, datetime, time
from enum import Enum
from functools import lru_cache
from pathlib import Path
from string import Formatter

from survey_api.errors import BadSurvey, NotFound
from survey_api.questionnaire import LONDON, Survey, WordingState
from survey_api.questionnaire.finding import Finding
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
    """The words of an e-mail. {link}, {code}, {stop}, {title} and {contact} are filled in.

    `code`: the line in the place of {code}, for those who have one; it names the code as {code}.
    """

    kind: Kind
    language: str
    subject: str
    body: str
    code: str = "Your code: {code}"
    state: WordingState = WordingState.CHECKED  # what a team writes in its own language needs none


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


def check_letters(survey: Survey, plan: CampaignPlan) -> Iterator[Finding]:
    """Languages of the survey without a letter, and letters that nobody has checked."""
    kinds = dict.fromkeys(letter.kind for letter in plan.letters)
    for language in survey.programme.languages:
        letters = [letter for letter in plan.letters if letter.language == language]
        path, there = f"{FILE}: letters in {language}", {letter.kind for letter in letters}
        for kind in kinds:
            if kind not in there and (used := plan.letter(kind, language)):
                told = f"there is no {kind.value}; it goes out in {used.language}"
                yield Finding(path, told, severe=False)
        if any(letter.state is WordingState.DRAFT for letter in letters):
            yield Finding(path, "a draft: nobody has checked this translation", severe=False)


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
    wrong: list[str] = []
    for number, letter in enumerate(plan.letters):
        path = f"$.letters[{number}]"
        wrong += _wrong_places(f"{path}.body", letter.body, _PLACES, {"link", "stop"})
        wrong += _wrong_places(f"{path}.code", letter.code, {"code"}, {"code"})
        for name, text in (("subject", letter.subject), ("code", letter.code)):
            if not text.isprintable():
                wrong.append(f"{path}.{name}: it must be one line")
    return wrong


def _wrong_places(path: str, text: str, known: Set[str], needed: Set[str]) -> Iterator[str]:
    """What is wrong with the names in braces."""
    try:
        named = {name for _, name, *_ in Formatter().parse(text) if name is not None}
    except ValueError as error:
        yield f"{path}: {error}"
        return
    if unknown := named - known:
        yield f"{path}: there is no {sorted(unknown)[0]!r} to fill in"
    if missing := needed - named:
        yield f"{path}: {{{sorted(missing)[0]}}} is missing"
