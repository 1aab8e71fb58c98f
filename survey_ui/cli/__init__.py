"""The `survey` command: each verb reads its options, makes one call and says what came of it."""

import os

# Our sums are small: on a busy machine numpy's own threads only get in each other's way.
# It has to be said before numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from survey_ui.cli.frame import all_verbs, main

__all__ = ["all_verbs", "main"]
