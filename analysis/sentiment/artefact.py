"""The trained model as a file: gzipped JSON whose bytes depend on nothing but what was learned."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from importlib.resources import files
from pathlib import Path
from typing import TypeAlias

import msgspec
from msgspec import Struct

from analysis.errors import BadModel

MODEL_FILE = "sentiment.json.gz"  # in the package, and in an operator's folder of models
SCALE = 1_000  # weights are kept in whole thousandths
FORMAT = 1
AT_MOST = 1_000_000  # bytes of a file
_UNPACKED_AT_MOST = 20_000_000

# For each term: how rare it is, and its weights towards negative, neutral and positive.
Terms: TypeAlias = dict[str, tuple[int, int, int, int]]


class Figure(Struct, frozen=True):
    """A share between 0 and 1 with its 95 % interval."""

    value: float
    lower: float
    upper: float


class Figures(Struct, frozen=True, kw_only=True):
    """What one scorer reached on texts that people had coded."""

    scorer: str
    texts: int
    macro_f1: Figure
    accuracy: Figure
    f1_negative: Figure
    recall_complaints: Figure
    complaints_called_positive: Figure
    abstained: Figure


class HeldOut(Struct, frozen=True, kw_only=True):
    """Figures on one kind of text the model had not seen, and how it was kept from seeing it."""

    about: str
    how: str
    trained: Figures
    textblob: Figures


class ModelCard(Struct, frozen=True, kw_only=True):
    """What anybody should know before they lean on the model's figures."""

    name: str  # and version, as stored with every score
    trained_on: tuple[str, ...]
    licence: str
    classes: tuple[str, ...]
    held_out: tuple[HeldOut, ...]
    calibration_error: float  # expected, over ten bands of confidence, on texts not seen
    unsure_below: float  # confidence
    limits: tuple[str, ...]

    @property
    def recall_complaints(self) -> Figure:
        """Of complaints about reporting a missing child, the share found."""
        return self.held_out[-1].trained.recall_complaints

    @property
    def macro_f1(self) -> Figure:
        """On general comments, over negative, neutral and positive."""
        return self.held_out[0].trained.macro_f1


class Model(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything scoring needs."""

    format: int
    words: Terms  # single words and pairs
    groups: Terms  # of letters
    traits: dict[str, tuple[int, int, int]]
    start: tuple[int, int, int]  # what each class has before a word is read
    lean: tuple[int, int, int]  # added only to choose the label
    temperature: int
    unsure_below: int
    clear: int  # probability from which a clause is confidently one thing
    card: ModelCard


def model_bytes(model: Model) -> bytes:
    """The model as a file. Its name carries a hash of all the rest."""
    plain = msgspec.structs.replace(model, card=msgspec.structs.replace(model.card, name=""))
    encoded = msgspec.json.encode(plain, order="sorted")
    version = hashlib.blake2b(encoded, digest_size=4).hexdigest()
    card = msgspec.structs.replace(
        model.card, name=f"{model.card.name.partition('+')[0]}+{version}"
    )
    whole = msgspec.json.encode(msgspec.structs.replace(model, card=card), order="sorted")
    return gzip.compress(whole, compresslevel=9, mtime=0)


def from_bytes(content: bytes, name: str) -> Model:
    """The model in a file's bytes. Raises BadModel, with `name`, if there is none."""
    try:
        if len(content) > AT_MOST:
            raise BadModel(f"{name} is no model: it is larger than {AT_MOST:,} bytes.")
        unpack = zlib.decompressobj(zlib.MAX_WBITS | 16)
        plain = unpack.decompress(content, _UNPACKED_AT_MOST)
        if not unpack.eof:
            raise BadModel(f"{name} is no model: the file is cut short or too large.")
        model = msgspec.json.decode(plain, type=Model)
    except (zlib.error, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadModel(f"{name} is no model this version can use: {error}.") from error
    if model.format != FORMAT:
        raise BadModel(f"{name} is a model of format {model.format}; this version uses {FORMAT}.")
    if model.temperature <= 0 or not model.card.held_out:
        raise BadModel(f"{name} is no model this version can use: its figures make no sense.")
    return model


def shipped_model() -> Model:
    """The model that comes with the product."""
    return from_bytes(files(__package__).joinpath(MODEL_FILE).read_bytes(), MODEL_FILE)


def read_model(path: Path) -> Model:
    """The model in a file. Raises BadModel if it cannot be read or is none."""
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise BadModel(f"The model {path} cannot be read: {reason}.") from error
    return from_bytes(content, str(path))
