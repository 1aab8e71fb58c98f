"""The random sample of texts that people code, and how it grows with an open wave.

Each text has a number drawn by lot, and the sample is every text whose number lies under a line.
Drawing more moves the line up. A text that comes in later joins if its number is under the line,
so the sample stays a simple random one of all texts so far, and every smaller one is part of every
larger one.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from survey_api.coding.model import Drawable, Drawn, Sampled
from survey_api.coding.store import CodingStore
from survey_api.errors import BadInput

MOST = 10_000  # texts in one sample; nobody codes more by hand


async def draw_sample(
    store: CodingStore, survey: str, wave: str, *, texts: int, overlap: int, now: datetime
) -> Drawn:
    """Draw until the sample holds `texts` texts, the first `overlap` of them to be coded twice.

    Texts that came in since the last draw join under the line that was drawn then, so there may be
    more than asked for; asking for fewer than there are takes none away. The same texts give the
    same sample. Raises BadInput for numbers that make no sense.
    """
    if not 0 <= overlap <= texts <= MOST:
        raise BadInput(
            f"Ask for 1 to {MOST:,} texts, and for an overlap that is not larger than that."
        )
    sample = await store.read_sample(survey, wave)
    drawable = sorted(await store.read_drawable(survey, wave), key=lot)
    line = max(map(lot, sample), default=-1)
    wanted = [
        text.key for number, text in enumerate(drawable) if number < texts or lot(text) <= line
    ]
    known = {text.key for text in sample}
    fresh = [key for key in wanted if key not in known]
    twice = max(overlap, sum(text.overlap for text in sample))
    new = await store.add_to_sample(survey, wave, fresh, twice, now)
    return Drawn(
        new=new,
        texts=len(sample) + new,
        overlap=min(twice, len(sample) + new),
        drawable=len(drawable),
    )


async def count_joining(store: CodingStore, survey: str, wave: str) -> int:
    """How many texts came in since the last draw that belong to the sample: the next adds them."""
    sample = await store.read_sample(survey, wave)
    line = max(map(lot, sample), default=-1)
    known = {text.key for text in sample}
    drawable = await store.read_drawable(survey, wave)
    return sum(lot(text) <= line and text.key not in known for text in drawable)


def lot(text: Drawable | Sampled) -> int:
    """The number of a text, spread evenly over 64 bits.

    Nobody who sends a response can aim for one: the moment it arrives is our own clock's.
    """
    arrived = text.submitted_at.astimezone(UTC).isoformat(timespec="microseconds")
    name = f"{text.response_id}/{text.item_id}/{arrived}"
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big")
