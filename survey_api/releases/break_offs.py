"""Break-offs: responses begun and never submitted, as far as anybody may know of them.

What was answered before a break-off is erased; only the last page and the day are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from analysis import (
    REMARK_COLUMNS,
    Codebook,
    Microdata,
    Variable,
    VariableKind,
    expected_columns,
)
from survey_api.questionnaire import (
    Page,
    Survey,
    Wording,
    fill,
    groups_asked,
    routing_groups,
)


def break_off_codebook(survey: Survey) -> Codebook:
    """Get the variables of a break-off: `page`, the last one saved, its `section`, and `asked_of`.

    `asked_of` is which groups are asked that page, the nearest thing to a route that is known: what
    had been answered is erased.
    """
    wording = survey.wording(survey.programme.languages[0])
    pages = {page.id: _title(wording, page) for page in survey.questionnaire.pages}
    sections = {code: wording.sections.get(code, code) for code in survey.questionnaire.sections}
    return Codebook(
        variables=(
            _category("page", "Last page answered", pages),
            _category("section", "Last part answered", sections),
            _category("asked_of", "Who is asked the last page answered", _kinds(survey)),
        )
    )


def break_off_microdata(survey: Survey, counts: Sequence[tuple[str, date, int]]) -> Microdata:
    """Get one row for each response that was begun and not submitted.

    counts: page id, day and number, as the store gives them. A page that this questionnaire does
    not have counts among all of them, and in no row.
    """
    codebook = break_off_codebook(survey)
    sections = {page.id: page.section for page in survey.questionnaire.pages}
    asked_of = groups_asked(survey)
    pages = [page for page, _, number in counts for _ in range(number)]
    columns = {
        "id": [str(number) for number in range(len(pages))],
        "page": [page if page in sections else None for page in pages],
        "section": [sections.get(page) for page in pages],
        "asked_of": [_kind(asked_of[page]) if page in asked_of else None for page in pages],
    }
    frame = pl.DataFrame(columns, schema=expected_columns(codebook))
    return Microdata(frame, pl.DataFrame(schema=REMARK_COLUMNS), codebook)


def _kinds(survey: Survey) -> dict[str, str]:
    """The sets of groups that some page is asked of, those asked of the most groups first."""
    routing = routing_groups(survey.questionnaire, survey.programme.limits.routes)
    labels = routing.labels if routing else {}
    found = sorted(dict.fromkeys(groups_asked(survey).values()), key=lambda groups: -len(groups))
    return {
        _kind(groups): f"{' and '.join(labels.get(code, code) for code in groups)} only"
        if groups
        else "Everybody"
        for groups in sorted(found, key=bool)
    }


def _kind(groups: tuple[str, ...]) -> str:
    return "_".join(groups) or "everybody"


def _category(name: str, label: str, codes: dict[str, str]) -> Variable:
    return Variable(name=name, kind=VariableKind.CATEGORY, label=label, codes=codes)


def _title(wording: Wording, page: Page) -> str:
    words = wording.pages.get(page.id)
    if words is not None and words.title:
        return fill(words.title, wording.pipes, {})
    asked = [wording.items[item.id] for item in page.items if item.id in wording.items]
    return fill(asked[0].short or asked[0].question, wording.pipes, {}) if asked else page.id
