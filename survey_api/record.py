"""Record: the frozen Struct every value of the product is made of."""

from __future__ import annotations

from typing import dataclass_transform

import msgspec
from msgspec import Struct


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Record(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value that is written once, by keyword, and refuses fields it does not know.

    msgspec does not hand `kw_only` down, so subclasses say `kw_only=True` themselves.
    """
