"""The script an analyst would write over the same answers, to compare with: pandas and TextBlob.

It averages the sentiment, takes the middle of each wait and the median of those that ended, and
writes the tables out. It protects nothing, knows no censoring and gives no interval.
"""

from __future__ import annotations

import csv
import resource
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

BY = ("role", "borough", "child_eth", "child_age", "channel", "overall")
WAITS = ("t_contact", "attended", "t_update", "t_missing", "t_council")
TEXTS = ("better", "good", "words_said")


def write_csv(store: Path, out: Path) -> None:
    """The responses of a store as one CSV file, words and all, as an export tool would give it."""
    with closing(sqlite3.connect(store)) as db, out.open("w", encoding="utf-8", newline="") as file:
        texts: dict[str, dict[str, str]] = {}
        for response, item, text in db.execute("SELECT response_id, item_id, text FROM verbatims"):
            texts.setdefault(response, {})[item] = text
        minutes = [f"{wait}_{end}" for wait in WAITS for end in ("lo", "hi")]
        writer = csv.DictWriter(file, ["id", *BY, *minutes, *TEXTS], extrasaction="ignore")
        writer.writeheader()
        for response, answers in db.execute("SELECT id, answers FROM responses"):
            told: dict[str, Any] = msgspec.json.decode(answers)
            waits = {w: told[w] for w in WAITS if w in told}
            for wait, answer in waits.items():
                told[f"{wait}_lo"], told[f"{wait}_hi"] = answer.get("lo_min"), answer.get("hi_min")
            writer.writerow({"id": response, **told, **texts.get(response, {})})


def tabulate(path: Path) -> None:
    """Read the CSV, score every text, and write a table for each variable."""
    import pandas as pd
    from textblob import TextBlob

    frame = pd.read_csv(path)
    for text in TEXTS:
        frame[f"{text}_sentiment"] = [
            TextBlob(words).sentiment.polarity if isinstance(words, str) else None
            for words in frame[text]
        ]
    for wait in WAITS:
        frame[f"{wait}_hours"] = frame[[f"{wait}_lo", f"{wait}_hi"]].mean(axis=1) / 60
    for by in BY:
        groups = frame.groupby(by)
        table = pd.concat(
            [
                groups.size().rename("responses"),
                groups[[f"{text}_sentiment" for text in TEXTS]].mean(),
                groups[[f"{wait}_hours" for wait in WAITS]].median(),
            ],
            axis=1,
        )
        table.to_csv(path.with_name(f"by_{by}.csv"))


if __name__ == "__main__":
    began, worked = time.perf_counter(), time.process_time()
    tabulate(Path(sys.argv[1]))
    spent, cpu = time.perf_counter() - began, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f'{{"seconds": {spent}, "cpu_seconds": {cpu}, "peak_mb": {peak}}}\n')
