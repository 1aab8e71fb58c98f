"""Signing in and out, and what keeps the strategy pages to people with an account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import unquote

from litestar import Request, get, post
from litestar.datastructures import Cookie
from litestar.params import QueryParameter
from litestar.response import Redirect, Response, Template
from litestar.types import ExceptionHandlersMap

from survey_api import (
    SESSION_COOKIE,
    SESSION_LIMIT,
    Account,
    NotAllowed,
    NotSignedIn,
    Right,
    Settings,
    cookie_name,
    require_account,
    sign_in,
    sign_out,
)
from survey_api.app import GivenStore
from survey_ui import links
from survey_ui.releases.frame import render

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
        ("/releases/", "/fieldwork/", "/coding/", "/audit", "/safeguarding/")
    )
    plain = wanted.isprintable() and not any(sign in wanted for sign in ("\\", "//", "#"))
    upwards = ".." in unquote(path).split("/")
    return wanted if ours and plain and not upwards else links.releases()


def first_page(account: Account) -> str:
    """Where somebody's work begins: a page that their account may read."""
    if account.may(Right.TRIAGE):
        return links.safeguarding()
    return links.home() if account.may(Right.ENTER_ANSWERS) else links.releases()


@get("/sign-in", opt={"open": True})
async def show_sign_in(
    onward: Annotated[str, QueryParameter(name="next")] = "",
) -> Template:
    """The sign-in page."""
    return _page(onward, "", {})


@post("/sign-in", status_code=200, opt={"open": True})
async def do_sign_in(
    request: Request[Any, Any, Any], store: GivenStore, settings: Settings, now: datetime
) -> Template | Redirect:
    """Sign in with a new session and go on, or say kindly what to put right."""
    form = await request.form()
    name, password = _text(form, "name").strip(), _text(form, "password")
    onward = _text(form, "next")
    problems = _missing(name, password)
    if problems:
        return _page(onward, name, problems)
    token = await sign_in(store, name, password, now)
    if token is None:
        return _page(onward, name, {"name": _WRONG})
    cookie = _cookie(token, settings, int(SESSION_LIMIT.total_seconds()))
    wanted = safe_onward(onward)
    if wanted == links.releases():  # nothing in particular was wanted
        wanted = first_page(await require_account(store, token, now))
    return Redirect(wanted, status_code=303, cookies=[cookie])


@post("/sign-out", status_code=200, opt={"open": True})
async def do_sign_out(
    request: Request[Any, Any, Any], store: GivenStore, settings: Settings, now: datetime
) -> Redirect:
    """Forget the session, here and in the store."""
    if token := request.cookies.get(_cookie_name(settings), ""):
        await sign_out(store, token, now)
    return Redirect(links.sign_in(), status_code=303, cookies=[_cookie("", settings, 0)])


def _cookie_name(settings: Settings) -> str:
    return cookie_name(SESSION_COOKIE, https=settings.https)


def _cookie(token: str, settings: Settings, seconds: int) -> Cookie:
    return Cookie(
        key=_cookie_name(settings),
        value=token,
        max_age=seconds,
        httponly=True,
        secure=settings.https,
        samesite="lax",
    )


def _text(form: Mapping[str, Any], field: str) -> str:
    value = form.get(field, "")
    return value if isinstance(value, str) else ""


def _missing(name: str, password: str) -> dict[str, str]:
    problems = {}
    if not name:
        problems["name"] = "Enter your account name."
    if not password:
        problems["password"] = "Enter your password."
    return problems


def _page(onward: str, name: str, problems: dict[str, str]) -> Template:
    return render(
        "releases/sign_in.html",
        title="Sign in",
        status=400 if problems else 200,
        onward=safe_onward(onward) if onward else "",
        name=name[:64],
        problems=problems,
    )
