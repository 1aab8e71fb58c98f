"""Metrics, as Prometheus reads them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

from litestar import Request, Response, get
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from survey_api.access import Right
from survey_api.endpoints.given import GivenNow, GivenStore, GivenSurveys
from survey_api.endpoints.health import find_fault
from survey_api.endpoints.watch import Asked
from survey_api.errors import StoreUnavailable
from survey_api.health import Figures, Watched, read_figures
from survey_api.timings import Timings


class _Collected(Collector):
    """Families made for one reading; nothing is kept in a registry of the whole process."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


@get(
    "/metrics",
    media_type=CONTENT_TYPE_PLAIN_0_0_4,
    opt={"right": Right.OPERATE, "metrics": True},
    include_in_schema=False,
)
async def get_metrics(
    request: Request[Any, Any, Any], store: GivenStore, surveys: GivenSurveys, now: GivenNow
) -> Response[bytes]:
    """Times by route, and what an operator watches; or the metrics token of the settings."""
    families = [_requests(request.app.state.watch.times), _commits(store.commits)]
    ready = await find_fault(store) is None
    families.append(_gauge("ready", "1 if answers can be taken.", float(ready)))
    with suppress(StoreUnavailable):  # survey_ready says so
        families += _figures(await read_figures(store, surveys.values(), now))
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collected(families))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)


def _requests(times: Mapping[Asked, Timings]) -> Metric:
    family = HistogramMetricFamily(
        "survey_request_seconds",
        "From a request's head to the end of its reply, by the template of its address.",
        labels=["method", "route", "status"],
    )
    for asked, each in sorted(times.items()):
        family.add_metric([asked.method, asked.route, str(asked.status)], each.up_to, each.seconds)
    return family


def _commits(times: Timings) -> Metric:
    return HistogramMetricFamily(
        "survey_commit_seconds",
        "From a write being asked for until it was synced, waiting and all, in this process.",
        buckets=times.up_to,
        sum_value=times.seconds,
    )


def _figures(figures: Figures) -> Iterator[Metric]:
    yield _gauge("unscored_texts", "Texts that wait for their score.", figures.unscored)
    yield _gauge(
        "scoring_lag_seconds",
        "How long the oldest text that nothing has scored has waited.",
        figures.scoring_lag.total_seconds(),
    )
    yield _gauge("unscreened_responses", "Responses that wait for the screen.", figures.unscreened)
    yield _gauge(
        "screening_lag_seconds",
        "How long the oldest response that no screen has seen has waited.",
        figures.screening_lag.total_seconds(),
    )
    yield _gauge("overdue_concerns", "Safeguarding concerns past their limit.", figures.overdue)
    yield _gauge(
        "backup_age_seconds", "Since the last backup; +Inf: none.", _seconds(figures.backup_age)
    )
    yield _gauge(
        "restore_drill_age_seconds",
        "Since the last restore drill; +Inf: none.",
        _seconds(figures.drill_age),
    )
    yield _gauge(
        "restore_drill_wrong",
        "1 if the last restore drill found something wrong.",
        float(figures.drill_wrong),
    )
    bounds = GaugeMetricFamily(
        "survey_out_of_bounds", "1 if somebody should see to it.", labels=["figure"]
    )
    for watched in Watched:
        bounds.add_metric([watched.value], float(watched in figures.out_of_bounds))
    yield bounds


def _gauge(name: str, said: str, value: float) -> Metric:
    return GaugeMetricFamily(f"survey_{name}", said, value=value)


def _seconds(age: timedelta | None) -> float:
    return math.inf if age is None else age.total_seconds()
