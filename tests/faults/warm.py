"""What every process that is to die needs, read once: each is forked from one that has it."""

from __future__ import annotations

import tests.faults.dying  # noqa: F401
from analysis import find_themes
from tests.faults.works import WORDS
from tests.survey_api.releases.builders import the_survey

the_survey()
find_themes(WORDS, "en")
