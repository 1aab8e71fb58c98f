"""From an Altair chart to an SVG that says what it is."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import altair as alt
import vl_convert

from survey_ui.releases.layers import Drawing
from survey_ui.releases.palette import FONT, INK, PAPER

_NAMESPACE = "http://www.w3.org/2000/svg"
_VEGA_LITE = ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])
_STYLE = alt.Config(
    font=FONT,
    aria=False,
    background=PAPER,
    padding=4,
    view=alt.ViewConfig(stroke=None),
    title=alt.TitleConfig(color=INK, fontSize=16, fontWeight=600),
).to_dict()
_CLIP = re.compile(r'(?<=["#])clip\d+(?=[")])')


def write_svg(
    chart: alt.Chart | Drawing,
    title: str,
    description: str,
    name: str,
    heading: alt.TitleParams | None = None,
) -> str:
    """The chart as SVG text with <title> and <desc>, and with `heading` drawn into it if given.

    `name` makes the ids in it unique in a page. What the renderer says about single marks is taken
    out: the description and the table beside the chart say it better.
    """
    # Not checked against the schema, which takes a quarter of the time: tests look at every kind.
    # What is said of the whole is added here: Altair would copy the chart for each of them.
    drawn = chart.to_dict(validate=False) | {"config": _STYLE}
    if heading:
        drawn["title"] = heading.to_dict(validate=False)
    text = vl_convert.vegalite_to_svg(drawn, vl_version=_VEGA_LITE)
    root = ElementTree.fromstring(_counted_anew(text, name))
    for element in root.iter():
        _bare(element)
    _label(root, title, description, name)
    ElementTree.register_namespace("", _NAMESPACE)  # WeasyPrint takes the empty prefix for itself
    return ElementTree.tostring(root, encoding="unicode")


def _counted_anew(text: str, name: str) -> str:
    """The same chart with its own ids: the renderer counts on from chart to chart."""
    seen: dict[str, str] = {}
    return _CLIP.sub(lambda found: seen.setdefault(found[0], f"{name}-clip{len(seen)}"), text)


def _bare(element: ElementTree.Element) -> None:
    for key in list(element.attrib):
        if key == "role" or key.startswith("aria-") or key in {"class", "pointer-events"}:
            del element.attrib[key]


def _label(root: ElementTree.Element, title: str, description: str, name: str) -> None:
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title {name}-desc")
    root.set("class", "chart")
    for place, (tag, words) in enumerate((("title", title), ("desc", description))):
        element = ElementTree.Element(f"{{{_NAMESPACE}}}{tag}", {"id": f"{name}-{tag}"})
        element.text = words
        root.insert(place, element)
