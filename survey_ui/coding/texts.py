"""One text at a time: coding it, and settling it where two people differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from litestar import Request, get, post
from litestar.response import Redirect, Template

from survey_api import Refused
from survey_api.access import Right
from survey_api.coding import (
    LONGEST_REASON,
    Coding,
    SampledText,
    agree,
    code_text,
    count_waiting,
    next_place,
    skip_text,
)
from survey_ui import links
from survey_ui.coding.codes import CODEBOOK, FEELINGS, THEME_CODES, say_coding, say_themes, title_of
from survey_ui.coding.frame import CodedWave, GivenCoding, to
from survey_ui.coding.pieces import suggest
from survey_ui.releases.words import LONG, readable, simulated_words
from survey_ui.respond.forms import Form, read_form
from survey_ui.respond.frame import staff_helplines

_PICK = "Pick how the person feels about what happened, or ‘I cannot tell’."
_NONE: Mapping[str, str] = MappingProxyType({})


class Picked(NamedTuple):
    """What stands ticked in the form."""

    sentiment: str = ""
    themes: tuple[str, ...] = ()
    reason: str = ""


@get("/coding/{survey_id:str}/{wave_id:str}/next", opt={"right": Right.CODE})
async def show_next(coded: GivenCoding) -> Redirect | Template:
    """The next text for this coder, or that there is none."""
    sample, codings, skips = await coded.sample(), await coded.codings(), await coded.skips()
    place = next_place(sample, codings, skips, coded.account.name)
    if place is None:
        return coded.page("done.html", title="Nothing left to code", drawn=bool(sample))
    return to(links.coding_text(coded.survey.id, coded.wave.id, place))


@get("/coding/{survey_id:str}/{wave_id:str}/texts/{place:int}", opt={"right": Right.CODE})
async def show_text(coded: GivenCoding, place: int) -> Template | Redirect:
    """A text to code: its question and its words, and nothing that anybody made of it."""
    text, codings = await coded.open_text(place), await coded.codings()
    own = _own(text, codings, coded.account.name)
    if own is None and _is_full(text, codings):
        return to(links.coding(coded.survey.id, coded.wave.id, "next"))
    picked = Picked(own.sentiment, own.themes) if own else Picked()
    return await _text_page(coded, text, codings, picked)


@post(
    "/coding/{survey_id:str}/{wave_id:str}/texts/{place:int}",
    status_code=200,
    opt={"right": Right.CODE},
)
async def post_text(
    coded: GivenCoding, place: int, request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Keep what the coder saw, and go on to the next text."""
    text, form = await coded.text(place), await read_form(request)
    picked = _picked(form)
    codings = await coded.codings()
    if not picked.sentiment:
        return await _text_page(coded, text, codings, picked, {"sentiment": _PICK})
    changed = _own(text, codings, coded.account.name) is not None
    await code_text(
        coded.store,
        text,
        coder=coded.account.name,
        sentiment=picked.sentiment,
        themes=picked.themes,
        codebook=CODEBOOK,
        now=coded.now,
    )
    step = "" if changed else "next"
    return to(links.coding(coded.survey.id, coded.wave.id, step))


@post(
    "/coding/{survey_id:str}/{wave_id:str}/texts/{place:int}/skip",
    status_code=200,
    opt={"right": Right.CODE},
)
async def post_skip(coded: GivenCoding, place: int) -> Redirect:
    """Leave the text to somebody else, and go on to the next one."""
    text = await coded.text(place)
    await skip_text(coded.store, text, coder=coded.account.name, now=coded.now)
    return to(links.coding(coded.survey.id, coded.wave.id, "next"))


@get("/coding/{survey_id:str}/{wave_id:str}/texts/{place:int}/settle", opt={"right": Right.CODE})
async def show_settle(coded: GivenCoding, place: int) -> Template:
    """A text that two people coded differently, with what each of them said."""
    text = await coded.open_text(place)
    codings = _to_settle(text, await coded.codings())
    return _settle_page(coded, text, codings, _in_common(codings))


