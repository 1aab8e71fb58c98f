"""How an installation is doing: whether it can take answers, and the figures operators watch."""

from survey_api.health.figures import (
    BACKUP,
    BACKUP_LIMIT,
    COMMIT_LIMIT,
    DRILL,
    DRILL_LIMIT,
    DRILL_RIGHT,
    DRILL_WRONG,
    SCORING_LIMIT,
    Figures,
    Watched,
    WatchedStore,
    read_figures,
)
from survey_api.health.store import Fault, HealthStore, Unscored

__all__ = [
    "BACKUP",
    "BACKUP_LIMIT",
    "COMMIT_LIMIT",
    "DRILL",
    "DRILL_LIMIT",
    "DRILL_RIGHT",
    "DRILL_WRONG",
    "SCORING_LIMIT",
    "Fault",
    "Figures",
    "HealthStore",
    "Unscored",
    "Watched",
    "WatchedStore",
    "read_figures",
]
