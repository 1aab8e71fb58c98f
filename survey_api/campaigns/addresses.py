"""Addresses to write to: read from a file, each once, and what stands for one that said stop."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from survey_api.errors import BadInput
from survey_api.lines import one_line
from survey_api.record import Record

MOST = 100_000  # addresses of one file
_LONGEST = 200  # characters of an address
# What any mail server takes; what is none is told with its line, and the others go on.
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_PHONE = re.compile(r"\+[1-9][0-9]{7,14}")


class Means(Enum):
    """How somebody is written to."""

    EMAIL = "email"
    SMS = "sms"


class Address(Record, kw_only=True):
    """Where somebody is written to, in which language, and the code that goes with it, if any."""

    means: Means
    where: str
    language: str = ""
    code: str = ""


class ReadAddresses(NamedTuple):
    """The addresses of a file, each once, and what is wrong with which of its lines."""

    addresses: tuple[Address, ...]
    wrong: tuple[tuple[int, str], ...]  # the number of a line, and why it was left out
    doubled: int  # lines that name an address once more


def read_addresses(content: bytes, languages: Sequence[str]) -> ReadAddresses:
    """Read a CSV file with the column `address`, and `language` where there is one.

    Raises BadInput if it cannot be read as that.
    """
    found: dict[str, Address] = {}
    wrong, doubled = [], 0
    for number, row in _rows(content):
        read = _read(row, languages)
        if isinstance(read, str):
            wrong.append((number, read))
        elif read.where in found:
            doubled += 1
        else:
            found[read.where] = read
    if len(found) > MOST:
        raise BadInput(f"Write to {MOST:,} addresses of a file at most.")
    return ReadAddresses(tuple(found.values()), tuple(wrong), doubled)


def plain_address(typed: str) -> str:
    """An e-mail address in small letters, or a phone number as +44 ...; '' for what is neither."""
    text = one_line(typed).strip()[: _LONGEST + 1]
    if "@" in text:
        return text.lower() if len(text) <= _LONGEST and _EMAIL.fullmatch(text) else ""
    digits = re.sub(r"[\s().-]", "", text)
    for begins, country in (("00", "+"), ("0", "+44")):
        if digits.startswith(begins):
            digits = country + digits.removeprefix(begins)
    return digits if _PHONE.fullmatch(digits) else ""


def _rows(content: bytes) -> Sequence[tuple[int, Mapping[str, str]]]:
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        names = [(name or "").strip().lower() for name in reader.fieldnames or ()]
        if "address" not in names:
            raise BadInput("The file needs a first line that names a column 'address'.")
        reader.fieldnames = names
        return [
            (reader.line_num, {name: row.get(name) or "" for name in ("address", "language")})
            for row in reader
        ]
    except UnicodeDecodeError as error:
        raise BadInput("The file is not UTF-8 text.") from error
    except csv.Error as error:
        raise BadInput(f"The file cannot be read as CSV: {error}.") from error


def _read(row: Mapping[str, str], languages: Sequence[str]) -> Address | str:
    """The address of a row, or what is wrong with it; never the address itself."""
    where, language = plain_address(row["address"]), row["language"].strip()
    if not where:
        return "this is neither an e-mail address nor a phone number"
    if language and language not in languages:
        return f"the survey does not speak this language; it speaks {', '.join(languages)}"
    means = Means.EMAIL if "@" in where else Means.SMS
    return Address(means=means, where=where, language=language)
