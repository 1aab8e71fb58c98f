"""Human coding: a random sample of texts, what people see in them, and quotes from them."""

from survey_api.coding.agree import Agreed, agree, coder_pairs, differing
from survey_api.coding.agreement import (
    LEAST_KAPPA,
    LEAST_PAIRS,
    Agreement,
    measure_agreement,
)
from survey_api.coding.coder import (
    LONGEST_REASON,
    code_text,
    read_coded_texts,
    skip_text,
)
from survey_api.coding.masked import masked_text
from survey_api.coding.model import (
    CANNOT_TELL,
    OTHER,
    SENTIMENTS,
    Clearing,
    CodedText,
    Coding,
    Drawable,
    Drawn,
    OfferedQuote,
    Sampled,
    SampledText,
    Skip,
)
from survey_api.coding.queue import (
    CoderProgress,
    Progress,
    count_progress,
    count_waiting,
    next_place,
    still_skipped,
)
from survey_api.coding.quotes import (
    LONGEST,
    cut_quote,
    decide_quote,
    lost_negations,
    offer_quote,
    quoted_spans,
)
from survey_api.coding.sample import count_joining, draw_sample
from survey_api.coding.store import CodingStore

__all__ = [
    "CANNOT_TELL",
    "LEAST_KAPPA",
    "LEAST_PAIRS",
    "LONGEST",
    "LONGEST_REASON",
    "OTHER",
    "SENTIMENTS",
    "Agreed",
    "Agreement",
    "Clearing",
    "CodedText",
    "CoderProgress",
    "Coding",
    "CodingStore",
    "Drawable",
    "Drawn",
    "OfferedQuote",
    "Progress",
    "Sampled",
    "SampledText",
    "Skip",
    "agree",
    "code_text",
    "coder_pairs",
    "count_joining",
    "count_progress",
    "count_waiting",
    "cut_quote",
    "decide_quote",
    "differing",
    "draw_sample",
    "lost_negations",
    "masked_text",
    "measure_agreement",
    "next_place",
    "offer_quote",
    "quoted_spans",
    "read_coded_texts",
    "skip_text",
    "still_skipped",
]
