"""Which text a coder sees next, and how far the coding of a wave has come."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence

from survey_api.coding.agree import differing
from survey_api.coding.model import Coding, Sampled, TextKey
from survey_api.record import Record


class Progress(Record, kw_only=True):
    """How far the coding of a wave has come."""

    texts: int  # in the sample
    erased: int  # of these, gone before or after they were coded
    coded: int  # by at least one person
    overlap: int  # to be coded by two
    coded_twice: int
    differing: int  # coded by two who differ, not settled yet
    by_coder: tuple[tuple[str, int], ...]  # name and texts coded, most first


def next_place(
    sample: Sequence[Sampled], codings: Sequence[Coding], coder: str, after: int | None = None
) -> int | None:
    """The place of the next text for this coder; None when nothing is left for them.

    Texts of the overlap come first, in the order drawn, each for two people. The others come in an
    order of the coder's own, so that two who work at once seldom meet. `after`: a text they
    skipped, which comes round again at the end.
    """
    waiting = [text.place for text in _waiting(sample, codings, coder)]
    if not waiting:
        return None
    start = waiting.index(after) + 1 if after in waiting else 0
    return waiting[start % len(waiting)]


def count_waiting(sample: Sequence[Sampled], codings: Sequence[Coding], coder: str) -> int:
    """How many texts are left for this coder."""
    return len(_waiting(sample, codings, coder))


def count_progress(sample: Sequence[Sampled], codings: Sequence[Coding]) -> Progress:
    """How far the coding of a sample has come."""
    coders = _coders(codings)
    counts = Counter(coding.coder for coding in codings if not coding.settles)
    return Progress(
        texts=len(sample),
        erased=sum(text.erased for text in sample),
        coded=sum(bool(coders[text.key]) for text in sample),
        overlap=sum(text.overlap for text in sample),
        coded_twice=sum(len(coders[text.key]) > 1 for text in sample),
        differing=len(differing(codings)),
        by_coder=tuple(counts.most_common()),
    )


def _waiting(sample: Sequence[Sampled], codings: Sequence[Coding], coder: str) -> list[Sampled]:
    coders = _coders(codings)
    waiting = [
        text
        for text in sample
        if not text.erased
        and coder not in coders[text.key]
        and len(coders[text.key]) < (2 if text.overlap else 1)
    ]
    return sorted(waiting, key=lambda text: (not text.overlap, _turn(text, coder)))


def _turn(text: Sampled, coder: str) -> int:
    if text.overlap:
        return text.place
    name = f"{coder}/{text.response_id}/{text.item_id}"
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big")


def _coders(codings: Sequence[Coding]) -> defaultdict[TextKey, set[str]]:
    found: defaultdict[TextKey, set[str]] = defaultdict(set)
    for coding in codings:
        if not coding.settles:
            found[coding.key].add(coding.coder)
    return found
