"""SqlCodes: single-use codes over any Engine, and using one up inside the commit of a response."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec

from survey_api.audit import Event
from survey_api.campaigns import CodeCount, KeptCode, NewCode
from survey_api.storage.engine import Engine, Work
from survey_api.storage.queries import many, sql
from survey_api.storage.sql_audit import append


class CodeGone(Exception):
    """The code was used meanwhile, or is none: what was stored with it must not be."""


class SqlCodes:
    """A CodeStore; its docstrings are the port's, `survey_api.campaigns.store`."""

    _engine: Engine

    async def add_codes(
        self, codes: Sequence[NewCode], event: Event, now: datetime
    ) -> Collection[str]:
        """Keep them, or tell which were there already."""
        return await self._engine.transaction(
            lambda: _add_codes(codes, event, now), alone=["codes"]
        )

    async def find_code(self, mark: str) -> KeptCode | None:
        """The code that this stands for, or None."""
        for survey, campaign, team, used in await self._engine.read(sql("find_code", mark=mark)):
            return KeptCode(survey=survey, campaign=campaign, team=team, used=bool(used))
        return None

    async def count_codes(self, survey: str) -> Sequence[CodeCount]:
        """How many codes each campaign of a survey has."""
        rows = await self._engine.read(sql("count_codes", survey=survey))
        return [CodeCount(campaign=name, made=made, used=int(used)) for name, made, used in rows]

    async def drop_codes(
        self, survey: str, campaigns: Sequence[str], *, dry_run: bool = False
    ) -> int:
        """Forget the codes of these campaigns."""
        return await self._engine.transaction(lambda: _drop_codes(survey, campaigns, dry_run))

    async def stir_codes(self) -> None:
        """Write every used code anew, in one commit."""
        await self._engine.transaction(_stir_codes)


def use_code(mark: str) -> Work[None]:
    """Use the code up, as a part of storing a response; '' is none. Raises CodeGone."""
    if mark and not (yield sql("use_code", mark=mark)):
        raise CodeGone


def _add_codes(codes: Sequence[NewCode], event: Event, now: datetime) -> Work[Collection[str]]:
    new = {code.mark for code in codes}
    for survey in sorted({code.survey for code in codes}):
        rows = yield sql("list_code_marks", survey=survey)
        if known := new & {mark for (mark,) in rows}:
            return known
    yield many("add_code", [msgspec.structs.asdict(code) for code in codes])
    yield from append(event, now)
    return ()


def _drop_codes(survey: str, campaigns: Sequence[str], dry_run: bool) -> Work[int]:
    dropped = 0
    for campaign in campaigns:
        named = {"survey": survey, "campaign": campaign}
        ((number,),) = yield sql("count_dropped_codes", **named)
        dropped += number
        if number and not dry_run:
            yield sql("drop_codes", **named)
    return dropped


def _stir_codes() -> Work[None]:
    yield sql("stir_codes")
