"""The public page and its feed: languages, hostile text, and what a program asks again for."""

from __future__ import annotations

import unicodedata
from xml.etree import ElementTree

import pytest

from survey_api import load_surveys
from survey_api.settings import Settings
from tests.survey_ui.promises.conftest import FEED, PUBLIC, agree, published, save

ATOM = "{http://www.w3.org/2005/Atom}"
INDEX = "/you-said/missing_children"
HOSTILE = (
    "<script>alert(1)</script> ]]> & \"quoted\" 'so' \u202egnp.exe\u202c \u2066x\u2069 \x00\x08\x1b"
    "[31m \ufffe\uffff {{ 7*7 }} \U0001f494"
)
LANGUAGES = load_surveys(Settings.from_env().surveys)["missing_children"].programme.languages


async def test_there_is_a_page_before_there_is_anything_to_say(person):
    for path in (INDEX, PUBLIC):
        page = await person.client.get(path)
        assert page.status_code == 200
        assert "There is nothing here yet" in page.text
    feed = await person.client.get(FEED)
    assert ElementTree.fromstring(feed.content).findall(f"{ATOM}entry") == []
    for path in ("/you-said/none", f"{INDEX}/none", f"{INDEX}/none/feed.xml"):
        assert (await person.client.get(path)).status_code == 404


async def test_pages_of_the_survey_lead_there(person):
    for path in ("/", "/s/missing_children", "/privacy/missing_children"):
        assert f'href="{INDEX}"' in (await person.client.get(path)).text, path
    await published(person)
    assert f'href="{PUBLIC}"' in (await person.client.get(INDEX)).text
    page = (await person.client.get(PUBLIC)).text
    assert (
        f'type="application/atom+xml" title="You said, we did: Pilot, summer 2026" href="{FEED}"'
        in page
    )


async def test_hostile_text_stays_text_in_the_page_and_the_feed(person):
    await published(person, finding=HOSTILE, change=HOSTILE, reason=HOSTILE)
    page, feed = await person.client.get(PUBLIC), await person.client.get(FEED)
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text
    assert "{{ 7*7 }}" in page.text
    root = ElementTree.fromstring(feed.content)  # well-formed, or this raises
    assert "<script>alert(1)</script> ]]> &" in root.findtext(f"{ATOM}entry/{ATOM}content", "")
    for text in (page.text, feed.content.decode()):
        bad = {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cn", "Cs")} - {"\n"}
        assert bad == set(), bad


async def test_the_feed_is_atom_with_ids_that_stay(person):
    page = await published(person)
    promise = page.rpartition("/")[2]
    first = ElementTree.fromstring((await person.client.get(FEED)).content)
    assert first.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert first.findtext(ATOM + name)
        assert first.findtext(f"{ATOM}entry/{ATOM}{name}")
    assert first.findtext(f"{ATOM}author/{ATOM}name")
    links = {link.get("rel"): link.get("href") for link in first.findall(f"{ATOM}link")}
    assert links == {
        "self": f"https://survey.example{FEED}",
        "alternate": f"https://survey.example{PUBLIC}",
    }
    assert first.findtext(f"{ATOM}entry/{ATOM}id") == f"urn:uuid:{promise}"
    await person.sign_in("mo")
    await save(person, page, 2, state="under way")
    await agree(person, page, 3)
    second = ElementTree.fromstring((await person.client.get(FEED)).content)
    assert second.findtext(f"{ATOM}id") == first.findtext(f"{ATOM}id")
    for name, same in (("id", True), ("published", True), ("updated", False)):
        path = f"{ATOM}entry/{ATOM}{name}"
        assert (second.findtext(path) == first.findtext(path)) is same, name
    assert second.findtext(f"{ATOM}updated") == second.findtext(f"{ATOM}entry/{ATOM}updated")


@pytest.mark.parametrize("path", [PUBLIC, FEED])
async def test_who_has_it_already_is_told_so_until_it_changes(person, path):
    client = person.client
    staff = await published(person)
    await client.get(path)  # gives the token for the forms of the page
    first = await client.get(path)
    assert first.status_code == 200
    tag, moment = first.headers["etag"], first.headers["last-modified"]
    for asked in ({"If-None-Match": tag}, {"If-Modified-Since": moment}):
        again = await client.get(path, headers=asked)
        assert (again.status_code, again.content) == (304, b""), asked
        assert again.headers["etag"] == tag
    for asked in ({"If-None-Match": 'W/"no"', "If-Modified-Since": moment},
                  {"If-Modified-Since": "Sun, 22 Nov 2020 09:00:00 GMT"},
                  {"If-Modified-Since": "yesterday"}):  # fmt: skip
        assert (await client.get(path, headers=asked)).status_code == 200, asked
    await person.sign_in("mel")
    why = "The words named a station."
    await person.post(f"{staff}/down", {"number": "2", "why": why})
    for asked in ({"If-None-Match": tag}, {"If-Modified-Since": moment}):
        assert (await client.get(path, headers=asked)).status_code == 200, asked


async def test_no_browser_keeps_the_page_and_programs_ask_again_for_the_feed(person):
    await published(person)
    person.client.cookies.clear()
    assert (await person.client.get(PUBLIC)).headers["cache-control"] == "no-store"
    person.client.cookies.clear()
    feed = await person.client.get(FEED)
    assert feed.headers["cache-control"] == "no-cache"
    assert "set-cookie" not in feed.headers
    assert feed.headers["content-type"] == "application/atom+xml; charset=utf-8"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_speaks_every_language_and_says_what_is_english(person, language):
    await published(person)
    person.client.cookies.set("language", language)  # as if it had been chosen
    page = await person.client.get(PUBLIC)
    assert f'<html lang="{language}"' in page.text
    assert 'lang="en" dir="ltr">Call handlers say that nobody has to wait.' in page.text
    if not language.startswith("en"):
        assert "Who does it" not in page.text
        assert "Not measured again yet" not in page.text
