"""From coded responses to protected tables: plain Polars frames in, tables safe to publish out.

    tables = build_tables(Microdata(frame, remarks, codebook), specs, policy, context)

Knows no web, no store and no questionnaire, so it runs in a notebook with a file.
"""

from analysis.codebook import Codebook, Variable, VariableKind
from analysis.delays import Delays, Survival, delay_quantile, kaplan_meier, read_delays
from analysis.disclosure import DisclosurePolicy, Flag
from analysis.errors import AnalysisError, BadMicrodata, BadTableSpec, NotEstimable
from analysis.estimate import Estimate
from analysis.microdata import CODING_COLUMNS, REMARK_COLUMNS, Microdata, expected_columns
from analysis.sentiment import (
    STEP_TITLES,
    NotScored,
    ScoredPart,
    ScoredText,
    Scorer,
    Sentiment,
    detect_language,
    score_text,
)
from analysis.spec import CodeGroup, StrengthRule, TableSpec
from analysis.table import SYMBOLS, Cell, Column, Curve, ReferenceLine, Row, SummaryTable
from analysis.tabulate import Context, build_tables

__all__ = [
    "CODING_COLUMNS",
    "REMARK_COLUMNS",
    "STEP_TITLES",
    "SYMBOLS",
    "AnalysisError",
    "BadMicrodata",
    "BadTableSpec",
    "Cell",
    "CodeGroup",
    "Codebook",
    "Column",
    "Context",
    "Curve",
    "Delays",
    "DisclosurePolicy",
    "Estimate",
    "Flag",
    "Microdata",
    "NotEstimable",
    "NotScored",
    "ReferenceLine",
    "Row",
    "ScoredPart",
    "ScoredText",
    "Scorer",
    "Sentiment",
    "StrengthRule",
    "SummaryTable",
    "Survival",
    "TableSpec",
    "Variable",
    "VariableKind",
    "build_tables",
    "delay_quantile",
    "detect_language",
    "expected_columns",
    "kaplan_meier",
    "read_delays",
    "score_text",
]
