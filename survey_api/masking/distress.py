"""warn_of: which texts are hard to read, by words kept as data, so that they open folded."""

from __future__ import annotations

import re

# What a note names -> the beginnings of words that make it so.
HARD_TO_READ = {
    "suicide or self-harm": ("suicid", "self-harm", "self harm", "overdos", "kill myself",
        "kill herself", "kill himself", "end her life", "end his life", "end my life",
        "cut herself", "cut himself", "cutting herself", "cutting himself", "want to die",
        "wanted to die", "hang himself", "hang herself"),
    "sexual violence or exploitation": ("rape", "raping", "sexually", "sexual abus", "molest",
        "groom", "exploit", "traffick", "prostitut", "indecent", "nudes"),
    "violence": ("stab", "knife", "gun", "beaten", "beat her", "beat him", "beats her",
        "beats him", "strangl", "assault", "attacked", "violen", "hit me", "hit her", "hit him",
        "tortur", "domestic abus"),
    "death": ("died", "dead", "death", "body was", "murder", "funeral", "drown"),
    "abuse of a child": ("abuse", "abusing", "neglect", "molest"),
}  # fmt: skip
_LOOKS = {
    note: re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + ")", re.IGNORECASE)
    for note, words in HARD_TO_READ.items()
}


def warn_of(text: str) -> tuple[str, ...]:
    """What a text speaks of that is hard to read, e.g. `("violence", "death")`; often nothing."""
    return tuple(note for note, looks in _LOOKS.items() if looks.search(text))
