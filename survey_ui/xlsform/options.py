"""The lists of options that a form's questions take their answers from."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from survey_api import Item, TimeKind, odk
from survey_ui.respond.items import PARTS
from survey_ui.xlsform import telling
from survey_ui.xlsform.speech import Said, Speech, Voice, column_of


def _(phrase: str) -> str:
    return phrase


UNITS = {"minutes": _("minutes"), "hours": _("hours"), "days": _("days")}


class Offered(Struct, frozen=True):
    """One row of the sheet `choices`, without the name of its list."""

    name: str
    label: Said
    offered: str = ""  # under which name it is held back, or that nothing holds it back


class Lists:
    """The lists of a form; those that say the same are made once."""

    def __init__(self, speech: Speech) -> None:
        self._speech = speech
        self.made: dict[str, tuple[Offered, ...]] = {}

    def options(self, item: Item, gate: bool) -> str:
        """The list of an item's options, those of its reference list first."""
        survey = self._speech.survey
        held = odk.offered_of(survey.questionnaire, item)[1]
        codes = survey.options_by_item[item.id]
        return self._make(
            item.id,
            codes,
            lambda voice, code: telling.option(survey, voice, item, code, gate),
            {code: held.get(code, odk.ALWAYS) for code in codes} if held else {},
        )

    def ways(self, item: Item) -> str:
        """The list of the ways in which an item lets a wait be told."""
        return self._make(
            f"{item.id}__kind",
            (kind.value for kind in item.offers),
            lambda voice, code: telling.way(voice, item, TimeKind(code)),
        )

    def bands(self, item: Item) -> str:
        """The list of the ranges behind "pick a range"."""
        scale = self._speech.survey.questionnaire.scales_by_id[item.bands]
        return self._make(
            f"{item.bands}__band",
            (band.code for band in scale.bands),
            lambda voice, code: voice.wording.bands.get(item.bands, {}).get(code, code),
        )

    def units(self) -> str:
        """Minutes, hours and days."""
        return self._make("form__units", UNITS, lambda voice, code: voice.phrase(UNITS[code]))

    def day_parts(self) -> str:
        """The parts of a day."""
        return self._make("form__parts", PARTS, lambda voice, code: voice.phrase(PARTS[code]))

    def languages(self) -> str:
        """The languages of the form, each by its own name."""
        codes = self._speech.languages
        return self._make("form__languages", codes, lambda _, code: column_of(code))

    def _make(
        self,
        name: str,
        codes: Iterable[str],
        tell: Callable[[Voice, str], str],
        offered: dict[str, str] | None = None,
    ) -> str:
        """The name of the list: an earlier one, if it says the same."""
        rows = tuple(
            Offered(code, self._label(tell, code), (offered or {}).get(code, "")) for code in codes
        )
        for earlier, made in self.made.items():
            if made == rows:
                return earlier
        self.made[name] = rows
        return name

    def _label(self, tell: Callable[[Voice, str], str], code: str) -> Said:
        return self._speech.each(lambda voice: tell(voice, code))
