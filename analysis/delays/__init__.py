"""How long things took, with people who are still waiting counted for what they are.

Delays are hours. A wait that is not over is right-censored: dropping it makes the median look a
quarter to a third too short. A wait told as a range is a range. A wait that the child's return
ended is neither kept nor missed. Estimators here are plain numpy and work on how many told the
same, so a million responses take no longer than a thousand once they are counted; their oracles in
the tests are `lifelines` and `scipy`.
"""

from analysis.delays.choosing import RANGED, Waits, estimate_waits
from analysis.delays.clusters import (
    as_clusters,
    clustered_aalen_johansen,
    clustered_kaplan_meier,
    clustered_turnbull,
    design_effect,
)
from analysis.delays.curve import (
    Point,
    Survival,
    coarse_steps,
    curve_points,
    delay_quantile,
    share_within,
)
from analysis.delays.heaping import Told, count_told
from analysis.delays.intervals import turnbull
from analysis.delays.log_rank import LogRank, chi_square_tail, log_rank
from analysis.delays.product_limit import aalen_johansen, kaplan_meier
from analysis.delays.told import Delays, Hours, delays_in, reached_by, read_delays

__all__ = [
    "RANGED",
    "Delays",
    "Hours",
    "LogRank",
    "Point",
    "Survival",
    "Told",
    "Waits",
    "aalen_johansen",
    "as_clusters",
    "chi_square_tail",
    "clustered_aalen_johansen",
    "clustered_kaplan_meier",
    "clustered_turnbull",
    "coarse_steps",
    "count_told",
    "curve_points",
    "delay_quantile",
    "delays_in",
    "design_effect",
    "estimate_waits",
    "kaplan_meier",
    "log_rank",
    "reached_by",
    "read_delays",
    "share_within",
    "turnbull",
]
