"""What AWS would bill for, counted while a function's calls pass."""

import math
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from typing import Any

from botocore.client import BaseClient

from infra.bench.calls import Send, consumed_units, each_call, is_write, measuring, size
from infra.bench.prices import CHUNK_BYTES, COLD_MS, COLD_SHARE, MB_PER_CORE, PLATFORM_LOG_BYTES, WAIT_MS
from infra.bench.rooms import Log
from infra.bench.wiring import Function

_READ_UNIT = 4096


@dataclass(slots=True)
class Usage:
    """Amounts as they are billed; events and messages in pieces of 64 KB."""

    requests: int = 0
    invocations: int = 0
    gb_seconds: float = 0
    write_units: float = 0
    read_units: float = 0
    events: int = 0
    queue_requests: int = 0
    log_bytes: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


def billed_ms(cpu_ms: float, calls: int, memory_mb: int) -> float:
    """How long a function of this size is billed for work of so much CPU, on a whole core, and so many calls to AWS."""
    return math.ceil(cpu_ms * max(1, MB_PER_CORE / memory_mb) + WAIT_MS * calls) + COLD_SHARE * COLD_MS


def read_units(operation: str, parameters: Mapping[str, Any], answered: int) -> float:
    """The units of a read whose answer had so many bytes, at most: as JSON an item is longer than it is stored."""
    if operation == "BatchGetItem":
        asked = parameters["RequestItems"].values()
        items = sum(len(table["Keys"]) for table in asked)
        consistent = all(table.get("ConsistentRead", False) for table in asked)
    else:
        items, consistent = 1, parameters.get("ConsistentRead", False)
    units = max(items, math.ceil(answered / _READ_UNIT))
    return units if consistent else units / 2


def pieces(text: str) -> int:
    """How often an event or a message of this text is counted."""
    return max(1, math.ceil(len(text.encode()) / CHUNK_BYTES))


@contextmanager
def used(function: Function, log: Log) -> Iterator[Usage]:
    """What one call of the function uses, made inside the block; complete when the block ends."""
    usage = Usage(invocations=1)
    calls, printed = 0, log.billed_bytes

    def send(client: BaseClient, operation: str, parameters: Mapping[str, Any], go_on: Send) -> dict[str, Any]:
        nonlocal calls
        calls += 1
        answer = go_on(client, operation, measuring(operation, parameters))
        _count(usage, client.meta.service_model.service_name, operation, parameters, answer)
        return answer

    with each_call(send):
        started = time.process_time()
        yield usage
        cpu_ms = (time.process_time() - started) * 1000
    usage.gb_seconds = billed_ms(cpu_ms, calls, function.memory_mb) / 1000 * function.memory_mb / 1024
    usage.log_bytes = log.billed_bytes - printed + PLATFORM_LOG_BYTES


def _count(
    usage: Usage, service: str, operation: str, parameters: Mapping[str, Any], answer: Mapping[str, Any]
) -> None:
    if service == "dynamodb" and is_write(operation):
        usage.write_units += consumed_units(answer)
    elif service == "dynamodb":
        usage.read_units += read_units(operation, parameters, size(answer))
    elif service == "events":
        usage.events += sum(pieces(entry["Detail"]) for entry in parameters["Entries"])
    elif service == "sqs":
        usage.queue_requests += 1
