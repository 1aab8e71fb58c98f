"""One real `survey serve` for every try; its log is read after each of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.attacks.target import PLANTED, Person, Target, running


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A server that is attacked again and again."""
    with running(tmp_path_factory.mktemp("attacks") / "survey.db") as target:
        yield target


@pytest.fixture
def target(server: Target) -> Iterator[Target]:
    """The server; afterwards it must still stand, and have said nothing it should not say."""
    said = len(server.log.read_text())
    stored = server.count()
    yield server
    new = server.log.read_text()[said:]
    assert "unforeseen" not in new
    assert '"error":' not in new  # of what was raised
    assert PLANTED not in new
    assert server.get("/health").status_code == 200
    assert server.count() - stored == server.accepted
    server.accepted = 0


@pytest.fixture
def person(target: Target) -> Iterator[Person]:
    """Somebody who has told when it was."""
    met = Person(target)
    yield met
    met.client.close()
