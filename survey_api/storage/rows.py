"""How values stand in columns, and rows back to Structs."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from survey_api.questionnaire import AnswerValue, MissingReason
from survey_api.responses.model import Draft, Instrument, Response, Score
from survey_api.storage.engine import Row

_answers = msgspec.json.Decoder(dict[str, AnswerValue])
_missing = msgspec.json.Decoder(dict[str, MissingReason])


def to_text(moment: datetime) -> str:
    """An aware moment in UTC, always of the same length, so that texts sort as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def to_moment(text: str) -> datetime:
    """The moment behind `to_text`."""
    return datetime.fromisoformat(text)


def to_json(value: object) -> str:
    """The value as JSON text."""
    return msgspec.json.encode(value).decode()


def instrument_values(instrument: Instrument) -> dict[str, object]:
    """The columns of an instrument."""
    return msgspec.structs.asdict(instrument)


def draft_of(row: Row, answers: str) -> Draft:
    """A row of `get_draft` but for the number of its key, with its answers unsealed."""
    (
        draft_id, survey, wave, version, language, mode, helped, _, page, begun_at, saved_at, team,
    ) = row  # fmt: skip
    return Draft(
        id=draft_id,
        instrument=Instrument(
            survey=survey,
            questionnaire_version=version,
            language=language,
            mode=mode,
            helped=helped,
        ),
        wave=wave,
        answers=_answers.decode(answers),
        page=page,
        begun_at=to_moment(begun_at),
        saved_at=to_moment(saved_at),
        team=team,
    )


def response_of(row: Row) -> Response:
    """A row of `read_responses`."""
    (
        response_id, survey, wave, version, language, mode, helped, answers, missing, submitted_at,
        simulated, source, team,
    ) = row  # fmt: skip
    return Response(
        id=response_id,
        instrument=Instrument(
            survey=survey,
            questionnaire_version=version,
            language=language,
            mode=mode,
            helped=helped,
        ),
        wave=wave,
        answers=_answers.decode(answers),
        missing=_missing.decode(missing),
        submitted_at=to_moment(submitted_at),
        simulated=bool(simulated),
        source=source,
        team=team,
    )


def score_of(row: Row) -> Score:
    """A row of `read_scores`."""
    (
        response_id, item_id, scorer, part, step, sentiment, reason, polarity, confidence, unsure,
        language,
    ) = row  # fmt: skip
    return Score(
        response_id=response_id,
        item_id=item_id,
        scorer=scorer,
        part=part,
        step=step,
        sentiment=sentiment,
        reason=reason,
        polarity=polarity,
        confidence=confidence,
        unsure=bool(unsure),
        language=language,
    )
