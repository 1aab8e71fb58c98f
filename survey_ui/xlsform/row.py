"""One row of a form's first sheet, and the few shapes that rows come in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from survey_ui.xlsform.speech import Said


class Row(Struct, frozen=True, kw_only=True):
    """One row of the sheet `survey`; what is empty leaves its cell empty."""

    type: str
    name: str = ""
    label: Said = {}
    hint: Said = {}
    guidance_hint: Said = {}
    relevant: str = ""
    constraint: str = ""
    constraint_message: Said = {}
    required: str = ""
    required_message: Said = {}
    appearance: str = ""
    choice_filter: str = ""
    calculation: str = ""


def group(name: str, label: Said, relevant: str, inside: Sequence[Row]) -> Iterator[Row]:
    """Rows that stand on one screen."""
    yield Row(
        type="begin_group", name=name, label=label, relevant=relevant, appearance="field-list"
    )
    yield from inside
    yield Row(type="end_group", name=name)


def note(name: str, text: Said) -> list[Row]:
    """A row that only tells something; none if there is nothing to tell."""
    return [Row(type="note", name=name, label=text)] if any(text.values()) else []
