"""Which text a coder sees next, and how far the coding of a wave has come."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from survey_api.coding.agree import differing
from survey_api.coding.model import Coding, Sampled, Skip, TextKey
from survey_api.record import Record


class CoderProgress(Record, kw_only=True):
    """How many texts one person coded, and how many they skipped and did not code after all."""

    coder: str
    coded: int
    skipped: int


class Progress(Record, kw_only=True):
    """How far the coding of a wave has come."""

    texts: int  # in the sample
    erased: int  # of these, gone before or after they were coded
    coded: int  # by at least one person
    overlap: int  # to be coded by two
    coded_twice: int
    differing: int  # coded by two who differ, not settled yet
    left_aside: int  # skipped by somebody, and waiting for another person
    by_coder: tuple[CoderProgress, ...]  # who coded most first


def next_place(
    sample: Sequence[Sampled], codings: Sequence[Coding], skips: Sequence[Skip], coder: str
) -> int | None:
    """The place of the next text for this coder; None when nothing is left for them.

    Texts of the overlap come first, in the order drawn, each for two people. The others come in an
    order of the coder's own, so that two who work at once seldom meet. What they skipped is left
    to others.
    """
    waiting = _waiting(sample, codings, skips, coder)
    return waiting[0].place if waiting else None


def count_waiting(
    sample: Sequence[Sampled], codings: Sequence[Coding], skips: Sequence[Skip], coder: str
) -> int:
    """How many texts are left for this coder."""
    return len(_waiting(sample, codings, skips, coder))


def still_skipped(codings: Sequence[Coding], skips: Sequence[Skip]) -> list[Skip]:
    """The skips of texts that the same person has not coded after all, in the order given."""
    coders = _coders(codings)
    return [skip for skip in skips if skip.coder not in coders[skip.key]]


def count_progress(
    sample: Sequence[Sampled], codings: Sequence[Coding], skips: Sequence[Skip]
) -> Progress:
    """How far the coding of a sample has come."""
    coders = _coders(codings)
    coded = Counter(coding.coder for coding in codings if not coding.settles)
    skipped = Counter(skip.coder for skip in still_skipped(codings, skips))
    aside = {skip.key for skip in skips}
    return Progress(
        texts=len(sample),
        erased=sum(text.erased for text in sample),
        coded=sum(bool(coders[text.key]) for text in sample),
        overlap=sum(text.overlap for text in sample),
        coded_twice=sum(len(coders[text.key]) > 1 for text in sample),
        differing=len(differing(codings)),
        left_aside=sum(text.key in aside and _is_open(text, coders) for text in sample),
        by_coder=tuple(
            CoderProgress(coder=name, coded=coded[name], skipped=skipped[name])
            for name in sorted({*coded, *skipped}, key=lambda name: (-coded[name], name))
        ),
    )


def _is_open(text: Sampled, coders: Mapping[TextKey, set[str]]) -> bool:
    """Whether fewer people have coded it than should."""
    return not text.erased and len(coders[text.key]) < (2 if text.overlap else 1)


def _waiting(
    sample: Sequence[Sampled], codings: Sequence[Coding], skips: Sequence[Skip], coder: str
) -> list[Sampled]:
    coders = _coders(codings)
    skipped = {skip.key for skip in skips if skip.coder == coder}
    waiting = [
        text
        for text in sample
        if _is_open(text, coders) and coder not in coders[text.key] and text.key not in skipped
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
