"""Reaching people: campaigns with their links, single-use codes and invitations."""

from survey_api.campaigns.codes import (
    CodeState,
    LookedUp,
    count_codes,
    kept_mark,
    look_up_code,
    make_codes,
    pass_of,
    plain_invitation,
)
from survey_api.campaigns.model import CodeCount, KeptCode, NewCode
from survey_api.campaigns.plan import (
    Campaign,
    CampaignPlan,
    Kind,
    Letter,
    Sending,
    Templates,
    is_quiet,
    load_campaigns,
)
from survey_api.campaigns.store import CodeDesk, CodeStore

__all__ = [
    "Campaign",
    "CampaignPlan",
    "CodeCount",
    "CodeDesk",
    "CodeState",
    "CodeStore",
    "KeptCode",
    "Kind",
    "Letter",
    "LookedUp",
    "NewCode",
    "Sending",
    "Templates",
    "count_codes",
    "is_quiet",
    "kept_mark",
    "load_campaigns",
    "look_up_code",
    "make_codes",
    "pass_of",
    "plain_invitation",
]
