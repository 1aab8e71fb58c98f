"""The only place that writes URLs."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

STATIC_FOLDER = Path(__file__).parent / "static"


@lru_cache
def static(path: str) -> str:
    """A file of `static/`, with its content in the address so that it may be cached for ever.

    A folder keeps its plain address: those of `vendor/` carry their version in their name.
    """
    place = STATIC_FOLDER / path
    if place.is_dir():
        return f"/static/{path}"
    digest = hashlib.blake2b(place.read_bytes(), digest_size=6).hexdigest()
    return f"/static/{path}?v={digest}"


def symbol(name: str) -> str:
    """The picture of this name, for Easy Read; '' if there is none."""
    path = f"vendor/openmoji-1.2.29/{name}.svg"
    is_name = name.replace("-", "").isalnum()
    return static(path) if is_name and (STATIC_FOLDER / path).is_file() else ""


# Pages for everyone


def home() -> str:
    """The surveys that are open."""
    return "/"


def cookies() -> str:
    """Which cookies we set and why."""
    return "/cookies"


def accessibility() -> str:
    """The accessibility statement."""
    return "/accessibility"


def privacy(survey: str) -> str:
    """What happens to the answers of a survey."""
    return f"/privacy/{survey}"


def reach(survey: str) -> str:
    """Where somebody says how to reach them."""
    return f"/s/{survey}/reach"


def reached(survey: str) -> str:
    """It is kept."""
    return f"/s/{survey}/reached"


def erase() -> str:
    """See or delete your answers, with the receipt's reference and secret."""
    return "/erase"


def erase_copy() -> str:
    """Where a copy of everything held is asked for."""
    return "/erase/copy"


def erase_now() -> str:
    """Where the wish to delete is confirmed."""
    return "/erase/now"


def erase_reach() -> str:
    """Where the wish to delete how to reach them is sent."""
    return "/erase/reach"


def language() -> str:
    """Where another language is chosen, on pages that are no question."""
    return "/language"


def own(address: str) -> str:
    """An address that was sent along, if it leads to a page here; else the first page."""
    own = (
        address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    )
    return address if own else home()


def leave() -> str:
    """Forget everything in this browser, then go somewhere neutral."""
    return "/leave"


def you_said(survey: str, wave: str = "", entry: str = "") -> str:
    """What changes because of a survey, or of a wave of it; `entry`: the one to be seen first."""
    return f"/you-said/{survey}" + (f"/{wave}" if wave else "") + (f"#{entry}" if entry else "")


def you_said_feed(survey: str, wave: str) -> str:
    """The same of a wave, as an Atom feed."""
    return f"/you-said/{survey}/{wave}/feed.xml"


def stop(token: str) -> str:
    """Where somebody says that we are not to write to them again; `token`: of their letter."""
    return f"/stop/{token}"


# The respondent's way through a survey


def start(survey: str, *, team: str = "") -> str:
    """What the survey is, before it begins; `team`: the home, school or unit it was given to."""
    return f"/s/{survey}" + _query(team=team)


def code(survey: str) -> str:
    """Where a single-use code is asked for; a link to it may carry one behind its #."""
    return f"/s/{survey}/code"


def leaving(survey: str, *, team: str = "") -> str:
    """How to leave quickly, told before the first question."""
    return f"/s/{survey}/leaving" + _query(team=team)


def begin(survey: str) -> str:
    """Where the gate questions are sent."""
    return f"/s/{survey}/begin"


def page(survey: str, page_id: str, *, change: str = "", team: str = "") -> str:
    """One page of questions; `change`: how the respondent came back to it (see respond.pages).

    `team` goes along as far as the gates; then the draft knows it.
    """
    return f"/s/{survey}/{page_id}" + _query(change=change, team=team)


def sure(survey: str, page_id: str, *, change: str = "") -> str:
    """'Is that right?' about the answers just given on a page."""
    return f"/s/{survey}/{page_id}/sure" + (f"?change={change}" if change else "")


