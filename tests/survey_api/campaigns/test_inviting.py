"""Letters to people over a real mail server: each once, never at night, none against their will."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from survey_api import Settings, contacts_at, load_surveys
from survey_api.campaigns import (
    Address,
    CampaignPlan,
    Kind,
    Means,
    SmtpSender,
    check_letters,
    invite,
    is_quiet,
    kept_mark,
    pass_of,
    read_addresses,
    remind,
    stop_by_token,
    stop_token,
    write_to_all,
)
from survey_api.campaigns.plan import Sending, load_campaigns
from survey_api.errors import BadInput, BadSurvey, Refused, SendingFailed
from survey_api.mailing import read_mailer
from survey_api.questionnaire import WordingState
from survey_api.responses import begin_response, submit_with_code
from tests.running import free_port
from tests.survey_api.campaigns.letters import (
    NOW,
    PLAN,
    a_run,
    addressed,
    mail_server,
)

ANN, BEN, CAM = "ann@example.org", "ben@example.org", "cam@example.org"
WEEK = timedelta(days=7)


@pytest.fixture
def people(home):
    return contacts_at(home.store, home.contacts, home.contact_sealing)


@pytest.fixture
async def book(people):
    async with people.open_book() as opened:
        yield opened


@pytest.fixture
def post():
    with mail_server() as opened:
        yield opened


async def send(book, store, run, *where, **options):
    return await invite(book, store, run, addressed(*where), by="tests", **options)


async def test_each_is_invited_once_however_often_it_is_run(book, store, post):
    box, sender = post
    run = a_run(sender)
    first = await send(book, store, run, ANN, BEN)
    again = await send(book, store, run, ANN, BEN, CAM)
    assert (first.added, first.letters.sent) == (2, 2)
    assert (again.added, again.known, again.letters.sent) == (1, 2, 1)
    assert again.letters.had_it == 2
    assert box.to == [ANN, BEN, CAM]
    text = box.text(ANN)
    assert "https://survey.example/s/small" in text
    assert "Your code" not in text


async def test_two_at_once_write_to_nobody_twice(book, store, post):
    box, sender = post
    run = a_run(sender)
    await send(book, store, run, dry_run=True)
    for where in addressed(*(f"p{n}@example.org" for n in range(8))):
        await book.add_address("small", "autumn", where, date(2027, 1, 30))
    await asyncio.gather(*(write_to_all(book, store, run, Kind.INVITATION) for _ in range(3)))
    assert len(box.to) == len(set(box.to)) == 8


async def test_a_dry_run_sends_and_keeps_nothing(book, store, post):
    box, sender = post
    done = await send(book, store, a_run(sender), ANN, dry_run=True)
    assert done.added == 1
    assert not box.letters
    assert await book.list_written("small", "autumn") == []
    assert await store.read_entries(0, 10) == []


async def test_what_was_begun_and_not_noted_is_not_sent_again_but_reminded(book, store, post):
    box, sender = post
    run = a_run(sender)
    (ann,) = addressed(ANN)
    await book.add_address("small", "autumn", ann, date(2027, 1, 30))
    ((written),) = await book.list_written("small", "autumn")
    assert await book.begin_letter(written.id, 0, NOW)  # and here it was killed
    done = await send(book, store, run, ANN)
    assert (done.letters.sent, done.letters.unsure) == (0, 1)
    assert not box.letters
    later = await remind(book, store, a_run(sender, NOW + WEEK), by="tests")
    assert later.sent == 1
    assert box.to == [ANN]


async def test_reminders_wait_their_days_and_end(book, store, post):
    box, sender = post
    await send(book, store, a_run(sender), ANN)
    counts = []
    for days in (1, 7, 8, 14, 21, 28):
        done = await remind(book, store, a_run(sender, NOW + timedelta(days=days)), by="tests")
        counts.append(done.sent)
    assert counts == [0, 1, 0, 1, 0, 0]  # two reminders, a week apart
    assert [letter["Subject"] for _, letter in box.letters] == [
        "A invitation", "A reminder", "A reminder",
    ]  # fmt: skip


async def test_nobody_is_written_to_at_night_and_the_rest_goes_out_later(book, store, post):
    box, sender = post
    night = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
    done = await send(book, store, a_run(sender, night), ANN, BEN)
    assert (done.letters.sent, done.letters.quiet) == (0, 2)
    done = await send(book, store, a_run(sender, night + timedelta(hours=9)), ANN, BEN)
    assert (done.letters.sent, box.to) == (2, [ANN, BEN])


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [
        (datetime(2026, 11, 23, 7, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 23, 8, 0, tzinfo=UTC), False),
        (datetime(2026, 7, 1, 7, 0, tzinfo=UTC), False),  # eight o'clock in London, in summer
        (datetime(2026, 7, 1, 19, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 23, 19, 59, tzinfo=UTC), False),
    ],
)
def test_the_night_is_london_s(moment, quiet):
    assert is_quiet(Sending(), moment) is quiet


async def test_a_code_goes_along_and_whose_is_used_is_not_reminded(book, store, post):
    box, sender = post
    run = a_run(sender)
    await send(book, store, run, ANN, BEN, with_codes=True)
    told = re.search(r"Your code: ([a-z ]+ \d\d)", box.text(ANN))
    assert told is not None
    code = told[1].replace(" ", "-")
    assert f"https://survey.example/s/small/code#{code}" in box.text(ANN)
    draft = await begin_response(store, run.survey, language="en", mode="web", answers={}, now=NOW)
    assert await submit_with_code(
        store, run.survey, draft, kept_mark(store, pass_of(store, code)), NOW
    )
    done = await remind(book, store, a_run(sender, NOW + WEEK), by="tests")
    assert (done.sent, done.answered) == (1, 1)
    assert box.to == [ANN, BEN, BEN]
    assert "Your code" in box.text(BEN)  # the same one again


async def test_letters_speak_every_language_of_the_survey(book, store):
    survey = load_surveys(Settings().surveys)["missing_children"]
    languages = survey.programme.languages
    people = [
        Address(means=Means.EMAIL, where=f"{each}@example.org", language=each) for each in languages
    ]
    with mail_server(load_campaigns(survey)) as (box, sender):
        run = a_run(sender, survey=survey)
        await invite(book, store, run, people, by="tests", with_codes=True)
        await remind(book, store, run._replace(clock=lambda: NOW + WEEK), by="tests")
    assert len(box.letters) == 2 * len(languages)
    told = set()
    for where, letter in box.letters:
        language = where.partition("@")[0]
        text = letter.get_content()
        told.add(letter["Subject"])
        assert letter["Content-Language"] == language
        assert survey.wording(language).title in text
        assert re.search(r": [a-z ]+ \d\d\r?$", text, flags=re.M), text
    assert len(told) == len(box.letters)  # no two say the same: none went out in English instead


def test_languages_without_a_letter_and_drafts_are_named():
    survey = load_surveys(Settings().surveys)["missing_children"]
    english = [each for each in load_campaigns(survey).letters if each.language == "en"]
    draft = replace(english[0], language="pl", state=WordingState.DRAFT)
    found = check_letters(survey, CampaignPlan(letters=(*english, draft)))
    told = [f"{each.path}: {each.message}" for each in found if not each.severe]
    assert "campaigns.toml: letters in ar: there is no invitation; it goes out in en" in told
    assert "campaigns.toml: letters in pl: a draft: nobody has checked this translation" in told
    assert "campaigns.toml: letters in pl: there is no reminder; it goes out in en" in told
    assert not [each for each in told if "letters in en:" in each]


async def test_who_said_stop_is_never_written_to_again_and_the_address_is_gone(
    book, people, store, post
):
    box, sender = post
    await send(book, store, a_run(sender), ANN, BEN)
    letter = next(letter for to, letter in box.letters if to == ANN)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    token = letter["List-Unsubscribe"].strip("<>").rpartition("/")[2]
    assert f"https://survey.example/stop/{token}" in box.text(ANN)
    for _ in range(2):
        assert await stop_by_token(people, token)
    assert [each.address.where for each in await book.list_written("small", "autumn")] == [BEN]
    again = await send(book, store, a_run(sender), ANN)
    assert (again.added, again.known) == (0, 1)
    other = a_run(sender)
    other = other._replace(campaign=PLAN.campaigns[0].__class__(
        id="winter", title="Winter", ends=date(2026, 12, 31)
    ))  # fmt: skip
    assert (await send(book, store, other, ANN)).added == 0
    assert box.to == [ANN, BEN]


async def test_a_link_that_is_none_of_ours_stops_nobody(book, people):
    right = stop_token(book, ANN)
    for forged in ("", "x", right[:-1] + ("0" if right[-1] != "0" else "1"), right[:32], "é" * 64,
                   "0" * 64, right.upper()):  # fmt: skip
        assert not await stop_by_token(people, forged)
    assert await stop_by_token(people, right)  # it works though nobody was ever invited


async def test_what_the_mail_server_refuses_for_good_is_erased_and_else_tried_again(
    book, store, post
):
    box, sender = post
    box.replies = {ANN: "550 no such person", BEN: "451 try later"}
    run = a_run(sender)
    done = await send(book, store, run, ANN, BEN, CAM)
    assert (done.letters.bounced, done.letters.not_now, done.letters.sent) == (1, 1, 1)
    box.replies = {}
    again = await send(book, store, run, ANN, BEN, CAM)
    assert (again.added, again.letters.sent) == (0, 1)
    assert box.to == [BEN, CAM]


async def test_without_a_mail_server_nothing_is_lost(book, store):
    mailer = read_mailer(f"smtp://127.0.0.1:{free_port()}", "survey@example.org", "")
    assert mailer is not None
    with pytest.raises(SendingFailed):
        await send(book, store, a_run(SmtpSender(mailer, PLAN)), ANN)
    with mail_server() as (box, sender):
        done = await send(book, store, a_run(sender), ANN)
        assert (done.letters.sent, box.to) == (1, [ANN])


async def test_after_the_campaign_nobody_is_written_to(book, store, post):
    box, sender = post
    late = datetime(2027, 1, 1, 10, 0, tzinfo=UTC)
    for work in (
        send(book, store, a_run(sender, late), ANN),
        remind(book, store, a_run(sender, late), by="tests"),
    ):
        with pytest.raises(Refused, match="ended on 31 December 2026"):
            await work
    assert not box.letters


async def test_addresses_are_sealed_and_go_when_their_days_are_over(book, store, post, home):
    _, sender = post
    await send(book, store, a_run(sender), ANN, with_codes=True)
    if home.store.startswith("sqlite"):
        folder = Path(home.store.removeprefix("sqlite:///")).parent
        assert ANN.encode() not in all_bytes(folder)
    last = date(2026, 12, 31) + timedelta(days=30)
    assert await book.purge_addresses("small", last, dry_run=False) == 0
    assert await book.purge_addresses("small", last + timedelta(days=1), dry_run=True) == 1
    assert await book.purge_addresses("small", last + timedelta(days=1), dry_run=False) == 1
    assert await book.list_written("small", "autumn") == []


def all_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


async def test_the_log_says_how_many_and_names_nobody(book, store, post):
    _, sender = post
    await send(book, store, a_run(sender), ANN, BEN)
    entries = await store.read_entries(0, 10)
    assert [each.what for each in entries] == ["began to write to people", "wrote to people"]
    assert entries[-1].which == "small autumn invitation: 2 sent"
    assert "@" not in "".join(each.which for each in entries)


def test_a_file_is_read_line_by_line():
    content = (
        "\ufeffAddress,Language,Note\r\n"
        "Ann@Example.org,,x\r\n"
        "ann@example.org,en,\r\n"
        "07700 900123,en,\r\n"
        "nobody,,\r\n"
        '"ben@example.org\r\nBcc: all@example.org",,\r\n'
        "ché@example.org,,\r\n"
        "cam@example.org,xx,\r\n"
        "=HYPERLINK(1),,\r\n"
    ).encode()
    read = read_addresses(content, ("en",))
    assert [each.where for each in read.addresses] == [ANN, "+447700900123"]
    assert read.doubled == 1
    assert len(read.wrong) == 5
    assert not [why for _, why in read.wrong if "@" in why or "nobody" in why]
    for wrong in (b"", b"mail\nann@example.org\n", b"address\n\xff\n", b'address\n"ann\n'):
        with pytest.raises(BadInput):
            read_addresses(wrong, ("en",))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[campaigns]]\nid = "A b"\ntitle = ""\nends = 2026-12-31', "cannot be an id"),
        ('[[letters]]\nkind = "invitation"\nlanguage = "en"\nsubject = ""\nbody = "{link}"',
         "{stop} is missing"),
        ('[[letters]]\nkind = "invitation"\nlanguage = "en"\nsubject = ""\nbody = "{a.b}"',
         "there is no"),
        ('[sending]\nquiet = true', "quiet"),
    ],
)  # fmt: skip
def test_what_is_amiss_in_the_plan_is_named(tmp_path, text, told):
    (tmp_path / "campaigns.toml").write_text(text)
    survey = a_run(SmtpSender(None, PLAN)).survey  # type: ignore[arg-type]
    with pytest.raises(BadSurvey, match=told):
        load_campaigns(survey.__class__(
            programme=survey.programme, questionnaire=survey.questionnaire,
            wordings=survey.wordings, folder=tmp_path,
        ))  # fmt: skip


KILLED = """
import asyncio, os, sys
from tests.survey_api.campaigns.letters import NOW, PLAN, a_run, addressed
from survey_api import contacts_at, open_store
from survey_api.campaigns import Outcome, invite

class Dying:
    def __init__(self): self.sent = 0
    def can_write(self, kind, address): return True
    async def send(self, message):
        self.sent += 1
        print(message.address.where, flush=True)  # it went out
        if self.sent == 3: os._exit(9)
        return Outcome.SENT

async def work(store):
    people = contacts_at(store, "", __import__("survey_api").KeySource())
    async with open_store(store) as opened, people.open_book() as book:
        where = [f"p{n}@example.org" for n in range(6)]
        await invite(book, opened, a_run(Dying()), addressed(*where), by="tests")

asyncio.run(work(sys.argv[1]))
"""


def test_killed_while_sending_nobody_gets_it_twice(tmp_path):
    """Three processes die, each after its third letter went out and before that was noted."""
    written: list[str] = []
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", KILLED, f"sqlite:///{tmp_path / 'survey.db'}"],
            capture_output=True, text=True, check=False, cwd=Path(__file__).parents[3],
        )  # fmt: skip
        assert done.returncode in (0, 9), done.stderr
        written += done.stdout.split()
    assert len(written) == len(set(written)) == 6
