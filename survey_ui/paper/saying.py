"""Routing told in words: who the next questions are for, by what was ticked before."""

from __future__ import annotations

from collections.abc import Sequence

from babel.lists import format_list
from msgspec import Struct

from survey_api import (
    Item,
    ItemKind,
    TimeKind,
    Wording,
    option_label,
    options_of,
)
from survey_api.papers import Condition, Paper, PaperBlock, Ways
from survey_ui.phrases import locale_of, translations
from survey_ui.respond.items import way_label

_TOLD = {TimeKind.EXACT.value, TimeKind.APPROX.value, TimeKind.BAND.value}  # with a length of time


class SaidBlock(Struct, frozen=True):
    """A bar above questions. `ways`: of each alternative what must be true."""

    title: str
    ways: tuple[tuple[str, ...], ...]
    onward: str = ""


class Saying:
    """Says the conditions of one paper in one language."""

    def __init__(self, paper: Paper, wording: Wording) -> None:
        self._paper, self._wording = paper, wording
        self._numbers = {id_: n for page in paper.pages for id_, n in page.numbers.items()}
        self._catalogue = translations(wording.language)

    def block(self, block: PaperBlock) -> SaidBlock:
        """The bar above the questions of a block."""
        say = self._catalogue.gettext
        title = say("Questions %(first)s to %(last)s – only if:")
        end = (
            say("If not, go to question %(n)s.") if block.onward else say("If not, go to the end.")
        )
        return SaidBlock(
            title=title % {"first": block.first, "last": block.last},
            ways=self.ways(block.ways),
            onward=end % {"n": block.onward} if block.onward else end,
        )

    def page(self, ways: Ways) -> SaidBlock | None:
        """The line above a page of its own; None where everybody answers it."""
        say = self._catalogue.gettext
        return SaidBlock(say("Only if:"), self.ways(ways)) if ways else None

    def ways(self, ways: Ways) -> tuple[tuple[str, ...], ...]:
        """Each alternative as sentences that must all be true."""
        return tuple(tuple(self._sentence(condition) for condition in way) for way in ways)

    def answers(self, item: Item, codes: Sequence[str]) -> str:
        """'“Yes” or “I am not sure”'."""
        quoted = self._catalogue.gettext("“%(answer)s”")
        told = [quoted % {"answer": self._label(item, code)} for code in codes]
        return format_list(told, style="or", locale=locale_of(self._wording.language))

    def picked(self, number: int) -> str:
        """In the place of a hint, where the options hang on an earlier answer."""
        say = self._catalogue.gettext
        return say("Tick one that goes with your answer to question %(n)s.") % {"n": number}

    def stop(self, item: Item, codes: Sequence[str]) -> str:
        """What to do after an answer that ends the survey."""
        say = self._catalogue.gettext
        told = say(
            "If you ticked %(answers)s, please stop here. There is no need to send this back."
        )
        return told % {"answers": self.answers(item, codes)}

    def _sentence(self, condition: Condition) -> str:
        say, number = self._catalogue.gettext, self._numbers[condition.item]
        if condition.differs_from:
            told = say("Your answers to questions %(first)s and %(second)s are different")
            first, second = sorted((number, self._numbers[condition.differs_from]))
            return told % {"first": first, "second": second}
        if condition.longer_than_min is not None:
            told = say("Question %(n)s: longer than this: %(length)s")
            return told % {"n": number, "length": self._length(condition.longer_than_min)}
        return self._ticked(condition, self._paper.survey.questionnaire.items[condition.item])

    def _ticked(self, condition: Condition, item: Item) -> str:
        say, number, codes = self._catalogue.gettext, self._numbers[item.id], self._codes(item)
        named = [code for code in codes if code in (*condition.any_of, *condition.none_of)]
        others = [code for code in codes if code not in named]
        if condition.none_of and others and item.required:
            named, others = others, named
        elif condition.none_of:
            if not others:
                return say("Question %(n)s: you ticked nothing") % {"n": number}
            if item.kind is ItemKind.TIME and set(named) == _TOLD & set(codes):
                return say("Question %(n)s: you gave no length of time") % {"n": number}
            told = say("Question %(n)s: you did not tick %(answers)s")
            return told % {"n": number, "answers": self.answers(item, named)}
        if not others:
            return say("Question %(n)s: you ticked something") % {"n": number}
        told = say("Question %(n)s: you ticked %(answers)s")
        return told % {"n": number, "answers": self.answers(item, named)}

    def _codes(self, item: Item) -> list[str]:
        if item.kind is ItemKind.TIME:
            return [kind.value for kind in item.offers]
        return offered_on(self._paper, item)

    def _label(self, item: Item, code: str) -> str:
        answers = self._paper.answers
        if item.kind is ItemKind.TIME:
            return way_label(self._wording, item, TimeKind(code), answers)
        return option_label(self._paper.survey, self._wording, item, code, answers)

    def _length(self, minutes: float) -> str:
        ngettext, hours = self._catalogue.ngettext, minutes / 60
        if hours.is_integer():
            number = int(hours)
            return ngettext("%(n)s hour", "%(n)s hours", number) % {"n": number}
        number = round(minutes)
        return ngettext("%(n)s minute", "%(n)s minutes", number) % {"n": number}


def offered_on(paper: Paper, item: Item) -> list[str]:
    """The codes of the options that this paper offers for a question, in order."""
    return [option.code for option in options_of(paper.survey, item)]
