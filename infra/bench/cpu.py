"""CPU of a handler beside the CPU of the bare calls it makes: ratios of medians, interleaved, warm."""

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from infra.bench.calls import metered, rehearsed
from infra.bench.rooms import Context, Request, body_of


@dataclass(frozen=True)
class Operation:
    """What was measured of one operation; times in milliseconds of CPU."""

    cpu_ms: float
    bare_cpu_ms: float
    cpu_ratio: float
    round_trips: int
    write_units: float
    bytes_read: int


def measure(requests: Sequence[Request], warm_up: int) -> tuple[Operation, list[Any]]:
    """Send every other request by its handler and the rest bare, and the last one metered.

    Returns what was measured after the warm-up, and the answers to all requests.
    """
    *others, last = requests
    ours, theirs = others[::2], others[1::2]
    answers: list[Any] = []
    bare: list[list[Callable[[], Any]]] = []
    for request in theirs:
        with rehearsed() as calls:
            answers.append(request.send())
        bare.append([call.bare() for call in calls])
    spent: list[float] = []
    spent_bare: list[float] = []
    # What was prepared is not to be looked through again and again by the garbage collector.
    gc.collect()
    gc.freeze()
    for request, sends in zip(ours, bare, strict=True):
        handler, context = request.handler(), Context()
        started = time.process_time()
        answer = handler(request.event, context)
        between = time.process_time()
        for send in sends:
            send()
        ended = time.process_time()
        answers.append(body_of(answer))
        spent.append(between - started)
        spent_bare.append(ended - between)
    gc.unfreeze()
    with metered() as cost:
        answers.append(last.send())
    own, same_calls = median(spent[warm_up:]) * 1000, median(spent_bare[warm_up:]) * 1000
    operation = Operation(
        cpu_ms=round(own, 3),
        bare_cpu_ms=round(same_calls, 3),
        cpu_ratio=round(own / same_calls, 3),
        round_trips=cost.round_trips,
        write_units=cost.write_units,
        bytes_read=cost.bytes_read,
    )
    return operation, answers
