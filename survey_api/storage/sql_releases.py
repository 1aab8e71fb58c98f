"""SqlReleases: frozen releases over any Engine, each in one row."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from survey_api.errors import Refused
from survey_api.releases.model import Release, ReleaseSummary
from survey_api.storage.engine import Engine, Row, Work
from survey_api.storage.queries import sql
from survey_api.storage.rows import to_json, to_text

_release = msgspec.json.Decoder(Release)
_summary = msgspec.json.Decoder(ReleaseSummary)


class SqlReleases:
    """A ReleaseStore; its docstrings are the port's, `survey_api.releases.store`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def add_release(self, release: Release) -> None:
        """Store the release. Raises Refused if there is one under its id."""
        if not await self._engine.transaction(lambda: _add_release(release)):
            raise Refused(
                f"There is already a release '{release.summary.id}'. Releases are never changed."
            )

    async def latest_release(self, survey: str, wave: str) -> Release | None:
        """The newest release of a wave, or None."""
        rows = await self._engine.read(sql("latest_release", survey=survey, wave=wave))
        return _release.decode(rows[0][0]) if rows else None

    async def get_release(self, release_id: str) -> Release | None:
        """The release with this id, or None."""
        rows = await self._engine.read(sql("get_release", id=release_id))
        return _release.decode(rows[0][0]) if rows else None

    async def list_releases(self) -> Sequence[ReleaseSummary]:
        """All releases, newest first."""
        rows = await self._engine.read(sql("list_releases"))
        return [_summary.decode(summary) for (summary,) in rows]


def _add_release(release: Release) -> Work[list[Row]]:
    summary = release.summary
    return (
        yield sql(
            "add_release",
            id=summary.id,
            survey=summary.survey,
            wave=summary.wave,
            made_at=to_text(summary.made_at),
            summary=to_json(summary),
            body=to_json(release),
        )
    )
