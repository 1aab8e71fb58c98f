"""Writes docs/asvs.md: where we stand on OWASP ASVS 5.0.0, levels 1 and 2.

What each requirement asks, and why one does not apply or is not met, stands in docs/asvs.toml.
Which tests show one is read from the tests themselves: a marker `@pytest.mark.asvs("1.2.4")` on
the test, or, where that cannot be, its name in docs/asvs.toml. The tests are read, not run.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from tools.reference import table

ROOT = Path(__file__).parents[1]
CATALOGUE = ROOT / "docs/asvs.toml"
VERDICTS = ("met", "not applicable", "not met")

Marked = Mapping[str, Sequence[str]]  # requirement -> ids of the tests that carry its number


class Requirement(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One requirement, in our own few words. `document` is a part of a document, as a link."""

    level: int
    asks: str
    tests: tuple[str, ...] = ()
    document: str = ""
    not_applicable: str = ""
    not_met: str = ""


class Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """docs/asvs.toml: chapters by number, requirements by id."""

    chapters: dict[str, str]
    requirements: dict[str, Requirement]


def load_catalogue(path: Path = CATALOGUE) -> Catalogue:
    """What the file says. Raises msgspec.ValidationError."""
    return msgspec.toml.decode(path.read_bytes(), type=Catalogue)


# --- what the tests say --------------------------------------------------------------------


def marked_tests(root: Path = ROOT) -> Marked:
    """Requirement -> the tests below root/tests that carry its number, as path::name."""
    marked: dict[str, list[str]] = {}
    for path in sorted((root / "tests").rglob("test_*.py")):
        for test in _tests(path):
            for number in _numbers(test):
                marked.setdefault(number, []).append(f"{path.relative_to(root)}::{test.name}")
    return marked


def _tests(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _numbers(test: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    for decorator in test.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.asvs":
            yield from (ast.literal_eval(argument) for argument in decorator.args)


def shown_by(requirement: Requirement, marked: Sequence[str]) -> tuple[str, ...]:
    """Every test that shows the requirement, once."""
    return tuple(dict.fromkeys((*requirement.tests, *marked)))


# --- what is wrong with it -----------------------------------------------------------------


def problems(catalogue: Catalogue, marked: Marked, root: Path = ROOT) -> list[str]:
    """A sentence for everything that must be put right before the page can be believed."""
    unknown = sorted(set(marked) - set(catalogue.requirements))
    found = [f"{number}: {marked[number][0]} carries an unknown number." for number in unknown]
    for number, requirement in catalogue.requirements.items():
        tests = shown_by(requirement, marked.get(number, ()))
        said = [bool(tests or requirement.document)]
        said += [bool(requirement.not_applicable), bool(requirement.not_met)]
        if sum(said) != 1:
            found.append(f"{number}: {'says two things at once' if any(said) else 'says nothing'}.")
        found += [f"{number}: there is no {t}." for t in requirement.tests if not _has(root, t)]
        if requirement.document and not _has_part(root, requirement.document):
            found.append(f"{number}: there is no {requirement.document}.")
    return found


def _has(root: Path, test: str) -> bool:
    path, _, name = test.partition("::")
    return (root / path).is_file() and name in {node.name for node in _tests(root / path)}


def _has_part(root: Path, link: str) -> bool:
    path, _, part = link.partition("#")
    if not (root / path).is_file():
        return False
    headings = re.findall(r"^#+ (.+)$", (root / path).read_text(), re.M)
    return part in {re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in headings}


# --- the page ------------------------------------------------------------------------------


def page() -> str:
    """Counts by chapter, then every requirement. Raises ValueError for what `problems` finds."""
    catalogue, marked = load_catalogue(), marked_tests()
    if wrong := problems(catalogue, marked):
        raise ValueError("\n".join(wrong))
    parts = [_counts(catalogue)]
    for chapter, title in catalogue.chapters.items():
        rows = [
            (number, str(requirement.level), requirement.asks, _stand(number, requirement, marked))
            for number, requirement in _of(catalogue, chapter)
        ]
        parts.append(f"## {chapter}. {title}\n\n{table(('', 'Level', 'Asks', 'Stands'), rows)}")
    return "\n\n".join(parts)


def _of(catalogue: Catalogue, chapter: str) -> list[tuple[str, Requirement]]:
    requirements = catalogue.requirements.items()
    return [(number, one) for number, one in requirements if number.split(".")[0] == chapter]


def verdict(requirement: Requirement) -> str:
    """Which of VERDICTS: it is met unless it says why not."""
    if requirement.not_applicable:
        return "not applicable"
    return "not met" if requirement.not_met else "met"


def _stand(number: str, requirement: Requirement, marked: Marked) -> str:
    reason = requirement.not_applicable or requirement.not_met
    if reason:
        return f"**{verdict(requirement)}**: {reason}"
    tests = shown_by(requirement, marked.get(number, ()))
    written = requirement.document.removeprefix("docs/")
    ways = [f"[{written}]({written})"] if written else []
    return f"met: {', '.join([*ways, *tests])}"


def _counts(catalogue: Catalogue) -> str:
    rows = [
        (f"{chapter}. {title}", *_count(one for _, one in _of(catalogue, chapter)))
        for chapter, title in catalogue.chapters.items()
    ]
    every = catalogue.requirements.values()
    rows += [
        (f"Level {level}", *_count(one for one in every if one.level == level)) for level in (1, 2)
    ]
    rows.append(("All", *_count(every)))
    return table(("", *(name.capitalize() for name in VERDICTS), "All"), rows)


def _count(requirements: Iterable[Requirement]) -> list[str]:
    counts = Counter(verdict(one) for one in requirements)
    return [*(str(counts[name]) for name in VERDICTS), str(counts.total())]
