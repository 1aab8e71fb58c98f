"""Files in one ZIP, the same bytes for the same files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime


def write_zip(
    files: Iterable[tuple[str, bytes]], when: datetime, plain: tuple[str, ...] = ()
) -> bytes:
    """The files in this order, all dated `when`; those named in `plain` are not compressed."""
    packed = io.BytesIO()
    stamp = (when.year, when.month, when.day, when.hour, when.minute, when.second // 2 * 2)
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, stamp)
            entry.external_attr = 0o644 << 16
            how = zipfile.ZIP_STORED if name in plain else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content, how)
    return packed.getvalue()


def read_zip(content: bytes) -> list[tuple[str, bytes]]:
    """The files of a ZIP, in order."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]
