"""What stands around every strategy page: its words, its links, who is signed in."""

from __future__ import annotations

from typing import Any

from litestar.response import Template

from survey_api import Account, Fieldwork, ReleaseSummary
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
            **context,
        },
        status_code=status,
    )


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
