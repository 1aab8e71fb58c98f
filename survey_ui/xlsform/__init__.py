"""A survey as an XLSForm, to be filled in with ODK Collect, KoboToolbox or Enketo."""

from survey_ui.xlsform.workbook import write_xlsform

__all__ = ["write_xlsform"]
