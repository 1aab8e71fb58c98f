"""A program that submits until it is killed: `python -m tests.storage.submitter`.

It prints a reference only once the store has said that the response is stored.
"""

from __future__ import annotations

import asyncio

from survey_api import Settings
from survey_api.releases import Store
from survey_api.responses.model import Added
from survey_api.storage import open_store
from tests.storage.stored import a_draft, a_response


async def submit_forever(store: Store) -> None:
    while True:
        draft = a_draft()
        await store.save_draft(draft)
        response = a_response(id=draft.id)
        assert await store.add_response(response) is Added.NEW
        print(response.reference, flush=True)


async def main(settings: Settings) -> None:
    async with open_store(settings.store, settings.sealing) as store:
        await asyncio.gather(*(submit_forever(store) for _ in range(8)))


if __name__ == "__main__":
    asyncio.run(main(Settings.from_env()))
