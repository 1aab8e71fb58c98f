"""A sentence as the trained scorer reads it: words, with what must not matter made the same.

He and she, son and daughter, mum and dad, and one number or another become one word each; a word
that was masked is left out. So none of them can move a score.
"""

from __future__ import annotations

import re

from analysis.sentiment.wording import MASK

REACH = 4  # words after a negation that it turns round
PAUSES = frozenset(".,;:!?")

_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+(?:[.,:/]\d+)*%?|[.,;:!?]")
_SAME = {
    "he": "she",
    "him": "her his hers",
    "himself": "herself",
    "child": "son daughter boy girl lad lass kid teenager teen",
    "children": "sons daughters boys girls lads lasses kids teenagers teens",
    "parent": "mum dad mother father mom mam mummy daddy",
    "parents": "mums dads mothers fathers",
    "person": "man woman lady gentleman bloke guy chap policeman policewoman",
    "people": "men women ladies gentlemen policemen policewomen",
    "partner": "husband wife girlfriend boyfriend",
    "sibling": "brother sister",
    "#": "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen twenty thirty forty fifty sixty seventy ninety hundred",
}
_BECOMES = {word: one for one, words in _SAME.items() for word in words.split()}
_TELLING = frozenset({"101", "999", "111", "24", "100%"})  # numbers that are names, or praise
_FULL_MARKS = frozenset({"5/5", "10/10"})
_NEGATIONS = {
    "not", "no", "never", "nobody", "nothing", "none", "neither", "nor", "without", "hardly",
    "barely", "noone",
}  # fmt: skip
_STOPS = _NEGATIONS | PAUSES | {"but"}


def read_tokens(sentence: str) -> list[str]:
    """The words, numbers and pauses of a sentence in small letters, made the same."""
    tokens = [_one_form(token) for token in _TOKEN.findall(sentence)]
    return [token for token in tokens if token != MASK]


def _one_form(token: str) -> str:
    if token[0].isdigit():
        if token in _TELLING:
            return token
        return "full#" if token in _FULL_MARKS else "#"
    if token.endswith("'s"):
        token = token[:-2]
    return _BECOMES.get(token, token)


def mark_negation(tokens: list[str]) -> list[str]:
    """The tokens with `not_` before each of the four words after a negation, up to a pause."""
    marked = []
    left = 0
    for token in tokens:
        if token in _STOPS:
            left = REACH if token in _NEGATIONS else 0
        elif left:
            left -= 1
            token = f"not_{token}"
        marked.append(token)
    return marked
