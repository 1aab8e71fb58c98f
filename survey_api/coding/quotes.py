"""Quotes: a person's own words, only ever made shorter, and shown once MOPAC and the Met agree."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from survey_api.access import Account, Right, check_side, require
from survey_api.audit import Event
from survey_api.coding.model import OTHER, Clearing, OfferedQuote, SampledText
from survey_api.coding.store import CodingStore
from survey_api.errors import BadInput, Refused

LEFT_OUT = "[…]"
LONGEST = 60  # words; the shortest span that carries the point
_MARK = re.compile(r"\[\s*(?:…|\.{2,})\s*\]")
# Control characters, and marks that turn the words after them round on a page.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
_WORD = re.compile(r"\S+")
_EDGES = re.compile(r"^[^\w£$€%]+|[^\w£$€%]+$")
_NO = frozenset(
    ("no", "not", "never", "none", "nobody", "nothing", "nowhere", "neither", "nor", "without")
)


def cut_quote(original: str, typed: str) -> str:
    """The words of `typed` as they stand in `original`, with […] where some between were left out.

    Words may only be taken out. Where they can be found in several ways, the one with the fewest
    gaps is taken. Raises BadInput, for the person at the form, naming the first word that does not
    come next in the original.
    """
    kept = find_words(original, typed)
    words = _words(original)
    parts = [words[kept[0]]]
    for before, here in pairwise(kept):
        parts += [words[here]] if here == before + 1 else [LEFT_OUT, words[here]]
    return " ".join(parts)


def find_words(original: str, typed: str) -> list[int]:
    """Which words of `original`, counted from 0, the words of `typed` are.

    Raises BadInput as `cut_quote` does.
    """
    wanted = [_bare(word) for word in _MARK.sub(" ", typed).split() if _bare(word)]
    if not wanted:
        raise BadInput("Leave at least one word standing.")
    if len(wanted) > LONGEST:
        raise BadInput(
            f"A quote has at most {LONGEST} words, and this has {len(wanted)}. "
            "Take out more: keep the shortest piece that carries the point."
        )
    words = [_bare(word) for word in _words(original)]
    _check_order(words, wanted)
    return _fewest_gaps(words, wanted)


def quoted_spans(original: str, words: str) -> list[tuple[int, int]]:
    """Where a quote stands in its text: first character and the one after the last, of each run.

    Raises BadInput as `cut_quote` does.
    """
    spans = _spans(original)
    runs: list[tuple[int, int]] = []
    before = -2
    for place in find_words(original, words):
        first, last = spans[place]
        runs.append((runs.pop()[0] if place == before + 1 else first, last))
        before = place
    return runs


def lost_negations(original: str, words: str) -> list[str]:
    """Words such as 'not' that were left out in the middle of a quote, so that it may mislead."""
    kept = find_words(original, words)
    inside = set(range(kept[0], kept[-1])) - set(kept)
    said = _words(original)
    return [said[place] for place in sorted(inside) if _denies(_bare(said[place]))]


def _denies(word: str) -> bool:
    plain = word.casefold().replace("’", "'")
    return plain in _NO or plain.endswith(("n't", "cannot"))


def _words(text: str) -> list[str]:
    """The words of a text; a dash that stands alone goes with the word before it."""
    seen = _UNSEEN.sub("", text)  # no space is among them, so the words stay the same ones
    return [" ".join(seen[first:last].split()) for first, last in _spans(seen)]


def _spans(text: str) -> list[tuple[int, int]]:
    """Where the words of a text stand."""
    spans: list[tuple[int, int]] = []
    for found in _WORD.finditer(text):
        if _bare(found[0]):
            spans.append(found.span())
        elif spans:
            spans[-1] = (spans[-1][0], found.end())
    return spans


def _bare(word: str) -> str:
    """A word without the marks around it."""
    return _EDGES.sub("", word)


def _check_order(words: Sequence[str], wanted: Sequence[str]) -> None:
    place = 0
    for word in wanted:
        while place < len(words) and words[place] != word:
            place += 1
        if place == len(words):
            raise BadInput(
                f"“{word[:40]}” does not come next in the text. "
                "Words can only be taken out, not added, changed or moved."
            )
        place += 1


def _fewest_gaps(words: Sequence[str], wanted: Sequence[str]) -> list[int]:
    """Where `wanted` stands in `words`, in order, with as few gaps as can be."""
    # For the words wanted so far: place of the last one -> (gaps, the places before it).
    reached: dict[int, tuple[int, int | None]] = {
        place: (0, None) for place, word in enumerate(words) if word == wanted[0]
    }
    steps = [reached]
    for word in wanted[1:]:
        best: tuple[int, int] | None = None  # gaps and place of the cheapest one further back
        following: dict[int, tuple[int, int | None]] = {}
        for place, said in enumerate(words):
            if said == word and best is not None:
                next_to = reached.get(place - 1)
                jump = (best[0] + (best[1] != place - 1), best[1])
                stay = (next_to[0], place - 1) if next_to else jump
                following[place] = min(stay, jump, key=lambda way: way[0])
            if place in reached and (best is None or reached[place][0] <= best[0]):
                best = (reached[place][0], place)
        reached = following
        steps.append(reached)
    place = min(reached, key=lambda end: (reached[end][0], end))
    kept = []
    for step in reversed(steps):
        kept.append(place)
        place = step[place][1] or 0
    return kept[::-1]


async def offer_quote(
    store: CodingStore, text: SampledText, typed: str, *, theme: str, dissents: bool, by: str,
    now: datetime,
) -> OfferedQuote:  # fmt: skip
    """Offer a piece of a text as a quote; it waits for a reader of MOPAC and one of the Met.

    Raises Refused if the respondent did not allow it, BadInput if it is not theirs word for word.
    """
    if not text.may_quote:
        raise Refused("The person who wrote this did not allow their words to be used.")
    if not theme or theme == OTHER:
        raise BadInput("Say which theme the quote is an example of.")
    quote = OfferedQuote(
        id=str(uuid.uuid4()),
        response_id=text.response_id,
        item_id=text.item_id,
        words=cut_quote(text.text, typed),
        theme=theme,
        dissents=dissents,
        offered_by=by,
        offered_at=now,
        role=text.role,
        simulated=text.simulated,
    )
    await store.add_quote(quote)
    return quote


async def decide_quote(
    store: CodingStore, quote: OfferedQuote, account: Account, *, cleared: bool, now: datetime
) -> None:
    """Clear or refuse a quote: it is shown once MOPAC and the Met cleared it, one account each.

    One refusal settles it. Raises NotAllowed without Right.SIGN_OFF; Refused for who offered it,
    for people of neither side, for a second word of the same person and when it is settled.
    """
    require(account, Right.SIGN_OFF)
    check_side(account)
    if quote.offered_by == account.name:
        raise Refused("You offered this quote, so somebody else has to read it before it is used.")
    word = Clearing(account=account.name, organisation=account.organisation)
    what = "cleared a quote" if cleared else "refused a quote"
    event = Event(who=account.name, what=what, which=quote.id)
    if not await store.decide_quote(quote.id, word, cleared=cleared, now=now, event=event):
        raise Refused("You have said what you think of this quote, or it is settled already.")
