"""Every way the product can fail that is not a respondent's mistake.

A respondent's mistake is a `Problem` (a value, shown beside the question). What stands here is
raised, and told to the right person in their own medium: a page, problem+json, or an exit code.
"""

from __future__ import annotations

import traceback
from typing import ClassVar


class SurveyError(Exception):
    """Something the person running or calling the survey has to put right.

    `str(error)` is a sentence for that person. `code` is stable and goes into problem+json and
    the log; `status` is the HTTP status; `exit_code` is what the command line leaves with.
    """

    code: ClassVar[str] = "survey-error"
    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1


def name_and_place(error: BaseException) -> str:
    """The kind of an error and the lines it came through, for the log.

    Its own text is left out: it could quote what somebody wrote.
    """
    lines = "".join(traceback.format_tb(error.__traceback__))
    return f"{type(error).__name__}\n{lines}".rstrip()


class BadSurvey(SurveyError):
    """The survey folder cannot be used; the message lists each finding with its path."""

    code = "bad-survey"
    exit_code = 3


class StoreUnavailable(SurveyError):
    """The store is missing, read-only, full or broken: nothing was stored."""

    code = "store-unavailable"
    status = 503
    exit_code = 4


class NotFound(SurveyError):
    """There is no such survey, wave, release, table or account."""

    code = "not-found"
    status = 404
    exit_code = 5


class Refused(SurveyError):
    """The request was understood and is not allowed, e.g. releasing an open wave as final."""

    code = "refused"
    status = 409
    exit_code = 6


class Conflict(Refused):
    """Another response stands under this id already; it was left as it is."""

    code = "conflict"


class NotAllowed(Refused):
    """Whoever asks is signed in, and has no right to it."""

    code = "not-allowed"
    status = 403


class TooFast(SurveyError):
    """Too many requests came in a short time: nothing was taken, and it can be sent again soon."""

    code = "too-fast"
    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Please wait {seconds} seconds and send it again. Nothing was stored.")
        self.seconds = seconds


class NotSignedIn(SurveyError):
    """Only people with an account may read this."""

    code = "not-signed-in"
    status = 401
    exit_code = 6


class ProviderUnavailable(SurveyError):
    """An organisation's identity provider does not answer, or not as OpenID Connect asks."""

    code = "provider-unavailable"
    status = 503


class BadInput(SurveyError):
    """A file, option or body cannot be read as what it should be."""

    code = "bad-input"
    status = 400
    exit_code = 2


class SendingFailed(Refused):
    """No letter can be sent at the moment, to anybody: what was about to go out did not."""

    code = "sending-failed"
    status = 503
