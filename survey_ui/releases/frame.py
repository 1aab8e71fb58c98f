"""What stands around every strategy page: its words, its links, who is signed in."""

from __future__ import annotations

from typing import Any

from litestar.response import Template

from survey_api import Fieldwork, ReleaseSummary, Standing
from survey_api.access import Account, Organisation
from survey_ui import links
from survey_ui.phrases import phrases


def render(
    template: str, *, title: str, status: int = 200, account: Account | None = None, **context: Any
) -> Template:
    """A page from its template. Strategy pages are in English."""
    return Template(
        template,
        context={
            **phrases("en"),
            "links": links,
            "language": "en",
            "title": title,
            "account": account,
            "may": {right.name for right in account.rights} if account else frozenset(),
            **context,
        },
        status_code=status,
    )


def say_side(side: Organisation) -> str:
    """An organisation as it stands in a sentence."""
    return "the Met" if side is Organisation.MET else side.value


def draft_notice(standing: Standing) -> str:
    """What must stand wherever a release shows that may not be published; '' where it may."""
    match standing:
        case Standing.PUBLISHED:
            return ""
        case Standing.DISPUTED:
            return "Draft: not signed off yet. Somebody objects to publishing it."
    return "Draft: not signed off yet. One person of MOPAC and one of the Met have to agree first."


def simulated_notice(counts: ReleaseSummary | Fieldwork) -> str:
    """What must stand wherever simulated responses show; '' where there are none."""
    if not counts.simulated:
        return ""
    if counts.simulated >= counts.responses:
        return f"All {counts.responses:,} responses are simulated. No real person gave them."
    return (
        f"{counts.simulated:,} of {counts.responses:,} responses are simulated. "
        "No real person gave those."
    )
