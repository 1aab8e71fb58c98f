"""SqlReleases: frozen releases over any Engine, each in one row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from survey_api.access import Organisation
from survey_api.audit import Event
from survey_api.errors import Refused
from survey_api.releases.behind import Behind
from survey_api.releases.model import Overrule, Release, ReleaseSummary, SignOff
from survey_api.storage.engine import Engine, Row, Work
from survey_api.storage.queries import sql
from survey_api.storage.rows import to_json, to_moment, to_text
from survey_api.storage.sql_audit import append

_REMEMBERED = 8  # releases, of some megabytes each
_release = msgspec.json.Decoder(Release)
_behind = msgspec.json.Decoder(Behind)
_summary = msgspec.json.Decoder(ReleaseSummary)


class SqlReleases:
    """A ReleaseStore; its docstrings are the port's, `survey_api.releases.store`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.known_releases: dict[str, Release] = {}  # they are never changed, and large

    async def add_release(
        self, release: Release, behind: Behind | None = None, event: Event | None = None
    ) -> None:
        """Store the release. Raises Refused if there is one under its id."""
        if not await self._engine.transaction(lambda: _add_release(release, behind, event)):
            raise Refused(
                f"There is already a release '{release.summary.id}'. Releases are never changed."
            )

    async def latest_release(self, survey: str, wave: str) -> Release | None:
        """The newest release of a wave, or None."""
        rows = await self._engine.read(sql("latest_release", survey=survey, wave=wave))
        return await self.get_release(rows[0][0]) if rows else None

    async def get_release(self, release_id: str) -> Release | None:
        """The release with this id, or None."""
        if (known := self.known_releases.get(release_id)) is not None:
            return known
        rows = await self._engine.read(sql("get_release", id=release_id))
        if not rows:
            return None
        if len(self.known_releases) >= _REMEMBERED:
            self.known_releases.clear()
        return self.known_releases.setdefault(release_id, _release.decode(rows[0][0]))

    async def list_releases(self) -> Sequence[ReleaseSummary]:
        """All releases, newest first."""
        rows = await self._engine.read(sql("list_releases"))
        return [_summary.decode(summary) for (summary,) in rows]

    async def read_behind(self, survey: str, wave: str) -> Mapping[str, Behind]:
        """What stands behind the releases of a wave, oldest first."""
        rows = await self._engine.read(sql("read_ledgers", survey=survey, wave=wave))
        return {release_id: _behind.decode(body) for release_id, body in rows}

    async def add_overrule(
        self, survey: str, wave: str, overrule: Overrule, event: Event | None = None
    ) -> None:
        """Store it beside the earlier ones."""
        if not await self._engine.transaction(lambda: _add_overrule(survey, wave, overrule, event)):
            raise Refused(f"{overrule.code} was overruled at this very moment already. Try again.")

    async def list_overrules(self, survey: str, wave: str) -> Sequence[Overrule]:
        """Everything overruled in a wave, oldest first."""
        rows = await self._engine.read(sql("list_overrules", survey=survey, wave=wave))
        return [_overrule_of(row) for row in rows]

    async def add_sign_off(self, word: SignOff, event: Event | None = None) -> None:
        """Store it beside what was said before."""
        if not await self._engine.transaction(lambda: _add_sign_off(word, event)):
            raise Refused("You said something of this release at this very moment. Try again.")

    async def list_sign_offs(self, release_id: str) -> Sequence[SignOff]:
        """Everything that publishers said of a release, oldest first."""
        rows = await self._engine.read(sql("list_sign_offs", release_id=release_id))
        return [_sign_off_of(row) for row in rows]


def _add_release(release: Release, behind: Behind | None, event: Event | None) -> Work[list[Row]]:
    summary = release.summary
    added = yield sql(
        "add_release",
        id=summary.id,
        survey=summary.survey,
        wave=summary.wave,
        made_at=to_text(summary.made_at),
        summary=to_json(summary),
        body=to_json(release),
    )
    if added and behind is not None:
        yield sql("add_ledger", release_id=summary.id, body=to_json(behind))
    if added and event is not None:
        yield from append(event, summary.made_at)
    return added


def _add_overrule(
    survey: str, wave: str, overrule: Overrule, event: Event | None
) -> Work[list[Row]]:
    added = yield sql(
        "add_overrule",
        survey=survey,
        wave=wave,
        code=overrule.code,
        strength=overrule.strength,
        reason=overrule.reason,
        account=overrule.account,
        made_at=to_text(overrule.made_at),
    )
    if added and event is not None:
        yield from append(event, overrule.made_at)
    return added


def _add_sign_off(word: SignOff, event: Event | None) -> Work[list[Row]]:
    added = yield sql(
        "add_sign_off",
        release_id=word.release,
        account=word.account,
        organisation=word.organisation.value,
        agrees=word.agrees,
        reason=word.reason,
        signed_at=to_text(word.signed_at),
    )
    if added and event is not None:
        yield from append(event, word.signed_at)
    return added


def _overrule_of(row: Row) -> Overrule:
    code, strength, reason, account, made_at = row
    return Overrule(
        code=code, strength=strength, reason=reason, account=account, made_at=to_moment(made_at)
    )


def _sign_off_of(row: Row) -> SignOff:
    release, account, organisation, agrees, reason, signed_at = row
    return SignOff(
        release=release,
        account=account,
        organisation=Organisation(organisation),
        agrees=bool(agrees),
        reason=reason,
        signed_at=to_moment(signed_at),
    )
