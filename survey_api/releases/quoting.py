"""Which cleared quotes a release shows, and how much it says of who wrote them."""

from __future__ import annotations

from collections.abc import Sequence

from analysis import THEMES, DisclosurePolicy, SummaryTable, may_quote
from survey_api.coding import OfferedQuote
from survey_api.coding.model import ROLE_ITEM
from survey_api.questionnaire import Survey, option_label
from survey_api.releases.model import Quote


def show_quotes(
    cleared: Sequence[OfferedQuote],
    survey: Survey,
    tables: Sequence[SummaryTable],
    policy: DisclosurePolicy,
    responses: int,
) -> tuple[Quote, ...]:
    """Get the quotes as they may be shown, in the order they were cleared.

    None while fewer people answered than a row of a table needs. The role of the writer is said
    only where the release publishes how many people of that role answered.
    """
    if not may_quote(responses, policy):
        return ()
    titles = {theme.id: theme.title for theme in THEMES}
    told = _told_roles(tables)
    return tuple(
        Quote(
            words=quote.words,
            theme=titles.get(quote.theme, quote.theme),
            role=_role(survey, quote.role) if quote.role in told else "",
            dissents=quote.dissents,
            simulated=quote.simulated,
        )
        for quote in cleared
    )


def _told_roles(tables: Sequence[SummaryTable]) -> frozenset[str]:
    """Roles whose number of responses is published, and hidden in no table."""
    rows = [row for table in tables if table.by == ROLE_ITEM for row in table.rows if row.code]
    hidden = {row.code for row in rows if row.base.symbol}
    return frozenset(row.code for row in rows if row.base.value) - hidden


def _role(survey: Survey, code: str) -> str:
    wording = survey.wording(survey.programme.languages[0])
    item = survey.questionnaire.items[ROLE_ITEM]
    return option_label(survey, wording, item, code, {})
