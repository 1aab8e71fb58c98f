"""Who may sign in, and what a signed-in browser may do. Families never sign in."""

from survey_api.access.accounts import add_account
from survey_api.access.cookies import cookie_name
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
from survey_api.access.sides import SIDES, check_side, missing_sides

__all__ = [
    "IDLE_LIMIT",
    "RIGHTS",
    "SESSION_COOKIE",
    "SESSION_LIMIT",
    "SIDES",
    "Account",
    "AccountStore",
    "Organisation",
    "Right",
    "Role",
    "Session",
    "add_account",
    "check_side",
    "cookie_name",
    "find_session",
    "missing_sides",
    "require",
    "require_account",
    "sign_in",
    "sign_out",
]
