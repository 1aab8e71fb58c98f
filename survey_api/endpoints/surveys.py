"""The surveys and their instrument, as a program reads them."""

from __future__ import annotations

from datetime import date

from litestar import get
from msgspec import structs

from survey_api.endpoints.given import GivenNow, GivenSurveys
from survey_api.endpoints.problems import refusals
from survey_api.errors import NotFound
from survey_api.questionnaire import (
    Answers,
    Item,
    ItemKind,
    Page,
    Survey,
    Wording,
    fill,
    london_day,
    option_label,
    options_of,
)
from survey_api.record import Record


class SurveyView(Record, kw_only=True):
    """One survey in the list. `open_wave` is null when no answers are taken today."""

    id: str
    title: str
    description: str
    version: str
    languages: tuple[str, ...]
    modes: tuple[str, ...]
    open_wave: str | None
    closes: date | None


class SurveyList(Record, kw_only=True):
    """All surveys of this installation."""

    surveys: tuple[SurveyView, ...]


class OptionView(Record, kw_only=True):
    """One response category."""

    code: str
    label: str
    exclusive: bool


class BandView(Record, kw_only=True):
    """One range a wait can be told as, in minutes; `hi_min` null is open-ended."""

    label: str
    lo_min: float
    hi_min: float | None


class ItemView(Record, kw_only=True):
    """One question. `kinds`, `bands`: of a time item; `max_length`: of a text."""

    id: str
    kind: ItemKind
    question: str
    hint: str
    required: bool
    options: tuple[OptionView, ...]
    kinds: tuple[str, ...]
    bands: tuple[BandView, ...]
    max_length: int | None
    evidence: tuple[str, ...]


class PageView(Record, kw_only=True):
    """One screen. `when`: alternatives of conditions that must all hold; empty: always asked."""

    id: str
    section: str
    when: tuple[tuple[str, ...], ...]
    items: tuple[ItemView, ...]


class ConditionView(Record, kw_only=True):
    """A named fact about the answers: exactly one of the tests is given."""

    id: str
    item: str
    any_of: tuple[str, ...]
    none_of: tuple[str, ...]
    differs_from: str
    longer_than_min: float | None


class InstrumentView(SurveyView, kw_only=True):
    """Questionnaire version x language: what is asked, of whom, and in which words."""

    language: str
    pages: tuple[PageView, ...]
    conditions: tuple[ConditionView, ...]


def pick_survey(surveys: dict[str, Survey], survey_id: str) -> Survey:
    """The survey with this id. Raises NotFound."""
    survey = surveys.get(survey_id)
    if survey is None:
        raise NotFound(f"There is no survey '{survey_id}'.")
    return survey


@get("/surveys", summary="List the surveys", opt={"open": True})
async def list_surveys(surveys: GivenSurveys, now: GivenNow) -> SurveyList:
    """The surveys of this installation, with the wave that is open today."""
    return SurveyList(surveys=tuple(_survey_view(s, london_day(now)) for s in surveys.values()))


@get(
    "/surveys/{survey_id:str}",
    summary="Read the instrument",
    responses=refusals(400, 404),
    opt={"open": True},
)
async def get_instrument(
    survey_id: str, surveys: GivenSurveys, now: GivenNow, language: str = ""
) -> InstrumentView:
    """The questionnaire with its wording in `language` (by default the language of origin)."""
    survey = pick_survey(surveys, survey_id)
    if language and language not in survey.wordings:
        raise NotFound(f"This survey has no wording in '{language}'.")
    wording = survey.wording(language)
    return InstrumentView(
        **structs.asdict(_survey_view(survey, london_day(now))),
        language=wording.language,
        pages=tuple(_page_view(survey, wording, page) for page in survey.questionnaire.pages),
        conditions=tuple(
            ConditionView(
                id=c.id,
                item=c.item,
                any_of=c.any_of,
                none_of=c.none_of,
                differs_from=c.differs_from,
                longer_than_min=c.longer_than_min,
            )
            for c in survey.questionnaire.conditions
        ),
    )


def _survey_view(survey: Survey, today: date) -> SurveyView:
    wave = survey.open_wave(today)
    wording = survey.wording("")
    return SurveyView(
        id=survey.id,
        title=wording.title,
        description=wording.description,
        version=survey.questionnaire.version,
        languages=survey.programme.languages,
        modes=survey.programme.modes,
        open_wave=wave.id if wave else None,
        closes=wave.closes if wave else None,
    )


def _page_view(survey: Survey, wording: Wording, page: Page) -> PageView:
    items = tuple(_item_view(survey, wording, item) for item in page.items)
    return PageView(id=page.id, section=page.section, when=page.when, items=items)


def _item_view(survey: Survey, wording: Wording, item: Item) -> ItemView:
    words, nobody = wording.items[item.id], Answers()
    options = (
        OptionView(
            code=option.code,
            label=option_label(survey, wording, item, option.code, nobody),
            exclusive=option.exclusive,
        )
        for option in options_of(survey, item)
    )
    return ItemView(
        id=item.id,
        kind=item.kind,
        question=fill(words.question, wording.pipes, nobody),
        hint=fill(words.hint, wording.pipes, nobody),
        required=item.required,
        options=tuple(options),
        kinds=tuple(kind.value for kind in item.offers),
        bands=_bands(survey, wording, item.bands),
        max_length=item.max_length if item.kind is ItemKind.TEXT else None,
        evidence=item.evidence,
    )


def _bands(survey: Survey, wording: Wording, scale_id: str) -> tuple[BandView, ...]:
    labels = wording.bands.get(scale_id, {})
    scale = next((s for s in survey.questionnaire.band_scales if s.id == scale_id), None)
    return tuple(
        BandView(label=labels.get(band.code, band.code), lo_min=band.lo_min, hi_min=band.hi_min)
        for band in (scale.bands if scale else ())
    )
