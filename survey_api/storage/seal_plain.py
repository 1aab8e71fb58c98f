"""seal_plain: what was stored before words were sealed is sealed when the store is opened."""

from __future__ import annotations

from survey_api.sealing import DataKey, Keyring, about_draft, about_quote, about_text
from survey_api.storage.engine import Engine, Work
from survey_api.storage.queries import sql

_TOGETHER = 250  # rows read at a time


async def seal_plain(engine: Engine, keyring: Keyring) -> None:
    """Seal every draft and response that has no key yet. Killed, it goes on at the next opening."""
    done = 0
    while rows := await engine.read(sql("find_plain_drafts", limit=_TOGETHER)):
        done += len(rows)
        keys = [await keyring.take() for _ in rows]
        drafts = [(key, id, answers) for key, (id, answers) in zip(keys, rows, strict=True)]
        await engine.transaction(lambda drafts=drafts: _seal_drafts(drafts))  # type: ignore[misc]
    while rows := await engine.read(sql("find_plain_responses", limit=_TOGETHER)):
        done += len(rows)
        keys = [await keyring.take() for _ in rows]
        found = [(key, id, mark) for key, (id, mark) in zip(keys, rows, strict=True)]
        await engine.transaction(lambda found=found: _seal_responses(found))  # type: ignore[misc]
    if done:
        await engine.erase_traces()


def _seal_drafts(drafts: list[tuple[DataKey, str, str]]) -> Work[None]:
    for key, draft_id, answers in drafts:
        sealed = key.seal(answers, about_draft(draft_id))
        yield sql("seal_draft", id=draft_id, answers=answers, sealed=sealed, data_key=key.number)


def _seal_responses(responses: list[tuple[DataKey, str, str]]) -> Work[None]:
    for key, response_id, fingerprint in responses:
        noted = yield sql(
            "seal_response",
            id=response_id,
            fingerprint=key.mark(fingerprint),
            data_key=key.number,
        )
        if not noted:
            continue  # another process was quicker
        for item_id, _, text in (yield sql("read_texts_of", response_id=response_id)):
            sealed = key.seal(text, about_text(response_id, item_id))
            yield sql("seal_text", response_id=response_id, item_id=item_id, sealed=sealed)
        for quote_id, _, words, *_ in (yield sql("read_quotes_of", response_id=response_id)):
            sealed = key.seal(words, about_quote(response_id, quote_id))
            yield sql("seal_quote", id=quote_id, sealed=sealed)
