"""The questionnaire on paper: for people who would rather write, and for homes without a line."""

from survey_ui.paper.printing import paper_page, write_paper

__all__ = ["paper_page", "write_paper"]
