"""security.txt: whom to tell of a weakness (RFC 9116)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from litestar import MediaType, get

from survey_api import NotFound, Survey

GOOD_FOR = timedelta(days=180)  # RFC 9116 advises less than a year


@get("/.well-known/security.txt", media_type=MediaType.TEXT, opt={"open": True})
async def get_security_txt(surveys: dict[str, Survey], now: datetime) -> str:
    """Whom to tell of a weakness, for as long as it can be relied on."""
    contacts = list(dict.fromkeys(_contacts(surveys.values())))
    if not contacts:  # the form wants one, and half a file helps nobody
        raise NotFound("There is no contact.")
    # Who reads what is sent reads the language of origin; translations are for respondents.
    languages = dict.fromkeys(survey.programme.languages[0] for survey in surveys.values())
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return "\n".join(
        [
            *(f"Contact: {contact}" for contact in contacts),
            f"Expires: {(midnight + GOOD_FOR).isoformat()}",
            f"Preferred-Languages: {', '.join(languages)}",
            "",
        ]
    )


def _contacts(surveys: Iterable[Survey]) -> Iterator[str]:
    """The address each survey gives, as a link; what is neither e-mail nor https is left out."""
    for survey in surveys:
        address = survey.programme.security or survey.programme.contact
        if not address.isprintable() or " " in address:
            continue
        if address.startswith("https://"):
            yield address
        elif "@" in address:
            yield f"mailto:{address}"
