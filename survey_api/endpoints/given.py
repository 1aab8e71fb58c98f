"""What handlers are given by name; `survey_api.app.providers` gives it."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from litestar.di import NamedDependency
from litestar.params import SkipValidation

from survey_api.access import AccountStore
from survey_api.questionnaire import Survey
from survey_api.releases import ReleaseStore
from survey_api.responses import ResponseStore


class AnyStore(ResponseStore, ReleaseStore, AccountStore, Protocol):
    """All three ports; which engine stands behind them is no handler's business."""


# Not validated: a protocol cannot be, and the store is ours.
GivenStore = NamedDependency[SkipValidation[AnyStore]]
GivenSurveys = NamedDependency[dict[str, Survey]]
GivenNow = NamedDependency[datetime]
