"""SqlSafeguarding: screening and concerns over any Engine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from survey_api.audit import OURSELVES
from survey_api.questionnaire import AnswerValue
from survey_api.safeguarding.model import (
    FOUND,
    Acted,
    Case,
    Concern,
    ItemReason,
    Screened,
    Screening,
    Unscreened,
    Written,
    tells_more,
)
from survey_api.sealing import about_text
from survey_api.storage.engine import Engine, Row, Work
from survey_api.storage.queries import sql
from survey_api.storage.rows import to_json, to_moment, to_text
from survey_api.storage.words import Words

_reasons = msgspec.json.Decoder(tuple[ItemReason, ...])
_answers = msgspec.json.Decoder(dict[str, AnswerValue])


class SqlSafeguarding:
    """A SafeguardingStore; its docstrings are the port's, `survey_api.safeguarding.store`."""

    def __init__(self, engine: Engine, words: Words) -> None:
        self._engine = engine
        self._words = words

    async def ask_screening(self, version: str) -> int:
        """Ask for what another version of the screen has seen to be screened anew; how many."""
        return await self._engine.transaction(lambda: _ask_screening(version))

    async def claim_unscreened(
        self, now: datetime, lease: timedelta, limit: int
    ) -> Sequence[Unscreened]:
        """Up to `limit` responses not screened yet, leased to the caller."""
        rows = await self._engine.transaction(lambda: _claim(now, lease, limit))
        return [_unscreened_of(row, await self.read_words(row[0])) for row in rows]

    async def record_screening(
        self, screened: Sequence[Screened], version: str, now: datetime
    ) -> None:
        """Note that they were screened, with their concerns."""
        await self._engine.transaction(lambda: _record_screening(screened, version, now))

    async def purge_concerns(
        self, survey: str, *, concerns_before: datetime, alarms_before: datetime, dry_run: bool
    ) -> tuple[int, int]:
        """Erase old closed concerns, and old notes of alarms."""
        concerns = {"survey": survey, "before": to_text(concerns_before)}
        alarms = {"survey": survey, "before": to_text(alarms_before)}
        gone = await self._engine.transaction(lambda: _purge_concerns(concerns, alarms, dry_run))
        if any(gone) and not dry_run:
            await self._engine.erase_traces()
        return gone

    async def count_unscreened(self) -> Screening:
        """How far screening is behind."""
        ((waiting, oldest),) = await self._engine.read(sql("count_unscreened"))
        return Screening(waiting=waiting, oldest_at=to_moment(oldest) if oldest else None)

    async def list_cases(self, survey: str, *, closed: bool) -> Sequence[Case]:
        """Cases of a survey that are open, or those that are closed, oldest first."""
        rows = await self._engine.read(sql("list_concerns", survey=survey, closed=closed))
        acts = await self._acts(survey, "") if rows else {}
        return [_case_of(row, acts.get(row[0], ())) for row in rows]

    async def get_case(self, response_id: str) -> Case | None:
        """The case of this response, or None."""
        rows = await self._engine.read(sql("get_concern", response_id=response_id))
        if not rows:
            return None
        acts = await self._acts(rows[0][2], response_id)
        return _case_of(rows[0], acts.get(response_id, ()))

    async def read_words(self, response_id: str) -> Sequence[Written]:
        """What was written in this response; the one place where safeguarding reads words."""
        words = []
        for item_id, language, sealed, english, number in await self._engine.read(
            sql("read_words", response_id=response_id)
        ):
            text = await self._words.unseal(number, sealed, about_text(response_id, item_id))
            if text is not None:
                words.append(
                    Written(
                        item_id=item_id,
                        language=language,
                        text=text,
                        english=await self._words.translation(
                            number, english, (response_id, item_id)
                        ),
                    )
                )
        return words

    async def add_act(self, acted: Acted) -> bool:
        """Store what somebody did; False if there is no such case."""
        return await self._engine.transaction(
            lambda: _add_act(acted), alone=[f"acts {acted.response_id}"]
        )

    async def last_alarm(self, survey: str) -> datetime | None:
        """When the duty lead was last written to, or None."""
        ((sent,),) = await self._engine.read(sql("last_alarm", survey=survey))
        return to_moment(sent) if sent else None

    async def record_alarm(self, survey: str, now: datetime, overdue: int) -> None:
        """Note that the duty lead was written to."""
        await self._engine.transaction(lambda: _add_alarm(survey, now, overdue))

    async def _acts(self, survey: str, response_id: str) -> dict[str, tuple[Acted, ...]]:
        found: defaultdict[str, list[Acted]] = defaultdict(list)
        asked = sql("read_acts", survey=survey, response_id=response_id)
        for response, what, who, at, note, service, borough, outcome in await self._engine.read(
            asked
        ):
            found[response].append(
                Acted(
                    response_id=response, what=what, who=who, at=to_moment(at), note=note,
                    service=service, borough=borough, outcome=outcome,
                )
            )  # fmt: skip
        return {response: tuple(acts) for response, acts in found.items()}


