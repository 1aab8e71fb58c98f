"""The codebook of a survey's microdata: which variables there are and what their codes mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from babel import Locale
from babel.dates import format_date

from analysis import THEMES, Codebook, Variable, VariableKind
from survey_api.questionnaire import (
    Derived,
    Item,
    ItemKind,
    Questionnaire,
    Survey,
    Wording,
    fill,
    option_label,
    options_of,
)
from survey_api.releases.delays import delay_name, tells_delay

LANGUAGE, MODE, ORIGIN, MONTH = "language", "mode", "origin", "month"
EPISODE_MONTH, TEAM = "episode_month", "team"
MONTHS_BACK = 24  # of episodes before the first wave; who answers tells mostly of the last year
COLLECTED, IMPORTED, SIMULATED = "collected", "imported", "simulated"


def make_codebook(survey: Survey) -> Codebook:
    """Get the variables of the survey's microdata, labelled in its language of origin.

    Every item gives the variable of its name; a choice that measures a delay by its options gives
    `<item>_delay` too. Gates give none: only one answer to them lets a response come about. Then
    come the derived variables, the language, the mode, where the response came from, the month
    it was submitted in and the month it tells of: never the day or the time; and the team whose
    link was used, to reckon with and never to show. Options that say why there is no value (don't
    know, prefer not to say) are no codes: they are null. Other moments give no variable, and texts
    give what programs made of them: their sentiment, that of the scorer it is compared with in
    `<item>_textblob`, and their themes in `<item>_themes`.
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
        yield from _of_text(item, label)
    if tells_delay(item):
        yield Variable(
            name=delay_name(item), kind=VariableKind.DELAY, label=label, evidence=item.evidence
        )


def _of_text(item: Item, label: str) -> Iterator[Variable]:
    # Evidence once: the other two are about the same words.
    yield Variable(name=item.id, kind=VariableKind.SENTIMENT, label=label, evidence=item.evidence)
    yield Variable(
        name=compared_name(item.id),
        kind=VariableKind.SENTIMENT,
        label=f"{label} (TextBlob, for comparison)",
    )
    yield Variable(
        name=themes_name(item.id),
        kind=VariableKind.MULTIPLE,
        label=f"{label} (themes)",
        codes={theme.id: theme.title for theme in THEMES},
    )


def compared_name(item_id: str) -> str:
    """The variable with the sentiment of a text by the scorer that ours is compared with."""
    return f"{item_id}_textblob"


def themes_name(item_id: str) -> str:
    """The variable with the themes of a text."""
    return f"{item_id}_themes"


def noticed_item(questionnaire: Questionnaire) -> str:
    """The moment from which an episode is dated: the start of the first wait; '' for none."""
    first = next((i for i in questionnaire.items.values() if i.delay == "D1"), None)
    return first.clock_start if first else ""


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
        codes = {code: derived.labels.get(code, _plain(code)) for code in derived.own_codes}
    return Variable(
        name=derived.id,
        kind=VariableKind.CATEGORY,
        label=derived.label or _plain(derived.id),
        codes=codes,
    )


def _about_the_response(survey: Survey) -> Iterator[Variable]:
    origin = Locale.parse(survey.programme.languages[0].partition("-x-")[0], sep="-")
    yield _category(
        LANGUAGE,
        "Language of the answers",
        {code: _language_name(code, origin) for code in survey.programme.languages},
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
    answered, told = _months(survey)
    yield _category(MONTH, "Month of the answers", _named(answered, origin))
    if noticed_item(survey.questionnaire):
        yield _category(
            EPISODE_MONTH, "Month the child went missing, from memory", _named(told, origin)
        )
    yield Variable(
        name=TEAM, kind=VariableKind.CLUSTER, label="Home, school or unit whose link was used"
    )


def _language_name(tag: str, origin: Locale) -> str:
    """'English' of 'en'; of 'en-x-easy', which CLDR has no name for, 'English (easy)'."""
    spoken, _, private = tag.partition("-x-")
    name = Locale.parse(spoken, sep="-").get_display_name(origin) or spoken
    return f"{name} ({private})" if private else name


def _months(survey: Survey) -> tuple[list[int], list[int]]:
    """The months in which a wave takes answers, and those that answers may tell of, in order."""
    answered = {
        month
        for wave in survey.programme.waves
        for month in range(_month_number(wave.opens), _month_number(wave.closes) + 1)
    }
    told = range(min(answered) - MONTHS_BACK, max(answered) + 1) if answered else ()
    return sorted(answered), list(told)


def _named(months: Iterable[int], origin: Locale) -> dict[str, str]:
    days = [date(month // 12, month % 12 + 1, 1) for month in months]
    return {month_of(day): format_date(day, "LLLL y", locale=origin) for day in days}


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _category(name: str, label: str, codes: dict[str, str]) -> Variable:
    return Variable(name=name, kind=VariableKind.CATEGORY, label=label, codes=codes)


def item_label(survey: Survey, name: str) -> str:
    """An item in the words of the survey's language of origin, the short form if there is one."""
    return _label(survey.wording(survey.programme.languages[0]), name)


def _label(wording: Wording, name: str) -> str:
    words = wording.items.get(name)
    if words is None:
        return _plain(name)  # a survey without this wording does not pass its check
    return fill(words.short or words.question, wording.pipes, {})


def _plain(code: str) -> str:
    return code.replace("_", " ").capitalize()
