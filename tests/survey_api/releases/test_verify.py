"""A release made again from its cut is the same, byte for byte; or it is said where it differs."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

import survey_api
from survey_api.errors import Refused
from survey_api.questionnaire import Survey
from survey_api.releases import Overrule, Release, Store, Verified, make_release, verify_release
from survey_api.responses import begin_response, save_page, score_next, submit_response
from survey_api.storage import open_store
from tests.samples import raw
from tests.survey_api.releases.builders import SUBMITTED, WAVE, the_survey
from tests.survey_api.releases.conftest import fill

HOUR = timedelta(hours=1)
CLOSED = datetime(2027, 9, 1, 12, tzinfo=UTC)
RELEASE = f"missing_children-{WAVE}-1"


async def _leave_off(store: Store, number: int) -> list[str]:
    """Begin responses and leave them on their first page; their ids."""
    survey = the_survey()
    page = survey.questionnaire.pages[survey.questionnaire.page_numbers["role"]]
    begun = []
    for _ in range(number):
        draft = await begin_response(
            store, survey, language="en", mode="web", answers={}, now=SUBMITTED
        )
        await save_page(store, survey, draft, page, {"role": ["P"]}, SUBMITTED)
        begun.append(draft.id)
    return begun


async def _send(store: Store, response_id: str, words: str, *, hours: int) -> None:
    when = SUBMITTED + hours * HOUR
    await submit_response(
        store, the_survey(), response_id, language="en", mode="web",
        answers=raw({"role": "P", "reported": "me", "better": words}), now=when, simulated=True,
    )  # fmt: skip
    while await score_next(store, when, 50):
        pass


async def _verify(store: Store, survey: Survey, release_id: str = RELEASE) -> Verified:
    release = await store.get_release(release_id)
    assert release is not None
    return await verify_release(store, survey, release)


@pytest.fixture(scope="module")
def sixty(tmp_path_factory: pytest.TempPathFactory, few_tables: Survey) -> Path:
    """A store with sixty responses, twelve drafts left and the release made of them."""
    path = tmp_path_factory.mktemp("sixty") / "survey.db"

    async def make() -> None:
        async with open_store(f"sqlite:///{path}") as store:
            await fill(store, 60)
            await _leave_off(store, 12)
            await make_release(store, few_tables, WAVE, now=SUBMITTED, interim=True)

    asyncio.run(make())
    return path


@pytest.fixture
async def store(sixty: Path, tmp_path: Path):
    """A copy of it that a test may change."""
    path = tmp_path / "survey.db"
    for end in ("", ".keys", ".master"):
        shutil.copy(f"{sixty}{end}", f"{path}{end}")
    async with open_store(f"sqlite:///{path}") as opened:
        yield opened


async def test_whatever_comes_after_the_cut_changes_nothing(store, few_tables):
    left = "7c1f0f4e-8f5b-4c39-9d5e-2f1f6d7f0a11"
    await _send(store, left, "Nobody rang us back.", hours=1)
    await _leave_off(store, 3)
    late = Overrule(
        code="F1", strength="weak", reason="Later.", account="a", made_at=SUBMITTED + HOUR
    )
    await store.add_overrule("missing_children", WAVE, late)
    await store.purge(
        "missing_children",
        drafts_before=SUBMITTED + HOUR,
        verbatims_before=SUBMITTED + HOUR,
        now=SUBMITTED + HOUR,
        dry_run=False,
    )
    later = await make_release(store, few_tables, WAVE, now=CLOSED, interim=False)
    for release_id in (RELEASE, later.summary.id):
        assert await _verify(store, few_tables, release_id) == Verified(
            release=release_id, same=True
        )
    assert next(row for row in later.grid if row.code == "F1").overruled_by == "a"


async def test_an_erased_response_is_noticed_and_nobodys_number_is_told(
    store, few_tables, tmp_path
):
    with sqlite3.connect(tmp_path / "survey.db") as db:
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("DELETE FROM responses WHERE id IN (SELECT id FROM responses LIMIT 8)")
    db.close()
    found = await _verify(store, few_tables)
    assert not found.same
    assert any(reason.startswith("responses were erased since") for reason in found.reasons)
    assert any("keeps the protected numbers" in reason for reason in found.reasons)
    assert any(line.startswith("table who-role, cell ") for line in found.differences)
    assert not any(char.isdigit() for char in found.differences[0].split("cell")[1])


async def test_another_policy_is_named_as_the_reason(store, few_tables, tmp_path):
    home = shutil.copytree(few_tables.folder, tmp_path / "missing_children")
    policy = (home / "disclosure.toml").read_text(encoding="utf-8")
    stricter = re.sub(r"(?m)^threshold_base = 10$", "threshold_base = 55", policy)
    (home / "disclosure.toml").write_text(stricter, encoding="utf-8")
    found = await _verify(store, msgspec.structs.replace(few_tables, folder=home))
    assert not found.same
    assert [one for one in found.reasons if one.startswith("disclosure.toml, the policy, changed")]
    assert any(", cell " in line for line in found.differences)


async def test_a_release_without_what_it_takes_is_refused(store, few_tables):
    stored = await store.get_release(RELEASE)
    bare = msgspec.structs.replace(
        stored, summary=msgspec.structs.replace(stored.summary, id="older", wave="2026-pilot")
    )
    await store.add_release(bare)
    with pytest.raises(Refused, match="without keeping what it takes"):
        await verify_release(store, few_tables, bare)


async def test_a_release_and_what_stands_behind_it_are_stored_together_or_not_at_all(store):
    release = await store.get_release(RELEASE)
    behind = (await store.read_behind("missing_children", WAVE))[RELEASE]
    assert behind.responses == 60
    assert sum(number for *_, number in behind.left_off) == 12
    with pytest.raises(Refused, match="already a release"):
        await store.add_release(release, msgspec.structs.replace(behind, responses=0))
    assert await store.read_behind("missing_children", WAVE) == {RELEASE: behind}


def _type_verify(sixty: Path, home: Path, seed: str = "0") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "survey_ui", "release", "--verify", RELEASE,
         "--store", f"sqlite:///{sixty}"],
        env={**os.environ, "PYTHONHASHSEED": seed, "SURVEY_SURVEYS": str(home.parent)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_with_another_hash_seed_makes_the_same_bytes(sixty, few_tables, seed):
    done = _type_verify(sixty, few_tables.folder, seed)
    assert done.stdout == f"{RELEASE}, made again: the same, byte for byte.\n", done.stderr
    assert done.returncode == 0


@pytest.mark.slow
def test_a_difference_has_an_exit_code_of_its_own(sixty, few_tables, tmp_path):
    other = shutil.copytree(few_tables.folder, tmp_path / "missing_children")
    tables = (other / "tables.toml").read_text(encoding="utf-8")
    changed = tables.replace("Overall experience", "The whole experience")
    (other / "tables.toml").write_text(changed, encoding="utf-8")
    done = _type_verify(sixty, other)
    assert (done.returncode, done.stderr) == (8, "")
    assert "  table overall: its title\n" in done.stdout
    assert "  tables.toml changed (then " in done.stdout


def test_stored_releases_of_before_still_decode(release):
    plain = msgspec.to_builtins(release)
    for name in ("cut", "grid", "quotes", "actions", "recommendations", "events", "accounting"):
        del plain[name]
    older = msgspec.convert(plain, Release)
    assert older.tables == release.tables
    assert (older.cut, older.grid) == (None, ())


def test_no_page_and_no_endpoint_reads_what_stands_behind():
    packages = Path(survey_api.__file__).parent.parent
    rooms = [packages / "survey_ui", packages / "survey_api" / "endpoints"]
    code = [path for room in rooms for path in room.rglob("*.py")]
    assert len(code) > 20
    readers = [path.name for path in code if "read_behind" in path.read_text(encoding="utf-8")]
    assert readers == []
    assert "Behind" not in survey_api.__all__
