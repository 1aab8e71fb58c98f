"""A description of the microdata in DDI-Codebook 2.5, which archives and their tools read.

Source: DDI Alliance, DDI-Codebook 2.5 (namespace ddi:codebook:2_5). Written with the names that its
schema gives; no schema is fetched.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

import polars as pl

from analysis import Microdata
from survey_api.errors import BadInput
from survey_api.questionnaire import Survey, Wave
from survey_api.releases.codes import ORIGIN, SIMULATED
from survey_api.releases.export import NOTE
from survey_api.releases.labelled import LabelledColumn, labelled_columns, write_sav

NAMESPACE = "ddi:codebook:2_5"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_FILE = "F1"


def write_labelled(microdata: Microdata, out: Path, survey: Survey, wave: Wave) -> list[Path]:
    """Write responses.sav and its description, ddi.xml, into a folder that is there; get the files.

    NOT PROTECTED, as the files say. Raises BadInput if they cannot be written.
    """
    import pyreadstat  # slow to import, and few commands want it

    columns = labelled_columns(microdata.codebook)
    sav, ddi = out / "responses.sav", out / "ddi.xml"
    title = survey.wording(survey.programme.languages[0]).title
    note = f"{NOTE} {_simulated(microdata)}".strip()
    try:
        write_sav(microdata, sav, f"{title}, {wave.id}", note)
        ddi.write_bytes(write_ddi(survey, wave, columns, microdata.frame.height, note))
    except (OSError, pyreadstat.PyreadstatError, pyreadstat.ReadstatError) as error:
        raise BadInput(f"The microdata cannot be written to {out}: {error}.") from error
    return [sav, ddi]


def _simulated(microdata: Microdata) -> str:
    """How many of the responses are made up; '' when none is."""
    if ORIGIN not in microdata.frame.columns:
        return ""
    count = int((microdata.frame[ORIGIN].cast(pl.String) == SIMULATED).sum())
    if not count:
        return ""
    return f"SIMULATED: {count} of {microdata.frame.height} responses are made up (see '{ORIGIN}')."


def write_ddi(
    survey: Survey,
    wave: Wave,
    columns: Sequence[LabelledColumn],
    responses: int,
    note: str = NOTE,
) -> bytes:
    """Get the description of responses.sav as XML: the study, the file, every variable."""
    language = survey.programme.languages[0]
    book = Element(
        "codeBook", {"xmlns": NAMESPACE, "version": "2.5", _XML_LANG: language, "ID": "codebook"}
    )
    title = f"{survey.wording(language).title}, {wave.title}"
    _document(SubElement(book, "docDscr"), survey, title)
    _study(SubElement(book, "stdyDscr"), survey, wave, title, note)
    _file(SubElement(book, "fileDscr", {"ID": _FILE}), responses, len(columns))
    data = SubElement(book, "dataDscr")
    for place, column in enumerate(columns, 1):
        _variable(data, survey, column, place)
    ElementTree.indent(book)
    written: bytes = ElementTree.tostring(book, encoding="utf-8", xml_declaration=True)
    return written


def _document(parent: Element, survey: Survey, title: str) -> None:
    citation = SubElement(parent, "citation")
    _titled(citation, f"Description of the microdata: {title}")
    producer = SubElement(SubElement(citation, "prodStmt"), "producer")
    producer.text = survey.programme.organisation


def _study(parent: Element, survey: Survey, wave: Wave, title: str, note: str) -> None:
    citation = SubElement(parent, "citation")
    _titled(citation, title, f"{survey.id}-{wave.id}")
    SubElement(SubElement(citation, "rspStmt"), "AuthEnty").text = survey.programme.organisation
    distributor = SubElement(SubElement(citation, "distStmt"), "contact")
    distributor.text = survey.programme.contact
    version = SubElement(SubElement(citation, "verStmt"), "version")
    version.text = f"Questionnaire {survey.questionnaire.version}"
    info = SubElement(parent, "stdyInfo")
    SubElement(info, "abstract").text = survey.wording(survey.programme.languages[0]).description
    about = SubElement(info, "sumDscr")
    for event, day in (("start", wave.opens), ("end", wave.closes)):
        date = SubElement(about, "collDate", {"date": day.isoformat(), "event": event})
        date.text = f"{day.day} {day:%B %Y}"
    if survey.programme.area:
        SubElement(about, "geogCover").text = survey.programme.area
    SubElement(about, "anlyUnit").text = "A response: what one person tells about one time"
    SubElement(about, "universe").text = survey.programme.universe
    SubElement(about, "dataKind").text = "Survey data, without anybody's words"
    collected = SubElement(SubElement(parent, "method"), "dataColl")
    SubElement(collected, "timeMeth").text = "Repeated cross-section"
    SubElement(collected, "sampProc").text = "No sample was drawn: people chose to answer"
    SubElement(collected, "collMode").text = ", ".join(survey.programme.modes)
    SubElement(collected, "weight").text = "None"
    access = SubElement(SubElement(parent, "dataAccs"), "useStmt")
    SubElement(access, "confDec", {"required": "yes"}).text = note
    SubElement(access, "restrctn").text = "For the analysts of this survey only"


def _titled(citation: Element, title: str, number: str = "") -> None:
    statement = SubElement(citation, "titlStmt")
    SubElement(statement, "titl").text = title
    if number:
        SubElement(statement, "IDNo").text = number


def _file(parent: Element, responses: int, columns: int) -> None:
    text = SubElement(parent, "fileTxt")
    SubElement(text, "fileName").text = "responses.sav"
    size = SubElement(text, "dimensns")
    SubElement(size, "caseQnty").text = str(responses)
    SubElement(size, "varQnty").text = str(columns)
    SubElement(text, "fileType").text = "SPSS system file; the same responses in responses.parquet"


def _variable(parent: Element, survey: Survey, column: LabelledColumn, place: int) -> None:
    kind = "discrete" if column.labels else "contin"
    names = {"ID": f"V{place}", "name": column.name, "files": _FILE, "intrvl": kind}
    variable = SubElement(parent, "var", names)
    SubElement(variable, "labl").text = column.label
    words = survey.wording(survey.programme.languages[0]).items.get(column.variable)
    if words is not None:
        question = SubElement(variable, "qstn", {"ID": f"Q{place}"})
        SubElement(question, "qstnLit").text = words.question
    codes = {number: code for code, number in column.codes.items()}
    for number, label in column.labels.items():
        missing = {"missing": "Y"} if number in column.missing else {}
        category = SubElement(variable, "catgry", missing)
        SubElement(category, "catValu").text = str(number)
        SubElement(category, "labl").text = label
        if number in codes:
            SubElement(category, "txt").text = f"Code in responses.parquet: {codes[number]}"
    form = {"type": "character" if column.text else "numeric", "schema": "other"}
    SubElement(variable, "varFormat", form)
    ticked = f", holding '{column.ticked}'" if column.ticked else ""
    note = SubElement(variable, "notes")
    note.text = f"Column in responses.parquet: {column.source}{ticked}"