def exit_page(survey: str, exit_id: str, *, team: str = "") -> str:
    """A page that ends the way through the survey with nothing stored."""
    return f"/s/{survey}/exit/{exit_id}" + _query(team=team)


def check(survey: str) -> str:
    """Check your answers."""
    return f"/s/{survey}/check"


def submit(survey: str) -> str:
    """Where checked answers are sent."""
    return f"/s/{survey}/submit"


def done(survey: str) -> str:
    """The confirmation."""
    return f"/s/{survey}/done"


def another(survey: str) -> str:
    """Where somebody begins to tell of another child, or another time."""
    return f"/s/{survey}/another"


def enter() -> str:
    """Where an interviewer begins to enter answers for somebody."""
    return "/enter"


def enter_stop() -> str:
    """Where an interviewer says that this browser is for no more answers of others."""
    return "/enter/stop"


def later(survey: str) -> str:
    """The code with which somebody comes back later."""
    return f"/s/{survey}/later"


def later_mail(survey: str) -> str:
    """Where somebody asks for their code by e-mail."""
    return f"/s/{survey}/later/mail"


def later_clear(survey: str) -> str:
    """Where this browser is untied from answers that are kept."""
    return f"/s/{survey}/later/clear"


def resume(survey: str) -> str:
    """Where that code is typed in."""
    return f"/s/{survey}/resume"


def _query(**wanted: str) -> str:
    given = {name: value for name, value in wanted.items() if value}
    return f"?{urlencode(given)}" if given else ""


# The strategy team's pages


def sign_in(onward: str = "") -> str:
    """Where people with an account sign in; `onward`: the page they then see."""
    return "/sign-in" + (f"?{urlencode({'next': onward})}" if onward else "")


def sign_out() -> str:
    """Where the button that signs out is sent."""
    return "/sign-out"


def sign_in_code(onward: str = "") -> str:
    """Where the code of the second factor is asked for."""
    return "/sign-in/code" + _query(next=onward)


def sign_in_enrol(onward: str = "") -> str:
    """Where a second factor is set up at the first sign-in."""
    return "/sign-in/enrol" + _query(next=onward)


def sign_in_organisation(onward: str = "") -> str:
    """Where signing in through an organisation begins."""
    return "/sign-in/organisation" + _query(next=onward)


def sign_in_back() -> str:
    """Where the organisation's provider sends browsers back to."""
    return "/sign-in/organisation/back"


def account(part: str = "") -> str:
    """Somebody's own account; `part`: where one of its forms is sent."""
    return "/account" + (f"/{part}" if part else "")


def account_token(token_id: str) -> str:
    """Where a token is revoked."""
    return f"/account/tokens/{token_id}/revoke"


def releases() -> str:
    """All releases."""
    return "/releases"


def release(survey: str, wave: str, **wanted: str) -> str:
    """The newest release of a wave; `wanted`: topic, by or evidence of the tables to list."""
    query = urlencode({key: value for key, value in wanted.items() if value})
    return f"/releases/{survey}/{wave}" + (f"?{query}" if query else "")


def table(survey: str, wave: str, table_id: str, show: Sequence[str] = ()) -> str:
    """One table of a release; `show`: the codes of the only rows wanted."""
    query = urlencode([("show", code) for code in show])
    return f"/releases/{survey}/{wave}/{table_id}" + (f"?{query}" if query else "")


def table_file(survey: str, wave: str, table_id: str, suffix: str, show: Sequence[str] = ()) -> str:
    """A table to download; `suffix`: csv, json or svg."""
    query = urlencode([("show", code) for code in show])
    return f"/releases/{survey}/{wave}/{table_id}.{suffix}" + (f"?{query}" if query else "")


def evidence(survey: str, wave: str, code: str = "") -> str:
    """The evidence grid of a release; `code`: the finding or recommendation to be seen first."""
    return f"/releases/{survey}/{wave}/evidence" + (f"#{code}" if code else "")


