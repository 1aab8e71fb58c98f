"""The codebook of a survey's microdata: which variables there are and what their codes mean."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from babel import Locale
from babel.dates import format_date

from analysis import Codebook, Variable, VariableKind
from survey_api.questionnaire import (
    Derived,
    Item,
    ItemKind,
    Survey,
    Wording,
    fill,
    option_label,
    options_of,
)
from survey_api.releases.delays import delay_name, tells_delay

LANGUAGE, MODE, ORIGIN, MONTH = "language", "mode", "origin", "month"
COLLECTED, IMPORTED, SIMULATED = "collected", "imported", "simulated"


def make_codebook(survey: Survey) -> Codebook:
    """Get the variables of the survey's microdata, labelled in its language of origin.

    Every item gives the variable of its name; a choice that measures a delay by its options gives
    `<item>_delay` too. Gates give none: only one answer to them lets a response come about. Then
    come the derived variables, the language, the mode, where the response came from, and the month
    it was submitted in: never the day or the time. Options that say why there is no value (don't
    know, prefer not to say) are no codes: they are null. Moments and texts give no variable, but
    for the sentiment of a scored text.
    """
    wording = survey.wording(survey.programme.languages[0])
    variables = [
        variable
        for item in survey.questionnaire.items.values()
        if not any(option.exit for option in item.options)
        for variable in _variables_of(survey, wording, item)
    ]
    variables += [_derived(survey, derived) for derived in survey.questionnaire.derived]
    return Codebook(variables=(*variables, *_about_the_response(survey)))


def month_of(day: date) -> str:
    """The code of the month a day lies in, e.g. '2026-11'."""
    return f"{day.year:04}-{day.month:02}"


def _variables_of(survey: Survey, wording: Wording, item: Item) -> Iterator[Variable]:
    label = _label(wording, item.id)
    if item.kind in (ItemKind.SINGLE, ItemKind.MULTIPLE):
        kind = VariableKind.CATEGORY if item.kind is ItemKind.SINGLE else VariableKind.MULTIPLE
        codes = {
            option.code: option_label(survey, wording, item, option.code, {})
            for option in options_of(survey, item)
            if option.missing is None
        }
        yield Variable(name=item.id, kind=kind, label=label, codes=codes, evidence=item.evidence)
    if item.kind is ItemKind.TEXT and item.scored:
        yield Variable(
            name=item.id, kind=VariableKind.SENTIMENT, label=label, evidence=item.evidence
        )
    if tells_delay(item):
        yield Variable(
            name=delay_name(item), kind=VariableKind.DELAY, label=label, evidence=item.evidence
        )


def _derived(survey: Survey, derived: Derived) -> Variable:
    if derived.reference:
        listed = survey.references[derived.reference]
        found = dict.fromkeys(
            entry.columns[derived.column]
            for entry in listed.entries
            if derived.column in entry.columns
        )
        labels = listed.labels.get(derived.column, {})
        in_order = [code for code in labels if code in found]
        codes = {code: labels.get(code, _plain(code)) for code in (*in_order, *found)}
    else:
        found = dict.fromkeys(derived.codes.values())
        codes = {code: derived.labels.get(code, _plain(code)) for code in found}
    return Variable(
        name=derived.id,
        kind=VariableKind.CATEGORY,
        label=derived.label or _plain(derived.id),
        codes=codes,
    )


def _about_the_response(survey: Survey) -> Iterator[Variable]:
    origin = Locale.parse(survey.programme.languages[0], sep="-")
    yield _category(
        LANGUAGE,
        "Language of the answers",
        {
            code: Locale.parse(code, sep="-").get_display_name(origin) or code
            for code in survey.programme.languages
        },
    )
    modes = {mode: _plain(mode) for mode in survey.programme.modes}
    yield _category(MODE, "How the answers were given", modes)
    yield _category(
        ORIGIN,
        "Where the answers came from",
        {
            COLLECTED: "Given in this survey",
            IMPORTED: "Feedback collected elsewhere",
            SIMULATED: "Simulated: not from a person",
        },
    )
    yield _category(
        MONTH,
        "Month of the answers",
        {month_of(day): format_date(day, "LLLL y", locale=origin) for day in _months(survey)},
    )


def _months(survey: Survey) -> Iterator[date]:
    """The first day of every month in which a wave takes answers, in order."""
    days = {
        date(month // 12, month % 12 + 1, 1)
        for wave in survey.programme.waves
        for month in range(_month_number(wave.opens), _month_number(wave.closes) + 1)
    }
    yield from sorted(days)


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _category(name: str, label: str, codes: dict[str, str]) -> Variable:
    return Variable(name=name, kind=VariableKind.CATEGORY, label=label, codes=codes)


def _label(wording: Wording, name: str) -> str:
    words = wording.items.get(name)
    if words is None:
        return _plain(name)  # a survey without this wording does not pass its check
    return fill(words.short or words.question, wording.pipes, {})


def _plain(code: str) -> str:
    return code.replace("_", " ").capitalize()
