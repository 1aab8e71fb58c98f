"""Writes docs/reference: each function gives the Markdown of one page, from what the code says.

cog calls them (`make docs`), and `make check` fails when a page is out of date.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

import click
import msgspec
from litestar.handlers import HTTPRouteHandler
from litestar.routes import BaseRoute, HTTPRoute

from analysis import TableSpec
from survey_api import Item, Page, Settings, Survey, Wording, fill, load_surveys, option_label
from survey_api.access import RIGHTS, Right, Role
from survey_api.questionnaire import Condition
from survey_api.releases.plan import load_plan
from survey_ui.app import create_app
from survey_ui.cli import all_verbs, main

WIDTH = 96  # of help texts, whatever the terminal
SHIPPED = Settings()


def cells(*texts: str) -> str:
    """One row of a Markdown table."""
    escaped = (" ".join(text.split()).replace("|", "\\|") for text in texts)
    return f"| {' | '.join(escaped)} |"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    rule = f"|{'---|' * len(heads)}"
    return "\n".join([cells(*heads), rule, *(cells(*row) for row in rows)])


def codes(names: Iterable[str]) -> str:
    """Names set as code, with commas between."""
    return ", ".join(f"`{name}`" for name in names)


# --- cli.md --------------------------------------------------------------------------------


def verbs() -> dict[str, click.Command]:
    """Every verb of `survey`, in the order of its help."""
    return all_verbs()


def cli() -> str:
    """The help of `survey` and of every verb, as a terminal shows it."""
    settings: dict[str, Any] = dict(main.context_settings)
    context = click.Context(main, info_name="survey", terminal_width=WIDTH, **settings)
    parts = [_fenced(main.get_help(context))]
    for name, verb in verbs().items():
        inner = click.Context(verb, info_name=name, parent=context, terminal_width=WIDTH)
        parts.append(f"## survey {name}\n\n{_fenced(verb.get_help(inner))}")
        if isinstance(verb, click.Group):
            for sub, part in verb.commands.items():
                within = click.Context(part, info_name=sub, parent=inner, terminal_width=WIDTH)
                parts.append(f"### survey {name} {sub}\n\n{_fenced(part.get_help(within))}")
    return "\n\n".join(parts)


def _fenced(text: str) -> str:
    return f"```text\n{text}\n```"


# --- settings.md ---------------------------------------------------------------------------


def settings() -> str:
    """Every setting with its variable, what it is when it is not set, and what it is for."""
    hints = typing.get_type_hints(Settings, include_extras=True)
    rows = [
        (f"`SURVEY_{field.name.upper()}`", _default(field.default), _description(hints[field.name]))
        for field in msgspec.structs.fields(Settings)
    ]
    return table(("Variable", "Without it", "What it is for"), rows)


def _default(value: object) -> str:
    if value == SHIPPED.surveys:
        return "the surveys that come with the package"
    if isinstance(value, bool):
        return "`1`" if value else "`0`"
    return f"`{value}`" if value else "none"


def _description(hint: object) -> str:
    notes = (note.description for note in typing.get_args(hint) if isinstance(note, msgspec.Meta))
    return next(note for note in notes if note)


# --- urls.md -------------------------------------------------------------------------------


def urls(*, api: bool) -> str:
    """Every address of the server: those that programs call, or those that people open."""
    rows = []
    for method, path, handler in _handlers():
        shown = path.replace(":str}", "}").replace(":path}", "}")
        if shown.startswith(("/api/", "/health")) == api:
            says = inspect.getdoc(handler.fn) or ""
            rows.append((method, f"`{shown}`", _who(handler), says.split("\n")[0]))
    return table(("", "Address", "For", "What it does"), rows)


def _handlers() -> Iterator[tuple[str, str, HTTPRouteHandler]]:
    """Method, path and handler of every address but files and the description of the API."""
    app = create_app(msgspec.structs.replace(SHIPPED, secret="never used to serve"))
    # An address a handler shares with others comes in no certain order: those next to each other
    # that one handler answers are put in theirs.
    for route in _in_order(app.routes):
        if isinstance(route, HTTPRoute) and not route.path.startswith(("/static", "/schema")):
            methods = route.route_handler_map
            yield from ((m, route.path, methods[m][0]) for m in sorted(methods) if m != "OPTIONS")


def _in_order(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """The routes as they come, those in a row that the same handlers answer by their path."""

    def answered_by(route: BaseRoute) -> tuple[int, ...]:
        methods = route.route_handler_map if isinstance(route, HTTPRoute) else {}
        return tuple(id(methods[m][0].fn) for m in sorted(methods) if m != "OPTIONS")

    for _, alike in groupby(routes, key=answered_by):
        yield from sorted(alike, key=lambda route: route.path)


def _who(handler: HTTPRouteHandler) -> str:
    """Who may call it, by what the handler states: everyone, any account, or those with a right."""
    if handler.opt.get("open"):
        return "everyone"
    if handler.opt.get("deliveries"):
        return "GOV.UK Notify, with its token"
    if handler.opt.get("signed_in"):
        return "people with an account"
    right: Right = handler.opt["right"]
    roles = ", ".join(role.value for role in Role if right in RIGHTS[role])
    return f"`{right.name}`: {roles}"


# --- roles.md ------------------------------------------------------------------------------


def roles() -> str:
    """Which role has which right."""
    heads = ("Right", "It is to", *(role.value for role in Role))
    rows = [
        (f"`{right.name}`", right.value, *("yes" if right in RIGHTS[role] else "" for role in Role))
        for right in Right
    ]
    return table(heads, rows)


# --- questionnaire.md ----------------------------------------------------------------------


def shipped_survey() -> Survey:
    """The survey that comes with the package."""
    return load_surveys(SHIPPED.surveys)["missing_children"]


def questionnaire() -> str:
    """Every page in order, with its items; then the conditions that decide who is asked."""
    survey = shipped_survey()
    wording, parts = survey.wording(""), []
    for section, pages in groupby(survey.questionnaire.pages, key=lambda page: page.section):
        parts.append(f"## {wording.sections[section]}")
        parts += [_page(survey, wording, page) for page in pages]
    return "\n\n".join(parts)


def _page(survey: Survey, wording: Wording, page: Page) -> str:
    title = wording.pages[page.id].title if page.id in wording.pages else ""
    head = f"### `{page.id}`" + (f": {fill(title, wording.pipes, {})}" if title else "")
    lines = [head, _when(page)]
    if page.items:
        rows = [_item(survey, wording, item) for item in page.items]
        lines.append(table(("Item", "Kind", "Question", "Answers", "Evidence"), rows))
    return "\n\n".join(lines)


def _when(page: Page) -> str:
    ways = [" and ".join(f"`{condition}`" for condition in way) for way in page.when]
    return f"Asked when {'; or when '.join(ways)}." if ways else "Always asked."


def _item(survey: Survey, wording: Wording, item: Item) -> tuple[str, ...]:
    kind = item.kind.value + (", required" if item.required else "")
    kind += f", {item.delay}" if item.delay else ""
    words = fill(wording.items[item.id].question, wording.pipes, {})
    return f"`{item.id}`", kind, words, _answers(survey, wording, item), ", ".join(item.evidence)


def _answers(survey: Survey, wording: Wording, item: Item) -> str:
    parts = []
    if item.reference:
        listed = survey.references[item.reference]
        parts.append(f"{len(listed.entries)} codes of reference/{listed.id}.toml")
    parts += [
        f"`{option.code}` {option_label(survey, wording, item, option.code, {})}"
        for option in item.options
    ]
    parts += [f"`{kind.value}`" for kind in item.offers]
    if item.kind.value == "text":
        parts.append(f"up to {item.max_length:,} characters" + (", scored" * item.scored))
    return "; ".join(parts)


def evidence() -> str:
    """What each evidence code stands for."""
    listed = shipped_survey().programme.evidence
    return table(("Code", "Kind", "Is"), [(one.id, one.kind, one.title) for one in listed])


def conditions() -> str:
    """What each named condition means."""
    rows = [(f"`{one.id}`", _meaning(one)) for one in shipped_survey().questionnaire.conditions]
    return table(("Condition", "Holds when"), rows)


def _meaning(condition: Condition) -> str:
    item = f"`{condition.item}`"
    if condition.any_of:
        return f"{item} is any of {codes(condition.any_of)}"
    if condition.none_of:
        return f"{item} is none of {codes(condition.none_of)}, or was not answered"
    if condition.differs_from:
        return f"{item} differs from `{condition.differs_from}`, and both were answered"
    return f"{item} was longer than {condition.longer_than_min:g} minutes at the least"


# --- tables.md -----------------------------------------------------------------------------


def tables() -> str:
    """Every table of a release by topic: what it measures, of what, and by what."""
    plan = load_plan(shipped_survey())
    specs = sorted((*plan.tables, *plan.break_offs), key=lambda spec: _topics(plan.tables, spec))
    parts = []
    for topic, group in groupby(specs, key=lambda spec: spec.topic):
        rows = [_table_row(spec) for spec in group]
        heads = ("Table", "Title", "Measure", "Of", "By", "Only where", "Evidence")
        parts.append(f"## {topic.replace('_', ' ').capitalize()}\n\n{table(heads, rows)}")
    return "\n\n".join(parts)


def _topics(specs: Sequence[TableSpec], spec: TableSpec) -> int:
    return list(dict.fromkeys(one.topic for one in specs)).index(spec.topic)


def _table_row(spec: TableSpec) -> tuple[str, ...]:
    where = "; ".join(f"`{name}` is {codes(kept)}" for name, kept in spec.where.items())
    title = spec.title.removesuffix(", {wave}")
    names = (f"`{name}`" if name else "" for name in (spec.measure, spec.of, spec.by))
    return f"`{spec.id}`", title, *names, where, ", ".join(spec.evidence)


def policy() -> str:
    """The disclosure rule that is applied to every table."""
    rule = load_plan(shipped_survey()).policy
    rows = [
        ("A row on fewer responses is hidden", f"{rule.threshold_base}"),
        ("Counts are hidden from 1 to", f"{rule.small_count}"),
        ("A hidden count cannot be pinned down closer than to a range of", f"{rule.width}"),
        ("Counts are rounded to the nearest", f"{rule.rounding}"),
        ("Figures that count in a wait", f"{rule.hours_digits}"),
        ("Responses a quantile needs on either side", f"{rule.quantile_side}"),
        ("Answers behind each step of a curve", f"{rule.curve_step}"),
        ("Never crossed", "; ".join(codes(pair) for pair in rule.forbidden_pairs)),
    ]
    rows += [(f'Flagged "{flag.text}" on fewer than', f"{flag.below}") for flag in rule.flags]
    return table(("Rule", "Here"), rows)
