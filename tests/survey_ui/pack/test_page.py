from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import NamedTuple

import pytest

from survey_api import load_pack
from survey_ui.pack.writing import write_paper
from tests.survey_ui.pack.conftest import Made
from tests.survey_ui.pack.samples import QUOTE, our_survey

pytestmark = pytest.mark.slow

AVOIDED = ("caused by", "representative", "target missed", "average wait")
VOID = {"meta", "img", "br", "link", "input", "hr"}


class Tag(NamedTuple):
    name: str
    attributes: dict[str, str]
    at: int  # in the order of tags


class Reader(HTMLParser):
    """Tags and texts of a page, in order; and whether it is nested as it should be."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[Tag] = []
        self.seen: list[tuple[str, str]] = []  # ("start", name) | ("text", words)
        self.open: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(Tag(tag, {k: v or "" for k, v in attrs}, len(self.tags)))
        self.seen.append(("start", tag))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(Tag(tag, {k: v or "" for k, v in attrs}, len(self.tags)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open[-1] not in ("style", "title", "desc", "text"):
            self.seen.append(("text", " ".join(data.split())))

    def words(self) -> str:
        return " ".join(words for what, words in self.seen if what == "text")


def headings(page: str, level: int = 2) -> list[str]:
    found = re.findall(rf"<h{level}[^>]*>(.*?)</h{level}>", page, re.S)
    return [re.sub(r"<[^>]+>", "", heading).strip() for heading in found]


@pytest.mark.parametrize("which", ["full", "empty"])
def test_all_sixteen_parts_are_there_in_order_each_with_a_sentence(
    which: str, request: pytest.FixtureRequest
):
    made: Made = request.getfixturevalue(which)
    page, parts = made.text("pack.html"), load_pack(our_survey()).parts
    titles = [f"{number}. {part.title}" for number, part in enumerate(parts, 1)]
    assert len(titles) == 16
    assert headings(page) == ["Contents", *(title.replace("'", "&#39;") for title in titles)]
    words = Reader(page).words()
    assert all(part.shows in words for part in parts)


@pytest.mark.parametrize("which", ["full", "empty"])
def test_no_heading_stands_over_nothing(which: str, request: pytest.FixtureRequest):
    made: Made = request.getfixturevalue(which)
    seen = Reader(made.text("pack.html")).seen
    at = [place for place, (what, name) in enumerate(seen) if (what, name) in HEADS]
    for one, following in zip(at, [*at[1:], len(seen)], strict=True):
        told = [words for what, words in seen[one:following] if what == "text"]
        assert len(told) > 1, told


HEADS = {("start", "h1"), ("start", "h2"), ("start", "h3")}


def test_an_empty_part_says_why(empty: Made):
    words = Reader(empty.text("pack.html")).words()
    for part in load_pack(our_survey()).parts:
        assert not part.empty or part.empty in words
    assert "No words have been cleared to be shown" in words
    assert "Nothing can be told yet" in words


def test_every_table_has_a_caption_and_headings_with_a_scope(full: Made):
    page = full.text("pack.html")
    tables = re.findall(r"<table.*?</table>", page, re.S)
    assert len(tables) >= len([t for part in full.pack.parts for t in part.tables if t.table.rows])
    for table in tables:
        assert re.search(r"<caption[^>]*>\s*\S", table)
        assert "<th>" not in table
        heads = re.findall(r"<th ([^>]*)>", table)
        assert heads
        assert all('scope="col"' in head or 'scope="row"' in head for head in heads)


def test_every_chart_says_what_it_is_and_stands_with_its_table(full: Made):
    page = full.text("pack.html")
    charts = re.findall(r"<svg.*?</svg>", page, re.S)
    assert len(charts) >= 16
    for chart in charts:
        assert 'role="img"' in chart
        assert re.search(r"<title id=[^>]*>\S", chart)
        assert re.search(r"<desc id=[^>]*>[^<]{40,}<", chart)
    for part in full.pack.parts:
        for shown in part.tables:
            section = page.partition(f'id="table-{shown.table.id}"')[2].partition("<h3")[0]
            assert ("<svg" in section) == shown.drawn
            assert "<table" in section or not shown.table.rows


def test_ids_are_told_apart_and_links_lead_somewhere(full: Made):
    reader = Reader(full.text("pack.html"))
    ids = [tag.attributes["id"] for tag in reader.tags if "id" in tag.attributes]
    assert sorted(ids) == sorted(set(ids))
    for tag in reader.tags:
        for told in tag.attributes.get("aria-labelledby", "").split():
            assert told in ids
        href = tag.attributes.get("href", "")
        assert not href.startswith("#") or href[1:] in ids
        if href and not href.startswith("#"):
            assert (full.folder / href).is_file(), href


def test_four_recommendations_are_known_and_thirteen_places_stay_open(full: Made, empty: Made):
    for made in (full, empty):
        page = made.text("pack.html")
        table = page.partition('id="recommendations"')[2].partition("</table>")[0]
        assert table.count("Empty: text awaited") == 13
        codes = re.findall(r'<th scope="row">(R[^<]+)</th>', table)
        assert codes == ["R-A", "R-B", "R-C", "R-D", *(f"R{n:02}" for n in range(5, 18))]
        assert len(re.findall("<td>Confirmed</td>", table)) == 4


def test_what_is_simulated_is_said_on_every_surface(full: Made, empty: Made):
    notice = "1,320 of 1,580 responses are simulated"
    assert notice in full.text("pack.html")
    assert notice in full.text("said.html")
    assert notice in full.text("README.txt")
    paper = write_paper(full.pack, PicturesOf(), ())
    assert f'@top-left {{ content: "Evidence pack: {full.pack.wave.title}. {notice}' in paper
    for name in ("pack.html", "said.html", "README.txt"):
        assert "imulated" not in empty.text(name).partition("</style>")[2]


class PicturesOf(dict):  # type: ignore[type-arg]
    """A picture for every table: what is drawn does not matter here."""

    def __missing__(self, key: str) -> object:
        from survey_ui.pack.pictures import Picture

        return Picture('<svg viewBox="0 0 10 10"/>', "")


def test_words_that_claim_too_much_are_not_used(full: Made):
    words = Reader(full.text("pack.html")).words().casefold()
    assert not [one for one in AVOIDED if one in words]


def test_outside_figures_stand_in_a_box_of_their_own(full: Made):
    page = full.text("pack.html")
    boxes = re.findall(r'<aside class="pack-context".*?</aside>', page, re.S)
    rest = re.sub(r'<aside class="pack-context".*?</aside>', "", page, flags=re.S)
    assert "Who was asked: Police records" in "".join(boxes)
    assert "29,455" in "".join(boxes)
    assert "29,455" not in rest
    flagged = [figure for figure in our_survey().context if figure.unchecked and figure.parts]
    assert "".join(boxes).count("Check before launch") == sum(len(f.parts) for f in flagged)


def test_what_people_wrote_down_is_told_and_the_rest_left_to_be_written(full: Made):
    page = full.text("pack.html")
    actions = page.partition('id="part-actions"')[2].partition("</section>")[0]
    assert "A new script" in actions
    assert actions.count("To be written") == 4
    said = full.text("said.html")
    assert "You said: People are told to wait 24 hours" in said
    assert "We did: A new script" in said
    assert "Nobody rings back" not in said
    assert QUOTE in page
    assert QUOTE not in said


def test_an_overruled_strength_keeps_the_rule_and_the_reason(full: Made):
    grid = full.text("pack.html").partition('id="grid"')[2].partition("</table>")[0]
    assert "The rule says strong; amira says some: One area is missing." in grid


def test_rows_in_and_out_are_accounted_for(full: Made):
    method = full.text("pack.html").partition('id="part-method"')[2].partition("</section>")[0]
    assert re.search(r"Responses in</th><td>–</td><td[^>]*>1,580<", method)
    assert re.search(r"sent twice</td><td[^>]*>\[c\]<", method)
