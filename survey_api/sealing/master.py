"""Master keys: what the keys of responses are themselves kept under, and where it comes from."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from survey_api.errors import BadInput, StoreUnavailable
from survey_api.record import Record
from survey_api.sealing.data_key import KEY_BYTES
from survey_api.sealing.private_file import kept_text, replace_text

_NONCE_BYTES = 12
_WHAT = "the key that seals people's words"


class KeySource(Record, kw_only=True):
    """Where an installation keeps its keys; all empty: in files beside the store.

    `key` holds one master key, or while keys are rotated the new one and the old one. `keys` is
    the address of the key store.
    """

    key: str = ""
    key_file: Path | None = None
    keys: str = ""


class MasterKey:
    """A master key. `id` tells it from others and nothing about it."""

    __slots__ = ("_cipher", "_secret", "id")

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._cipher = AESGCM(secret)
        self.id = hashlib.blake2b(secret, person=b"master id", digest_size=8).hexdigest()

    @classmethod
    def new(cls) -> MasterKey:
        """One that nobody has seen."""
        return cls(os.urandom(KEY_BYTES))

    def wrap(self, secret: bytes, about: str) -> str:
        """Another key as nobody can read it without this one."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, secret, about.encode())
        return base64.b64encode(sealed).decode()

    def unwrap(self, wrapped: str, about: str) -> bytes:
        """The other key. Raises StoreUnavailable if it was changed or is another master's."""
        try:
            content = base64.b64decode(wrapped, validate=True)
            return self._cipher.decrypt(
                content[:_NONCE_BYTES], content[_NONCE_BYTES:], about.encode()
            )
        except (InvalidTag, ValueError, binascii.Error) as error:
            raise StoreUnavailable(
                "The key store is damaged, or was changed by hand. Bring back its last backup."
            ) from error

    def written(self) -> str:
        """As it stands in SURVEY_KEY or a file: base64."""
        return base64.b64encode(self._secret).decode()


class Masters:
    """The master keys this installation has: the one to use first, and an older one beside it.

    There is an older one only while keys are rotated.
    """

    def __init__(self, source: KeySource, beside: Path) -> None:
        """`beside`: the file they are kept in if the source names no place."""
        self._text = source.key
        self._path = source.key_file or beside
        self._own_file = source.key_file is None
        self._keys: tuple[MasterKey, ...] = ()

    @property
    def where(self) -> str:
        """Where they come from, for people."""
        return "SURVEY_KEY" if self._text else str(self._path)

    def make_file(self) -> None:
        """Make the first master key, if keys are kept beside the store and there is none yet.

        A file that SURVEY_KEY_FILE names is never made: it may be on a disk that is not there.
        """
        if not self._text and self._own_file:
            kept_text(self._path, lambda: MasterKey.new().written() + "\n", _WHAT)

    def read(self) -> tuple[MasterKey, ...]:
        """All of them, read anew. Raises BadInput for what is no key, StoreUnavailable."""
        text = self._text or self._read_file()
        keys = tuple(_parse(part, self.where) for part in text.split())
        if not 1 <= len(keys) <= 2:
            raise BadInput(
                f"{self.where} must hold one key, or while keys are rotated the new one and the "
                "old one."
            )
        self._keys = keys
        return keys

    def find(self, master_id: str) -> MasterKey:
        """The one with this id. Raises StoreUnavailable if we have no such key."""
        for key in self._keys:
            if key.id == master_id:
                return key
        for key in self.read():  # another process may have rotated it
            if key.id == master_id:
                return key
        raise StoreUnavailable(
            f"The key in {self.where} is not the one this store was sealed with. Nothing was "
            "read or stored. Put the right key there, then try again."
        )

    def begin_rotation(self) -> MasterKey:
        """The new master key; an interrupted rotation goes on with the one it had begun with.

        Raises BadInput if the keys stand in SURVEY_KEY and the new one is not there yet.
        """
        keys = self.read()
        if len(keys) == 2:
            return keys[0]
        if self._text:
            raise BadInput(
                "Put a new key before the one in SURVEY_KEY, with a space between, then try again. "
                "A key is 32 random bytes as base64: head -c 32 /dev/urandom | base64"
            )
        new = MasterKey.new()
        replace_text(self._path, f"{new.written()}\n{keys[0].written()}\n", _WHAT)
        return self.read()[0]

    def end_rotation(self) -> bool:
        """Let go of the old master key; False: that is for whoever set SURVEY_KEY to do."""
        keys = self.read()
        if self._text:
            return False
        if len(keys) == 2:
            replace_text(self._path, f"{keys[0].written()}\n", _WHAT)
            self.read()
        return True

    def _read_file(self) -> str:
        try:
            return self._path.read_text()
        except UnicodeDecodeError as error:
            raise BadInput(_no_key(self.where)) from error
        except FileNotFoundError as error:
            raise StoreUnavailable(
                f"The key is missing: there is no file {self._path}. Without it nothing that "
                "people wrote can be read, and nothing new is taken. Put it back, then try again."
            ) from error
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise StoreUnavailable(f"The key in {self._path} cannot be read: {reason}.") from error


def _parse(text: str, where: str) -> MasterKey:
    try:
        secret = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error) as error:
        raise BadInput(_no_key(where)) from error
    if len(secret) != KEY_BYTES:
        raise BadInput(_no_key(where))
    return MasterKey(secret)


def _no_key(where: str) -> str:
    return (
        f"What stands in {where} is no key, or a damaged one. A key is 32 bytes written as base64, "
        "44 characters."
    )
