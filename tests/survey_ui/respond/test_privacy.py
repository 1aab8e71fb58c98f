"""The privacy page says what is kept, for how long, and who never sees it."""

from __future__ import annotations

import re
from html import unescape

from survey_api import Settings, load_surveys
from tests.survey_ui.respond.visitor import Visitor

SURVEY = load_surveys(Settings().surveys)["missing_children"]
LONGEST = 35  # words in a sentence; most have about ten


async def words_of(visitor: Visitor) -> str:
    page = await visitor.go("/privacy/missing_children")
    main = page.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


async def test_it_says_what_why_how_long_who_and_how_to_complain(visitor: Visitor):
    words = await words_of(visitor)
    programme, told = SURVEY.programme, SURVEY.wording("en").privacy
    kept = programme.retention
    for said in (
        *(*told.why, *told.never_sees, *told.complaints),
        *(f"{kept.draft_days} days", f"{kept.verbatim_days} days"),
        *(programme.organisation, programme.contact, "ico.org.uk"),
        *("The police never see your answers one by one", "the reference"),
    ):
        assert said in words


async def test_its_sentences_are_short(visitor: Visitor):
    sentences = re.split(r"(?<=[.!?]) ", await words_of(visitor))
    lengths = [len(sentence.split()) for sentence in sentences]
    assert max(lengths) <= LONGEST
    assert sum(lengths) / len(lengths) < 15
