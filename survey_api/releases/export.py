"""Microdata as files, for an analyst who may see it: Parquet with its codebook."""

from __future__ import annotations

import csv
from pathlib import Path

import msgspec

from analysis import Codebook, Microdata
from survey_api.errors import BadInput

NOTE = (
    "NOT PROTECTED. One row per response, without anybody's words. For the analysts of this survey "
    "only: do not publish, share or copy it, and publish figures from it only as releases do, with "
    "small numbers hidden."
)


def write_microdata(microdata: Microdata, out: Path) -> list[Path]:
    """Write the responses, the scored sentences and the codebook into a folder; get the files.

    responses.parquet and remarks.parquet carry the note that they are not protected in their
    metadata, codebook.json and codebook.csv say what each column and code means, and README.txt
    says the note to people. Raises BadInput if the folder cannot be written.
    """
    names = ("responses.parquet", "remarks.parquet", "codebook.json", "codebook.csv", "README.txt")
    paths = [out / name for name in names]
    responses, remarks, codebook_json, codebook_csv, readme = paths
    try:
        out.mkdir(parents=True, exist_ok=True)
        microdata.frame.write_parquet(responses, metadata={"note": NOTE})
        microdata.remarks.write_parquet(remarks, metadata={"note": NOTE})
        codebook_json.write_bytes(msgspec.json.format(msgspec.json.encode(microdata.codebook)))
        _write_codebook(microdata.codebook, codebook_csv)
        readme.write_text(f"{NOTE}\n", encoding="utf-8")
    except OSError as error:
        why = error.strerror or str(error)
        raise BadInput(f"The microdata cannot be written to {out}: {why.lower()}.") from error
    return paths


def _write_codebook(codebook: Codebook, path: Path) -> None:
    """One line a code; variables without codes have one line."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("variable", "kind", "label", "code", "code_label", "evidence"))
        for variable in codebook.variables:
            for code, label in (variable.codes or {"": ""}).items():
                evidence = " ".join(variable.evidence)
                kind = variable.kind.value
                writer.writerow((variable.name, kind, variable.label, code, label, evidence))
