"""What the room asks of the store, and what a refused request leaves behind."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from listing import store
from tests.harness import Answer, House


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """The operations that the room asks of the store."""
    seen: list[str] = []

    def note(model: Any, **more: Any) -> None:
        seen.append(model.name)

    events = store.database.client.meta.events
    events.register("before-call.dynamodb", note)
    yield seen
    events.unregister("before-call.dynamodb", note)


@pytest.fixture
def refused(house: House) -> Callable[[Callable[[], Answer]], Answer]:
    """Make a call that is to be refused: it must leave every table as it was."""

    def refused(call: Callable[[], Answer]) -> Answer:
        before = house.items("listing"), house.items("sku")
        answer = call()
        assert 400 <= answer.status < 500, answer
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert (house.items("listing"), house.items("sku")) == before
        return answer

    return refused
