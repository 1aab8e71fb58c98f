"""Files of filled-in forms, as ODK Central and KoboToolbox hand them out, read row by row.

A CSV with commas or semicolons, a zip with such a CSV, JSON as OData has it or as Kobo does.
Groups are told in the names of columns, so only the last part of a name is a field.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import msgspec

from survey_api.errors import BadInput
from survey_api.record import Record
from survey_api.responses.taking_in import reading

_MARK = b"\xef\xbb\xbf"  # with which Excel begins a file in UTF-8
_LARGEST = 1024**3  # bytes of a CSV inside a zip; a small zip can say it holds any number
_LONGEST_CELL = 16 * 1024 * 1024
_GROUPS = re.compile(r"[/.:-]")  # what Central and Kobo put between a group and its field
_IDS = (
    "__id",
    "KEY",
    "meta/rootUuid",
    "meta/deprecatedID",
    "meta/instanceID",
    "instanceID",
    "_uuid",
)
_SENT = ("__system/submissionDate", "SubmissionDate", "_submission_time")
_VERSION = ("__system/formVersion", "FormVersion")
_REVIEW = ("__system/reviewState", "ReviewState", "_validation_status/uid", "_validation_status")
_NOT_TAKEN = ("rejected", "validation_status_not_approved", "not approved")


class FilledForm(Record, kw_only=True):
    """One filled-in form. `cells`: whole name of each column that is not empty -> text."""

    place: str  # 'line 3' of a CSV, its heading being line 1; 'entry 2' of JSON
    cells: dict[str, str]
    too_long: bool = False  # it has more cells than there are columns

    def told(self, names: Iterable[str]) -> str:
        """The first of these columns that has something in it, else ''."""
        return next((self.cells[name] for name in names if name in self.cells), "")

    @property
    def id(self) -> str:
        """Its id without 'uuid:', the same after it was edited; '' if it has none."""
        return self.told(_IDS).removeprefix("uuid:").strip().lower()

    @property
    def sent(self) -> str:
        """When the server got it, as text."""
        return self.told(_SENT)

    @property
    def version(self) -> str:
        """The version of the form it was filled in on, '' where the file does not say."""
        return self.told(_VERSION)

    @property
    def is_rejected(self) -> bool:
        """Whether somebody looked at it over there, and said that it does not count."""
        return self.told(_REVIEW).casefold() in _NOT_TAKEN


def read_filled_forms(path: Path) -> Iterator[FilledForm]:
    """Get the filled-in forms of a file one by one. Raises BadInput when it cannot be read."""
    with reading(path):
        if zipfile.is_zipfile(path):
            yield from _read_zip(path)
        elif _begins(path)[:1] in (b"{", b"["):
            yield from _read_json(path)
        else:
            with path.open(encoding="utf-8-sig", newline="") as file:
                yield from _read_csv(file, path)


def _begins(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(256).removeprefix(_MARK).lstrip()


# CSV


def _read_zip(path: Path) -> Iterator[FilledForm]:
    try:
        with _main_csv(path) as file:
            yield from _read_csv(file, path)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise BadInput(f"{path} is a zip that cannot be opened: {error}.") from error


@contextmanager
def _main_csv(path: Path) -> Iterator[TextIO]:
    """The CSV of the forms themselves: the one at the top, the shortest name of several."""
    with zipfile.ZipFile(path) as packed:
        found = [i for i in packed.infolist() if i.filename.lower().endswith(".csv")]
        if not found:
            raise BadInput(f"{path} holds no CSV file.")
        main = min(found, key=lambda info: (info.filename.count("/"), len(info.filename)))
        if main.file_size > _LARGEST:
            raise BadInput(f"{main.filename} in {path} is larger than a gigabyte.")
        with packed.open(main) as inside:
            yield io.TextIOWrapper(inside, encoding="utf-8-sig", newline="")


def _read_csv(file: TextIO, path: Path) -> Iterator[FilledForm]:
    csv.field_size_limit(_LONGEST_CELL)
    heading = file.readline()
    if not heading.strip():
        raise BadInput(f"{path} is empty. Its first line must name its columns.")
    mark = ";" if heading.count(";") > heading.count(",") else ","
    names = [plain_name(name) for name in next(csv.reader([heading], delimiter=mark, strict=True))]
    reader = csv.reader(file, delimiter=mark, strict=True)
    for row in reader:
        filled = zip(names, row, strict=False)
        cells = {name: text for name, text in filled if text.strip()}
        if cells or len(row) > len(names):
            yield FilledForm(
                place=f"line {reader.line_num + 1}", cells=cells, too_long=len(row) > len(names)
            )


def plain_name(name: str) -> str:
    """The name of a column with '/' between a group and what is in it."""
    return _GROUPS.sub("/", name.strip())


# JSON


def _read_json(path: Path) -> Iterator[FilledForm]:
    try:
        told = msgspec.json.decode(path.read_bytes().removeprefix(_MARK))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(f"{path} is not well-formed JSON: {error}.") from error
    if isinstance(told, dict):  # OData says `value`, Kobo's API `results`
        told = told.get("value", told.get("results"))
    if not isinstance(told, list) or not all(isinstance(each, dict) for each in told):
        raise BadInput(f"{path} is no list of forms, as OData's `value` or Kobo's `results` are.")
    for number, entry in enumerate(told, start=1):
        yield FilledForm(place=f"entry {number}", cells=dict(_flat(entry, "")))


def _flat(entry: Mapping[str, object], above: str) -> Iterator[tuple[str, str]]:
    for key, value in entry.items():
        name = above + plain_name(str(key))
        if isinstance(value, dict):
            yield from _flat(value, f"{name}/")
        elif isinstance(value, list):
            words = [each for each in value if isinstance(each, str)]
            if words:
                yield name, " ".join(words)
        elif isinstance(value, bool):
            yield name, str(int(value))
        elif value is not None and str(value).strip():
            yield name, str(value)


def pages_left(path: Path) -> bool:
    """Whether this JSON is one page of several, so that others have to be asked for."""
    if zipfile.is_zipfile(path) or _begins(path)[:1] != b"{":
        return False
    told = msgspec.json.decode(path.read_bytes().removeprefix(_MARK), type=_Paged)
    return bool(told.next or told.next_link)


class _Paged(msgspec.Struct):
    next: object = None
    next_link: object = msgspec.field(default=None, name="@odata.nextLink")
