"""How scorers agree with people, as tables to read in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from analysis import PREDICTED_LABELS, Examples, Figure, ScorerAgreement

WIDE = 100


def show_agreement(examples: Examples, found: Sequence[ScorerAgreement]) -> None:
    """Print the figures side by side, then each scorer's confusion matrix, then how they count."""
    console = Console(width=WIDE, highlight=False, soft_wrap=False)
    console.print(_figures(found))
    for each in found:
        console.print(_confusion(each))
    console.print(_explained(examples))


def _figures(found: Sequence[ScorerAgreement]) -> Table:
    table = _table(f"Against {found[0].texts:,} coded texts, with 95 % intervals")
    table.add_column("Figure", no_wrap=True)
    for each in found:
        table.add_column(each.scorer, justify="right", no_wrap=True)
    rows: list[tuple[str, list[Figure | None]]] = [
        ("Macro-F1", [each.macro_f1 for each in found]),
        ("Accuracy", [each.accuracy for each in found]),
    ]
    for place, label in enumerate(found[0].labels):
        rows.append((f"F1 {label}", [each.f1[place][1] for each in found]))
    rows += [
        ("Recall of complaints", [each.recall_complaints for each in found]),
        ("Complaints called positive", [each.complaints_called_positive for each in found]),
        ("Share abstained", [each.abstained for each in found]),
        ("Spearman", [each.spearman for each in found]),
    ]
    for name, figures in rows:
        table.add_row(name, *map(_figure, figures))
    return table


def _figure(figure: Figure | None) -> str:
    if figure is None:
        return "[dim]not told[/dim]"
    return f"{figure.value:.3f} ({figure.lower:.3f} to {figure.upper:.3f})"


def _confusion(found: ScorerAgreement) -> Table:
    table = _table(f"{found.scorer}: what people said, and what it found")
    table.add_column("People said", no_wrap=True)
    for label in PREDICTED_LABELS:
        table.add_column(label, justify="right", no_wrap=True)
    for label, row in zip(found.labels, found.confusion, strict=True):
        table.add_row(label, *(f"{number:,}" for number in row))
    return table


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)


def _explained(examples: Examples) -> str:
    said = ["Labels -2 and -1 are negative, 0 is neutral or mixed, 1 and 2 are positive."]
    if not examples.numbers:
        said = []
    if "mixed" not in examples.labels:
        counts = "neutral, as 0 stands for both" if examples.numbers else "the side it leans to"
        said.append(
            f"Nobody coded a text mixed here: what a scorer finds mixed counts as {counts}."
        )
    said.append("Macro-F1 is the mean over the labels in the file. A complaint is a text that")
    said.append("people coded negative. Abstained: labelled, and marked for a person to look at.")
    return "\n".join(said)
