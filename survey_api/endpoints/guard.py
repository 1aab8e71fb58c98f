"""One guard for every address, page or API: it asks the table of rights, and nothing else does."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from survey_api.access import Account, Right, require, require_account
from survey_api.errors import NotAllowed

# What a handler states in its `opt`: exactly one of these.
RIGHT, OPEN, SIGNED_IN = "right", "open", "signed_in"
_KEY = "account"


async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Let through who has the right that the handler states in `opt`.

    `opt={"right": Right.X}`: an account with that right. `opt={"signed_in": True}`: any account.
    `opt={"open": True}`: everyone. A handler that states nothing is for nobody. Raises NotSignedIn
    or NotAllowed.
    """
    if handler.opt.get(OPEN) is True:
        return
    state = connection.app.state
    token = connection.cookies.get(state.session_cookie, "")
    account = await require_account(state.store, token, state.clock())
    connection.state[_KEY] = account
    right = handler.opt.get(RIGHT)
    if isinstance(right, Right):
        require(account, right)
    elif handler.opt.get(SIGNED_IN) is not True:
        raise NotAllowed("This address is for nobody: it does not say who may use it.")


def account(request: Request[Any, Any, Any]) -> Account:
    """Who the guard let through, for handlers that ask for `account`."""
    found: Account = request.state[_KEY]
    return found
