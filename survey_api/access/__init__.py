"""Who may sign in, and what a signed-in browser may do. Families never sign in."""

from survey_api.access.accounts import add_account
from survey_api.access.cookies import cookie_name
from survey_api.access.model import (
    IDLE_LIMIT,
    SESSION_COOKIE,
    SESSION_LIMIT,
    Account,
    AccountStore,
    Role,
    Session,
)
from survey_api.access.sessions import (
    check_reader,
    find_session,
    require_account,
    sign_in,
    sign_out,
)

__all__ = [
    "IDLE_LIMIT",
    "SESSION_COOKIE",
    "SESSION_LIMIT",
    "Account",
    "AccountStore",
    "Role",
    "Session",
    "add_account",
    "check_reader",
    "cookie_name",
    "find_session",
    "require_account",
    "sign_in",
    "sign_out",
]
