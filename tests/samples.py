"""Builders with defaults: real values for tests, no mocks.

A tiny questionnaire in tests/questionnaires/<name>.toml needs no wording of its own: every page,
item and option is worded after its id.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec

from survey_api.questionnaire import (
    Answers,
    BandOption,
    BandScale,
    Condition,
    Entry,
    ExitWording,
    Item,
    ItemKind,
    ItemWording,
    Option,
    Page,
    PageWording,
    Programme,
    Questionnaire,
    ReferenceList,
    Retention,
    Survey,
    TimeKind,
    Wave,
    Wording,
    WordingState,
)

QUESTIONNAIRES = Path(__file__).parent / "questionnaires"
SURVEYS = Path(__file__).parents[1] / "survey_api" / "surveys"

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)  # a Saturday in London, in winter


def a_questionnaire(name: str = "every_kind", **changes: Any) -> Questionnaire:
    """The tiny questionnaire of that name, with these fields changed."""
    text = (QUESTIONNAIRES / f"{name}.toml").read_bytes()
    questionnaire = msgspec.toml.decode(text, type=Questionnaire)
    return msgspec.structs.replace(questionnaire, **changes) if changes else questionnaire


def a_survey(
    questionnaire: Questionnaire | str = "every_kind",
    *,
    languages: tuple[str, ...] = ("en",),
    **changes: Any,
) -> Survey:
    """A survey around a tiny questionnaire: worded, with two boroughs and one open wave."""
    if isinstance(questionnaire, str):
        questionnaire = a_questionnaire(questionnaire)
    survey = Survey(
        programme=a_programme(languages=languages),
        questionnaire=questionnaire,
        wordings={language: a_wording(questionnaire, language) for language in languages},
        references={"boroughs": a_reference_list()},
    )
    return msgspec.structs.replace(survey, **changes) if changes else survey


def a_programme(**changes: Any) -> Programme:
    programme = Programme(
        id="tiny",
        organisation="The office",
        contact="office@example.org",
        languages=("en",),
        modes=("web", "import"),
        waves=(a_wave(),),
        retention=Retention(draft_days=30, verbatim_days=365),
    )
    return msgspec.structs.replace(programme, **changes)


def a_wave(**changes: Any) -> Wave:
    wave = Wave(
        id="2026-27", title="2026 to 2027", opens=date(2026, 4, 1), closes=date(2027, 3, 31)
    )
    return msgspec.structs.replace(wave, **changes)


def a_reference_list(**changes: Any) -> ReferenceList:
    listed = ReferenceList(
        id="boroughs",
        title="Boroughs",
        valid_from=date(2019, 2, 1),
        source="made up for tests",
        mark="K",
        labels={"bcu": {"north_area": "North Area"}},
        entries=(
            Entry(code="enfield", label="Enfield", columns={"bcu": "north_area"}),
            Entry(code="haringey", label="Haringey", columns={"bcu": "north_area"}),
        ),
    )
    return msgspec.structs.replace(listed, **changes)


def a_wording(questionnaire: Questionnaire, language: str = "en", **changes: Any) -> Wording:
    """Words for everything in the questionnaire, made from its ids."""
    items = questionnaire.items.values()
    exits = {option.exit for item in items for option in item.options if option.exit}
    wording = Wording(
        language=language,
        state=WordingState.CHECKED,
        title="A tiny survey",
        description="For tests",
        sections={section: section for section in questionnaire.sections},
        pages={p.id: PageWording(title=p.id) for p in questionnaire.pages if len(p.items) != 1},
        items={item.id: _worded(item) for item in items},
        bands={
            scale.id: {band.code: band.code for band in scale.bands}
            for scale in questionnaire.band_scales
        },
        exits={exit_id: ExitWording(title=exit_id) for exit_id in exits},
    )
    return msgspec.structs.replace(wording, **changes)


def _worded(item: Item) -> ItemWording:
    return ItemWording(
        question=f"Question {item.id}?",
        options={option.code: f"Label {option.code}" for option in item.options},
        kinds={kind.value: kind.value for kind in item.offers},
        clock_start="When it began",
        clock_end="When it ended",
        missing=f"Choose an answer to {item.id}",
    )


def a_page(*items: Item, **changes: Any) -> Page:
    fields: dict[str, Any] = {"id": items[0].id if items else "help", "section": "core"} | changes
    return Page(items=items, **fields)


def a_choice(id: str, *codes: str, **changes: Any) -> Item:
    """A single choice with these option codes."""
    options = tuple(Option(code=code) for code in codes)
    return Item(id=id, **{"kind": ItemKind.SINGLE, "options": options, **changes})


def a_time_item(id: str = "wait", **changes: Any) -> Item:
    fields = {"kind": ItemKind.TIME, "offers": tuple(TimeKind), "bands": "waits", "delay": "D4"}
    return Item(id=id, **{**fields, **changes})


def questionnaire_of(
    *pages: Page, conditions: tuple[Condition, ...] = (), **changes: Any
) -> Questionnaire:
    """A questionnaire of these pages; its sections are those the pages name."""
    fields: dict[str, Any] = {
        "id": "tiny",
        "version": "1",
        "sections": tuple(dict.fromkeys(page.section for page in pages)),
        "band_scales": (a_band_scale(),),
    }
    return Questionnaire(pages=pages, conditions=conditions, **{**fields, **changes})


def a_band_scale() -> BandScale:
    return BandScale(
        id="waits",
        bands=(
            BandOption(code="under_15", lo_min=0, hi_min=15),
            BandOption(code="from_15", lo_min=15, hi_min=60),
            BandOption(code="over_60", lo_min=60),
        ),
    )


def raw(answers: Answers | dict[str, Any]) -> dict[str, msgspec.Raw]:
    """These answers as they come through the API."""
    return {id_: msgspec.Raw(msgspec.json.encode(value)) for id_, value in answers.items()}
