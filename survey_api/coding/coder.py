"""What a coder does: say what a text is about, and settle what two people saw differently."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from survey_api.coding.agree import agree
from survey_api.coding.model import OTHER, SENTIMENTS, CodedText, Coding, SampledText, Skip
from survey_api.coding.store import CodingStore
from survey_api.errors import BadInput, Refused
from survey_api.lines import one_line

LONGEST_REASON = 500  # characters


async def code_text(
    store: CodingStore,
    text: SampledText,
    *,
    coder: str,
    sentiment: str,
    themes: Sequence[str],
    codebook: Collection[str],
    now: datetime,
    settles: bool = False,
    reason: str = "",
    simulated: bool = False,
) -> Coding:
    """Store what a person saw in a text, over what they saw in it before.

    codebook: the ids of the themes, in order. reason: why they settle it so, if they say. Raises
    BadInput for a code that is in no codebook or a reason of more than LONGEST_REASON characters,
    Refused once a release stands on their older coding.
    """
    unknown = [theme for theme in themes if theme not in codebook and theme != OTHER]
    if sentiment not in SENTIMENTS or unknown:
        raise BadInput("That code is not in the codebook. Reload the page and try again.")
    coding = Coding(
        response_id=text.response_id,
        item_id=text.item_id,
        coder=coder,
        settles=settles,
        sentiment=sentiment,
        themes=tuple(theme for theme in (*codebook, OTHER) if theme in themes),
        simulated=simulated,
        coded_at=now,
        reason=_kept(reason),
    )
    if not await store.record_coding(coding):
        raise Refused(
            "A release has been made with the code you gave this text, so it stays as it is. "
            "Tell a colleague if it is wrong."
        )
    return coding


def _kept(reason: str) -> str:
    said = one_line(reason)
    if len(said) > LONGEST_REASON:
        raise BadInput(f"The reason has {len(said):,} characters; {LONGEST_REASON} are kept.")
    return said


async def skip_text(store: CodingStore, text: SampledText, *, coder: str, now: datetime) -> None:
    """Note that somebody would rather not code a text; another is asked in their place."""
    await store.record_skip(
        Skip(response_id=text.response_id, item_id=text.item_id, coder=coder, skipped_at=now)
    )


async def read_coded_texts(
    store: CodingStore, survey: str, wave: str, until: datetime
) -> Sequence[CodedText]:
    """The coded texts of a wave that are not erased, with what their coders agree on."""
    agreed = agree(await store.read_codings(survey, wave, until))
    return [
        CodedText(
            response_id=text.response_id,
            item_id=text.item_id,
            language=text.language,
            text=text.text,
            sentiment=agreed[text.key].sentiment,
            themes=agreed[text.key].themes,
            simulated=text.simulated or agreed[text.key].simulated,
        )
        for text in await store.read_sampled_texts(survey, wave)
        if text.key in agreed
    ]
