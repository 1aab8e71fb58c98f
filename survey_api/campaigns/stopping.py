"""Stopping: the link at the end of each letter, which works with one press and for ever."""

from __future__ import annotations

import hmac

from survey_api.campaigns.book import AddressBook, AddressHome, Why

_MARK = 32  # characters of what stands for an address; as many again show that we made it


def address_mark(book: AddressBook, where: str) -> str:
    """What stands for an address, the same for all surveys."""
    return book.mark_of(f"address {where}")


def stop_token(book: AddressBook, where: str) -> str:
    """What the link of a letter carries: it leads to no address, and nobody else can make one."""
    mark = address_mark(book, where)
    return mark + book.mark_of(f"stop {mark}")


async def stop_by_token(home: AddressHome, token: str) -> bool:
    """Stop whatever the link stands for; False if it is no link of ours. Twice does no harm.

    It works after the address has been erased, too: only what stands for it is kept, and for ever.
    """
    if len(token) != 2 * _MARK or not token.isascii() or not await home.is_there():
        return False
    async with home.open_book() as book:
        mark = token[:_MARK]
        if not hmac.compare_digest(token[_MARK:], book.mark_of(f"stop {mark}")):
            return False
        await book.stop(mark, Why.ASKED)
        return True
