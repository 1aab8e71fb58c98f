"""Simulation: what is plausible, as data, so that made-up answers look like real ones.

Nothing here is a finding. The figures only give demonstrations and tests their shape; each
response made from them is marked as simulated.
"""

from __future__ import annotations

from survey_api.questionnaire.model import TimeKind
from survey_api.record import Record


class ShareOf(Record, kw_only=True):
    """How often each option of an item is taken.

    `shares`: option code -> weight (single) or probability (multiple). `others`: the weight that
    options not named share between them (single), or the probability of each (multiple). `tilt`:
    how much a hard episode pulls towards later options; negative: towards earlier ones. `like`: an
    item asked before; the option that was its answer weighs `alike` more (single).
    """

    shares: dict[str, float] = {}
    others: float = 0.0
    tilt: float = 0.0
    like: str = ""
    alike: float = 0.0
    skip: float | None = None  # share who skip it; else the simulation's


class WaitOf(Record, kw_only=True):
    """How long a wait is: log-normal with this median, longer the harder the episode was."""

    median_min: float
    spread: float = 1.0  # standard deviation of the logarithm
    tilt: float = 0.5
    kinds: dict[TimeKind, float] = {}  # weight of each way of telling it
    skip: float | None = None


class MomentOf(Record, kw_only=True):
    """How many days ago a moment lies: between two numbers, by what was answered to `of`."""

    of: str
    days: dict[str, tuple[float, float]]


class Frame(Record, kw_only=True):
    """A sentence in somebody's own words, with `{slots}` to fill; all of it is invented.

    `tone` and `themes` are what a careful reader would see in it, so that simulated coders know;
    `english` is what it says, so that a simulated translator does.
    """

    tone: str  # positive, negative, mixed, neutral
    text: str
    language: str = "en"
    items: tuple[str, ...] = ()  # the text items it answers; empty: those no frame names
    themes: tuple[str, ...] = ()  # ids of the theme codebook
    english: str = ""  # '' where it is English


class Simulation(Record, kw_only=True):
    """simulation.toml: optional; without it every offered answer is equally likely."""

    note: str = ""
    skip: float = 0.05
    other_language: float = 0.01  # share of texts written in another language
    items: dict[str, ShareOf] = {}
    waits: dict[str, WaitOf] = {}
    moments: MomentOf | None = None
    slots: dict[str, tuple[str, ...]] = {}
    frames: tuple[Frame, ...] = ()
