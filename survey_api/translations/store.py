"""TranslationStore: what putting texts into English asks of any store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from survey_api.audit import Event
from survey_api.translations.model import Bilingual, ForeignText, Translation


class TranslationStore(Protocol):
    """A durable home for translations. Each goes when its text goes.

    Every method raises StoreUnavailable if the store fails; then nothing of that call was stored.
    """

    async def list_foreign(
        self, survey: str, wave: str, response_id: str = ""
    ) -> Sequence[ForeignText]:
        """Texts of a wave that no scorer can read in their language, or that were translated.

        Oldest first. response_id: of this response only.
        """
        ...

    async def read_bilingual(self, response_id: str, item_id: str) -> Bilingual | None:
        """The words of a text and their translation; None once it is erased."""
        ...

    async def read_translations(self, survey: str, wave: str) -> Sequence[Translation]:
        """The translations of a wave, newest first."""
        ...

    async def save_translation(
        self, translation: Translation, before: datetime | None, event: Event
    ) -> bool:
        """Keep it in the place of the one made at `before`, None for none, with its event.

        The response is screened anew, for it says more now. False, and nothing is stored, if
        another one stands there or the text is erased.
        """
        ...
