"""Resume codes: three words and four digits that lead back to a draft, from any browser.

The code is made from the draft's id and the installation's key, so it is stored nowhere and is the
same each time it is shown. The store keeps what stands for it, from when it is first asked for
until the draft is sent or erased. 512 words thrice and four digits are 40 bits; whoever
takes a code slows those who try many.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from survey_api.questionnaire.moments import tidy
from survey_api.responses.store import ResponseStore

_WORDS = 3
_DIGITS = 4
_SPARE = 4  # codes of one draft: the next is taken where another draft has the one before


@cache
def resume_words() -> tuple[str, ...]:
    """Short English words that are easy to spell and call nothing bad to mind; 512 of them."""
    text = Path(__file__).with_name("resume_words.txt").read_text(encoding="utf-8")
    return tuple(text.split())


async def keep_resume_code(store: ResponseStore, draft_id: str) -> str:
    """Get the code that leads back to this draft from now on, e.g. 'lamp river otter 4821'.

    '' if there is no such draft. Asked for again, it is the same.
    """
    for number in range(_SPARE):
        code = _code(store, draft_id, number)
        if await store.set_resume(draft_id, _mark(store, code)):
            return code
    return ""


async def resume_code(store: ResponseStore, draft_id: str) -> str:
    """Get the code that was kept for a draft; '' if none was asked for."""
    for number in range(_SPARE):
        code = _code(store, draft_id, number)
        if await store.find_resume(_mark(store, code)) == draft_id:
            return code
    return ""


async def find_resumed(store: ResponseStore, typed: str) -> str | None:
    """Get the id of the draft a code leads to, however it was typed; None if it leads to none."""
    code = plain_code(typed)
    return await store.find_resume(_mark(store, code)) if code else None


def plain_code(typed: str) -> str:
    """A code as it is shown; '' for what cannot be one. Hyphens and capitals don't matter."""
    words = re.findall(r"[a-z]+|\d+", tidy(typed))
    return " ".join(words) if len(words) == _WORDS + 1 else ""


def _code(store: ResponseStore, draft_id: str, number: int) -> str:
    rest = int(store.mark_of(f"resume {number} {draft_id}"), 16)
    words = resume_words()
    said = []
    for _ in range(_WORDS):
        rest, place = divmod(rest, len(words))
        said.append(words[place])
    return f"{' '.join(said)} {rest % 10**_DIGITS:0{_DIGITS}}"


def _mark(store: ResponseStore, code: str) -> str:
    return store.mark_of(f"resume code {code}")