@post(
    "/coding/{survey_id:str}/{wave_id:str}/texts/{place:int}/settle",
    status_code=200,
    opt={"right": Right.CODE},
)
async def post_settle(
    coded: GivenCoding, place: int, request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Keep the agreed code beside those of the two; neither of theirs is changed."""
    text, form = await coded.text(place), await read_form(request)
    codings = _to_settle(text, await coded.codings())
    picked = _picked(form)
    if problems := _settle_problems(picked):
        return _settle_page(coded, text, codings, picked, problems)
    await code_text(
        coded.store,
        text,
        coder=coded.account.name,
        sentiment=picked.sentiment,
        themes=picked.themes,
        codebook=CODEBOOK,
        now=coded.now,
        settles=True,
        reason=picked.reason,
    )
    return to(links.coding(coded.survey.id, coded.wave.id) + "#settle")


def _picked(form: Form) -> Picked:
    sentiment, reason = ((form.get(name) or ("",))[0] for name in ("sentiment", "reason"))
    return Picked(sentiment, form.get("themes", ()), reason.strip())


def _settle_problems(picked: Picked) -> dict[str, str]:
    problems = {} if picked.sentiment else {"sentiment": _PICK}
    if len(picked.reason) > LONGEST_REASON:
        problems["reason"] = f"Say it in {LONGEST_REASON} characters or fewer."
    return problems


def _own(text: SampledText, codings: Sequence[Coding], coder: str) -> Coding | None:
    """What this coder said of the text already."""
    mine = [c for c in codings if c.key == text.key and c.coder == coder and not c.settles]
    return mine[0] if mine else None


def _is_full(text: SampledText, codings: Sequence[Coding]) -> bool:
    """Whether as many people as should have coded it."""
    coders = {c.coder for c in codings if c.key == text.key and not c.settles}
    return len(coders) >= (2 if text.overlap else 1)


def _to_settle(text: SampledText, codings: Sequence[Coding]) -> list[Coding]:
    """What was said of a text by two who differ. Raises Refused where there is nothing to settle.

    Who is still to code the text must not see it here first.
    """
    mine = [coding for coding in codings if coding.key == text.key]
    agreed = agree(mine).get(text.key)
    if agreed is None or agreed.coders < 2 or not (agreed.open or agreed.settled):
        raise Refused("There is nothing to settle here: two people have to differ first.")
    return mine


def _in_common(codings: Sequence[Coding]) -> Picked:
    """What both said, or what it was settled as last. Why is for each who settles to say."""
    speaking = [c for c in codings if c.settles][-1:] or codings
    sentiments = {coding.sentiment for coding in speaking}
    themes = set.intersection(*(set(coding.themes) for coding in speaking))
    return Picked(sentiments.pop() if len(sentiments) == 1 else "", tuple(themes))


async def _text_page(
    coded: CodedWave,
    text: SampledText,
    codings: Sequence[Coding],
    picked: Picked,
    problems: Mapping[str, str] = _NONE,
) -> Template:
    sample, skips = await coded.sample(), await coded.skips()
    done = sum(c.coder == coded.account.name and not c.settles for c in codings)
    template = coded.page(
        "text.html",
        title="Code a text",
        simulated=simulated_words([text]),
        **_form(coded, text, picked, problems),
        suggested=suggest(text.text),
        done=done,
        waiting=count_waiting(sample, codings, skips, coded.account.name),
        again=_own(text, codings, coded.account.name) is not None,
        support=staff_helplines(coded.survey),
    )
    template.status_code = 400 if problems else 200
    return template


def _settle_page(
    coded: CodedWave,
    text: SampledText,
    codings: Sequence[Coding],
    picked: Picked,
    problems: Mapping[str, str] = _NONE,
) -> Template:
    own = [coding for coding in codings if not coding.settles]
    said = [
        (
            "You" if coding.coder == coded.account.name else f"Coder {number}",
            title_of(coding.sentiment),
            say_themes(coding.themes),
        )
        for number, coding in enumerate(own, start=1)
    ]
    template = coded.page(
        "settle.html",
        title="Settle a text",
        simulated=simulated_words([text]),
        **_form(coded, text, picked, problems),
        said=said,
        settled=[(say_coding(c), c.coder, c.reason) for c in codings if c.settles],
        longest_reason=LONGEST_REASON,
    )
    template.status_code = 400 if problems else 200
    return template


def _form(
    coded: CodedWave, text: SampledText, picked: Picked, problems: Mapping[str, str]
) -> dict[str, Any]:
    """What the form of a text needs."""
    return {
        "text": text,
        "words": readable(text.text),
        "long": len(text.text) > LONG,
        "question": coded.question(text.item_id),
        "feelings": FEELINGS,
        "themes": THEME_CODES,
        "picked": picked,
        "problems": problems,
    }
