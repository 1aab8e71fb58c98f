"""Checking the words: every page, item, option and band says something, in every language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from survey_api.questionnaire.finding import Finding
from survey_api.questionnaire.model import Item, ItemKind, Page, Questionnaire, TimeKind
from survey_api.questionnaire.survey import Survey
from survey_api.questionnaire.wording import ItemWording, Wording, WordingState

_NO_WORDING = "there is no wording for it"
_PLACE = re.compile(r"\{([^{}]*)\}")

Placed = Iterator[tuple[str, str]]  # path inside the file, message


def check_wordings(survey: Survey) -> Iterator[Finding]:
    """What is missing, unused or cannot be filled in, file by file; drafts are named too.

    Severe is what respondents would meet: nothing in a language that is not declared, and not what
    a draft does not say yet, because the language of origin says it there.
    """
    languages = survey.programme.languages
    for language, wording in survey.wordings.items():
        file, spoken = f"wording.{language}.toml", language in languages
        draft = wording.state is WordingState.DRAFT and language != languages[0]
        for path, message in _missing(survey, wording):
            yield Finding(f"{file}: {path}", message, severe=spoken and not draft)
        for path, message in chain(_wrong_way(wording), _unfillable(survey, wording)):
            yield Finding(f"{file}: {path}", message, severe=spoken)
        for path, message in chain(_unused(survey, wording), _untold(survey, wording)):
            yield Finding(f"{file}: {path}", message, severe=False)
        if not spoken:
            yield Finding(file, "survey.toml does not declare this language", severe=False)
        elif draft:
            yield Finding(file, "a draft: nobody has checked this translation", severe=False)


def _wrong_way(wording: Wording) -> Placed:
    if wording.direction not in ("ltr", "rtl"):
        yield "$.direction", "this must be ltr or rtl"


# --- missing -------------------------------------------------------------------------------


def _missing(survey: Survey, wording: Wording) -> Placed:
    questionnaire = survey.questionnaire
    yield from _all_there("$.sections", questionnaire.sections, wording.sections)
    yield from _all_there("$.exits", _exits(questionnaire), wording.exits)
    origin = survey.wordings.get(survey.programme.languages[0], wording)
    if origin.duration and not wording.duration:
        yield "$.duration", _NO_WORDING
    for name in ("why", "never_sees", "complaints"):
        if getattr(origin.privacy, name) and not getattr(wording.privacy, name):
            yield f"$.privacy.{name}", _NO_WORDING
    for scale in questionnaire.band_scales:
        labels = wording.bands.get(scale.id, {})
        yield from _all_there(f"$.bands.{scale.id}", (b.code for b in scale.bands), labels)
    for page in questionnaire.pages:
        words = wording.pages.get(page.id)
        if len(page.items) != 1 and not (words and words.title):
            yield f"$.pages.{page.id}.title", "a page without or with several items needs a title"
        for item in page.items:
            yield from _missing_in_item(survey, wording, item)


def _untold(survey: Survey, wording: Wording) -> Placed:
    """Helplines whose words show in the language of origin."""
    if wording.language != survey.programme.languages[0]:
        lines = [line.id for line in survey.programme.helplines]
        yield from _all_there("$.helplines", lines, wording.helplines)


def _exits(questionnaire: Questionnaire) -> list[str]:
    options = (option for item in questionnaire.items.values() for option in item.options)
    return list(dict.fromkeys(option.exit for option in options if option.exit))


def _all_there(path: str, wanted: Iterable[str], given: Mapping[str, object]) -> Placed:
    yield from ((f"{path}.{code}", _NO_WORDING) for code in wanted if not given.get(code))


def _missing_in_item(survey: Survey, wording: Wording, item: Item) -> Placed:
    path = f"$.items.{item.id}"
    words = wording.items.get(item.id)
    if words is None:
        yield path, _NO_WORDING
        return
    if not words.question.strip():
        yield f"{path}.question", "the question is empty"
    yield from _all_there(
        f"{path}.options", (option.code for option in item.options), words.options
    )
    kinds = {**wording.kinds, **words.kinds}
    yield from _all_there(f"{path}.kinds", (kind.value for kind in item.offers), kinds)
    if item.required and not words.missing:
        yield f"{path}.missing", "it is required: say what to do when it is left empty"
    if item.kind is ItemKind.TIME and TimeKind.EXACT in item.offers:
        for name in ("clock_start", "clock_end"):
            if not getattr(words, name):
                yield f"{path}.{name}", "it offers clock times: name what each of them is"


# --- words piped in ------------------------------------------------------------------------


def _unfillable(survey: Survey, wording: Wording) -> Placed:
    for name, pipe in wording.pipes.items():
        item = survey.questionnaire.items.get(pipe.item)
        if item is None:
            yield f"$.pipes.{name}.item", f"there is no item '{pipe.item}'"
        elif item.kind is not ItemKind.SINGLE:
            yield f"$.pipes.{name}.item", f"'{pipe.item}' is not a single choice"
        else:
            known = survey.options_by_item[item.id] if _listed(survey, item) else {}
            for code in pipe.words:
                if known and code not in known:
                    yield f"$.pipes.{name}.words", f"'{pipe.item}' has no option '{code}'"
    for path, text in _texts(wording):
        for place in _PLACE.findall(text):
            if place not in wording.pipes:
                yield path, f"nothing fills in {{{place}}}"
        if "{" in _PLACE.sub("", text) or "}" in _PLACE.sub("", text):
            yield path, "a { or } stands alone"
    for path, text in _fixed_texts(wording):
        if "{" in text or "}" in text:
            yield path, "nothing is filled in here: leave out the { and }"


def _listed(survey: Survey, item: Item) -> bool:
    return not item.reference or item.reference in survey.references


def _texts(wording: Wording) -> Iterator[tuple[str, str]]:
    """Every text that a page fills in, with its path."""
    for id_, page in wording.pages.items():
        path = f"$.pages.{id_}"
        texts = (page.title, *page.lead, page.why, page.notice)
        yield from ((path, text) for text in texts)
    for id_, item in wording.items.items():
        yield from ((f"$.items.{id_}", text) for text in _texts_of_item(item))
    for id_, left in wording.exits.items():
        yield from ((f"$.exits.{id_}", text) for text in (left.title, *left.body))
    told = wording.privacy
    yield from (("$.privacy", text) for text in (*told.why, *told.never_sees, *told.complaints))
    for scale, labels in wording.bands.items():
        yield from ((f"$.bands.{scale}", text) for text in labels.values())
    yield from (("$.kinds", text) for text in wording.kinds.values())


def _fixed_texts(wording: Wording) -> Iterator[tuple[str, str]]:
    """Every text that is shown as it stands, with its path."""
    yield from (("$.title", wording.title), ("$.description", wording.description))
    yield "$.duration", wording.duration
    yield from ((f"$.sections.{id_}", text) for id_, text in wording.sections.items())
    for id_, line in wording.helplines.items():
        yield from ((f"$.helplines.{id_}", text) for text in (line.name, line.text))
    for id_, labels in wording.references.items():
        yield from ((f"$.references.{id_}.{code}", text) for code, text in labels.items())


def _texts_of_item(item: ItemWording) -> tuple[str, ...]:
    labels = (*item.options.values(), *item.option_hints.values(), *item.kinds.values())
    return (
        item.question,
        item.hint,
        item.clock_start,
        item.clock_end,
        item.missing,
        item.short,
        *labels,
    )


# --- unused --------------------------------------------------------------------------------


def _unused(survey: Survey, wording: Wording) -> Placed:
    questionnaire = survey.questionnaire
    yield from _left_over("$.sections", wording.sections, questionnaire.sections)
    yield from _left_over("$.pages", wording.pages, questionnaire.page_numbers)
    yield from _left_over("$.items", wording.items, questionnaire.items)
    yield from _left_over("$.symbols", wording.symbols, questionnaire.page_numbers)
    yield from _left_over("$.exits", wording.exits, _exits(questionnaire))
    yield from _left_over("$.bands", wording.bands, questionnaire.scales_by_id)
    lines = [line.id for line in survey.programme.helplines]
    yield from _left_over("$.helplines", wording.helplines, lines)
    yield from _left_over("$.references", wording.references, survey.references)
    yield from _left_over("$.kinds", wording.kinds, [kind.value for kind in TimeKind])
    texts = "\n".join(text for _, text in _texts(wording))
    yield from _left_over("$.pipes", wording.pipes, _PLACE.findall(texts))
    for scale in questionnaire.band_scales:
        codes = [band.code for band in scale.bands]
        yield from _left_over(f"$.bands.{scale.id}", wording.bands.get(scale.id, {}), codes)
    for id_, labels in wording.references.items():
        listed = survey.references.get(id_)
        codes = [entry.code for entry in listed.entries] if listed else list(labels)
        columns = listed.labels.values() if listed else ()
        codes += [code for column in columns for code in column]
        yield from _left_over(f"$.references.{id_}", labels, codes)
    for page in questionnaire.pages:
        yield from _unused_in_page(survey, wording, page)


def _unused_in_page(survey: Survey, wording: Wording, page: Page) -> Placed:
    for item in page.items:
        words = wording.items.get(item.id)
        if words is None or not _listed(survey, item):
            continue
        path, codes = f"$.items.{item.id}", survey.options_by_item[item.id]
        yield from _left_over(f"{path}.options", words.options, codes)
        yield from _left_over(f"{path}.option_hints", words.option_hints, codes)
        yield from _left_over(f"{path}.kinds", words.kinds, [kind.value for kind in item.offers])


def _left_over(path: str, given: Iterable[str], wanted: Iterable[str]) -> Placed:
    known = set(wanted)
    yield from (
        (f"{path}.{code}", "nothing uses this wording") for code in given if code not in known
    )
