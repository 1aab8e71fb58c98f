"""Passwords: the rules for a new one, and argon2id to keep and check them.

One hash takes about 0.2 s and 64 MiB, so at most two run at once, in threads of their own:
a burst of sign-ins makes people wait a little and leaves the server answering everybody else.
"""

from __future__ import annotations

import asyncio
import base64
import unicodedata
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from survey_api.errors import BadInput

MIN_LENGTH = 12
MAX_LENGTH = 200  # longer ones only make the server work
_LOOKED_AT = 72  # characters: more make it slow, and a long one is long by then
_GOOD_ENOUGH = 3  # of 4: it withstands guessing even by somebody who has the hashes
# What somebody who knows the place would try first. docs/security-controls.md lists them.
_OUR_WORDS = (
    "mopac", "metropolitan", "police", "met", "london", "council", "family", "experience",
    "survey", "missing", "children", "child", "safeguarding", "strategy",
)  # fmt: skip

_BETWEEN_WORDS = str.maketrans("", "", " -_.,")

_HASHER = PasswordHasher()
_THREADS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")


def check_password(password: str, name: str) -> None:
    """Say what is wrong with a new password. Raises BadInput with a sentence for its owner."""
    if len(password) < MIN_LENGTH:
        raise BadInput(f"The password is too short: use {MIN_LENGTH} characters or more.")
    if len(password) > MAX_LENGTH:
        raise BadInput(f"The password is too long: use {MAX_LENGTH} characters or fewer.")
    if name.casefold() in password.casefold():
        raise BadInput("The password is too easy to guess: leave the account's name out of it.")
    if not _normal(password).isprintable():
        raise BadInput("The password holds a character that cannot be typed: leave it out.")
    if _is_easy(password, name):
        raise BadInput(
            "The password is too easy to guess: four words that do not belong together do well."
        )


def _is_easy(password: str, name: str) -> bool:
    """Whether a program would find it within 100 million guesses: it tries what people use most.

    zxcvbn (Wheeler, 2016) knows 30,000 passwords from breaches, names, words, and how keys lie.
    """
    from zxcvbn import zxcvbn  # slow to import: its lists

    known = [name, *_OUR_WORDS]
    typed = password[:_LOOKED_AT]
    # It takes what stands between two words for hard to guess; a space or a hyphen is not.
    together = typed.translate(_BETWEEN_WORDS)
    return any(
        zxcvbn(form, user_inputs=known)["score"] < _GOOD_ENOUGH for form in {typed, together} - {""}
    )


async def hash_password(password: str) -> str:
    """Get the argon2id hash to store, with its salt and cost in it."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_THREADS, _HASHER.hash, _normal(password))


async def verify_password(password_hash: str | None, password: str) -> bool:
    """Whether the password fits the hash.

    `password_hash` None (there is no such account) costs as much time as a wrong password, so
    that nobody can find out by the clock which names exist.
    """
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_THREADS, _verify, password_hash or _NOBODY, password)


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, _normal(password[: MAX_LENGTH + 1]))
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    """One form for what keyboards write in several (NFKC, as NIST SP 800-63B advises)."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode()


def _hash_of_nobody() -> str:
    """A hash of today's cost that no password fits."""
    salt, digest = (
        base64.b64encode(bytes(length)).decode().rstrip("=")
        for length in (_HASHER.salt_len, _HASHER.hash_len)
    )
    cost = f"m={_HASHER.memory_cost},t={_HASHER.time_cost},p={_HASHER.parallelism}"
    return f"$argon2id$v=19${cost}${salt}${digest}"


_NOBODY = _hash_of_nobody()
