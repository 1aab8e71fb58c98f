"""A browser of 2016, made from Chromium: what it would not know of a stylesheet is taken out.

A browser drops a declaration whose property or value it does not know, a whole rule whose selector
it does not know, and an @media or @supports whose condition it does not know. Scripts that are
modules it does not run. Since when Chromium, Firefox and Safari all know each: "Can I use".
tinycss2 comes with WeasyPrint.
"""

from __future__ import annotations

import re
from typing import Any

import tinycss2
from playwright.sync_api import Page, Route

# Properties: grid (2017), gap outside of grid (2021), logical sides and sizes (2019 to 2021),
# sticking, ratios and the rest (2017 to 2024).
_PROPERTY = re.compile(
    r"grid|(row-|column-)?gap$|(margin|padding|border)-(inline|block)|inset|((min|max)-)?(inline|block)"
    r"-size|border-(start|end)-|place-|aspect-ratio|accent-color|color-scheme|text-wrap|scroll-"
    r"|text-decoration-thickness|text-underline-offset|forced-color-adjust|print-color-adjust"
    r"|overscroll-behavior|contain|content-visibility|appearance$|touch-action|clip-path|text-align-last"
)
# Values: reckoning with bounds (2020), small and dynamic heights (2022), `anywhere` (2022).
_VALUE = re.compile(
    r"\b(min|max|clamp|fit-content|color-mix|env)\(|\d(d|s|l)v[hw]\b|\b(inline-)?grid\b|flow-root"
    r"|\banywhere\b|\bsticky\b|\bfit-content\b|\bcontents\b|\brevert\b|\bunset\b"
)
# Selectors: 2018 to 2023. One of them in a list makes the whole rule unknown.
_SELECTOR = re.compile(r":(is|where|has|focus-visible|focus-within|dir)\b|::marker|:not\([^)]*,")
# Conditions: what somebody prefers (2018 to 2020), ranges (2022).
_CONDITION = re.compile(r"prefers-|forced-colors|dynamic-range|hover|pointer|[<>]|grid|gap|:has")


def forget(css: str) -> str:
    """The stylesheet as such a browser understands it."""
    return "".join(map(_rule, tinycss2.parse_stylesheet(css, skip_comments=True)))


def _rule(rule: Any) -> str:
    if rule.type == "qualified-rule":
        return "" if _SELECTOR.search(tinycss2.serialize(rule.prelude)) else _known(rule)
    if rule.type != "at-rule":
        return ""
    condition = tinycss2.serialize(rule.prelude)
    if rule.lower_at_keyword in ("media", "supports"):
        rules = tinycss2.parse_rule_list(rule.content, skip_comments=True)
        inside = "".join(map(_rule, rules))
        if not _CONDITION.search(condition):
            return f"@{rule.lower_at_keyword} {condition}{{{inside}}}"
        # Whatever is said of browsers that do not know it is said of this one.
        denied = rule.lower_at_keyword == "supports" and condition.strip().startswith("not ")
        return inside if denied else ""
    return "" if rule.lower_at_keyword in ("layer", "container") else str(rule.serialize())


def _known(rule: Any) -> str:
    """A rule without the declarations that are not known; what is nested in it goes as well."""
    declared = tinycss2.parse_blocks_contents(rule.content, skip_comments=True)
    kept = [one.serialize() for one in declared if one.type == "declaration" and _knows(one)]
    return f"{tinycss2.serialize(rule.prelude)}{{{';'.join(kept)}}}"


def _knows(declaration: Any) -> bool:
    if declaration.name.startswith("--"):
        return True  # since 2016
    unknown = _PROPERTY.match(declaration.lower_name)
    return not unknown and not _VALUE.search(tinycss2.serialize(declaration.value))


def make_old(page: Page) -> None:
    """From now on the page sees stylesheets so, and gets no module."""

    def style(route: Route) -> None:
        came = route.fetch()
        route.fulfill(response=came, body=forget(came.text()))

    page.route("**/*.css*", style)
    page.route("**/*.js*", lambda route: route.abort())
