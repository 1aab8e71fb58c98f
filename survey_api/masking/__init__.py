"""Names and numbers in what people wrote, covered before anybody reads it."""

from survey_api.masking.distress import warn_of
from survey_api.masking.mask import Masked, Span, mask
from survey_api.masking.patterns import Kind

__all__ = ["Kind", "Masked", "Span", "mask", "warn_of"]
