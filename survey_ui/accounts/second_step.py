"""After the password: the code of the second factor, or one of the recovery codes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from litestar import Request, get, post
from litestar.params import QueryParameter
from litestar.response import Redirect, Template

from survey_api import Settings, TooFast
from survey_api.access import Stage, halfway, require_account, sign_in_with_code
from survey_api.app import GivenStore
from survey_ui.releases.frame import render
from survey_ui.releases.sign_in import (
    form_text,
    landing,
    safe_onward,
    say_wait,
    session_cookie,
    session_token,
)

_WRONG = (
    "That code does not fit, or was used before. Wait for the next one in your app, then type that."
)


@get("/sign-in/code", opt={"open": True})
async def show_code(
    request: Request[Any, Any, Any],
    store: GivenStore,
    settings: Settings,
    now: datetime,
    onward: Annotated[str, QueryParameter(name="next")] = "",
) -> Template:
    """The page that asks for a code, for a browser whose password was right."""
    await halfway(store, session_token(request, settings), Stage.CODE, now)
    return _page(onward)


@post("/sign-in/code", status_code=200, opt={"open": True})
async def do_code(
    request: Request[Any, Any, Any], store: GivenStore, settings: Settings, now: datetime
) -> Template | Redirect:
    """Open a new session and go on, or say kindly what to put right."""
    form = await request.form()
    onward = form_text(form, "next")
    try:
        token = await sign_in_with_code(
            store, session_token(request, settings), form_text(form, "code"), now
        )
    except TooFast as error:
        return _page(onward, say_wait(error), error.status)
    if token is None:
        return _page(onward, _WRONG)
    cookie = session_cookie(token, settings)
    target = landing(onward, await require_account(store, token, now))
    return Redirect(target, status_code=303, cookies=[cookie])


def _page(onward: str, problem: str = "", status: int = 400) -> Template:
    return render(
        "accounts/code.html",
        title="Enter your code",
        status=status if problem else 200,
        onward=safe_onward(onward) if onward else "",
        problems={"code": problem} if problem else {},
    )
