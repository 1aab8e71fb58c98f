"""JSON over HTTP: every surface a program touches."""

from survey_api.endpoints.deliveries import post_delivery
from survey_api.endpoints.given import GivenAddresses, GivenContacts, GivenNow, GivenStore
from survey_api.endpoints.guard import account, guard
from survey_api.endpoints.health import get_health, get_live, get_ready
from survey_api.endpoints.metrics import get_metrics
from survey_api.endpoints.pace import Pace, pace_programs
from survey_api.endpoints.problems import (
    http_error_reply,
    survey_error_reply,
    unforeseen_reply,
)
from survey_api.endpoints.releases import get_release, get_table
from survey_api.endpoints.responses import put_response
from survey_api.endpoints.safe_headers import policy_with_style, safe_headers
from survey_api.endpoints.surveys import get_instrument, list_surveys
from survey_api.endpoints.watch import REQUEST, watch

__all__ = [
    "REQUEST",
    "GivenAddresses",
    "GivenContacts",
    "GivenNow",
    "GivenStore",
    "Pace",
    "account",
    "get_health",
    "get_instrument",
    "get_live",
    "get_metrics",
    "get_ready",
    "get_release",
    "get_table",
    "guard",
    "http_error_reply",
    "list_surveys",
    "pace_programs",
    "policy_with_style",
    "post_delivery",
    "put_response",
    "safe_headers",
    "survey_error_reply",
    "unforeseen_reply",
    "watch",
]
