"""The `survey` command: each verb reads its options, makes one call and says what came of it."""

# Importing a room adds its verbs, in the order in which `survey --help` lists them.
from survey_ui.cli import running, importing, releasing, keeping  # isort: skip
from survey_ui.cli.frame import main

__all__ = ["importing", "keeping", "main", "releasing", "running"]
