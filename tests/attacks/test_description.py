"""Requests made from the API's own description: each is answered as the description says."""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from survey_api import open_store
from survey_api.access import SESSION_COOKIE, Account, Organisation, Role
from survey_api.access.model import Session
from survey_api.access.secrets import hash_token
from tests.attacks.target import Target, running
from tests.survey_ui.releases.samples import a_release

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 20
NAMES = {
    "survey_id": st.just("missing_children"),
    "wave_id": st.just("2026-27"),
    "table_id": st.sampled_from([table.id for table in a_release().tables]),
    "response_id": st.uuids().map(str),
}
TOKEN = "of an analyst"
WITHOUT_A_RIGHT = "of an operator"
bounded = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


async def _fill(url: str) -> None:
    """A release, and two people who have signed in."""
    now = datetime.now(UTC)
    async with open_store(url) as store:
        await store.add_release(a_release())
        for token, role in ((TOKEN, Role.ANALYST), (WITHOUT_A_RIGHT, Role.OPERATOR)):
            name = role.value
            account = Account(
                name=name, role=role, organisation=Organisation.MOPAC, password_hash="",
                created_at=now,
            )  # fmt: skip
            await store.add_account(account)
            session = Session(
                token_hash=hash_token(token), account=name, created_at=now, seen_at=now
            )
            await store.save_session(session)


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A server of their own: what is made from the description may well be stored."""
    store = tmp_path_factory.mktemp("described") / "survey.db"
    asyncio.run(_fill(f"sqlite:///{store}"))
    with running(store) as target:
        yield target


def operations(target: Target) -> dict[str, Any]:
    """Every operation of the description, by its id."""
    schema = schemathesis.openapi.from_url(f"{target.address}/schema/openapi.json")
    found: list[Any] = list(schema.get_all_operations())
    return {f"{each.method.upper()} {each.path}": each for each in (one.ok() for one in found)}


def throw(target: Target, *, real: bool, token: str = "") -> Counter[tuple[str, int]]:
    """Send what each operation can be sent, and check the replies; how often each status came.

    real: under names that exist, so that the rest of the request is read too.
    """
    seen: Counter[tuple[str, int]] = Counter()
    for name, operation in operations(target).items():
        _one(operation, name, seen, real=real, token=token)()
    return seen


def _one(
    operation: Any, name: str, seen: Counter[tuple[str, int]], *, real: bool, token: str
) -> Callable[[], None]:
    @bounded
    @given(case=operation.as_strategy(), data=st.data())
    def run(case: Any, data: st.DataObject) -> None:
        if real:
            names = case.path_parameters
            names.update({part: data.draw(NAMES[part]) for part in names})
        reply = case.call(cookies={SESSION_COOKIE: token} if token else {})
        seen[name, reply.status_code] += 1
        case.validate_response(reply, checks=CHECKS)

    return run


@pytest.mark.slow
def test_whatever_is_sent_by_the_description_is_answered_as_it_says(described: Target) -> None:
    before = described.count()
    strange = throw(described, real=False)
    assert described.count() == before
    for seen in (strange, throw(described, real=True), throw(described, real=True, token=TOKEN)):
        stored = sum(seen[each] for each in seen if each[1] == 201)
        before += stored
    assert described.count() == before
    assert {status for _, status in strange} >= {200, 401, 404}
    said = described.log.read_text()
    assert "unforeseen" not in said
    assert '"error":' not in said  # of what was raised


@pytest.mark.slow
def test_who_has_no_right_is_refused_as_the_description_says(described: Target) -> None:
    seen = throw(described, real=True, token=WITHOUT_A_RIGHT)
    refused = {name for name, status in seen if status == 403}
    assert len(refused) == 2
    assert all("/releases/" in name for name in refused)


def test_the_description_names_every_operation_of_the_api(described: Target) -> None:
    assert len(operations(described)) == 8
    given_id = f"/api/v1/surveys/missing_children/responses/{uuid.uuid4()}"
    assert described.ask("GET", given_id).status_code == 405
