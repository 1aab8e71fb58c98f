"""Releases: from responses to frozen, protected tables, and the page that sums them up."""

from survey_api.releases.behind import Behind
from survey_api.releases.codes import make_codebook
from survey_api.releases.coverage import Breakdown, Group
from survey_api.releases.days import Day
from survey_api.releases.ddi import write_labelled
from survey_api.releases.export import write_microdata
from survey_api.releases.flat_file import Exported, export_responses
from survey_api.releases.grid import GridFile, apply_overrule, load_grid
from survey_api.releases.make import ReleasingStore, make_release
from survey_api.releases.microdata import read_microdata
from survey_api.releases.model import (
    STRENGTHS,
    Accounted,
    Action,
    Event,
    Figure,
    GridMeasure,
    GridRow,
    Overrule,
    Quote,
    Recommendation,
    Release,
    ReleaseStatus,
    ReleaseSummary,
    SignOff,
    Standing,
)
from survey_api.releases.monitor import Coverage, Monitor, Stops, read_monitor
from survey_api.releases.newest import newest_release
from survey_api.releases.overrule import overrule
from survey_api.releases.overview import (
    Headline,
    Overview,
    OverviewSpec,
    Priority,
    load_overview,
    make_overview,
)
from survey_api.releases.parts import (
    PackSpec,
    PartKind,
    PartSpec,
    Placed,
    columns_shown,
    load_pack,
    place_tables,
)
from survey_api.releases.plan import Plan, check_monitor, load_plan
from survey_api.releases.provenance import (
    Provenance,
    PublishedTable,
    find_cell,
    provenance,
    published_table,
)
from survey_api.releases.quotas import QuotaStanding
from survey_api.releases.sign_off import find_standing, sign_off, standing_of, waits_for
from survey_api.releases.store import ReleaseStore, Store
from survey_api.releases.verify import Verified, verify_release

__all__ = [
    "STRENGTHS",
    "Accounted",
    "Action",
    "Behind",
    "Breakdown",
    "Coverage",
    "Day",
    "Event",
    "Exported",
    "Figure",
    "GridFile",
    "GridMeasure",
    "GridRow",
    "Group",
    "Headline",
    "Monitor",
    "Overrule",
    "Overview",
    "OverviewSpec",
    "PackSpec",
    "PartKind",
    "PartSpec",
    "Placed",
    "Plan",
    "Priority",
    "Provenance",
    "PublishedTable",
    "QuotaStanding",
    "Quote",
    "Recommendation",
    "Release",
    "ReleaseStatus",
    "ReleaseStore",
    "ReleaseSummary",
    "ReleasingStore",
    "SignOff",
    "Standing",
    "Stops",
    "Store",
    "Verified",
    "apply_overrule",
    "check_monitor",
    "columns_shown",
    "export_responses",
    "find_cell",
    "find_standing",
    "load_grid",
    "load_overview",
    "load_pack",
    "load_plan",
    "make_codebook",
    "make_overview",
    "make_release",
    "newest_release",
    "overrule",
    "place_tables",
    "provenance",
    "published_table",
    "read_microdata",
    "read_monitor",
    "sign_off",
    "standing_of",
    "verify_release",
    "waits_for",
    "write_labelled",
    "write_microdata",
]
