"""What was answered, in words: for check your answers and for 'Is that right?'."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from msgspec import Struct

from survey_api import (
    Answers,
    AnswerValue,
    Item,
    ItemKind,
    Survey,
    TimeAnswer,
    TimeKind,
    Wording,
    fill,
    option_label,
    unparse,
)
from survey_ui.phrases import ENGLISH, locale_of, translations
from survey_ui.respond.items import PARTS, band_labels, way_label

_WHOLE = range(101)


class AnswerRow(Struct, frozen=True):
    """One line of check your answers; no `lines` means not answered."""

    question: str
    lines: tuple[str, ...]
    change: str = ""


def answer_row(
    survey: Survey, wording: Wording, item: Item, answers: Answers, change: str = ""
) -> AnswerRow:
    """The question with what was answered."""
    words, value = wording.items[item.id], answers.get(item.id)
    return AnswerRow(
        question=fill(words.short or words.question, wording.pipes, answers),
        lines=() if value is None else tuple(_lines(survey, wording, item, value, answers)),
        change=change,
    )


def _lines(
    survey: Survey, wording: Wording, item: Item, value: AnswerValue, answers: Answers
) -> Iterable[str]:
    if isinstance(value, TimeAnswer):
        return [_wait(survey, wording, item, value, answers)]
    if isinstance(value, tuple):
        return [option_label(survey, wording, item, code, answers) for code in value]
    if item.kind is ItemKind.SINGLE:
        return [option_label(survey, wording, item, value, answers)]
    return [say_moment(value, wording.language)] if item.kind is ItemKind.MOMENT else [value]


def _wait(survey: Survey, wording: Wording, item: Item, wait: TimeAnswer, answers: Answers) -> str:
    fields = {name: texts[0] for name, texts in unparse(item, wait).items() if texts}
    say = translations(wording.language).gettext
    label = way_label(wording, item, wait.kind, answers)
    if wait.kind is TimeKind.APPROX:
        return say("About %(length)s") % {"length": _length(fields, item.id, wording.language)}
    if wait.kind is TimeKind.BAND:
        return band_labels(survey, wording, item).get(fields.get(f"{item.id}-band", ""), label)
    if wait.kind is TimeKind.EXACT:
        return _clocks(wait, fields, item.id, wording.language) or label
    if wait.kind is TimeKind.STILL_WAITING and f"{item.id}-sofar-amount" in fields:
        length = _length(fields, f"{item.id}-sofar", wording.language)
        so_far = say("so far %(length)s") % {"length": length}
        return f"{label} ({so_far})"
    return label


def _length(fields: dict[str, str], prefix: str, language: str) -> str:
    """'20 minutes', with the form of the word that the language has for that number."""
    figure, unit = float(fields[f"{prefix}-amount"]), fields[f"{prefix}-unit"]
    ngettext, number = translations(language).ngettext, _whole_like(figure, language)
    words = {
        "minutes": ngettext("%(n)s minute", "%(n)s minutes", number),
        "hours": ngettext("%(n)s hour", "%(n)s hours", number),
        "days": ngettext("%(n)s day", "%(n)s days", number),
    }
    written = format_decimal(figure, locale=locale_of(language), group_separator=False)
    return words[unit] % {"n": written}


def _whole_like(figure: float, language: str) -> int:
    """A whole number whose words are those of this figure: catalogues know no others."""
    if figure.is_integer():
        return int(figure)
    form = locale_of(language).plural_form
    return next((whole for whole in _WHOLE if form(whole) == form(figure)), 2)


def _clocks(wait: TimeAnswer, fields: dict[str, str], item_id: str, language: str) -> str:
    """'21 November 2026, 9:30pm to 10:10pm'; '' for an exact wait told without clocks."""
    say = translations(language).gettext
    if wait.clock_start and wait.clock_end:
        start, end = wait.clock_start, wait.clock_end
        began = f"{say_day(start.date(), language)}, {say_time(start, language)}"
        ended = say_time(end, language)
        if end.date() != start.date():
            ended = f"{say_day(end.date(), language)}, {ended}"
    else:
        began, ended = (fields.get(f"{item_id}-{side}-time", "") for side in ("start", "end"))
    if not began or not ended:
        return ""
    return say("%(began)s to %(ended)s") % {"began": began, "ended": ended}


def say_moment(text: str, language: str) -> str:
    """A canonical moment in words: '21 November 2026, 9:30pm' or '21 November 2026, evening'."""
    day = say_day(date.fromisoformat(text[:10]), language)
    rest = text[11:]
    if not rest:
        return day
    if rest in PARTS:
        return f"{day}, {translations(language).gettext(PARTS[rest]).lower()}"
    return f"{day}, {say_time(datetime.fromisoformat(text), language)}"


def say_day(day: date, language: str) -> str:
    """A day in words: '21 November 2026'."""
    return format_date(day, "long", locale=locale_of(language))


def say_time(moment: datetime, language: str) -> str:
    """A clock time as it is written where the language is spoken; in English '9:30pm'."""
    clock = moment.replace(tzinfo=None)  # told with London's offset: shown as it was on the wall
    locale = locale_of(language)
    if locale.language == ENGLISH:
        return format_time(clock, "h:mma", locale=locale).lower()
    return format_time(clock, "short", locale=locale)
