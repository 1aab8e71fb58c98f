"""Quotes: cut from a coded text by one analyst, cleared or refused by another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from litestar import Request, get, post
from litestar.response import Redirect, Template

from survey_api import BadInput, NotFound, Refused, warn_of
from survey_api.access import SIDES, Account, Right, missing_sides
from survey_api.coding import (
    LONGEST,
    OTHER,
    Agreed,
    OfferedQuote,
    Sampled,
    SampledText,
    agree,
    decide_quote,
    lost_negations,
    offer_quote,
    quoted_spans,
)
from survey_ui import links
from survey_ui.coding.codes import THEME_CODES, Code, title_of
from survey_ui.coding.frame import CodedWave, GivenCoding, to
from survey_ui.releases.frame import say_side
from survey_ui.releases.words import LONG, Piece, readable, simulated_words, split_at
from survey_ui.respond.forms import Form, read_form

_SHOWN = 20  # texts to choose from on one page
_BEGINNING = 160  # characters of a text in the list


class Quotable(NamedTuple):
    """A text that may be quoted, in the list to choose from."""

    place: int
    beginning: str
    themes: str
    notes: tuple[str, ...]  # what it speaks of that is hard to read


class Typed(NamedTuple):
    """What stands in the form of a quote."""

    words: str
    theme: str = ""
    dissents: bool = False


@get("/coding/{survey_id:str}/{wave_id:str}/quotes", opt={"right": Right.READ_QUOTES})
async def show_quotes(coded: GivenCoding, theme: str = "") -> Template:
    """The quotes of the wave, and the texts that more can be cut from."""
    quotes = list(await coded.store.list_quotes(coded.survey.id, coded.wave.id))
    texts = await coded.texts() if coded.account.may(Right.OFFER_QUOTE) else []
    agreed = agree(await coded.codings())
    await coded.note("read quotes", f"{coded.survey.id} {coded.wave.id}")
    quotable = [text for text in texts if _examples(text, agreed.get(text.key), theme)]
    return coded.page(
        "quotes.html",
        title=f"Quotes: {coded.wave.title}",
        simulated=simulated_words(await coded.sample()),
        waiting=[quote for quote in quotes if not quote.decided_by],
        cleared=[quote for quote in quotes if quote.cleared],
        refused=[quote for quote in quotes if quote.decided_by and not quote.cleared],
        quotable=[_quotable(text, agreed[text.key]) for text in quotable[:_SHOWN]],
        more=max(0, len(quotable) - _SHOWN),
        theme=theme,
        themes=[code for code in THEME_CODES if code.id != OTHER],
        title_of=title_of,
        waits_for=_waits_for,
    )


@get(
    "/coding/{survey_id:str}/{wave_id:str}/texts/{place:int}/quote",
    opt={"right": Right.OFFER_QUOTE},
)
async def show_offer(coded: GivenCoding, place: int) -> Template:
    """A text to cut a quote from."""
    text = await coded.open_text(place)
    themes = await _themes_to_quote(coded, text)
    theme = themes[0].id if len(themes) == 1 else ""
    return _offer_page(coded, text, themes, Typed(readable(text.text), theme))


@post(
    "/coding/{survey_id:str}/{wave_id:str}/texts/{place:int}/quote",
    status_code=200,
    opt={"right": Right.OFFER_QUOTE},
)
async def post_offer(
    coded: GivenCoding, place: int, request: Request[Any, Any, Any]
) -> Template | Redirect:
    """Offer a quote to its readers at MOPAC and the Met."""
    text = await coded.text(place)
    themes = await _themes_to_quote(coded, text)
    typed = _typed(await read_form(request))
    if typed.theme not in [theme.id for theme in themes]:
        problem = "Pick the theme that the quote is an example of."
        return _offer_page(coded, text, themes, typed, {"theme": problem})
    try:
        await offer_quote(
            coded.store,
            text,
            typed.words,
            theme=typed.theme,
            dissents=typed.dissents,
            by=coded.account.name,
            now=coded.now,
        )
    except BadInput as mistake:
        return _offer_page(coded, text, themes, typed, {"words": str(mistake)})
    return to(links.quotes(coded.survey.id, coded.wave.id))


@get(
    "/coding/{survey_id:str}/{wave_id:str}/quotes/{quote_id:str}",
    opt={"right": Right.READ_QUOTES},
)
async def show_quote(coded: GivenCoding, quote_id: str) -> Template:
    """A quote, to be cleared or refused by publishers of MOPAC and the Met.

    It stands inside its text for those who may read what people wrote, which nobody of the Met may.
    """
    quote, sampled = await _find(coded, quote_id)
    reads = coded.account.may(Right.READ_MASKED_TEXT)
    text = await coded.text(sampled.place) if sampled and reads else None
    await coded.note("opened a quote", f"{quote.id} of {quote.response_id} {quote.item_id}")
    mine = quote.offered_by == coded.account.name
    said = coded.account.name in [word.account for word in quote.clearings]
    return coded.page(
        "quote.html",
        title="A quote",
        simulated=simulated_words([sampled]) if sampled else "",
        quote=quote,
        reads=reads,
        theme=title_of(quote.theme),
        pieces=_pieces(text, quote),
        long=text is not None and len(text.text) > LONG,
        whole=text.text if text else "",
        question=coded.question(quote.item_id),
        lost=_lost(text, quote),
        mine=mine,
        may_decide=_may_decide(coded.account) and not said,
        waits_for=_waits_for(quote),
    )


@post(
    "/coding/{survey_id:str}/{wave_id:str}/quotes/{quote_id:str}",
    status_code=200,
    opt={"right": Right.SIGN_OFF},
)
async def post_quote(
    coded: GivenCoding, quote_id: str, request: Request[Any, Any, Any]
) -> Redirect:
    """Clear a quote, or refuse it."""
    quote, _ = await _find(coded, quote_id)
    decision = ((await read_form(request)).get("decision") or ("",))[0]
    if decision not in ("clear", "refuse"):
        raise BadInput("Go back, and press one of the two buttons.")
    await decide_quote(
        coded.store, quote, coded.account, cleared=decision == "clear", now=coded.now
    )
    return to(links.quotes(coded.survey.id, coded.wave.id))


def _may_decide(account: Account) -> bool:
    return account.may(Right.SIGN_OFF) and account.organisation in SIDES


def _waits_for(quote: OfferedQuote) -> str:
    """Whose reader is still to clear it, in words; '' once it is settled."""
    if quote.decided_by:
        return ""
    missing = missing_sides(word.organisation for word in quote.clearings)
    return " and ".join(say_side(side) for side in missing)


async def _find(coded: CodedWave, quote_id: str) -> tuple[OfferedQuote, Sampled | None]:
    """The quote and where its text is, if that is not erased yet. Raises NotFound."""
    quotes = await coded.store.list_quotes(coded.survey.id, coded.wave.id)
    quote = next((quote for quote in quotes if quote.id == quote_id), None)
    if quote is None:
        raise NotFound("There is no such quote.")
    sample: Sequence[Sampled] = await coded.sample()
    key = (quote.response_id, quote.item_id)
    return quote, next((text for text in sample if text.key == key and not text.erased), None)


def _pieces(text: SampledText | None, quote: OfferedQuote) -> tuple[Piece, ...]:
    """The whole text with the quoted words marked.

    Nothing is marked where the quote has words that are covered by now.
    """
    if text is None:
        return ()
    try:
        spans = quoted_spans(text.text, quote.words)
    except BadInput:
        spans = []
    return split_at(readable(text.text), spans)


def _lost(text: SampledText | None, quote: OfferedQuote) -> list[str]:
    """Words such as 'not' that the quote leaves out in the middle."""
    try:
        return lost_negations(text.text, quote.words) if text else []
    except BadInput:
        return []


def _examples(text: SampledText, agreed: Agreed | None, theme: str = "") -> list[Code]:
    """The themes a text may be quoted for: agreed on, and allowed by who wrote it."""
    if agreed is None or not text.may_quote or not agreed.themes:
        return []
    if agreed.open or (text.overlap and agreed.coders < 2 and not agreed.settled):
        return []  # somebody is still to code it, and must not read here what others saw
    found = [code for code in THEME_CODES if code.id in agreed.themes and code.id != OTHER]
    return found if not theme or theme in [code.id for code in found] else []


async def _themes_to_quote(coded: CodedWave, text: SampledText) -> list[Code]:
    """What the text may be quoted for. Raises Refused where it may not."""
    if not text.may_quote:
        raise Refused("The person who wrote this did not allow their words to be used.")
    themes = _examples(text, agree(await coded.codings()).get(text.key))
    if not themes:
        raise Refused(
            "This text cannot be quoted yet: everybody who is to code it has to have done so, and "
            "they have to agree on a theme that it is an example of."
        )
    return themes


def _quotable(text: SampledText, agreed: Agreed) -> Quotable:
    words = " ".join(readable(text.text).split())
    beginning = words if len(words) <= _BEGINNING else f"{words[:_BEGINNING].rsplit(' ', 1)[0]} …"
    titles = [code.title for code in _examples(text, agreed)]
    return Quotable(text.place, beginning, ", ".join(titles), warn_of(text.text))


def _typed(form: Form) -> Typed:
    return Typed(
        words=(form.get("words") or ("",))[0],
        theme=(form.get("theme") or ("",))[0],
        dissents="dissents" in form,
    )


def _offer_page(
    coded: CodedWave,
    text: SampledText,
    themes: Sequence[Code],
    typed: Typed,
    problems: dict[str, str] | None = None,
) -> Template:
    template = coded.page(
        "offer.html",
        title="Offer a quote",
        simulated=simulated_words([text]),
        text=text,
        words=readable(text.text),
        long=len(text.text) > LONG,
        question=coded.question(text.item_id),
        themes=themes,
        typed=typed,
        problems=problems or {},
        longest=LONGEST,
    )
    template.status_code = 400 if problems else 200
    return template
