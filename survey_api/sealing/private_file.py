"""Small files that only their owner may read: written whole or not at all, and synced."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from survey_api.errors import StoreUnavailable


def kept_text(path: Path, make: Callable[[], str], what: str) -> str:
    """What this file holds; if it is not there, it is made first.

    what: the file's purpose, for the error. Raises StoreUnavailable if it cannot be kept.
    """
    try:
        if not path.exists():
            _put(path, make(), os.link)
        return path.read_text()
    except OSError as error:
        raise _cannot_keep(path, what, error) from error


def replace_text(path: Path, text: str, what: str) -> None:
    """Put this text in the place of what the file holds. Raises StoreUnavailable."""
    try:
        _put(path, text, os.replace)
    except OSError as error:
        raise _cannot_keep(path, what, error) from error


def _put(path: Path, text: str, place: Callable[[Path, Path], None]) -> None:
    new = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was quicker: its file stands
            place(new, path)
        _sync_folder(path.parent)
    finally:
        new.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _cannot_keep(path: Path, what: str, error: OSError) -> StoreUnavailable:
    reason = (error.strerror or str(error)).lower()
    return StoreUnavailable(f"Cannot keep {what} in {path}: {reason}.")
