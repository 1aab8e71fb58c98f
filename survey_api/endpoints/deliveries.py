"""What GOV.UK Notify tells of a letter it could not deliver: nothing goes there again."""

from __future__ import annotations

import msgspec
from litestar import post

from survey_api.campaigns import Why
from survey_api.endpoints.given import GivenAddresses
from survey_api.errors import BadInput

_FAILED_FOR_GOOD = "permanent-failure"


class Delivery(msgspec.Struct, frozen=True):
    """The two fields we need; the address, which is there too, is not even read."""

    reference: str | None = None  # the id of the address in our book
    status: str = ""


@post("/deliveries", status_code=204, opt={"deliveries": True}, include_in_schema=False)
async def post_delivery(body: bytes, addresses: GivenAddresses) -> None:
    """Stop an address that takes no messages.

    What is about no address of ours is taken and forgotten: Notify would tell it again for hours.
    Raises BadInput for what is no receipt.
    """
    try:
        told = msgspec.json.decode(body, type=Delivery)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput("This is no delivery receipt. Nothing was stored.") from error
    if told.status == _FAILED_FOR_GOOD and told.reference and await addresses.is_there():
        async with addresses.open_book() as book:
            await book.stop_id(told.reference, Why.BOUNCED)
