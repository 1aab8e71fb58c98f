"""The code with which somebody goes on from another browser."""

from __future__ import annotations

import re

import msgspec

from survey_api.responses.resuming import (
    find_resumed,
    keep_resume_code,
    plain_code,
    resume_code,
    resume_words,
)
from survey_api.storage import open_store
from tests.storage.stored import a_draft, a_response


def test_the_words_are_many_short_and_plain() -> None:
    words = resume_words()
    assert len(set(words)) == len(words) == 512
    assert all(re.fullmatch(r"[a-z]{2,11}", word) for word in words)


async def test_a_code_leads_back_however_it_is_typed(store) -> None:
    draft = a_draft()
    await store.save_draft(draft)
    assert await resume_code(store, draft.id) == ""  # none was asked for
    code = await keep_resume_code(store, draft.id)
    assert re.fullmatch(r"([a-z]+ ){3}\d{4}", code)
    assert await keep_resume_code(store, draft.id) == code == await resume_code(store, draft.id)
    one, two, three, digits = code.split()
    arabic = digits.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    for typed in (
        code,
        f"  {one.upper()},{two} - {three.title()}.{digits}",
        f"{one} {two} {three}{digits}",
        f"{one} {two} {three} {arabic}",
        f"\u200f{code}\u200e",
    ):
        assert await find_resumed(store, typed) == draft.id, typed
    for typed in ("", one, f"{two} {one} {three} {digits}", f"{code} {one}", "x" * 1000):
        assert await find_resumed(store, typed) is None, typed


async def test_a_code_outlives_saving_and_ends_with_sending(store) -> None:
    draft = a_draft()
    await store.save_draft(draft)
    code = await keep_resume_code(store, draft.id)
    await store.save_draft(msgspec.structs.replace(draft, page="when"))
    assert await find_resumed(store, code) == draft.id
    await store.add_response(a_response(id=draft.id))
    assert await find_resumed(store, code) is None


async def test_nothing_that_is_stored_tells_the_code(tmp_path) -> None:
    draft = a_draft()
    async with open_store(f"sqlite:///{tmp_path / 'survey.db'}") as store:
        await store.save_draft(draft)
        code = await keep_resume_code(store, draft.id)
    words = [word.encode() for word in code.split() if len(word) > 4]
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert not [word for word in words if word in stored.lower()]


async def test_without_a_draft_there_is_no_code(store) -> None:
    assert await keep_resume_code(store, a_draft().id) == ""


async def test_a_code_that_another_draft_has_is_not_given_again(store, monkeypatch) -> None:
    first, second = a_draft(), a_draft()
    await store.save_draft(first)
    await store.save_draft(second)
    real = store.mark_of
    # Both drafts come to the same code at first; whatever it is, the second gets another.
    monkeypatch.setattr(
        type(store), "mark_of", lambda self, text: real(re.sub(r"^(resume 0) .*", r"\1 x", text))
    )
    one, two = await keep_resume_code(store, first.id), await keep_resume_code(store, second.id)
    assert one != two
    assert await find_resumed(store, one) == first.id
    assert await find_resumed(store, two) == second.id


def test_what_cannot_be_a_code_is_none() -> None:
    assert plain_code("Lamp, river–otter 4821!") == "lamp river otter 4821"
    assert plain_code("a story that somebody wrote into the wrong field") == ""
