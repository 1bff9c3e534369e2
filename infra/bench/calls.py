"""The calls to AWS that a handler makes: recorded, rehearsed, sent again bare, and what they cost.

A *rehearsal* runs a handler for real, but holds back its writes and tells it that they were done.
What it held back is what the handler would have written; sending that, with the handler's reads,
is the handler's work without the handler. So nothing has to be made up to compare the two.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from botocore import xform_name
from botocore.client import BaseClient

_WRITES = frozenset({"TransactWriteItems", "BatchWriteItem", "PutItem", "UpdateItem", "DeleteItem"})

Send = Callable[[BaseClient, str, Mapping[str, Any]], dict[str, Any]]


class Call(NamedTuple):
    """One call as botocore was given it."""

    client: BaseClient
    operation: str
    parameters: Mapping[str, Any]

    def bare(self) -> Callable[[], Any]:
        """The same call as a program would make that does nothing else."""
        method = getattr(self.client, xform_name(self.operation))
        return lambda: method(**self.parameters)


@dataclass(slots=True)
class Cost:
    """What calls cost. Writes are counted in units, indexes included; reads in bytes that came back."""

    round_trips: int = 0
    write_units: float = 0
    bytes_read: int = 0


@contextmanager
def rehearsed() -> Iterator[list[Call]]:
    """The calls made inside the block; transactions are recorded, but not sent."""
    calls: list[Call] = []

    def send(client: BaseClient, operation: str, parameters: Mapping[str, Any], go_on: Send) -> dict[str, Any]:
        calls.append(Call(client, operation, dict(parameters)))
        return {} if operation == "TransactWriteItems" else go_on(client, operation, parameters)

    with _each_call(send):
        yield calls


@contextmanager
def metered() -> Iterator[Cost]:
    """The cost of the calls made inside the block."""
    cost = Cost()

    def send(client: BaseClient, operation: str, parameters: Mapping[str, Any], go_on: Send) -> dict[str, Any]:
        cost.round_trips += 1
        if operation in _WRITES:
            answer = go_on(client, operation, {**parameters, "ReturnConsumedCapacity": "TOTAL"})
            consumed = answer.get("ConsumedCapacity", [])
            for table in consumed if isinstance(consumed, list) else [consumed]:
                cost.write_units += table["CapacityUnits"]
            return answer
        answer = go_on(client, operation, parameters)
        cost.bytes_read += int(answer["ResponseMetadata"]["HTTPHeaders"].get("content-length", 0))
        return answer

    with _each_call(send):
        yield cost


@contextmanager
def _each_call(send: Callable[[BaseClient, str, Mapping[str, Any], Send], dict[str, Any]]) -> Iterator[None]:
    # Every client there is, whoever made it: all calls of botocore pass here.
    place: Any = BaseClient
    go_on = place._make_api_call

    def instead(client: BaseClient, operation: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        return send(client, operation, parameters, go_on)

    place._make_api_call = instead
    try:
        yield
    finally:
        place._make_api_call = go_on
