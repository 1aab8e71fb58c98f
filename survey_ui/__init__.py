"""Respondent and strategy pages, downloads and the command line: every surface a person touches."""
