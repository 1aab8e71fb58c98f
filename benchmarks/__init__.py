"""Speed, measured in one run against named references; never a timed test."""

import os

# As the command does, and before numpy is imported: see survey_ui.cli.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