def sign_off(survey: str, wave: str) -> str:
    """Who agrees that the newest release of a wave is published, and who does not."""
    return f"/releases/{survey}/{wave}/sign-off"


def promises(survey: str, wave: str) -> str:
    """What is done about the findings of a wave, for the team; new ones are sent here too."""
    return f"/releases/{survey}/{wave}/promises"


def promise(survey: str, wave: str, promise_id: str, step: str = "") -> str:
    """One promise, to be written; `step`: where agreeing or taking down is sent."""
    return f"/releases/{survey}/{wave}/promises/{promise_id}" + (f"/{step}" if step else "")


def pack(survey: str, wave: str) -> str:
    """The evidence pack of the newest release of a wave, to read."""
    return f"/releases/{survey}/{wave}/pack"


def pack_file(survey: str, wave: str, name: str) -> str:
    """The evidence pack to take away; `name`: pack.pdf, pack.zip, tables.xlsx, tables.ods ..."""
    return f"/releases/{survey}/{wave}/{name}"


def fieldwork(survey: str, wave: str) -> str:
    """How the fieldwork of a wave stands."""
    return f"/fieldwork/{survey}/{wave}"


def coverage_file(survey: str, wave: str) -> str:
    """Who has answered beside who there is, for a spreadsheet."""
    return f"/fieldwork/{survey}/{wave}/coverage.csv"


def audit(**wanted: str) -> str:
    """Who did what; `wanted`: day, who, what or below of the entries to list."""
    return "/audit" + _query(**wanted)


def operator() -> str:
    """How the service is, for operators."""
    return "/operator"


# Human coding, for analysts


def coding(survey: str, wave: str, step: str = "") -> str:
    """How far the coding of a wave has come; `step`: where texts are drawn, or the next one is."""
    return f"/coding/{survey}/{wave}" + (f"/{step}" if step else "")


def coding_text(survey: str, wave: str, place: int, step: str = "") -> str:
    """One text of the sample; `step`: where it is skipped or settled, or a quote is cut from it."""
    return f"/coding/{survey}/{wave}/texts/{place}" + (f"/{step}" if step else "")


def quotes(survey: str, wave: str, theme: str = "") -> str:
    """The quotes of a wave; `theme`: of the texts to choose from."""
    query = f"?{urlencode({'theme': theme})}" if theme else ""
    return f"/coding/{survey}/{wave}/quotes{query}"


def quote(survey: str, wave: str, quote_id: str) -> str:
    """One quote, to be cleared or refused."""
    return f"/coding/{survey}/{wave}/quotes/{quote_id}"


# Answers in other languages


def translations(survey: str, wave: str, language: str = "", page: int = 1) -> str:
    """What people put into English; of one language, page after page."""
    wanted = {"language": language} if language else {}
    query = wanted | ({"page": str(page)} if page > 1 else {})
    return f"/translations/{survey}/{wave}" + (f"?{urlencode(query)}" if query else "")


def waiting_translations(survey: str, wave: str) -> str:
    """What waits for somebody who can read it."""
    return f"/translations/{survey}/{wave}/waiting"


def translate(survey: str, wave: str, response: str, item: str) -> str:
    """One text, to put into English."""
    return f"/translations/{survey}/{wave}/{response}/{item}"


# Safeguarding, for leads


def contacts(survey: str) -> str:
    """How to reach people who asked for it, for safeguarding leads."""
    return f"/safeguarding/{survey}/contacts"


def safeguarding(survey: str = "") -> str:
    """The queue of a survey, or of the first one."""
    return f"/safeguarding/{survey}" if survey else "/safeguarding"


def concern(survey: str, response: str, step: str = "") -> str:
    """One concern; `step`: where taking, words, referring, noting or closing is sent."""
    return f"/safeguarding/{survey}/{response}" + (f"/{step}" if step else "")
