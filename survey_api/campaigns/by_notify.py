"""NotifySender: letters and text messages through GOV.UK Notify, whose templates hold the words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

import httpx2
import msgspec
from joserfc import jwt
from joserfc.jwk import OctKey

from survey_api.campaigns.addresses import Address, Means
from survey_api.campaigns.plan import CampaignPlan, Kind
from survey_api.campaigns.sending import Message, Outcome
from survey_api.clock import utc_now
from survey_api.errors import BadInput, SendingFailed

_PATIENCE = 30  # seconds for Notify
_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_KEY = re.compile(f".*({_UUID})-({_UUID})")  # the service's id, and its secret
_WHERE = {Means.EMAIL: "email_address", Means.SMS: "phone_number"}


class _Fault(msgspec.Struct, frozen=True):
    """What Notify says is wrong."""

    error: str = ""
    message: str = ""


class _Faults(msgspec.Struct, frozen=True):
    errors: tuple[_Fault, ...] = ()


class NotifySender:
    """A Sender through Notify, by its HTTP interface; each request carries a token of its own."""

    def __init__(self, key: str, base_url: str, plan: CampaignPlan) -> None:
        """Raises BadInput for a key or an address that cannot be one."""
        found = _KEY.fullmatch(key.strip())
        if found is None:
            raise BadInput("SURVEY_NOTIFY_KEY is no key of GOV.UK Notify.")
        if urlsplit(base_url).scheme not in ("https", "http"):
            raise BadInput("SURVEY_NOTIFY_URL must begin with https://.")
        self._service, self._secret = found[1], OctKey.import_key(found[2])
        self._base_url = base_url.rstrip("/")
        self._plan = plan

    def can_write(self, kind: Kind, address: Address) -> bool:
        """Whether there is a template for it."""
        return bool(self._template(kind, address))

    async def send(self, message: Message) -> Outcome:
        """Send it; Notify's own word says how it ended."""
        url = f"{self._base_url}/v2/notifications/{message.address.means.value}"
        try:
            async with httpx2.AsyncClient(timeout=_PATIENCE) as client:
                reply = await client.post(url, json=self._body(message), headers=self._headers())
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.InvalidURL) as error:
            raise SendingFailed("GOV.UK Notify cannot be reached.") from error
        except httpx2.HTTPError:
            return Outcome.UNSURE  # it may have had the letter before the line broke
        return _outcome(reply, _WHERE[message.address.means])

    def _template(self, kind: Kind, address: Address) -> str:
        found = self._plan.template(kind, address.language)
        if found is None:
            return ""
        return found.email if address.means is Means.EMAIL else found.sms

    def _headers(self) -> Mapping[str, str]:
        claims = {"iss": self._service, "iat": int(utc_now().timestamp())}
        token = jwt.encode({"alg": "HS256", "typ": "JWT"}, claims, self._secret)
        return {"Authorization": f"Bearer {token}"}

    def _body(self, message: Message) -> Mapping[str, object]:
        address = message.address
        words = {
            "title": message.title,
            "link": message.link,
            "code": address.code.replace("-", " "),
            "stop": message.stop,
        }
        body: dict[str, object] = {
            _WHERE[address.means]: address.where,
            "template_id": self._template(message.kind, address),
            "personalisation": words,
            "reference": message.reference,
        }
        if address.means is Means.EMAIL:
            body["one_click_unsubscribe_url"] = message.stop
        return body


def _outcome(reply: httpx2.Response, field: str) -> Outcome:
    """What a reply means. Raises SendingFailed for one that everybody's letter will meet."""
    if reply.status_code == 201:
        return Outcome.SENT
    if reply.status_code in (401, 403):
        raise SendingFailed("GOV.UK Notify does not take the key (SURVEY_NOTIFY_KEY).")
    if reply.status_code == 429:
        raise SendingFailed("GOV.UK Notify takes no more letters for now: its limit is reached.")
    if reply.status_code != 400:
        return Outcome.UNSURE
    try:
        faults = msgspec.json.decode(reply.content, type=_Faults).errors
    except msgspec.MsgspecError:
        return Outcome.UNSURE
    # It says which field of the request is amiss: the address itself, or what is ours to mend.
    wrong = [each for each in faults if each.message.startswith(f"{field} ")]
    return Outcome.BOUNCED if wrong else Outcome.NOT_NOW
