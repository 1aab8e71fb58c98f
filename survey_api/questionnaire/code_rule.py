"""CodeRule: whether a survey asks for single-use codes, and of whom. Part of survey.toml."""

from __future__ import annotations

from enum import Enum

from survey_api.record import Record


class CodeUse(Enum):
    """What a survey does with single-use codes."""

    NONE = "none"  # it has no codes: nobody is asked for one
    TAKEN = "taken"  # whoever has one may give it; nobody needs one
    NEEDED = "needed"  # those of whom it is needed cannot send their answers without one


class CodeRule(Record, kw_only=True):
    """survey.toml, [codes]. Families need no code unless `families_too` says so."""

    use: CodeUse = CodeUse.NONE
    of: tuple[str, ...] = ()  # conditions of the questionnaire; whoever fits one needs a code
    families_too: bool = False  # everybody needs one, families as well
