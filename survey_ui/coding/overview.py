"""How far the coding of a wave has come, how well coders agree, and the form that draws texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from litestar import Request, get, post
from litestar.response import Redirect, Template

from survey_api import BadInput
from survey_api.access import Right
from survey_api.coding import (
    LEAST_KAPPA,
    LEAST_PAIRS,
    Agreement,
    Coding,
    Sampled,
    Skip,
    count_joining,
    count_progress,
    count_waiting,
    differing,
    draw_sample,
    measure_agreement,
    still_skipped,
)
from survey_ui import links
from survey_ui.coding.codes import CODEBOOK, say_coding, title_of
from survey_ui.coding.frame import CodedWave, GivenCoding, to
from survey_ui.releases.words import simulated_words
from survey_ui.respond.forms import read_form

ENOUGH = 50  # coded texts before shares are corrected with them
_TEXTS, _OVERLAP = 150, 100  # what is offered to be drawn first
_LATEST = 10  # of one's own codings


class AgreementRow(NamedTuple):
    """How well two coders agree about one thing, in words."""

    title: str
    texts: int
    kappa: str
    interval: str
    verdict: str
    good: bool


class Link(NamedTuple):
    """A text to go to: where, what it answers, and what is said of it."""

    href: str
    place: int
    question: str
    words: str


@get("/coding/{survey_id:str}/{wave_id:str}", opt={"right": Right.CODE})
async def show_coding(coded: GivenCoding) -> Template:
    """What coding is for, how far it is, and what there is to do."""
    return await _page(coded, {})


@post("/coding/{survey_id:str}/{wave_id:str}/sample", status_code=200, opt={"right": Right.CODE})
async def post_sample(coded: GivenCoding, request: Request[Any, Any, Any]) -> Template | Redirect:
    """Draw texts into the sample; more, if there is one."""
    form = await read_form(request)
    asked = {name: " ".join(form.get(name, ("",))).strip() for name in ("texts", "overlap")}
    problems = {name: "Write a whole number." for name in asked if not _is_number(asked[name])}
    if problems:
        return await _page(coded, problems, asked)
    try:
        await draw_sample(
            coded.store,
            coded.survey.id,
            coded.wave.id,
            texts=int(asked["texts"]),
            overlap=int(asked["overlap"]),
            now=coded.now,
        )
    except BadInput as mistake:
        return await _page(coded, {"texts": str(mistake)}, asked)
    return to(links.coding(coded.survey.id, coded.wave.id))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 7


async def _page(
    coded: CodedWave, problems: Mapping[str, str], asked: Mapping[str, str] | None = None
) -> Template:
    sample, codings, skips = await coded.sample(), await coded.codings(), await coded.skips()
    progress = count_progress(sample, codings, skips)
    asked = asked or {
        "texts": str(max(_TEXTS, progress.texts)),
        "overlap": str(max(_OVERLAP, progress.overlap)),
    }
    template = coded.page(
        "overview.html",
        title=f"Coding by hand: {coded.wave.title}",
        simulated=simulated_words(sample),
        problems=problems,
        asked=asked,
        progress=progress,
        enough=ENOUGH,
        waiting=count_waiting(sample, codings, skips, coded.account.name),
        drawable=len(await coded.store.read_drawable(coded.survey.id, coded.wave.id)),
        joining=await count_joining(coded.store, coded.survey.id, coded.wave.id),
        agreement=[_say(row) for row in measure_agreement(codings, CODEBOOK)],
        least_pairs=LEAST_PAIRS,
        least_kappa=LEAST_KAPPA,
        to_settle=_to_settle(coded, sample, codings),
        settled=_settled(coded, sample, codings),
        mine=_mine(coded, sample, codings),
        skipped=_skipped(coded, sample, still_skipped(codings, skips)),
    )
    template.status_code = 400 if problems else 200
    return template


def _say(row: Agreement) -> AgreementRow:
    title = title_of(row.code) if row.code else "How the person feels"
    if row.kappa is None:
        few = row.texts < LEAST_PAIRS
        why = f"Not yet: {row.texts} of {LEAST_PAIRS} texts" if few else "Nothing to disagree about"
        return AgreementRow(title, row.texts, "–", "", why, good=False)
    lower, upper = row.kappa.lower, row.kappa.upper
    interval = f"{_two(lower)} to {_two(upper)}" if lower is not None and upper is not None else ""
    verdict = "Good enough" if row.enough else "Too low: not published"
    return AgreementRow(title, row.texts, _two(row.kappa.value), interval, verdict, good=row.enough)


def _two(number: float) -> str:
    return f"{number:.2f}".replace("-", "−")


def _to_settle(
    coded: CodedWave, sample: Sequence[Sampled], codings: Sequence[Coding]
) -> list[Link]:
    open_ = set(differing(codings))
    return [
        Link(
            links.coding_text(coded.survey.id, coded.wave.id, text.place, "settle"),
            text.place,
            coded.question(text.item_id),
            _apart([c for c in codings if c.key == text.key]),
        )
        for text in sample
        if text.key in open_ and not text.erased
    ]


def _apart(codings: Sequence[Coding]) -> str:
    """What the coders of a text differ about."""
    differ = []
    if len({coding.sentiment for coding in codings}) > 1:
        differ.append("how the person feels")
    themes = [frozenset(coding.themes) for coding in codings]
    apart = frozenset.union(*themes) - frozenset.intersection(*themes)
    return ", ".join([*differ, *sorted(map(title_of, apart))])


def _settled(coded: CodedWave, sample: Sequence[Sampled], codings: Sequence[Coding]) -> list[Link]:
    """The texts that were settled last, and why."""
    places = _places(sample)
    in_order = sorted(codings, key=lambda coding: coding.coded_at)
    settling = {c.key: c for c in in_order if c.settles and c.key in places}
    newest = sorted(settling.values(), key=lambda coding: coding.coded_at, reverse=True)
    return [
        Link(
            links.coding_text(coded.survey.id, coded.wave.id, places[coding.key], "settle"),
            places[coding.key],
            coded.question(coding.item_id),
            say_coding(coding) + (f". Why: {coding.reason}" if coding.reason else ""),
        )
        for coding in newest[:_LATEST]
    ]


def _skipped(coded: CodedWave, sample: Sequence[Sampled], skips: Sequence[Skip]) -> list[Link]:
    """The texts that who is looking skipped last, to go back to."""
    places = _places(sample)
    own = [skip for skip in skips if skip.coder == coded.account.name and skip.key in places]
    return [
        Link(
            links.coding_text(coded.survey.id, coded.wave.id, places[skip.key]),
            places[skip.key],
            coded.question(skip.item_id),
            "",
        )
        for skip in own[:_LATEST]
    ]


def _places(sample: Sequence[Sampled]) -> dict[tuple[str, str], int]:
    """Where the texts are that can still be read."""
    return {text.key: text.place for text in sample if not text.erased}


def _mine(coded: CodedWave, sample: Sequence[Sampled], codings: Sequence[Coding]) -> list[Link]:
    """The latest codings of who is looking, to go back to."""
    places = _places(sample)
    own = [
        coding
        for coding in sorted(codings, key=lambda coding: coding.coded_at, reverse=True)
        if coding.coder == coded.account.name and not coding.settles and coding.key in places
    ]
    return [
        Link(
            links.coding_text(coded.survey.id, coded.wave.id, places[coding.key]),
            places[coding.key],
            coded.question(coding.item_id),
            say_coding(coding),
        )
        for coding in own[:_LATEST]
    ]
