"""Signing in through an organisation: there, and back again."""

from __future__ import annotations

import base64
import logging
from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Request, get
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import QueryParameter, SkipValidation
from litestar.response import Redirect, Template

from survey_api import BadInput, NotFound, ProviderUnavailable, Settings, TooFast
from survey_api.access import Handover, Provider, Vouched, cookie_name, sign_in_vouched
from survey_api.app import GivenStore
from survey_ui import links
from survey_ui.releases.frame import render
from survey_ui.releases.sign_in import begun_page, must_enrol, safe_onward, sign_in_page

_COOKIE = "family_survey_handover"
_MINUTES = 10  # that somebody may be away
_log = logging.getLogger(__name__)

GivenProvider = NamedDependency[SkipValidation[Provider | None]]


def provider_of(settings: Settings) -> Provider | None:
    """The provider that the settings name, or None. Raises BadInput if they cannot be right."""
    if not settings.oidc_issuer:
        return None
    if not settings.oidc_client:
        raise BadInput("Set SURVEY_OIDC_CLIENT too: what the provider calls this survey.")
    from survey_api.access.provider import (  # slow to import, and few installations need it
        IdentityProvider,
        ProviderSettings,
        check_address,
    )

    named = ProviderSettings(
        issuer=check_address(settings.oidc_issuer),
        client_id=settings.oidc_client,
        client_secret=settings.oidc_secret,
        name=settings.oidc_name,
    )
    return IdentityProvider(named, settings.address.rstrip("/") + links.sign_in_back())


# A GET, because a page's forms may lead to our own addresses only. It does nothing but go there.
@get("/sign-in/organisation", opt={"open": True})
async def show_organisation(
    provider: GivenProvider,
    settings: Settings,
    onward: Annotated[str, QueryParameter(name="next")] = "",
) -> Redirect | Template:
    """Send the browser to the provider."""
    try:
        address, handover = await _here(provider).begin(safe_onward(onward) if onward else "")
    except ProviderUnavailable as error:
        return _say(settings, error)
    cookie = _handover_cookie(_written(handover), settings)
    return Redirect(address, status_code=303, cookies=[cookie])


@get("/sign-in/organisation/back", opt={"open": True})
async def show_back(
    request: Request[Any, Any, Any],
    provider: GivenProvider,
    store: GivenStore,
    settings: Settings,
    now: datetime,
) -> Redirect | Template:
    """Open a session for whoever comes back from the provider, or say what to do."""
    found = _here(provider)
    try:
        handover = _handover(request, settings)
        vouched = await found.finish(handover, dict(request.query_params))
        begun = await sign_in_vouched(store, vouched, now, must_enrol=must_enrol(settings))
    except (BadInput, ProviderUnavailable, TooFast) as error:
        return _say(settings, error)
    if begun is None:
        return _nobody(settings, vouched)
    page = await begun_page(request, begun, handover.onward, store, settings, now)
    page.cookies.append(_handover_cookie("", settings))
    return page


def _here(provider: Provider | None) -> Provider:
    if provider is None:
        raise NotFound("Nobody signs in through an organisation here.")
    return provider


def _say(settings: Settings, error: BadInput | ProviderUnavailable | TooFast) -> Template:
    """The sign-in page with what went wrong. The log says what of the provider's is broken."""
    _log.warning("Signing in through the organisation: %s", error)
    said = str(error)
    if isinstance(error, ProviderUnavailable):
        said = f"Signing in with {settings.oidc_name} does not work just now. Try again soon."
    page = sign_in_page(settings, problems={"organisation": said}, status=error.status)
    page.cookies.append(_handover_cookie("", settings))
    return page


def _nobody(settings: Settings, vouched: Vouched) -> Template:
    page = render(
        "accounts/not_linked.html",
        title="No account of yours is linked",
        status=403,
        organisation=settings.oidc_name,
        subject=vouched.identity.subject,
    )
    page.cookies.append(_handover_cookie("", settings))
    return page


def _written(handover: Handover) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(handover)).decode()


def _handover(request: Request[Any, Any, Any], settings: Settings) -> Handover:
    """What this browser was sent away with. Raises BadInput if it was not, or is late."""
    kept = request.cookies.get(cookie_name(_COOKIE, https=settings.https), "")
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(kept), type=Handover)
    except (ValueError, msgspec.MsgspecError) as error:
        raise BadInput("Too much time has passed. Start again.") from error


def _handover_cookie(value: str, settings: Settings) -> Cookie:
    return Cookie(
        key=cookie_name(_COOKIE, https=settings.https),
        value=value,
        max_age=_MINUTES * 60 if value else 0,
        httponly=True,
        secure=settings.https,
        samesite="lax",
    )
