"""The catalogues of phrases: complete, each place filled in, and counted as the language counts."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from datetime import date, time
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from survey_api import Settings, load_surveys
from survey_api.questionnaire.moments import parse_clock, parse_day
from survey_ui.phrases import FOLDER, locale_of, translations
from tests.running import ROOT

_QUOTED = re.compile(r"[“”„«]([^”“»]+)[”“»]")
_PLACE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
CATALOGUES = sorted(path.stem for path in FOLDER.glob("*.po"))
LANGUAGES = [code for code in CATALOGUES if not code.startswith("en-")]  # others say all of it
# What only programs read, in an answer of the API.
FOR_PROGRAMS = re.compile(r"'\{(code|id)\}'|other answers|2026-11-21T")


def catalogue(name: str) -> Catalog:
    file = FOLDER / name
    locale = None if file.suffix == ".pot" else locale_of(file.stem)
    with file.open("rb") as source:
        return read_po(source, locale=locale, abort_invalid=True)


def words(message: Message) -> list[str]:
    """What it says: in each plural form, if it has them."""
    said = message.string
    return [said] if isinstance(said, str) else list(said or ())


def asked(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[-1]


def test_every_language_of_the_survey_has_its_phrases() -> None:
    spoken = load_surveys(Settings().surveys)["missing_children"].programme.languages
    assert set(CATALOGUES) == set(spoken) - {"en"}


def test_the_template_has_what_the_code_says(tmp_path: Path) -> None:
    """As `make phrases` would write it."""
    told = re.search(r"pybabel -q extract (.*?) -o ", (ROOT / "Makefile").read_text(), re.S)
    assert told is not None
    fresh = tmp_path / "fresh.pot"
    command = ["pybabel", "-q", "extract", *shlex.split(told[1].replace("\\\n", " "))]
    binary = Path(sys.executable).with_name(command[0])
    subprocess.run([binary, *command[1:], "-o", fresh, "."], cwd=ROOT, check=True)
    with fresh.open("rb") as source:
        said = {asked(message) for message in read_po(source) if message.id}
    assert said == {asked(message) for message in catalogue("survey.pot") if message.id}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_says_everything_that_people_read(language: str) -> None:
    template, found = catalogue("survey.pot"), catalogue(f"{language}.po")
    assert {asked(message) for message in found if message.id} == {
        asked(message) for message in template if message.id
    }, "make phrases"
    missing = [
        asked(message)
        for message in found
        if message.id and not all(words(message)) and not _PLACE.fullmatch(asked(message))
    ]
    assert not [text for text in missing if not FOR_PROGRAMS.search(text)]


@pytest.mark.parametrize("language", CATALOGUES)
def test_every_place_is_filled_in(language: str) -> None:
    for message in catalogue(f"{language}.po"):
        if not message.id:
            continue
        places = sorted(_PLACE.findall(asked(message)))
        for number, said in enumerate(words(message)):
            # "one day" and "two days" may be words of their own.
            left_out = isinstance(message.id, tuple) and number < 3 and "%" not in said
            if said and not left_out:
                assert sorted(_PLACE.findall(said)) == places, said


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("pl", 1, "1 godzina"),
        ("pl", 3, "3 godziny"),
        ("pl", 5, "5 godzin"),
        ("ro", 20, "20 de ore"),
        ("ar", 2, "ساعتان"),
        ("ar", 5, "5 ساعات"),
        ("ar", 11, "11 ساعة"),
        ("tr", 5, "5 saat"),
        ("so", 1, "1 saacad"),
    ],
)
def test_hours_are_counted_as_the_language_counts(language: str, number: int, said: str) -> None:
    phrase = translations(language).ngettext("%(n)s hour", "%(n)s hours", number)
    assert phrase % {"n": number} == said


@pytest.mark.parametrize("language", CATALOGUES)
def test_what_people_are_asked_to_write_is_read(language: str) -> None:
    say, today = translations(language).gettext, date(2026, 11, 21)
    march, yesterday = _QUOTED.findall(say("For example, “27 March” or “yesterday”"))
    assert parse_day(march, today, language) == date(2026, 3, 27)
    assert parse_day(yesterday, today, language) == date(2026, 11, 20)
    for clock in _QUOTED.findall(say("For example, “9:30pm”")):
        assert parse_clock(clock, language) == time(21, 30), clock
