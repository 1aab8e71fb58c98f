"""`python -m survey_ui` is `survey`."""

from survey_ui.cli import main

main()
