"""DataKey: seals the words of one response, and nothing else."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from survey_api.errors import StoreUnavailable

KEY_BYTES = 32
_NONCE_BYTES = 12
_FORM = "1."  # how a sealed text is written: base64 of nonce and AES-256-GCM's bytes


class DataKey:
    """The key of one response and of the draft it grew from.

    `number` is its place in the key store; it is all that the store knows of it.
    """

    __slots__ = ("_cipher", "_secret", "number")

    def __init__(self, number: int, secret: bytes) -> None:
        self.number = number
        self._secret = secret
        self._cipher = AESGCM(secret)

    def seal(self, text: str, about: str) -> str:
        """The text as nobody can read it without this key.

        about: what the text is and whose; it has to be said again to unseal it, so that a sealed
        text moved to another place is noticed.
        """
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, text.encode(), about.encode())
        return _FORM + base64.b64encode(sealed).decode()

    def unseal(self, sealed: str, about: str) -> str:
        """The text. Raises StoreUnavailable if it was changed, moved or sealed by another key."""
        try:
            if not sealed.startswith(_FORM):
                raise ValueError
            content = base64.b64decode(sealed[len(_FORM) :], validate=True)
            nonce, rest = content[:_NONCE_BYTES], content[_NONCE_BYTES:]
            return self._cipher.decrypt(nonce, rest, about.encode()).decode()
        except (InvalidTag, ValueError, binascii.Error) as error:
            raise StoreUnavailable(
                "A sealed text of the store was changed, or its key was. "
                "Stop the survey and bring back the last backup."
            ) from error

    def mark(self, text: str) -> str:
        """Equal for equal texts under this key; without the key it tells nothing of the text."""
        digest = hashlib.blake2b(text.encode(), key=self._secret, person=b"mark", digest_size=16)
        return digest.hexdigest()


def about_draft(draft_id: str) -> str:
    """What the answers of a draft are sealed with."""
    return f"draft {draft_id}"


def about_text(response_id: str, item_id: str) -> str:
    """What one text of a response is sealed with."""
    return f"text {response_id} {item_id}"


def about_contact(row_id: str) -> str:
    """What a contact is sealed with."""
    return f"contact {row_id}"


def about_quote(response_id: str, quote_id: str) -> str:
    """What words picked from a response are sealed with."""
    return f"quote {response_id} {quote_id}"


def about_translation(response_id: str, item_id: str) -> str:
    """What the translation of one text is sealed with."""
    return f"translation {response_id} {item_id}"
