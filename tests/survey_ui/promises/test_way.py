"""You said, we did: from an action of a release to the public page, as each person sees it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from survey_api import open_store, sign_off
from survey_api.access import Organisation
from tests.publishing import a_publisher
from tests.survey_ui.coding.conftest import seen
from tests.survey_ui.promises.conftest import (
    FEED,
    ISSUE,
    NEXT,
    PILOT,
    PUBLIC,
    STAFF,
    agree,
    figures,
    published,
    save,
    start,
    words,
)  # fmt: skip
from tests.survey_ui.releases.samples import HIDDEN, NOW, n


async def object_to(kept, release: str, name: str = "mel") -> None:
    found = await kept.get_release(release)
    someone = a_publisher(name, Organisation.MET, NOW)
    await sign_off(
        kept, found, someone, agrees=False, reason="It reads as a ranking.",
        now=NOW + timedelta(days=1),
    )  # fmt: skip


def said(page) -> str:
    return " ".join(seen(page).split())


async def test_two_publishers_bring_a_promise_before_the_public(person):
    client = person.client
    page = await start(person)
    assert "to be written" not in (await client.get(PUBLIC)).text
    await save(person, page, 1)
    await agree(person, page, 2, "mo")
    told = said(await client.get(page))
    assert "Still to agree: somebody of the Met" in told
    assert "wait 24 hours" not in (await client.get(PUBLIC)).text
    await agree(person, page, 2, "mel")
    client.cookies.clear()  # nobody is signed in
    told = said(await client.get(PUBLIC))
    assert "You said People who rang were told to wait 24 hours." in told
    assert "What will change Call handlers say that nobody has to wait." in told
    assert "Who does it Metropolitan Police By when 31 March 2027" in told
    assert "Before Pilot, summer 2026 41.5% (range: 37.6% to 45.5%)" in told
    assert "Answers counted: about 600. Everyone who told the police" in told
    assert "Not measured again yet." in told
    assert "First published on 22 November 2026." in told
    for name in ("mo", "mel"):
        assert f" {name} " not in told  # who of the team signed is not for the public


async def test_the_figure_after_is_held_against_the_one_before_and_no_cause_is_claimed(person):
    await published(person, state="done", reason="It began in September.", after=NEXT)
    told = said(await person.client.get(PUBLIC))
    assert "30.2% (range: 26.6% to 34%)" in told
    # Newcombe from what is published: 11.3 +- the two halves squared and added.
    assert "Lower than before by 11 percentage points (range: 6 to 17)" in told
    assert "A difference does not show what caused it." in told


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (figures(n(39, 35.2, 42.9)), "No clear change"),
        (figures(HIDDEN), "Hidden, so that no one can be recognised"),
        (figures(n(30, 12, 56), base=20), "Too few people answered to compare"),
    ],
)
async def test_what_may_be_chance_or_is_hidden_is_said_so(person, kept, after, expected):
    from survey_api.releases import ReleaseStatus
    from tests.publishing import publish
    from tests.survey_ui.promises.conftest import a_wave

    release = a_wave("2026-27", "another", after, simulated=0)
    assert release.summary.status is ReleaseStatus.FINAL
    await kept.add_release(release)
    await publish(kept, release, NOW)
    await published(person, after="another")
    told = said(await person.client.get(PUBLIC))
    assert expected in told
    assert "Chance alone would seldom" not in told


async def test_a_release_that_is_disputed_afterwards_takes_its_figures_along(person, kept):
    await published(person, state="done", reason="It began.", after=NEXT)
    client = person.client
    before = await client.get(FEED)
    await object_to(kept, NEXT)
    told, feed = said(await client.get(PUBLIC)), await client.get(FEED)
    for text in (told, feed.text):
        assert "30.2" not in text
        assert "percentage points" not in text
        assert "41.5" in text
        assert "not published at the moment" in text
    assert feed.headers["etag"] != before.headers["etag"]
    assert feed.headers["last-modified"] != before.headers["last-modified"]
    await object_to(kept, PILOT)
    told, feed = said(await client.get(PUBLIC)), await client.get(FEED)
    for text in (told, feed.text):
        assert "41.5" not in text
        assert "24 hours" not in text
        assert "This entry is not shown at the moment" in text


async def test_only_published_releases_of_later_waves_can_be_the_after(person, kept):
    page = await start(person)
    await object_to(kept, NEXT)
    for release in (NEXT, PILOT, "nonsense", "'; DROP TABLE promises; --"):
        reply = await person.post(page, words(after=release) | {"number": "1"})
        assert reply.status_code == 400
        assert "Choose a published release of a later wave" in reply.text
    await object_to(kept, PILOT)
    assert "No release of this wave is published" in (await person.client.get(STAFF)).text
    await save(person, page, 1)
    reply = await person.post(f"{page}/agree", {"number": "2"})
    assert reply.status_code == 400
    assert "is not published" in reply.text


async def test_a_correction_says_so_and_the_first_date_stays(person):
    page = await published(person)
    await person.sign_in("mel")
    await save(person, page, 2, due="2027-09-30")
    assert "31 March 2027" in said(await person.client.get(PUBLIC))  # until both agree again
    await agree(person, page, 3)
    told = said(await person.client.get(PUBLIC))
    assert "By when 30 September 2027. The date was 31 March 2027 at first." in told
    assert "Corrected on 22 November 2026: By when." in told
    await save(person, page, 3, due="2027-09-30", state="under way")
    await agree(person, page, 4)
    told = said(await person.client.get(PUBLIC))
    assert "Brought up to date on 22 November 2026." in told
    assert "Under way" in told
    told = said(await person.client.get(page))
    assert "saved version 3 . By when 2027-09-30 (before: 2027-03-31)" in told


async def test_of_two_who_write_at_once_the_second_is_told_and_loses_nothing(person, kept):
    page = await start(person)
    await save(person, page, 1, change="Mo's words.")
    await person.sign_in("mel")
    mine = words(change="Mel's <b>words</b>.", reason="Mel's reason.")
    reply = await person.post(page, mine | {"number": "1"})  # she opened it before Mo saved
    assert reply.status_code == 409
    told = said(reply)
    assert "mo saved version 2 while you wrote" in told
    assert "Mel's <b>words</b>." in told
    assert "<b>words" not in reply.text
    assert "Mel's reason." in told
    assert "Mo's words." in told
    assert 'name="number" value="2"' in reply.text
    (file,) = await kept.list_promises("missing_children", "2026-pilot")
    assert [version.told.change for version in file.versions[1:]] == ["Mo's words."]
    await save(person, page, 2, change="Both put together.")
    (file,) = await kept.list_promises("missing_children", "2026-pilot")
    assert [version.account for version in file.versions] == ["mo", "mo", "mel"]


async def test_nobody_agrees_to_a_version_they_did_not_see(person):
    page = await start(person)
    await save(person, page, 1)
    await save(person, page, 2, change="Something else.")
    await person.sign_in("mel")
    for number in ("2", "99", "-1", "", "x"):
        assert (await person.post(f"{page}/agree", {"number": number})).status_code == 409
    assert "Something else" not in (await person.client.get(PUBLIC)).text


async def test_one_publisher_takes_it_down_and_both_have_to_bring_it_back(person):
    page = await published(person)
    await person.sign_in("mel")
    reply = await person.post(f"{page}/down", {"number": "2", "why": "no"})
    assert reply.status_code == 400
    assert "at least a few words" in reply.text
    why = "The words named a station <i>by mistake</i>."
    assert (await person.post(f"{page}/down", {"number": "2", "why": why})).status_code == 303
    told = await person.client.get(PUBLIC)
    assert "24 hours" not in told.text
    assert "An entry was taken off this page on 22 November 2026. The reason:" in told.text
    assert "&lt;i&gt;by mistake" in told.text
    await agree(person, page, 2, "mel")
    assert "24 hours" not in (await person.client.get(PUBLIC)).text
    await agree(person, page, 2, "max")
    assert "24 hours" in (await person.client.get(PUBLIC)).text


async def test_what_is_missing_is_said_before_anything_is_published(person):
    page = await start(person)
    reply = await person.post(f"{page}/agree", {"number": "1"})
    assert reply.status_code == 400
    assert "Say what will change. Choose who does it. Say by when." in said(reply)
    await save(person, page, 1, state="not done")
    reply = await person.post(f"{page}/agree", {"number": "2"})
    assert "why it was not" in said(reply)


@pytest.mark.parametrize(
    ("field", "text", "problem"),
    [
        ("finding", "x" * 601, "601 characters"),
        ("finding", "42% were told to wait", "Leave out shares"),
        ("change", "down to 4 in 10", "Leave out shares"),
        ("reason", "Only 12 per cent are", "Leave out shares"),
        ("owner", "Home Office", "Choose one of"),
        ("due", "next spring", "Enter a date"),
        ("due", "0207-03-31", "Enter a date"),
        ("state", "forgotten", "Choose how far"),
    ],
)
async def test_a_mistake_is_told_and_what_was_typed_stays(person, field, text, problem):
    page = await start(person)
    reply = await person.post(page, words(**{field: text}) | {"number": "1"})
    assert reply.status_code == 400
    assert problem in said(reply)
    assert "Call handlers say" in reply.text or field == "change"
    if field not in ("owner", "state"):
        assert text in reply.text


async def test_sending_twice_starts_and_saves_once(person, kept):
    page = await start(person)
    form = {"release": PILOT, "issue": ISSUE, "id": page.rpartition("/")[2]}
    again = await person.post(STAFF, form)
    assert (again.status_code, again.headers["location"]) == (303, page)
    await save(person, page, 1)
    await save(person, page, 1)  # the same words again
    (file,) = await kept.list_promises("missing_children", "2026-pilot")
    assert len(file.versions) == 2
    for changes in ({"id": "no uuid"}, {"issue": "no such action"}, {"release": NEXT}):
        assert (await person.post(STAFF, form | changes)).status_code in (400, 404, 409)


async def test_who_may_do_what(person):
    page = await published(person)
    for name, read in (("amira", 200), ("cody", 403), ("metcoder", 403), ("ops", 403)):
        await person.sign_in(name)
        for path in (STAFF, page):
            reply = await person.client.get(path)
            assert reply.status_code == read, (name, path)
            assert "Save as a new version" not in reply.text
            assert ">Start<" not in reply.text
        for path in (STAFF, page, f"{page}/agree", f"{page}/down"):
            assert (await person.post(path, words() | {"number": "2"})).status_code == 403
    await person.sign_in("cass")  # a publisher of the council writes, and speaks for neither side
    await save(person, page, 2, owner="council")
    for step in ("agree", "down"):
        form = {"number": "3", "why": "Because we say so."}
        assert (await person.post(f"{page}/{step}", form)).status_code == 409
    person.client.cookies.clear()
    assert (await person.client.get(STAFF)).status_code == 303
    assert (await person.client.get(PUBLIC)).status_code == 200
    other = page.replace("2026-pilot", "2026-27", 1)  # of another wave
    await person.sign_in("mo")
    for path in (other, f"{STAFF}/no-uuid", f"{STAFF}/%00", f"{STAFF}/{UUID(int=7)}"):
        assert (await person.client.get(path)).status_code == 404, path


async def test_without_the_token_of_the_form_nothing_is_stored(person, kept):
    page = await start(person)
    reply = await person.client.post(page, data=words() | {"number": "1"})
    assert reply.status_code == 403
    (file,) = await kept.list_promises("missing_children", "2026-pilot")
    assert len(file.versions) == 1


async def test_the_log_says_who_did_what(person, settings):
    page = await published(person)
    await person.sign_in("mel")
    why = "The words named a station."
    await person.post(f"{page}/down", {"number": "2", "why": why})
    async with open_store(settings.store, create=False) as store:
        entries = [one for one in await store.read_entries(0, 100) if "promise" in one.what]
    assert [(one.who, one.what) for one in entries] == [
        ("mo", "started a promise"),
        ("mo", "changed a promise"),
        ("mo", "agreed to publish a promise"),
        ("mel", "agreed to publish a promise"),
        ("mel", "took a promise off the public page"),
    ]
    assert entries[-1].which == f"{page.rpartition('/')[2]} 2"
    assert entries[-1].why == why
