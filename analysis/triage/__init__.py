"""Triage: does a text tell of a child in danger, so that a person should read it soon?

Plain text in, a verdict with its reasons out. Transparent patterns and a trained scorer look at
each text, both tuned to miss little; neither decides anything.
"""

from analysis.triage.artefact import TRIAGE_FILE, TriageCard, TriageModel, triage_bytes
from analysis.triage.evaluation import TriageAgreement, evaluate_triage
from analysis.triage.examples import (
    ORDINARY,
    Told,
    held_out_disclosures,
    labelled_disclosures,
    ordinary_sentences,
    read_disclosures,
)
from analysis.triage.patterns import KINDS
from analysis.triage.screen import Screen, load_screen
from analysis.triage.trainer import train_triage
from analysis.triage.verdict import OTHER_LANGUAGE, Reason, Verdict

__all__ = [
    "KINDS",
    "ORDINARY",
    "OTHER_LANGUAGE",
    "TRIAGE_FILE",
    "Reason",
    "Screen",
    "Told",
    "TriageAgreement",
    "TriageCard",
    "TriageModel",
    "Verdict",
    "evaluate_triage",
    "held_out_disclosures",
    "labelled_disclosures",
    "load_screen",
    "ordinary_sentences",
    "read_disclosures",
    "train_triage",
    "triage_bytes",
]
