"""Finding: one thing that is wrong, or not yet right, in a survey folder."""

from __future__ import annotations

from msgspec import Struct


class Finding(Struct, frozen=True):
    """`path`: the file and the place inside it, e.g. 'questionnaire.toml: $.pages[2].items[0]'.

    `severe`: the survey must not be used until it is put right.
    """

    path: str
    message: str
    severe: bool = True
