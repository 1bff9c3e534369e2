"""CPU of a handler beside the CPU of the bare calls it makes: ratios of medians, interleaved, warm.

Where the Chalice app is given, requests of the same kind go through it between the others.
"""

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from statistics import median
from typing import Any

from infra.bench.calls import metered, rehearsed
from infra.bench.rooms import Context, Handler, Request, body_of


@dataclass(frozen=True)
class Operation:
    """What was measured of one operation; times in milliseconds of CPU. Chalice's are those through its app."""

    cpu_ms: float
    bare_cpu_ms: float
    cpu_ratio: float
    round_trips: int
    write_units: float
    bytes_read: int
    chalice_cpu_ms: float | None = None
    chalice_cpu_ratio: float | None = None


def measure(requests: Sequence[Request], warm_up: int, app: Handler | None = None) -> tuple[Operation, list[Any]]:
    """Send by turns a request by its handler, one bare, and one by the app if there is one; the last one metered.

    Returns what was measured after the warm-up, and the answers to all requests.
    """
    *others, last = requests
    ways = 3 if app else 2
    ours, theirs, by_chalice = others[::ways], others[1::ways], others[2::ways] if app else []
    answers: list[Any] = []
    bare: list[list[Callable[[], Any]]] = []
    for request in theirs:
        with rehearsed() as calls:
            answers.append(request.send())
        bare.append([call.bare() for call in calls])
    spent: list[float] = []
    spent_bare: list[float] = []
    spent_by_chalice: list[float] = []
    # What was prepared is not to be looked through again and again by the garbage collector.
    gc.collect()
    gc.freeze()
    for request, sends, another in zip_longest(ours, bare, by_chalice):
        own, answer = _timed(request.handler(), request)
        spent.append(own)
        answers.append(body_of(answer))
        started = time.process_time()
        for send in sends:
            send()
        spent_bare.append(time.process_time() - started)
        if app:
            by_app, answer = _timed(app, another)
            spent_by_chalice.append(by_app)
            answers.append(body_of(answer))
    gc.unfreeze()
    with metered() as cost:
        answers.append(last.send())
    same_calls = _median_ms(spent_bare, warm_up)
    cpu_ms = _median_ms(spent, warm_up)
    chalice_cpu_ms = _median_ms(spent_by_chalice, warm_up) if app else None
    operation = Operation(
        cpu_ms=round(cpu_ms, 3),
        bare_cpu_ms=round(same_calls, 3),
        cpu_ratio=round(cpu_ms / same_calls, 3),
        round_trips=cost.round_trips,
        write_units=cost.write_units,
        bytes_read=cost.bytes_read,
        chalice_cpu_ms=chalice_cpu_ms and round(chalice_cpu_ms, 3),
        chalice_cpu_ratio=chalice_cpu_ms and round(chalice_cpu_ms / same_calls, 3),
    )
    return operation, answers


def _timed(handler: Handler, request: Request) -> tuple[float, Any]:
    """The seconds of CPU that an answer took, and the answer."""
    context = Context()
    started = time.process_time()
    answer = handler(request.event, context)
    return time.process_time() - started, answer


def _median_ms(seconds: Sequence[float], warm_up: int) -> float:
    return median(seconds[warm_up:]) * 1000