def _ask_screening(version: str) -> Work[int]:
    return len((yield sql("ask_screening", version=version)))


def _claim(now: datetime, lease: timedelta, limit: int) -> Work[list[Row]]:
    claimed = yield sql(
        "claim_screenings", now=to_text(now), until=to_text(now + lease), limit=limit
    )
    rows = []
    for (response_id,) in claimed:
        rows += yield sql("get_unscreened", response_id=response_id)
    return rows


def _record_screening(screened: Sequence[Screened], version: str, now: datetime) -> Work[None]:
    for each in screened:
        mine = yield sql(
            "end_screening",
            response_id=each.response_id,
            screened_at=to_text(now),
            version=version,
        )
        if mine and each.concern is not None:
            before = yield sql("get_reasons", response_id=each.response_id)
            yield sql(
                "save_concern",
                response_id=each.response_id,
                flagged_at=to_text(each.concern.flagged_at),
                urgent=each.concern.urgent,
                reasons=to_json(each.concern.reasons),
                screen=each.concern.screen,
            )
            if any(tells_more(each.concern.reasons, _reasons.decode(told)) for (told,) in before):
                found = Acted(response_id=each.response_id, what=FOUND, who=OURSELVES, at=now)
                yield from _add_act(found)


def _add_act(acted: Acted) -> Work[bool]:
    values = msgspec.structs.asdict(acted)
    del values["at"]
    added = yield sql("add_act", acted_at=to_text(acted.at), **values)
    return bool(added)


def _purge_concerns(
    concerns: dict[str, str], alarms: dict[str, str], dry_run: bool
) -> Work[tuple[int, int]]:
    closed = yield sql("find_old_concerns", **concerns)
    ((sent,),) = yield sql("count_old_alarms", **alarms)
    if not dry_run:
        for (response_id,) in closed:
            yield sql("delete_concern", response_id=response_id)
            yield sql("delete_screening", response_id=response_id)
        yield sql("delete_old_alarms", **alarms)
    return len(closed), int(sent)


def _add_alarm(survey: str, now: datetime, overdue: int) -> Work[None]:
    yield sql("add_alarm", survey=survey, sent_at=to_text(now), overdue=overdue)


def _unscreened_of(row: Row, texts: Sequence[Written]) -> Unscreened:
    response_id, reference, survey, wave, submitted_at, simulated, answers = row
    return Unscreened(
        response_id=response_id,
        reference=reference,
        survey=survey,
        wave=wave,
        received_at=to_moment(submitted_at),
        simulated=bool(simulated),
        answers=_answers.decode(answers),
        texts=tuple(texts),
    )


def _case_of(row: Row, acted: tuple[Acted, ...]) -> Case:
    (
        response_id, reference, survey, wave, submitted_at, flagged_at, urgent, reasons, screen,
        simulated,
    ) = row  # fmt: skip
    concern = Concern(
        response_id=response_id,
        reference=reference,
        survey=survey,
        wave=wave,
        received_at=to_moment(submitted_at),
        flagged_at=to_moment(flagged_at),
        urgent=bool(urgent),
        reasons=_reasons.decode(reasons),
        screen=screen,
        simulated=bool(simulated),
    )
    return Case(concern=concern, acted=acted)
