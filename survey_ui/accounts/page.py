"""The account page: password, second factor, sessions and tokens on one page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from litestar import Request, get
from litestar.response import Template

from survey_api import LONDON, BadInput, Settings, Store, TooFast
from survey_api.access import Account, Stage, needs_second_factor, prove_password, token_rights
from survey_api.app import GivenStore
from survey_ui.releases.frame import render
from survey_ui.releases.sign_in import form_text, say_wait

NOTHING: Mapping[str, str] = {}


@get("/account", opt={"signed_in": True})
async def show_account(
    store: GivenStore, settings: Settings, account: Account, now: datetime
) -> Template:
    """Everything about the account of whoever is signed in."""
    return await account_page(store, settings, account, now)


async def account_page(
    store: Store,
    settings: Settings,
    account: Account,
    now: datetime,
    *,
    problems: Mapping[str, str] = NOTHING,
    said: str = "",
    token: str = "",
    status: int = 400,
) -> Template:
    """The page; `said`: what was just done, `token`: a new one, to be seen this once.

    `status`: of the reply if there are problems.
    """
    factor = await store.get_second_factor(account.name)
    sessions = await store.list_sessions(account.name)
    return render(
        "accounts/account.html",
        title="Your account",
        status=status if problems else 200,
        account=account,
        problems=problems,
        said=said,
        token=token,
        factor=factor if factor and factor.secret else None,
        must_enrol=settings.second_factor and needs_second_factor(account.role),
        codes_left=await store.count_recovery_codes(account.name),
        linked=await store.get_linked(account.name) if settings.oidc_issuer else None,
        organisation=settings.oidc_name,
        sessions=[one for one in sessions if one.stage is Stage.OPEN],
        tokens=await store.list_api_tokens(account.name),
        rights=token_rights(account),
        now=now,
        say_moment=say_moment,
    )


async def proved_page(
    request: Request[Any, Any, Any],
    store: Store,
    settings: Settings,
    account: Account,
    now: datetime,
    field: str,
) -> Template | None:
    """None if the account's password stands in this field; else the page that says what to do."""
    try:
        await prove_password(store, account, form_text(await request.form(), field), now)
    except BadInput as error:
        problems, status = {field: str(error)}, error.status
    except TooFast as error:
        problems, status = {field: say_wait(error)}, error.status
    else:
        return None
    return await account_page(store, settings, account, now, problems=problems, status=status)


def say_moment(moment: datetime) -> str:
    """A moment on the clock of London."""
    return f"{moment.astimezone(LONDON):%-d %B %Y, %H:%M}"
