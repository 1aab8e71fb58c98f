"""The big list of naughty strings through every text field, to the store and out of it again."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from html import unescape
from uuid import UUID, uuid4

import httpx
import msgspec
import openpyxl
import pytest
from odf import table as odf_table
from odf.opendocument import load
from odf.teletype import extractText

from survey_api import Quote, Store, open_store, simulate_answers
from survey_api.coding.masked import masked_text
from survey_api.coding.model import SampledText
from survey_api.masking import mask
from survey_api.questionnaire import Answers, ItemKind, london_day
from survey_ui.pack.contents import make_pack
from survey_ui.pack.excel import write_xlsx
from survey_ui.pack.opendocument import write_ods
from survey_ui.releases.downloads import write_csv, write_json
from survey_ui.respond.held import Copy, held_json, held_page
from tests.attacks.naughty import NAUGHTY, kept
from tests.attacks.target import SURVEY, Target, running, token_of
from tests.storage.stored import a_draft
from tests.survey_api.safeguarding.told import SURVEY as SURVEY_AS_SHIPPED
from tests.survey_api.safeguarding.told import SURVEYS
from tests.survey_ui.releases.samples import a_release, a_row, a_table, n

pytestmark = pytest.mark.slow

ITEMS = {
    item.id: item
    for item in SURVEY_AS_SHIPPED.questionnaire.items.values()
    if item.kind is ItemKind.TEXT
}
PAGES = {item.id: page.id for page in SURVEY_AS_SHIPPED.questionnaire.pages for item in page.items}
NOW = datetime.now(UTC)


def routes() -> list[Answers]:
    """Answers of as few people as it takes to be asked every question for words."""
    left, found, rng = set(ITEMS), [], random.Random(7)
    while left:
        answers = simulate_answers(SURVEY_AS_SHIPPED, rng, NOW)
        if left & answers.keys():
            found.append(answers)
            left -= answers.keys()
    return found


ROUTES = routes()


@pytest.fixture(scope="module")
def open_to_many(tmp_path_factory: pytest.TempPathFactory):
    """A server that asks nobody to wait: one person sends all of the list."""
    with running(tmp_path_factory.mktemp("naughty") / "survey.db", SURVEY_PACE="0") as target:
        yield target


@pytest.fixture
async def kept_there(open_to_many: Target) -> AsyncIterator[Store]:
    """What that server stores, read through a door of its own."""
    async with open_store(f"sqlite:///{open_to_many.store}", create=False) as store:
        yield store


def texts_in(answers: Mapping[str, object], text: str) -> dict[str, str]:
    """This text in the place of each text there."""
    return {name: text[: ITEMS[name].max_length] for name in answers if name in ITEMS}


async def test_through_every_form_field_they_come_as_they_were_typed(
    open_to_many: Target, kept_there: Store
) -> None:
    for answers in ROUTES:
        wave = SURVEY_AS_SHIPPED.open_wave(london_day(NOW))
        assert wave
        draft = a_draft(answers=answers, wave=wave.id, begun_at=NOW, saved_at=NOW)
        await kept_there.save_draft(draft)
        async with httpx.AsyncClient(base_url=open_to_many.address, timeout=60) as client:
            client.cookies.set("draft-missing_children", draft.id)
            token = token_of((await client.get(f"{SURVEY}/better")).text)
            for text in NAUGHTY:
                for name, typed in texts_in(answers, text).items():
                    form = {"_csrf_token": token, name: typed}
                    reply = await client.post(f"{SURVEY}/{PAGES[name]}", data=form)
                    assert reply.status_code == 303, (name, text, reply.text)
                stored = await kept_there.get_draft(draft.id)
                assert stored
                for name, typed in texts_in(answers, text).items():
                    assert stored.answers.get(name, "") == kept(typed), (name, text)
            page = (await client.get(f"{SURVEY}/check")).text
            for typed in texts_in(answers, NAUGHTY[-1]).values():
                assert kept(typed) in unescape(page)
            sent = await client.post(f"{SURVEY}/submit", data={"_csrf_token": token})
            assert sent.status_code == 303
        submitted = await kept_there.get_submitted_at(draft.id)
        assert submitted


async def test_through_the_api_to_the_store_the_reader_and_the_copy(
    open_to_many: Target, kept_there: Store
) -> None:
    for answers in ROUTES:
        for text in filter(None, map(kept, NAUGHTY)):
            typed = texts_in(answers, text)
            response_id = str(uuid4())
            reply = open_to_many.put(
                msgspec.to_builtins({**answers, **typed}), response_id=response_id
            )
            assert reply.status_code == 201, reply.text
            held = await kept_there.read_held(reply.json()["reference"])
            assert held
            assert held.response.texts == {name: each for name, each in typed.items() if kept(each)}
            owned = Copy(**msgspec.structs.asdict(held), contacts=())
            copy = msgspec.json.decode(held_json(owned))
            assert copy["response"]["texts"] == held.response.texts
            page = unescape(held_page(owned, SURVEYS, NOW).decode())
            assert all(each in page for each in held.response.texts.values())


def test_what_is_not_masked_is_as_it_was() -> None:
    for text in filter(None, map(kept, NAUGHTY)):
        shown = masked_text(sampled(text)).text
        at = start = 0
        for span in mask(text).spans:
            plain = text[start : span.start]
            assert shown[at : at + len(plain)] == plain, text
            at = shown.index("]", at + len(plain)) + 1  # past the name of its kind
            start = span.end
        assert shown[at:] == text[start:], text


def sampled(text: str) -> SampledText:
    return SampledText(
        place=0, response_id=str(UUID(int=1)), item_id="better", overlap=False, simulated=False,
        language="en", text=text, role="P", may_quote=True,
    )  # fmt: skip


# --- files ---------------------------------------------------------------------------------

SHOWN = tuple(text.strip() for text in map(kept, NAUGHTY) if text.strip())
TABLE = a_table(
    "naughty",
    title=SHOWN[0],
    notes=SHOWN,
    rows=tuple(a_row(f"r{number}", text, 50, n(12)) for number, text in enumerate(NAUGHTY)),
    chart="",
)
RELEASE = msgspec.structs.replace(
    a_release(),
    tables=(TABLE,),
    quotes=tuple(Quote(words=text, theme="Passed back") for text in SHOWN),
)
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def test_in_a_csv_they_are_words_and_no_formula() -> None:
    lines = list(csv.DictReader(io.StringIO(write_csv(TABLE, RELEASE), newline="")))
    titles = [line["group"] for line in lines if line["column"] == lines[0]["column"]]
    assert [title.removeprefix("'") for title in titles] == [t.removeprefix("'") for t in NAUGHTY]
    assert not [title for title in titles if title.startswith(STARTS)]
    cells = [cell for line in lines for cell in line.values() if cell.startswith(STARTS)]
    assert not cells


def test_in_json_they_are_byte_for_byte_the_same() -> None:
    table = msgspec.json.decode(write_json(TABLE, RELEASE))
    assert [row["title"] for row in table["rows"]] == list(NAUGHTY)


def test_in_workbooks_they_are_words_and_no_formula() -> None:
    pack = make_pack(RELEASE, SURVEYS["missing_children"])
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(pack)))
    cells = [c for sheet in book.worksheets for row in sheet.iter_rows() for c in row]
    assert all(cell.data_type != "f" for cell in cells)
    in_excel = {str(cell.value) for cell in cells if cell.value is not None}
    opened = load(io.BytesIO(write_ods(pack)))
    found = opened.spreadsheet.getElementsByType(odf_table.TableCell)
    assert not [cell for cell in found if cell.getAttribute("formula")]
    in_ods = {extractText(cell) for cell in found}
    for text in filter(str.strip, map(written, NAUGHTY)):
        assert text in in_excel, ascii(text)
        assert text in in_ods, ascii(text)


def written(text: str) -> str:
    """What a workbook can hold of it."""
    return "".join(
        c
        for c in text
        if c == "\n" or (c >= " " and not "\x7f" <= c <= "\x9f" and c not in "\ufffe\uffff")
    )
