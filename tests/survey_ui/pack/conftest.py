"""Two packs, made once: a full one and an empty one."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from survey_api import Standing
from survey_ui.pack import write_pack
from survey_ui.pack.contents import Pack, make_pack
from tests.survey_ui.pack.samples import empty_release, full_release, our_survey


class Made(NamedTuple):
    """A pack in a folder."""

    pack: Pack
    folder: Path
    left_out: str

    def text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8-sig")

    def content(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("full") / "pack"
    written = write_pack(full_release(), our_survey(), folder, Standing.PUBLISHED)
    return Made(
        make_pack(full_release(), our_survey(), Standing.PUBLISHED), folder, written.left_out
    )


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("empty") / "pack"
    written = write_pack(empty_release(), our_survey(), folder, Standing.PUBLISHED)
    return Made(
        make_pack(empty_release(), our_survey(), Standing.PUBLISHED), folder, written.left_out
    )
