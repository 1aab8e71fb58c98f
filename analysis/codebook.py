"""Codebook: what each column of the microdata is and what its codes mean."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct


class VariableKind(Enum):
    """How a variable is laid out in the frame.

    CATEGORY: one String column `<name>`, an option code or null.
    MULTIPLE: one List(String) column `<name>`, the ticked codes; null when there is no answer.
    DELAY: `<name>.kind` (String, null when there is no answer), `<name>.lower` and `<name>.upper`
    (Float64, hours). Kinds: observed (an interval [lower, upper], equal when exact; null upper is
    "at least"), still_waiting (right-censored at lower; null lower: start not known), overtaken
    (competing event at lower; null: not known), never, not_needed, dont_know.
    SENTIMENT: `<name>.sentiment` (String: negative, neutral, positive, mixed, not_scored; null
    when there is no text), `<name>.polarity` (Float64, -1 to 1, null when not scored) and
    `<name>.unsure` (Boolean: the scorer abstained; null when not scored).
    CLUSTER: one String column `<name>`, any value: who sent in several responses, e.g. a home.
    Null: one of its own. Never a row of a table.
    """

    CATEGORY = "category"
    MULTIPLE = "multiple"
    DELAY = "delay"
    SENTIMENT = "sentiment"
    CLUSTER = "cluster"


class Variable(Struct, frozen=True, kw_only=True):
    """One variable. `codes`: option code -> label, in the order they are shown."""

    name: str
    kind: VariableKind
    label: str
    codes: dict[str, str] = {}
    evidence: tuple[str, ...] = ()


class Codebook(Struct, frozen=True, kw_only=True):
    """The variables of a microdata file, in order."""

    variables: tuple[Variable, ...]

    def variable(self, name: str) -> Variable | None:
        """The variable of that name, or None."""
        return next((v for v in self.variables if v.name == name), None)

    @property
    def cluster(self) -> str | None:
        """The name of the variable that tells clusters apart, or None where there is none."""
        return next((v.name for v in self.variables if v.kind is VariableKind.CLUSTER), None)
