"""The trained scorer of disclosures as a file: gzipped JSON, the same bytes for the same texts."""

from __future__ import annotations

import gzip
import hashlib
from importlib.resources import files

import msgspec
from msgspec import Struct

TRIAGE_FILE = "triage.json.gz"
SCALE = 1_000  # weights are kept in whole thousandths


class TriageCard(Struct, frozen=True, kw_only=True):
    """What anybody should know before they lean on the scorer."""

    name: str  # and version
    trained_on: tuple[str, ...]
    recall: float  # of the scorer alone on disclosures kept from it in turn
    alarms: float  # share of ordinary texts kept from it in turn that it flags, alone


class TriageModel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything the scorer needs: for each term its rarity and its weight."""

    words: dict[str, tuple[int, int]]  # single words and pairs
    groups: dict[str, tuple[int, int]]  # of letters
    traits: dict[str, int]
    start: int
    flag_from: int  # log-odds from which a text is flagged
    card: TriageCard


def triage_bytes(model: TriageModel) -> bytes:
    """The model as a file. Its name carries a hash of all the rest."""
    plain = msgspec.json.encode(model, order="sorted")
    version = hashlib.blake2b(plain, digest_size=4).hexdigest()
    name = f"{model.card.name.partition('+')[0]}+{version}"
    named = msgspec.structs.replace(model, card=msgspec.structs.replace(model.card, name=name))
    return gzip.compress(msgspec.json.encode(named, order="sorted"), compresslevel=9, mtime=0)


def shipped_triage() -> TriageModel:
    """The model that comes with the product."""
    packed = files(__package__).joinpath(TRIAGE_FILE).read_bytes()
    return msgspec.json.decode(gzip.decompress(packed), type=TriageModel)
