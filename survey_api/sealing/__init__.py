"""Sealed words: a key of its own for each response, kept apart from the store and destroyable."""

from survey_api.sealing.data_key import (
    DataKey,
    about_contact,
    about_draft,
    about_quote,
    about_text,
    about_translation,
)
from survey_api.sealing.keyring import BLOCK, Keyring, open_keyring
from survey_api.sealing.letters import read_letters, spell
from survey_api.sealing.master import KeySource, MasterKey, Masters
from survey_api.sealing.private_file import kept_text
from survey_api.sealing.store import KeyStore, Vault, WrappedKey

__all__ = [
    "BLOCK",
    "DataKey",
    "KeySource",
    "KeyStore",
    "Keyring",
    "MasterKey",
    "Masters",
    "Vault",
    "WrappedKey",
    "about_contact",
    "about_draft",
    "about_quote",
    "about_text",
    "about_translation",
    "kept_text",
    "open_keyring",
    "read_letters",
    "spell",
]
