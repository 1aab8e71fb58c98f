"""The demo's simulated coders: they read simulated texts, err as people do, and pick quotes.

What a sentence is really about stands beside it in simulation.toml. Everything stored here is
marked as simulated, and so are the responses it is about.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Coroutine, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from analysis import THEMES
from survey_api import Store, Survey
from survey_api.access import Account, Organisation, Role
from survey_api.coding import (
    CANNOT_TELL,
    OfferedQuote,
    SampledText,
    agree,
    code_text,
    decide_quote,
    draw_sample,
    offer_quote,
)

TEXTS, OVERLAP = 240, 150
CODERS = ("simulated coder 1", "simulated coder 2")
SETTLER = "simulated coder 3"
PUBLISHERS = {"demo-mopac": Organisation.MOPAC, "demo-met": Organisation.MET}

_CODEBOOK = tuple(theme.id for theme in THEMES)
_FEELINGS = ("negative", "neutral", "positive", "mixed")
_HARD = "danger"  # a theme people see differently, so that a kappa below the bar is seen
_MISSES, _SEES_TOO_MUCH = 0.1, 0.015  # of each theme that is there; of each that is not
_HARD_MISSES, _HARD_SEES_TOO_MUCH = 0.3, 0.08
_WRONG_FEELING, _CANNOT_TELL = 0.08, 0.01
_SETTLED = 0.8  # of the texts the two differ on
_WAITING = 2  # quotes left for whoever looks at the demo
_TOGETHER = 64  # codings stored at once, so that they share a commit


class Sentence(Struct, frozen=True):
    """A simulated sentence as it stands in a text, and what it is about."""

    words: str
    tone: str
    themes: tuple[str, ...]


class _Reader:
    """Knows what every simulated sentence is about."""

    def __init__(self, survey: Survey) -> None:
        slots = survey.simulation.slots
        self._frames = [
            (re.compile(_pattern(frame.text, slots)), frame.tone, frame.themes)
            for frame in survey.simulation.frames
        ]

    def read(self, text: str) -> list[Sentence]:
        """The sentences of a text that are known."""
        return [
            Sentence(found[0], tone, themes)
            for pattern, tone, themes in self._frames
            if (found := pattern.search(text))
        ]


def read_sentences(survey: Survey, text: str) -> list[Sentence]:
    """The simulated sentences of a text, with what each is about."""
    return _Reader(survey).read(text)


def _pattern(text: str, slots: Mapping[str, Sequence[str]]) -> str:
    """What finds a frame in a text, whichever words its slots were filled with."""
    pattern = re.escape(text)
    for name, words in slots.items():
        either = f"(?:{'|'.join(map(re.escape, words))})"
        pattern = pattern.replace(re.escape("{" + name + "}"), either)
    return pattern


def publishers(now: datetime) -> tuple[Account, ...]:
    """Who signs off in a demo: one of MOPAC and one of the Met."""
    return tuple(
        Account(
            name=name, role=Role.PUBLISHER, organisation=side, password_hash="", created_at=now
        )
        for name, side in PUBLISHERS.items()
    )  # fmt: skip


async def code_demo(store: Store, survey: Survey, wave: str, now: datetime) -> None:
    """Draw a sample, have two simulated people code it, settle most of it, and offer quotes.

    Nothing happens where a sample was drawn before.
    """
    if await store.read_sample(survey.id, wave):
        return
    drawn = await draw_sample(
        store, survey.id, wave, texts=TEXTS, overlap=min(OVERLAP, TEXTS), now=now
    )
    if not drawn.texts:
        return
    texts = await store.read_sampled_texts(survey.id, wave)
    reader = _Reader(survey)
    await _together(
        [
            _code(store, reader, text, coder, now)
            for text in texts
            for coder in (CODERS if text.overlap else CODERS[text.place % 2 :][:1])
        ]
    )
    agreed = agree(await store.read_codings(survey.id, wave, now))
    rng = random.Random(f"settle/{wave}")
    settling = [text for text in texts if agreed[text.key].open and rng.random() < _SETTLED]
    await _together([_settle(store, reader, text, now) for text in settling])
    agreed = agree(await store.read_codings(survey.id, wave, now))
    coded = {text.key: agreed[text.key].themes or () for text in texts if text.may_quote}
    await _quote(store, reader, [(text, coded.get(text.key, ())) for text in texts], now)


async def _together(work: Sequence[Coroutine[Any, Any, Any]]) -> None:
    for first in range(0, len(work), _TOGETHER):
        await asyncio.gather(*work[first : first + _TOGETHER])


async def _code(
    store: Store, reader: _Reader, text: SampledText, coder: str, now: datetime
) -> None:
    """One text as this coder sees it: mostly right."""
    rng = random.Random(f"{coder}/{text.response_id}/{text.item_id}")
    sentences = reader.read(text.text)
    sentiment = _feeling(sentences)
    if rng.random() < _CANNOT_TELL:
        sentiment = CANNOT_TELL
    elif rng.random() < _WRONG_FEELING:
        sentiment = rng.choice([each for each in _FEELINGS if each != sentiment])
    there = _themes(sentences)
    await code_text(
        store,
        text,
        coder=coder,
        sentiment=sentiment,
        themes=[theme for theme in _CODEBOOK if _sees(theme, there, rng)],
        codebook=_CODEBOOK,
        now=now,
        simulated=True,
    )


async def _settle(store: Store, reader: _Reader, text: SampledText, now: datetime) -> None:
    """A third look, by somebody who sees it as it is."""
    sentences = reader.read(text.text)
    await code_text(
        store,
        text,
        coder=SETTLER,
        sentiment=_feeling(sentences),
        themes=_themes(sentences),
        codebook=_CODEBOOK,
        now=now,
        settles=True,
        simulated=True,
    )


def _sees(theme: str, there: Sequence[str], rng: random.Random) -> bool:
    hard = theme == _HARD
    if theme in there:
        return rng.random() >= (_HARD_MISSES if hard else _MISSES)
    return rng.random() < (_HARD_SEES_TOO_MUCH if hard else _SEES_TOO_MUCH)


def _feeling(sentences: Sequence[Sentence]) -> str:
    """What a text of these sentences feels like as a whole."""
    tones = {sentence.tone for sentence in sentences} - {"neutral"}
    if not sentences:
        return CANNOT_TELL
    return "mixed" if len(tones) > 1 else next(iter(tones), "neutral")


def _themes(sentences: Sequence[Sentence]) -> list[str]:
    found = {theme for sentence in sentences for theme in sentence.themes}
    return [theme for theme in _CODEBOOK if theme in found]


async def _quote(
    store: Store,
    reader: _Reader,
    texts: Sequence[tuple[SampledText, Sequence[str]]],
    now: datetime,
) -> None:
    """For each theme a usual quote and one that goes against it; the last ones wait.

    texts: with the themes that coders agree on, none where the words may not be used.
    """
    offered: list[OfferedQuote] = []
    for theme in _CODEBOOK:
        sentences = [
            (text, sentence)
            for text, agreed in texts
            if theme in agreed
            for sentence in reader.read(text.text)
            if theme in sentence.themes and sentence.words not in [q.words for q in offered]
        ]
        for tone, dissents in (("negative", False), ("positive", True)):
            text, sentence = next((s for s in sentences if s[1].tone == tone), (None, None))
            if text is not None and sentence is not None:
                quote = await offer_quote(
                    store, text, sentence.words, theme=theme, dissents=dissents,
                    by=CODERS[0], now=now,
                )  # fmt: skip
                offered.append(quote)
    for quote in offered[:-_WAITING]:
        for publisher in publishers(now):
            await decide_quote(store, quote, publisher, cleared=True, now=now)
