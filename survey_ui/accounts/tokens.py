"""Tokens for programs: made, shown once, revoked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from litestar import Request, post
from litestar.response import Redirect, Template

from survey_api import BadInput, Refused, Settings
from survey_api.access import TOKEN_DAYS, Account, Right, make_token
from survey_api.app import GivenStore
from survey_ui import links
from survey_ui.accounts.page import account_page
from survey_ui.releases.sign_in import form_text


@post("/account/tokens", status_code=200, opt={"signed_in": True})
async def post_token(
    request: Request[Any, Any, Any],
    store: GivenStore,
    settings: Settings,
    account: Account,
    now: datetime,
) -> Template:
    """Make a token and show it, this once; or say what to put right."""
    form = await request.form()
    chosen = {str(name) for name in form.getall("rights", [])}
    rights = frozenset(right for right in Right if right.name in chosen)
    days = form_text(form, "days").strip() or str(TOKEN_DAYS)
    number = int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0
    try:
        token = await make_token(store, account, rights, form_text(form, "note"), now, number)
    except (BadInput, Refused) as error:
        problems = {"note": str(error)}
        return await account_page(
            store, settings, account, now, problems=problems, status=error.status
        )
    return await account_page(store, settings, account, now, token=token)


@post("/account/tokens/{token_id:str}/revoke", status_code=200, opt={"signed_in": True})
async def post_revoke(
    token_id: str, store: GivenStore, account: Account, now: datetime
) -> Redirect:
    """Revoke a token; nothing happens if the account has none such."""
    await store.revoke_api_token(account.name, token_id, now)
    return Redirect(links.account() + "#tokens", status_code=303)
