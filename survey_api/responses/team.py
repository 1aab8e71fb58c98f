"""The code of a home, school or unit that sends in several responses, from the link it was given.

It serves to count fairly: what one home says of many children is less than as many homes say. It
is never a row of a table and never published.
"""

from __future__ import annotations

import re

_CODE = re.compile(r"[A-Z0-9-]{2,12}")
WHAT_IT_IS = "The team is 2 to 12 letters, digits or hyphens, e.g. K7Q2."


def read_team(text: str) -> str:
    """The code in capitals, or '' for anything that is none: 'k7q2 ' is 'K7Q2'."""
    code = text.strip().upper() if len(text) <= 100 else ""
    return code if _CODE.fullmatch(code) else ""
