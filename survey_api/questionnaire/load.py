"""Loading: a folder of TOML files becomes checked surveys, or one clear list of what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from survey_api.errors import BadSurvey
from survey_api.questionnaire.check import Finding, check_survey
from survey_api.questionnaire.model import Questionnaire
from survey_api.questionnaire.reading import read_toml, short_name, why_not
from survey_api.questionnaire.reference import ContextFile, ReferenceList
from survey_api.questionnaire.simulation import Simulation
from survey_api.questionnaire.survey import Programme, Survey
from survey_api.questionnaire.wording import Wording

T = TypeVar("T")


def load_surveys(folder: Path) -> dict[str, Survey]:
    """Every survey in the sub-folders of `folder`, under its id, checked and fit to be used.

    A sub-folder holds survey.toml, questionnaire.toml, wording.<language>.toml, reference/*.toml
    and perhaps simulation.toml and context.toml. Raises BadSurvey; its message lists every finding,
    each with its file and the path inside it.
    """
    surveys: dict[str, Survey] = {}
    faults: list[str] = []
    for home in _homes(folder):
        try:
            survey = read_survey(home)
        except BadSurvey as error:
            faults.append(str(error))
            continue
        if survey.id in surveys:
            other = surveys[survey.id].folder.name
            faults.append(f"{home.name}/survey.toml: $.id: '{other}' has the id {survey.id} too")
        surveys[survey.id] = survey
        faults += [f"{home.name}/{line(each)}" for each in check_survey(survey) if each.severe]
    if faults:
        raise BadSurvey("\n".join(faults))
    return surveys


def line(finding: Finding) -> str:
    """A finding as one line: file, path inside it, what is wrong."""
    return f"{finding.path}: {finding.message}"


def _homes(folder: Path) -> list[Path]:
    """The sub-folders that hold a survey, in order of their names."""
    try:
        homes = [home for home in sorted(folder.iterdir()) if any(home.glob("*.toml"))]
    except OSError as error:
        raise BadSurvey(f"The survey folder {folder} cannot be read: {why_not(error)}.") from error
    if not homes:
        raise BadSurvey(f"There is no survey in {folder}: no sub-folder holds a survey.toml.")
    return homes


def read_survey(home: Path) -> Survey:
    """The survey in this folder, read but not checked. Raises BadSurvey, listing every file."""
    faults: list[str] = []
    programme = _read(home / "survey.toml", Programme, faults)
    questionnaire = _read(home / "questionnaire.toml", Questionnaire, faults)
    wordings = dict(_wordings(home, faults))
    references = dict(_references(home, faults))
    simulation: Simulation | None = Simulation()
    if (home / "simulation.toml").exists():
        simulation = _read(home / "simulation.toml", Simulation, faults)
    context: ContextFile | None = ContextFile(figures=())
    if (home / "context.toml").exists():
        context = _read(home / "context.toml", ContextFile, faults)
    if (
        programme is None
        or questionnaire is None
        or simulation is None
        or context is None
        or faults
    ):
        raise BadSurvey("\n".join(faults))
    return Survey(
        programme=programme,
        questionnaire=questionnaire,
        wordings=wordings,
        references=references,
        simulation=simulation,
        context=context.figures,
        folder=home,
    )


def _wordings(home: Path, faults: list[str]) -> Iterator[tuple[str, Wording]]:
    for path in sorted(home.glob("wording.*.toml")):
        wording = _read(path, Wording, faults)
        named = path.name.split(".")[1]
        if wording is not None and wording.language != named:
            faults.append(f"{short_name(path)}: $.language: '{wording.language}' is not '{named}'")
        elif wording is not None:
            yield wording.language, wording


def _references(home: Path, faults: list[str]) -> Iterator[tuple[str, ReferenceList]]:
    seen: dict[str, Path] = {}
    for path in sorted((home / "reference").glob("*.toml")):
        listed = _read(path, ReferenceList, faults)
        if listed is None:
            continue
        if listed.id in seen:
            faults.append(f"{short_name(path)}: $.id: {seen[listed.id].name} has this id too")
        seen[listed.id] = path
        yield listed.id, listed


def _read(path: Path, kind: type[T], faults: list[str]) -> T | None:
    """What the file holds; None, and a line more in `faults`, if it cannot be used."""
    try:
        return read_toml(path, kind)
    except BadSurvey as error:
        faults.append(str(error))
        return None
