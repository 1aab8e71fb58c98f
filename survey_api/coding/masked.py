"""What coders and analysts read of a text: never the original."""

from __future__ import annotations

import msgspec

from survey_api.coding.model import SampledText
from survey_api.masking import mask


def masked_text(text: SampledText) -> SampledText:
    """The text with names and numbers covered; quotes are cut from this one too."""
    return msgspec.structs.replace(text, text=mask(text.text).text)
