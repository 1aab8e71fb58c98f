"""What somebody changes about their own account."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from litestar import Request, post
from litestar.response import Redirect, Template

from survey_api import BadInput, Refused, Settings
from survey_api.access import Account, change_password, renew_recovery_codes, sign_out_everywhere
from survey_api.app import GivenStore
from survey_ui import links
from survey_ui.accounts.enrol import show_codes
from survey_ui.accounts.page import account_page, proved_page
from survey_ui.releases.sign_in import form_text, session_token, signed_out


@post("/account/password", status_code=200, opt={"signed_in": True})
async def post_password(
    request: Request[Any, Any, Any],
    store: GivenStore,
    settings: Settings,
    account: Account,
    now: datetime,
) -> Template:
    """Change the password, once the old one was given; every other browser is signed out."""
    if page := await proved_page(request, store, settings, account, now, "password"):
        return page
    new = form_text(await request.form(), "new_password")
    try:
        await change_password(store, account, session_token(request, settings), new, now)
    except BadInput as error:
        problems = {"new_password": str(error)}
        return await account_page(store, settings, account, now, problems=problems)
    said = "Your password has changed. Every other browser was signed out."
    return await account_page(store, settings, account, now, said=said)


@post("/account/recovery-codes", status_code=200, opt={"signed_in": True})
async def post_recovery_codes(
    request: Request[Any, Any, Any],
    store: GivenStore,
    settings: Settings,
    account: Account,
    now: datetime,
) -> Template:
    """Ten new recovery codes, once the password was given again."""
    if page := await proved_page(request, store, settings, account, now, "codes_password"):
        return page
    try:
        codes = await renew_recovery_codes(store, account.name, now)
    except Refused as error:
        problems = {"codes_password": str(error)}
        return await account_page(
            store, settings, account, now, problems=problems, status=error.status
        )
    return show_codes(codes, links.account(), account)


@post("/account/sign-out-everywhere", status_code=200, opt={"signed_in": True})
async def post_sign_out_everywhere(
    store: GivenStore, settings: Settings, account: Account, now: datetime
) -> Redirect:
    """End every session of the account, this one too."""
    await sign_out_everywhere(store, account, now)
    return signed_out(settings)
