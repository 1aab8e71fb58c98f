"""Reaching people: campaigns with their links, single-use codes and invitations."""

from survey_api.campaigns.addresses import Address, Means, ReadAddresses, read_addresses
from survey_api.campaigns.book import AddressBook, AddressHome, Why, Written
from survey_api.campaigns.by_smtp import SmtpSender
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
from survey_api.campaigns.inviting import Invited, InvitingStore, invite, remind
from survey_api.campaigns.model import CodeCount, KeptCode, NewCode
from survey_api.campaigns.plan import (
    Campaign,
    CampaignPlan,
    Kind,
    Letter,
    Sending,
    Templates,
    check_letters,
    is_quiet,
    load_campaigns,
)
from survey_api.campaigns.sending import Message, Outcome, Run, Sender, SentReport, write_to_all
from survey_api.campaigns.stopping import address_mark, stop_by_token, stop_token
from survey_api.campaigns.store import CodeDesk, CodeStore

__all__ = [
    "Address",
    "AddressBook",
    "AddressHome",
    "Campaign",
    "CampaignPlan",
    "CodeCount",
    "CodeDesk",
    "CodeState",
    "CodeStore",
    "Invited",
    "InvitingStore",
    "KeptCode",
    "Kind",
    "Letter",
    "LookedUp",
    "Means",
    "Message",
    "NewCode",
    "Outcome",
    "ReadAddresses",
    "Run",
    "Sender",
    "Sending",
    "SentReport",
    "SmtpSender",
    "Templates",
    "Why",
    "Written",
    "address_mark",
    "check_letters",
    "count_codes",
    "invite",
    "is_quiet",
    "kept_mark",
    "load_campaigns",
    "look_up_code",
    "make_codes",
    "pass_of",
    "plain_invitation",
    "read_addresses",
    "remind",
    "stop_by_token",
    "stop_token",
    "write_to_all",
]
