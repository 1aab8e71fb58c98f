"""Who may sign in, and what a signed-in browser may do. Families never sign in."""

from survey_api.access.accounts import add_account
from survey_api.access.model import (
    IDLE_LIMIT,
    SESSION_COOKIE,
    SESSION_LIMIT,
    Account,
    AccountStore,
    Organisation,
    Session,
)
from survey_api.access.rights import RIGHTS, Right, Role
from survey_api.access.sessions import (
    find_session,
    require,
    require_account,
    sign_in,
    sign_out,
)

__all__ = [
    "IDLE_LIMIT",
    "RIGHTS",
    "SESSION_COOKIE",
    "SESSION_LIMIT",
    "Account",
    "AccountStore",
    "Organisation",
    "Right",
    "Role",
    "Session",
    "add_account",
    "find_session",
    "require",
    "require_account",
    "sign_in",
    "sign_out",
]
