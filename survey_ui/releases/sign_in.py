"""Signing in and out, and what keeps the strategy pages to people with an account."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import unquote

from litestar import Request, get, post
from litestar.datastructures import Cookie
from litestar.params import QueryParameter
from litestar.response import Redirect, Response, Template
from litestar.types import ExceptionHandlersMap

from survey_api import NotAllowed, NotSignedIn, Settings, Store, TooFast
from survey_api.access import (
    SESSION_COOKIE,
    SESSION_LIMIT,
    Account,
    Begun,
    Right,
    Role,
    Stage,
    cookie_name,
    needs_second_factor,
    require_account,
    sign_in,
    sign_out,
)
from survey_api.app import GivenStore
from survey_ui import links
from survey_ui.releases.frame import render

_NONE: Mapping[str, str] = {}
_WRONG = "That name and password do not go together. Check both and try again."


def ask_to_sign_in(request: Request[Any, Any, Any], error: NotSignedIn) -> Response[Any]:
    """Instead of a page nobody is signed in for: the sign-in page, and then back here."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    onward = wanted if request.method == "GET" else ""
    return Redirect(links.sign_in(onward), status_code=303, headers={"Cache-Control": "no-store"})


def refuse(request: Request[Any, Any, Any], error: NotAllowed) -> Template:
    """Instead of a page that the account has no right to."""
    page = render(
        "releases/refused.html",
        title="This page is not for your account",
        status=error.status,
        account=request.state.account,
        reason=str(error),
    )
    page.headers["Cache-Control"] = "no-store"
    return page


AT_THE_DOOR: ExceptionHandlersMap = {NotSignedIn: ask_to_sign_in, NotAllowed: refuse}


def safe_onward(wanted: str) -> str:
    """`wanted` if it is one of the strategy pages, else the list of releases.

    Nobody can be sent to another site, or to a page that does something, by a link to sign in.
    """
    path, _, _ = wanted.partition("?")
    ours = path == links.releases() or path.startswith(
        (
            "/releases/",
            "/fieldwork/",
            "/coding/",
            "/translations/",
            "/audit",
            "/safeguarding",
            "/account",
            "/enter",
        )
    )
    plain = wanted.isprintable() and not any(sign in wanted for sign in ("\\", "//", "#"))
    upwards = ".." in unquote(path).split("/")
    return wanted if ours and plain and not upwards else links.releases()


def first_page(account: Account) -> str:
    """Where somebody's work begins: a page that their account may read."""
    if account.may(Right.TRIAGE):
        return links.safeguarding()
    return links.enter() if account.may(Right.ENTER_ANSWERS) else links.releases()


def landing(onward: str, account: Account) -> str:
    """Where to go after signing in: the page that was wanted, else where their work begins."""
    wanted = safe_onward(onward)
    return first_page(account) if wanted == links.releases() else wanted


@get("/sign-in", opt={"open": True})
async def show_sign_in(
    settings: Settings,
    onward: Annotated[str, QueryParameter(name="next")] = "",
) -> Template:
    """The sign-in page."""
    return sign_in_page(settings, onward)


@post("/sign-in", status_code=200, opt={"open": True})
async def do_sign_in(
    request: Request[Any, Any, Any], store: GivenStore, settings: Settings, now: datetime
) -> Template | Redirect:
    """Sign in with a new session and go on, or say kindly what to put right."""
    form = await request.form()
    name, password = form_text(form, "name").strip(), form_text(form, "password")
    onward = form_text(form, "next")
    problems = _missing(name, password)
    if problems:
        return sign_in_page(settings, onward, name, problems)
    try:
        begun = await sign_in(store, name, password, now, must_enrol=must_enrol(settings))
    except TooFast as error:
        problems = {"password": say_wait(error)}
        return sign_in_page(settings, onward, name, problems, status=error.status)
    if begun is None:
        return sign_in_page(settings, onward, name, {"name": _WRONG})
    return await begun_page(request, begun, onward, store, settings, now)


async def begun_page(
    request: Request[Any, Any, Any],
    begun: Begun,
    onward: str,
    store: Store,
    settings: Settings,
    now: datetime,
) -> Redirect:
    """Where somebody goes next whose sign-in has begun, with the cookie of their session.

    A session that the browser had before ends: whoever sat there may have been somebody else.
    """
    if before := session_token(request, settings):
        await sign_out(store, before, now)
    step = {Stage.CODE: links.sign_in_code, Stage.ENROL: links.sign_in_enrol}.get(begun.stage)
    if step:
        target = step(safe_onward(onward) if onward else "")
    else:
        target = landing(onward, await require_account(store, begun.token, now))
    return Redirect(target, status_code=303, cookies=[session_cookie(begun.token, settings)])


@post("/sign-out", status_code=200, opt={"open": True})
async def do_sign_out(
    request: Request[Any, Any, Any], store: GivenStore, settings: Settings, now: datetime
) -> Redirect:
    """Forget the session, here and in the store."""
    if token := session_token(request, settings):
        await sign_out(store, token, now)
    return signed_out(settings)


def signed_out(settings: Settings) -> Redirect:
    """Back to the sign-in page, without the cookie."""
    return Redirect(links.sign_in(), status_code=303, cookies=[session_cookie("", settings)])


def session_token(request: Request[Any, Any, Any], settings: Settings) -> str:
    """The token of this browser's session, '' without one."""
    return request.cookies.get(_cookie_name(settings), "")


def session_cookie(token: str, settings: Settings) -> Cookie:
    """The cookie that holds a session's token; with '' it takes the cookie away."""
    return Cookie(
        key=_cookie_name(settings),
        value=token,
        max_age=int(SESSION_LIMIT.total_seconds()) if token else 0,
        httponly=True,
        secure=settings.https,
        samesite="lax",
    )


def say_wait(error: TooFast) -> str:
    """How long to wait after too many tries, kindly."""
    minutes, seconds = divmod(error.seconds, 60)
    parts = [_say_count(minutes, "minute"), _say_count(seconds, "second")]
    wait = " and ".join(part for part in parts if part)
    return f"There were several tries that did not work. Wait {wait}, then try again."


def _say_count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}" if number else ""


def must_enrol(settings: Settings) -> Callable[[Role], bool]:
    """Which roles have to set up a second factor."""
    return needs_second_factor if settings.second_factor else lambda _: False


def _cookie_name(settings: Settings) -> str:
    return cookie_name(SESSION_COOKIE, https=settings.https)


def form_text(form: Mapping[str, Any], field: str) -> str:
    """What was sent in a field of a form, '' for nothing or a file."""
    value = form.get(field, "")
    return value if isinstance(value, str) else ""


def _missing(name: str, password: str) -> dict[str, str]:
    problems = {}
    if not name:
        problems["name"] = "Enter your account name."
    if not password:
        problems["password"] = "Enter your password."
    return problems


def sign_in_page(
    settings: Settings,
    onward: str = "",
    name: str = "",
    problems: Mapping[str, str] = _NONE,
    status: int = 400,
) -> Template:
    """The page, with a way through the organisation if there is one; `status`: with problems."""
    wanted = safe_onward(onward) if onward else ""
    return render(
        "releases/sign_in.html",
        title="Sign in",
        status=status if problems else 200,
        onward=wanted,
        name=name[:64],
        problems=problems,
        organisation=settings.oidc_name if settings.oidc_issuer else "",
    )
