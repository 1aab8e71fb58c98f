"""What went wrong, told kindly: pages for errors, never a traceback, never a lost answer."""

from __future__ import annotations

import html
import logging
from collections.abc import Callable
from typing import Any, cast

from litestar import Request, Response
from litestar.datastructures import Cookie, FormMultiDict
from litestar.exceptions import HTTPException, PermissionDeniedException
from litestar.middleware.csrf import generate_csrf_token
from litestar.response import Template
from litestar.types import Empty
from litestar.utils.scope.state import ScopeState

from survey_api import NotFound, StoreUnavailable, SurveyError, TooFast, name_and_place
from survey_ui import links
from survey_ui.phrases import translations
from survey_ui.respond.forms import Form, plain
from survey_ui.respond.frame import render
from survey_ui.respond.language import find_language

_log = logging.getLogger(__name__)
_Request = Request[Any, Any, Any]


def survey_error_page(request: _Request, error: SurveyError) -> Template:
    """A SurveyError as a page, by its kind."""
    if isinstance(error, NotFound):
        return _not_found(request)
    if isinstance(error, StoreUnavailable):
        _log.error("store unavailable: %s", error)
        return _unavailable(request)
    if isinstance(error, TooFast):
        return _wait_page(request, error.seconds)
    return _page(request, error.status, _("You cannot do that now"), [str(error)])


def http_error_page(request: _Request, error: HTTPException) -> Response[Any]:
    """What the framework refuses, as a page: no such address, wrong method, too long."""
    if isinstance(error, PermissionDeniedException) and "CSRF" in error.detail:
        return _token_page(request)
    if error.status_code in (404, 405):
        return _not_found(request)
    if error.status_code == 413:
        title = _("That is too long to send")
        body = [_("Please go back and shorten what you wrote. Nothing was lost so far.")]
        return _page(request, 413, title, body)
    if error.status_code >= 500:
        return unforeseen_page(request, error)
    title = _("We could not read what was sent")
    return _page(request, error.status_code, title, [_("Please go back and try again.")])


def unforeseen_page(request: _Request, error: Exception) -> Template:
    """A defect of ours: logged with its place, told without details."""
    _log.error("unforeseen %s", name_and_place(error))
    body = [
        _("Something went wrong on our side. It is not your fault."),
        _("What you sent before this page is kept. Please go back and try again."),
    ]
    return _page(request, 500, _("Sorry, there is a problem"), body)


page_handlers: dict[int | type[Exception], Callable[..., Any]] = {
    SurveyError: survey_error_page,
    HTTPException: http_error_page,
    Exception: unforeseen_page,
}


def _(phrase: str) -> str:
    """Marks a phrase for the catalogue; `_page` says it in the reader's language."""
    return phrase


def _page(
    request: _Request, status: int, title: str, body: list[str], name: str = "", **context: Any
) -> Template:
    surveys = request.app.state.get("surveys") or {}
    language = find_language(request, surveys)
    say = translations(language).gettext
    return render(
        name or "errors/problem.html",
        language,
        surveys.values(),
        title=say(title),
        status=status,
        body=[say(line) for line in body],
        languages=[],  # no token can be told here, so nothing could be chosen
        **context,
    )


def _not_found(request: _Request) -> Template:
    body = [
        _("If you typed the address, check that it is right."),
        _("If you followed a link, it may be old."),
    ]
    title = _("We cannot find that page")
    return _page(request, 404, title, body, onward=links.home())


def _unavailable(request: _Request) -> Template:
    body = [
        _("We cannot save answers at the moment, so nothing from this page was stored."),
        _("What you told us on earlier pages is safe."),
        _("Please go back and try again in a few minutes."),
    ]
    page = _page(request, 503, _("Sorry, we cannot save answers just now"), body)
    page.headers["Retry-After"] = "30"
    return page


def _token_page(request: _Request) -> Template:
    """The form came without its token: nothing was taken from it, and it can be sent again."""
    body = [_("This page was not saved yet. It is not your fault.")]
    config = request.app.csrf_config
    if config is not None and config.cookie_name in request.cookies:
        body.append(_("This can happen when a page was open for a long time."))
    else:
        body += [
            _("Your browser sent no cookie back. We need one to keep your answers together."),
            _("If cookies are off, please allow them for this website. Then press the button."),
        ]
    return _again_page(request, 403, _("Please send that again"), body)


def _wait_page(request: _Request, seconds: int) -> Template:
    """Pages came too fast, from this browser or from everybody: what was typed is kept."""
    body = [
        _("A lot is being sent at the moment, so this page was not saved yet."),
        _("It is not your fault. What you wrote is kept on this page."),
        _("Please wait a moment. Then press the button."),
    ]
    page = _again_page(request, 429, _("Please wait a moment"), body)
    page.headers["Retry-After"] = str(seconds)
    return page


def _again_page(request: _Request, status: int, title: str, body: list[str]) -> Template:
    """A page that can send what was typed once more."""
    form = _sent_form(request) if _is_ours(request.url.path) else None
    if form is None:
        body.append(_("Please go back, reload the page and try again."))
    token, cookie = _fresh_token(request)
    page = _page(
        request,
        status,
        title,
        body,
        name="errors/token.html",
        fields=None if form is None else _flat(form),
        action=_path(request),
        fresh_input=_hidden_token(token),
    )
    page.cookies.append(cookie)
    return page


def _sent_form(request: _Request) -> Form:
    """The form that was refused; the check of the token has read it already."""
    sent = ScopeState.from_scope(request.scope).form
    return (
        {} if sent is Empty else plain(FormMultiDict.from_form_data(cast("dict[str, Any]", sent)))
    )


def _is_ours(path: str) -> bool:
    """Respondents' forms can be repeated; a sign-in form is never echoed."""
    return path.startswith(links.start(""))


def _path(request: _Request) -> str:
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path


def _flat(form: Form) -> list[tuple[str, str]]:
    return [(name, value) for name, values in form.items() for value in values]


def _hidden_token(token: str) -> str:
    return f'<input type="hidden" name="_csrf_token" value="{html.escape(token)}">'


def _fresh_token(request: _Request) -> tuple[str, Cookie]:
    """A new token with its cookie: an old cookie that no longer fits would fail for ever."""
    config = request.app.csrf_config
    assert config is not None  # there was a token to fail
    token = generate_csrf_token(config.secret)
    cookie = Cookie(
        key=config.cookie_name,
        value=token,
        path=config.cookie_path,
        secure=config.cookie_secure,
        httponly=config.cookie_httponly,
        samesite=config.cookie_samesite,
    )
    return token, cookie
