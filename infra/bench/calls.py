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

    with each_call(send):
        yield calls


@contextmanager
def metered() -> Iterator[Cost]:
    """The cost of the calls made inside the block."""
    cost = Cost()

    def send(client: BaseClient, operation: str, parameters: Mapping[str, Any], go_on: Send) -> dict[str, Any]:
        cost.round_trips += 1
        answer = go_on(client, operation, measuring(operation, parameters))
        if is_write(operation):
            cost.write_units += consumed_units(answer)
        else:
            cost.bytes_read += size(answer)
        return answer

    with each_call(send):
        yield cost


def is_write(operation: str) -> bool:
    """Whether a call writes to a table."""
    return operation in _WRITES


def measuring(operation: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """The parameters with which a call also tells what it costs, if it writes."""
    return {**parameters, "ReturnConsumedCapacity": "TOTAL"} if is_write(operation) else parameters


def consumed_units(answer: Mapping[str, Any]) -> float:
    """The write units that an answer tells of, over all tables and indexes."""
    consumed = answer.get("ConsumedCapacity", [])
    units: float = sum(table["CapacityUnits"] for table in (consumed if isinstance(consumed, list) else [consumed]))
    return units


def size(answer: Mapping[str, Any]) -> int:
    """The bytes of an answer as it came."""
    return int(answer["ResponseMetadata"]["HTTPHeaders"].get("content-length", 0))


@contextmanager
def each_call(send: Callable[[BaseClient, str, Mapping[str, Any], Send], dict[str, Any]]) -> Iterator[None]:
    """Inside the block every call goes through `send`: of every client there is, whoever made it."""
    # All calls of botocore pass here.
    place: Any = BaseClient
    go_on = place._make_api_call

    def instead(client: BaseClient, operation: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        return send(client, operation, parameters, go_on)

    place._make_api_call = instead
    try:
        yield
    finally:
        place._make_api_call = go_on
