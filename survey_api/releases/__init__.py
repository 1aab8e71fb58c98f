"""Releases: from responses to frozen, protected tables, and the page that sums them up."""

from survey_api.releases.codes import make_codebook
from survey_api.releases.export import write_microdata
from survey_api.releases.make import ReleasingStore, make_release
from survey_api.releases.microdata import read_microdata
from survey_api.releases.model import Release, ReleaseStatus, ReleaseSummary
from survey_api.releases.newest import newest_release
from survey_api.releases.overview import (
    Figure,
    Headline,
    Overview,
    OverviewSpec,
    Priority,
    load_overview,
    make_overview,
)
from survey_api.releases.plan import Plan, load_plan
from survey_api.releases.store import ReleaseStore, Store

__all__ = [
    "Figure",
    "Headline",
    "Overview",
    "OverviewSpec",
    "Plan",
    "Priority",
    "Release",
    "ReleaseStatus",
    "ReleaseStore",
    "ReleaseSummary",
    "ReleasingStore",
    "Store",
    "load_overview",
    "load_plan",
    "make_codebook",
    "make_overview",
    "make_release",
    "newest_release",
    "read_microdata",
    "write_microdata",
]
