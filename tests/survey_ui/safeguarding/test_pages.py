"""The queue and its concerns, for leads and for nobody else."""

from __future__ import annotations

import msgspec
import pytest
from litestar.testing import AsyncTestClient

from survey_api import contacts_at
from survey_api.access import Role, add_account
from survey_api.contacts import leave_contact
from survey_ui.app import create_app
from tests.survey_api.safeguarding.told import NOW, PLANTED
from tests.survey_ui.safeguarding.conftest import QUEUE

STEPS = ("take", "words", "refer", "note", "close")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SAFEGUARDING])
async def test_nobody_but_the_safeguarding_role_opens_the_queue(visitor, kept, role):
    visitor.client.cookies.clear()
    await visitor.sign_in(role.value)
    for path in ("", f"/{visitor.urgent}"):
        page = await visitor.get(path)
        assert page.status_code == 403
        assert "FES-" not in page.text
    for step in STEPS:
        form = {"reason": "curious", "note": "x", "outcome": "no_concern", "close_note": "x"}
        page = await visitor.post(f"/{visitor.urgent}/{step}", **form)
        assert page.status_code == 403
        assert PLANTED not in page.text
    assert (await kept.get_case(visitor.urgent)).acted == ()


async def test_who_is_not_signed_in_is_asked_to(visitor):
    visitor.client.cookies.clear()
    page = await visitor.get(f"/{visitor.urgent}")
    assert page.status_code == 303
    assert page.headers["location"].startswith("/sign-in?next=%2Fsafeguarding")


async def test_the_late_one_comes_first_and_no_word_is_on_the_list(visitor):
    page = await visitor.get()
    assert page.status_code == 200
    late, other = page.text.index(visitor.urgent), page.text.index(visitor.serious)
    assert late < other
    assert "1 hour late to open" in page.text
    assert "Suicide" in page.text
    assert PLANTED not in page.text
    assert page.headers["cache-control"] == "no-store"


async def test_words_open_folded_and_marked_only_with_a_reason_that_is_kept(visitor, kept):
    closed = await visitor.get(f"/{visitor.urgent}")
    assert PLANTED not in closed.text
    refused = await visitor.post(f"/{visitor.urgent}/words", reason=" ")
    assert refused.status_code == 400
    assert PLANTED not in refused.text
    opened = await visitor.post(f"/{visitor.urgent}/words", reason="first look")
    assert "<mark>kill himself</mark>" in opened.text
    fold, words = opened.text.index('<details class="govuk-details">'), opened.text.index(PLANTED)
    assert fold < words
    assert "May be hard to read: Suicide." in opened.text
    said = [(e.who, e.what, e.why) for e in await kept.read_entries(0, 10)]
    assert said == [
        ("safeguarding", "opened a concern", ""),
        ("safeguarding", "opened a text", "first look"),
    ]


async def test_a_lead_takes_it_tells_the_borough_and_closes_it(visitor):
    where = f"/{visitor.urgent}"
    assert (await visitor.post(f"{where}/take")).status_code == 303
    told = await visitor.post(
        f"{where}/refer", service="MASH", borough="camden", refer_note="rang them"
    )
    assert told.status_code == 303
    assert (await visitor.post(f"{where}/note", note="<b>they ring back</b>")).status_code == 303
    page = (await visitor.get(where)).text
    assert "told MASH of Camden" in page
    assert "&lt;b&gt;they ring back" in page
    half = await visitor.post(f"{where}/close", outcome="", close_note="what was typed stays")
    assert half.status_code == 400
    assert "what was typed stays" in half.text
    done = await visitor.post(f"{where}/close", outcome="referred", close_note="they have it")
    assert done.status_code == 303
    queue = (await visitor.get()).text
    assert queue.index("Closed last") < queue.index(visitor.urgent)


async def test_a_form_without_its_token_does_nothing(visitor, kept):
    page = await visitor.client.post(f"/safeguarding/missing_children/{visitor.urgent}/take")
    assert page.status_code == 403
    assert (await kept.get_case(visitor.urgent)).acted == ()


async def test_what_is_not_there_is_said(visitor):
    assert (await visitor.get("/nothing")).status_code == 404
    assert (await visitor.client.get("/safeguarding/nothing")).status_code == 404


LANDINGS = {
    Role.SAFEGUARDING: "/safeguarding",
    Role.INTERVIEWER: "/enter",
    Role.ANALYST: "/releases",
    Role.CODER: "/releases",
    Role.TRANSLATOR: "/releases",
    Role.PUBLISHER: "/releases",
    Role.OPERATOR: "/releases",
}


@pytest.mark.parametrize("role", list(Role))
async def test_after_sign_in_everybody_lands_on_a_page_they_may_read(visitor, kept, role):
    visitor.client.cookies.clear()
    password = "a long and quiet river"
    await add_account(kept, f"new-{role.value}", password, role, "MOPAC", NOW)
    await visitor.client.get("/sign-in")
    token = visitor.client.cookies["csrf"]
    form = {"name": f"new-{role.value}", "password": password, "next": "", "_csrf_token": token}
    reply = await visitor.client.post("/sign-in", data=form, follow_redirects=False)
    assert reply.headers["location"] == LANDINGS[role]
    assert (await visitor.client.get(LANDINGS[role])).status_code == 200


async def test_the_queue_opens_over_https_too(settings, visitor):
    over_https = msgspec.structs.replace(settings, https=True)
    async with AsyncTestClient(
        create_app(over_https, clock=lambda: NOW), base_url="https://testserver.local"
    ) as client:
        client.cookies.set("__Host-family_survey_session", "safeguarding")
        assert (await client.get(QUEUE)).status_code == 200


async def test_who_wants_to_be_reached_is_shown_with_a_reason_and_to_leads_alone(
    visitor, kept, settings
):
    home = contacts_at(settings.store, settings.contacts, settings.contact_sealing)
    await leave_contact(
        home,
        "missing_children",
        NOW,
        means="email",
        where="quokka@example.org",
        about=["results"],
        when="",
        reference="",
    )
    asked = await visitor.get("/contacts")
    assert "Why do you need to read it?" in asked.text
    for reason, status in (("", 400), ("to ring back", 200)):
        page = await visitor.post("/contacts", reason=reason)
        assert page.status_code == status
        assert ("quokka@example.org" in page.text) is (status == 200)
    assert [one.why for one in await kept.read_entries(0, 9)] == ["to ring back"]
    assert "quokka" not in asked.text
    assert page.headers["cache-control"] == "no-store"
    for role in set(Role) - {Role.SAFEGUARDING}:
        visitor.client.cookies.clear()
        await visitor.sign_in(role.value)
        for page in (await visitor.get("/contacts"), await visitor.post("/contacts", reason="x")):
            assert page.status_code == 403
            assert "quokka" not in page.text
