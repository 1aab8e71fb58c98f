"""Secrets we hand out, of which the store keeps the hash only."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """256 random bits that fit into a cookie or a header."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """What the store knows of a token: enough to find it, not to use it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
