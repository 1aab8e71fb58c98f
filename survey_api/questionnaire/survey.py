"""Survey: a questionnaire, its wording in each language, its waves and its reference data."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from survey_api.errors import NotFound
from survey_api.questionnaire.model import Questionnaire
from survey_api.questionnaire.reference import (
    Benchmark,
    EvidenceCode,
    Helpline,
    ReferenceList,
    Standard,
)
from survey_api.questionnaire.wording import Wording
from survey_api.record import Record


class Wave(Record, kw_only=True):
    """One period of fieldwork; it is open from `opens` to the end of `closes`, both included."""

    id: str
    title: str
    opens: date
    closes: date


class Programme(Record, kw_only=True):
    """survey.toml: what is true of the survey in every language."""

    id: str
    organisation: str
    contact: str
    languages: tuple[str, ...]  # the first is the language of origin
    modes: tuple[str, ...]
    waves: tuple[Wave, ...]
    draft_days: int  # a draft nobody comes back to is erased after this many days
    verbatim_days: int  # answers in people's own words are erased after this many days
    helplines: tuple[Helpline, ...] = ()
    standards: tuple[Standard, ...] = ()
    benchmarks: tuple[Benchmark, ...] = ()
    evidence: tuple[EvidenceCode, ...] = ()


class Survey(Record, kw_only=True):
    """Everything `load_surveys` found in one folder, checked."""

    programme: Programme
    questionnaire: Questionnaire
    wordings: dict[str, Wording]
    references: dict[str, ReferenceList]
    folder: Path

    @property
    def id(self) -> str:
        """The survey's id, as it stands in addresses."""
        return self.programme.id

    def wording(self, language: str) -> Wording:
        """The wording in `language`, or in the language of origin if there is none."""
        return self.wordings.get(language) or self.wordings[self.programme.languages[0]]

    def wave(self, wave_id: str) -> Wave:
        """The wave with this id. Raises NotFound."""
        for wave in self.programme.waves:
            if wave.id == wave_id:
                return wave
        known = ", ".join(wave.id for wave in self.programme.waves)
        raise NotFound(f"There is no wave '{wave_id}'. The waves are: {known}.")

    def open_wave(self, today: date) -> Wave | None:
        """The wave that takes answers on this day, if any."""
        return next((w for w in self.programme.waves if w.opens <= today <= w.closes), None)
