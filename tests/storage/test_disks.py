"""A SQLite store on a network disk is refused: read from what Linux says, none is mounted here."""

from __future__ import annotations

from pathlib import Path

import pytest

import survey_api
from survey_api.errors import StoreUnavailable
from survey_api.storage import disks, sqlite_place

MOUNTS = """\
22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
30 22 0:40 / {home}/far rw,relatime shared:1 - nfs4 server:/surveys rw,vers=4.2
31 30 8:2 / {home}/far/near rw - xfs /dev/sdb1 rw
32 22 0:41 / {home}/two\\040words rw - cifs //server/share rw
33 22 0:42 / {home}/covered rw - nfs server:/old rw
34 22 8:3 / {home}/covered rw - ext4 /dev/sdc1 rw
"""


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    file = tmp_path / "mountinfo"
    file.write_text(MOUNTS.format(home=tmp_path), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("store", "kind"),
    [
        ("survey.db", ""),
        ("far/survey.db", "nfs4"),
        ("far/deep/survey.db", "nfs4"),
        ("farther/survey.db", ""),
        ("far/near/survey.db", ""),
        ("two words/survey.db", "cifs"),
        ("covered/survey.db", ""),
    ],
)
def test_the_innermost_disk_counts(tmp_path: Path, mounts: Path, store: str, kind: str):
    assert disks.network_disk(tmp_path / store, mounts) == kind


def test_a_link_is_followed_to_where_the_file_is(tmp_path: Path, mounts: Path):
    (tmp_path / "far").mkdir()
    (tmp_path / "here").symlink_to(tmp_path / "far")
    assert disks.network_disk(tmp_path / "here/survey.db", mounts) == "nfs4"


def test_where_nothing_is_told_nothing_is_known(tmp_path: Path):
    assert disks.network_disk(tmp_path, tmp_path / "none") == ""


async def test_a_store_there_is_refused_with_the_reason(tmp_path: Path, mounts: Path, monkeypatch):
    (tmp_path / "far").mkdir()
    monkeypatch.setattr(sqlite_place, "network_disk", lambda path: disks.network_disk(path, mounts))
    with pytest.raises(StoreUnavailable, match=r"network disk \(nfs4\).*PostgreSQL"):
        async with survey_api.open_store(f"sqlite:///{tmp_path / 'far/survey.db'}"):
            pass
    assert list((tmp_path / "far").iterdir()) == []
