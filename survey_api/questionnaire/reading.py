"""Reading a survey's own TOML files into what they say."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import msgspec

from survey_api.errors import BadSurvey

T = TypeVar("T")


def read_toml(path: Path, kind: type[T]) -> T:
    """Get what the file holds. Raises BadSurvey naming the file and the path inside it."""
    name = short_name(path)
    try:
        return msgspec.toml.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        raise BadSurvey(f"{name}: this file is missing") from None
    except OSError as error:
        raise BadSurvey(f"{name}: this file cannot be read: {why_not(error)}") from error
    except UnicodeDecodeError as error:
        raise BadSurvey(f"{name}: this file is not UTF-8 text") from error
    except msgspec.ValidationError as error:
        message, _, where = str(error).partition(" - at `")
        raise BadSurvey(f"{name}: {where.rstrip('`') or '$'}: {message}") from error
    except msgspec.DecodeError as error:
        raise BadSurvey(f"{name}: this is not TOML: {error}") from error


def short_name(path: Path) -> str:
    """The file as people name it: with its folder, or its folder's folder under reference/."""
    parts = 3 if path.parent.name == "reference" else 2
    return "/".join(path.parts[-parts:])


def why_not(error: OSError) -> str:
    """What the system says was in the way."""
    return (error.strerror or str(error)).lower()
