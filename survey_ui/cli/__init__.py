"""The `survey` command: each verb reads its options, makes one call and says what came of it."""

import os

# Our sums are small: on a busy machine numpy's own threads only get in each other's way.
# It has to be said before numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Importing a room adds its verbs, in the order in which `survey --help` lists them.
# isort: off
from survey_ui.cli import running, posters, papers, keying, reaching, inviting, importing, forms
from survey_ui.cli import monitoring, releasing, packing
from survey_ui.cli import scoring, triage, themes, coding, accounts, keeping, auditing, backing_up

# isort: on
from survey_ui.cli.frame import main

__all__ = [
    "accounts",
    "auditing",
    "backing_up",
    "coding",
    "forms",
    "importing",
    "inviting",
    "keeping",
    "keying",
    "main",
    "monitoring",
    "packing",
    "papers",
    "posters",
    "reaching",
    "releasing",
    "running",
    "scoring",
    "themes",
    "triage",
]
