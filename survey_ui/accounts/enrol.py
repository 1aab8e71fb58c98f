"""Setting up a second factor: at the first sign-in, or from the account page."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import segno
from litestar import Request, get, post
from litestar.params import QueryParameter
from litestar.response import Redirect, Template

from survey_api import Settings, TooFast
from survey_api.access import (
    Account,
    SecondFactor,
    Stage,
    authenticator_link,
    begin_second_factor,
    confirm_second_factor,
    halfway,
    require_account,
    sign_in_by_enrolling,
    sign_out_elsewhere,
)
from survey_api.app import GivenStore
from survey_ui import links
from survey_ui.accounts.page import proved_page
from survey_ui.releases.frame import render
from survey_ui.releases.sign_in import (
    form_text,
    landing,
    safe_onward,
    say_wait,
    session_cookie,
    session_token,
)

_WRONG = "That code does not fit. Wait for the next one in your app, then type that."


@get("/sign-in/enrol", opt={"open": True})
async def show_enrol(
    request: Request[Any, Any, Any],
    store: GivenStore,
    settings: Settings,
    now: datetime,
    onward: Annotated[str, QueryParameter(name="next")] = "",
) -> Template:
    """The picture to scan, for a browser whose password was right."""
    session = await halfway(store, session_token(request, settings), Stage.ENROL, now)
    return _set_up(await store.get_second_factor(session.account), links.sign_in_enrol(), onward)


@post("/sign-in/enrol", status_code=200, opt={"open": True})
async def do_enrol(
    request: Request[Any, Any, Any], store: GivenStore, settings: Settings, now: datetime
) -> Template:
    """Open a new session and show the recovery codes, or say what to put right."""
    form = await request.form()
    onward, token = form_text(form, "next"), session_token(request, settings)
    session = await halfway(store, token, Stage.ENROL, now)
    try:
        enrolled = await sign_in_by_enrolling(store, token, form_text(form, "code"), now)
    except TooFast as error:
        factor = await store.get_second_factor(session.account)
        return _set_up(factor, links.sign_in_enrol(), onward, say_wait(error), error.status)
    if enrolled is None:
        factor = await store.get_second_factor(session.account)
        return _set_up(factor, links.sign_in_enrol(), onward, _WRONG)
    account = await require_account(store, enrolled.token, now)
    page = show_codes(enrolled.codes, landing(onward, account))
    page.cookies.append(session_cookie(enrolled.token, settings))
    return page


@post("/account/second-factor", status_code=200, opt={"signed_in": True})
async def post_second_factor(
    request: Request[Any, Any, Any],
    store: GivenStore,
    settings: Settings,
    account: Account,
    now: datetime,
) -> Template | Redirect:
    """Make a new secret, once the password was given again; the one in use stays until then."""
    if page := await proved_page(request, store, settings, account, now, "factor_password"):
        return page
    await begin_second_factor(store, account.name)
    return Redirect(links.account("second-factor"), status_code=303)


@get("/account/second-factor", opt={"signed_in": True})
async def show_confirm(store: GivenStore, account: Account) -> Template | Redirect:
    """The picture to scan; back to the account page if there is none."""
    factor = await store.get_second_factor(account.name)
    if factor is None or not factor.pending:
        return Redirect(links.account(), status_code=303)
    return _set_up(factor, links.account("second-factor/confirm"), account=account)


@post("/account/second-factor/confirm", status_code=200, opt={"signed_in": True})
async def post_confirm(
    request: Request[Any, Any, Any],
    store: GivenStore,
    settings: Settings,
    account: Account,
    now: datetime,
) -> Template | Redirect:
    """Put it in use and show the recovery codes, or say what to put right."""
    factor = await store.get_second_factor(account.name)
    if factor is None or not factor.pending:
        return Redirect(links.account(), status_code=303)
    typed = form_text(await request.form(), "code")
    codes = await confirm_second_factor(store, account.name, typed, now)
    if codes is None:
        action = links.account("second-factor/confirm")
        return _set_up(factor, action, problem=_WRONG, account=account)
    await sign_out_elsewhere(store, account, session_token(request, settings), now)
    return show_codes(codes, links.account(), account)


def show_codes(codes: tuple[str, ...], onward: str, account: Account | None = None) -> Template:
    """The recovery codes: the only time that anybody sees them."""
    return render(
        "accounts/codes.html",
        title="Keep your recovery codes",
        account=account,
        codes=codes,
        onward=onward,
    )


def _set_up(
    factor: SecondFactor | None,
    action: str,
    onward: str = "",
    problem: str = "",
    status: int = 400,
    account: Account | None = None,
) -> Template:
    return render(
        "accounts/enrol.html",
        title="Set up your second factor",
        status=status if problem else 200,
        account=account,
        action=action,
        onward=safe_onward(onward) if onward else "",
        picture=_picture(factor) if factor else "",
        secret=_in_fours(factor.pending) if factor else "",
        problems={"code": problem} if problem else {},
    )


def _picture(factor: SecondFactor) -> str:
    """The secret as a QR code, in SVG."""
    code = segno.make(authenticator_link(factor), micro=False, error="m")
    return str(
        code.svg_inline(scale=4, border=2, title="Picture to scan", omitsize=True, svgclass=None)
    )


def _in_fours(secret: str) -> str:
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
