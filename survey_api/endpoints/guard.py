"""One guard for every address, page or API: it asks the table of rights, and nothing else does."""

from __future__ import annotations

import hmac
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from survey_api.access import Account, Right, find_token, open_session, require, time_left
from survey_api.audit import Event, record
from survey_api.errors import NotAllowed, NotSignedIn

# What a handler states in its `opt`: exactly one of these.
RIGHT, OPEN, SIGNED_IN = "right", "open", "signed_in"
DELIVERIES = "deliveries"  # for GOV.UK Notify alone, with the token of the settings
METRICS = "metrics"  # beside a right: the metrics token of the settings does as well
_KEY = "account"
_MINUTES = "minutes_left"  # of the session, for the note on every page


async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Let through who has the right that the handler states in `opt`.

    `opt={"right": Right.X}`: an account with that right. `opt={"signed_in": True}`: any account.
    `opt={"open": True}`: everyone. `opt={"deliveries": True}`: GOV.UK Notify with its token, and no
    account. A handler that states nothing is for nobody. Below /api an API token does as well as a
    session, for the rights that it was made for. Raises NotSignedIn or NotAllowed.
    """
    if handler.opt.get(OPEN) is True:
        return
    if handler.opt.get(DELIVERIES) is True:
        if not _has_token(connection, connection.app.state.delivery_token):
            raise NotSignedIn("Send the token of SURVEY_NOTIFY_TOKEN.")
        return
    right = handler.opt.get(RIGHT)
    metrics_token = connection.app.state.metrics_token
    if handler.opt.get(METRICS) is True and _has_token(connection, metrics_token):
        return
    if (token := _api_token(connection)) is not None:
        await _guard_program(connection, token, right)
        return
    account = await _signed_in(connection)
    if isinstance(right, Right):
        await _require(connection, account, right)
    elif handler.opt.get(SIGNED_IN) is not True:
        raise NotAllowed("This address is for nobody: it does not say who may use it.")


async def _signed_in(connection: ASGIConnection[Any, Any, Any, Any]) -> Account:
    state = connection.app.state
    now = state.clock()
    token = connection.cookies.get(state.session_cookie, "")
    found = await open_session(state.store, token, now) if token else None
    if found is None:
        raise NotSignedIn("Sign in to read this.")
    session, account = found
    connection.state[_KEY] = account
    connection.state[_MINUTES] = int(time_left(session, now).total_seconds() // 60)
    return account


def _has_token(connection: ASGIConnection[Any, Any, Any, Any], wanted: str) -> bool:
    """Whether it has a token of the settings; '' is none. Asks no store: metrics tell of it."""
    given = _bearer(connection)
    return bool(wanted) and hmac.compare_digest(wanted.encode(), (given or "").encode())


def _api_token(connection: ASGIConnection[Any, Any, Any, Any]) -> str | None:
    """The token of a program, or None; pages take none."""
    return _bearer(connection) if connection.url.path.startswith("/api/") else None


def _bearer(connection: ASGIConnection[Any, Any, Any, Any]) -> str | None:
    kind, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else None


async def _guard_program(
    connection: ASGIConnection[Any, Any, Any, Any], token: str, right: object
) -> None:
    state = connection.app.state
    found = await find_token(state.store, token, state.clock())
    if found is None:
        raise NotSignedIn("This API token is not known, was revoked, or has expired.")
    account, rights = found
    if not isinstance(right, Right) or right not in rights:
        await _write_down(connection, account)
        raise NotAllowed("This API token was not made for that.")
    connection.state[_KEY] = await _require(connection, account, right)


async def _require(
    connection: ASGIConnection[Any, Any, Any, Any], account: Account, right: Right
) -> Account:
    try:
        return require(account, right)
    except NotAllowed:
        await _write_down(connection, account)
        raise


async def _write_down(connection: ASGIConnection[Any, Any, Any, Any], account: Account) -> None:
    """Somebody with an account asked for what is not for them: whoever runs it may want to know."""
    state = connection.app.state
    which = f"{connection.scope.get('method', '')} {connection.url.path}"
    event = Event(who=account.name, what="was refused", which=which)
    await record(state.store, event, state.clock())


def account(request: Request[Any, Any, Any]) -> Account:
    """Who the guard let through, for handlers that ask for `account`."""
    found: Account = request.state[_KEY]
    return found
