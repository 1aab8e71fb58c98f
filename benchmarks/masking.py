"""How many texts a second are masked: `python -m benchmarks.masking`. 10,000 or more are wanted."""

from __future__ import annotations

import csv
import sys
import time
from pathlib import Path

from survey_api.masking import mask

TEXTS = Path(__file__).parents[1] / "analysis" / "sentiment" / "invented_sentences.csv"
_AGAIN = 5


def main() -> None:
    """Mask invented texts of a sentence to three, and say what was covered on the way."""
    with TEXTS.open(encoding="utf-8") as file:
        sentences = [row["text"] for row in csv.DictReader(file)]
    texts = [" ".join(sentences[n : n + 1 + n % 3]) for n in range(len(sentences))]
    for text in texts:
        mask(text)  # reads the word list
    begun, processor = time.perf_counter(), time.process_time()
    for _ in range(_AGAIN):
        marks = sum(len(mask(text).spans) for text in texts)
    number, words = _AGAIN * len(texts), sum(len(text.split()) for text in texts)
    sys.stdout.write(
        f"{number / (time.perf_counter() - begun):,.0f} texts a second by the clock, "
        f"{number / (time.process_time() - processor):,.0f} by the processor, "
        f"{words / len(texts):.0f} words each; {marks} marks in {words} words\n"
    )


if __name__ == "__main__":
    main()
