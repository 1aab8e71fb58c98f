"""See or delete your answers: with the two words of the receipt, by the respondent alone."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta

import msgspec
from litestar.testing import AsyncTestClient

from survey_api import Settings, open_store
from survey_api.access.slowing import FREE_TRIES
from survey_ui.app import create_app
from tests.samples import NOW
from tests.survey_ui.respond.visitor import SURVEY, Visitor

WORDS = "Ring back <b>sooner</b> & say sorry"
WRONG = "These two do not go together"


async def send_answers(visitor: Visitor) -> tuple[str, str]:
    """The reference and the secret of answers that were sent just now."""
    await visitor.begin()
    await visitor.skip_to("better")
    await visitor.send({"better": WORDS})
    await visitor.skip_to("check")
    await visitor.send()
    reference, secret = re.findall(r'fes-(?:reference|secret)">([0-9A-Z-]+)<', visitor.page.text)
    return reference, secret


async def give(visitor: Visitor, reference: str, secret: str) -> None:
    await visitor.go("/erase")
    await visitor.send({"reference": reference, "secret": secret})


def held(settings: Settings) -> int:
    with sqlite3.connect(settings.store.removeprefix("sqlite:///")) as file:
        ((count,),) = file.execute("SELECT count(*) FROM responses").fetchall()
    return int(count)


async def test_the_confirmation_shows_a_secret_and_says_what_it_is_for(visitor: Visitor):
    _, secret = await send_answers(visitor)
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", secret)
    assert "Keep these two if you may want us to delete your answers." in visitor.page.text
    assert 'href="/erase"' in visitor.page.text
    await visitor.go(f"{SURVEY}/done")
    assert secret in visitor.page.text  # the same, as long as this browser remembers


async def test_a_respondent_erases_their_answers_alone(visitor: Visitor, settings: Settings):
    reference, secret = await send_answers(visitor)
    await give(visitor, reference.lower(), secret.replace("-", " "))
    assert visitor.heading == "Delete your answers?"
    assert held(settings) == 1  # asked first
    await visitor.send(to="/erase/now")
    assert visitor.heading == "Your answers are deleted"
    assert held(settings) == 0
    await give(visitor, reference, secret)
    assert WRONG in visitor.page.text


async def test_what_a_respondent_did_is_in_the_log_without_their_reference(
    visitor: Visitor, settings: Settings
):
    reference, secret = await send_answers(visitor)
    await give(visitor, reference, secret)
    asking = visitor.page
    await visitor.send({"as": "json"}, to="/erase/copy")
    visitor.page = asking
    await visitor.send(to="/erase/now")
    async with open_store(settings.store) as store:
        entries = await store.read_entries(0, 9)
        mark = store.mark_of(reference)
    assert [(one.who, one.what, one.which) for one in entries] == [
        ("respondent", "copied all that is held", mark),
        ("respondent", "erased a response", mark),
    ]


async def test_a_wrong_pair_gets_one_message_whichever_of_the_two_is_wrong(
    visitor: Visitor, settings: Settings
):
    reference, secret = await send_answers(visitor)
    pages = []
    for pair in (
        (reference, "0000-0000-0000-0000"),
        ("FES-0000-0000-0000", secret),
        ("nothing", ""),
        ("", ""),
    ):
        await give(visitor, *pair)
        assert visitor.page.status_code == 400
        plain = re.sub(r'value="[^"]*"', "", visitor.page.text)
        pages.append(plain)
        assert secret not in visitor.page.text
    assert WRONG in pages[0]
    assert len(set(pages)) == 1
    for where in ("/erase/now", "/erase/copy"):
        await visitor.go("/erase")
        await visitor.send({"reference": "FES-0000-0000-0000", "secret": secret}, to=where)
        assert visitor.page.status_code == 400
    assert held(settings) == 1


async def test_a_form_without_its_token_erases_nothing(visitor: Visitor, settings: Settings):
    reference, secret = await send_answers(visitor)
    form = {"reference": reference, "secret": secret}
    reply = await visitor.client.post("/erase/now", data=form)
    assert reply.status_code == 403
    assert held(settings) == 1


async def test_a_respondent_gets_a_copy_of_everything_held(visitor: Visitor):
    reference, secret = await send_answers(visitor)
    await give(visitor, reference, secret)
    asking = visitor.page
    await visitor.send({"as": "page"}, to="/erase/copy")
    page = visitor.page
    assert (
        page.headers["content-disposition"] == f'attachment; filename="my-answers-{reference}.html"'
    )
    assert page.headers["cache-control"] == "no-store"
    assert "Ring back &lt;b&gt;sooner&lt;/b&gt; &amp; say sorry" in page.text
    assert "Parent or guardian" in page.text
    visitor.page = asking
    await visitor.send({"as": "json"}, to="/erase/copy")
    copy = msgspec.json.decode(visitor.page.content)
    assert copy["reference"] == reference
    assert copy["response"]["texts"] == {"better": WORDS}
    assert copy["response"]["answers"]["role"] == "P"


async def test_the_copy_says_why_we_were_not_sure_that_a_person_sent_it(
    visitor: Visitor, settings: Settings
):
    reference, secret = await send_answers(visitor)
    with closing(sqlite3.connect(settings.store.removeprefix("sqlite:///"))) as store:
        store.execute("""UPDATE responses SET flags = '["fast", "repeated"]'""")
        store.commit()
    await give(visitor, reference, secret)
    asking = visitor.page
    await visitor.send({"as": "json"}, to="/erase/copy")
    assert msgspec.json.decode(visitor.page.content)["response"]["flags"] == ["fast", "repeated"]
    visitor.page = asking
    await visitor.send({"as": "page"}, to="/erase/copy")
    assert "faster than most people can read" in visitor.page.text
    assert "people do not see" not in visitor.page.text


async def test_after_some_wrong_tries_the_next_one_waits_and_the_right_one_ends_it(
    visitor: Visitor, settings: Settings
):
    reference, secret = await send_answers(visitor)
    for _ in range(FREE_TRIES):
        await give(visitor, reference, "wrong")
        assert visitor.page.status_code == 400
    await give(visitor, reference, secret)
    assert visitor.page.status_code == 429
    assert visitor.page.headers["retry-after"] == "30"
    assert "Please wait 30 seconds, then try again." in visitor.page.text
    assert reference in visitor.page.text  # what was typed stays
    async with AsyncTestClient(create_app(settings, clock=lambda: later(seconds=30))) as client:
        elsewhere = Visitor(client)  # another server over the same store
        await give(elsewhere, reference, secret)
        assert elsewhere.page.status_code == 200
    await give(visitor, reference, secret)
    assert visitor.page.status_code == 200


async def test_what_is_kept_of_tries_names_no_reference(visitor: Visitor, settings: Settings):
    reference, _ = await send_answers(visitor)
    await give(visitor, reference, "wrong")
    await give(visitor, "FES-0000-0000-0000", "wrong")
    with closing(sqlite3.connect(settings.store.removeprefix("sqlite:///"))) as store:
        kept = [who for (who,) in store.execute("SELECT who FROM sign_in_tries")]
    assert len(kept) == 2
    assert all(who.startswith("receipt ") for who in kept)
    assert not any(part in who for who in kept for part in reference.split("-")[1:])


def later(**by: float) -> datetime:
    return NOW + timedelta(**by)
