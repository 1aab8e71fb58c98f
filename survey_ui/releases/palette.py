"""Colours and type of the charts: told apart without colour vision, and at least 3:1 on white."""

from __future__ import annotations

FONT = (
    '"Atkinson Hyperlegible Next", "Atkinson Hyperlegible", "Noto Sans", system-ui, '
    '-apple-system, "Segoe UI", Roboto, Arial, sans-serif'
)

PAPER = "#ffffff"
INK = "#20302f"
QUIET = "#4e5d5b"  # second-rank words, 7:1
GRID = "#dcd8cf"
MIDDLE = "#86908d"  # there for comparison
MAIN = "#1a6a6c"  # the measured figure
PALE = "#d6e8e5"  # where it may lie; low bases
STANDARD = "#9c3f0c"  # published standards

# Groups side by side: hue, lightness and dash all differ.
GROUPS = ("#1a6a6d", "#b84a08", "#4b4f9e", "#8a6a00", "#3a4644")
DASHES = ((1, 0), (8, 3), (2, 2), (10, 3, 2, 3), (5, 5))

# Parts of a whole: teal is good, rust is not, grey stands between or is left out.
_WORST, _BAD, _MIDDLE, _GOOD, _BEST = "#93380a", "#d4702a", "#86908d", "#4a9490", "#17494d"
_MIXED, _LEFT_OUT = "#b58a1f", "#5c6664"
_PARTS = {
    "very_poor": _WORST,
    "very_badly": _WORST,
    "definitely_not": _WORST,
    "negative": _WORST,
    "poor": _BAD,
    "badly": _BAD,
    "probably_not": _BAD,
    "mixed": _MIXED,
    "neither": _MIDDLE,
    "neutral": _MIDDLE,
    "not_sure": _MIDDLE,
    "good": _GOOD,
    "well": _GOOD,
    "probably": _GOOD,
    "positive": _BEST,
    "very_good": _BEST,
    "very_well": _BEST,
    "definitely": _BEST,
    "dont_know": _LEFT_OUT,
    "not_scored": _LEFT_OUT,
}
_RAMP = ("#17494d", "#4a9490", "#86908d", "#d4702a", "#93380a", "#4b4f9e", "#b58a1f", "#5c6664")


def part_colours(columns: tuple[str, ...]) -> tuple[str, ...]:
    """A colour for each part of a stacked bar: by its meaning where it is known."""
    if all(column in _PARTS for column in columns):
        return tuple(_PARTS[column] for column in columns)
    return tuple(_RAMP[place % len(_RAMP)] for place in range(len(columns)))


def ink_on(colour: str) -> str:
    """White or ink, whichever reads better on this ground."""
    return PAPER if contrast(colour, PAPER) >= contrast(colour, INK) else INK


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours '#rrggbb' as WCAG 2 defines it, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
