"""The processes that run the shop's functions, and a death that none of them sees coming."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from tests.e2e.shop import Shop, until
from tests.infra.processes import belonging_to

ORDERS = "OrderDispatchFunction"


def workers(shop: Shop, function: str) -> list[int]:
    """Ids of the processes of a function, by its logical name."""
    return belonging_to(shop.state / "tmp" / f"ministack-lambda-{shop.output(f'{function}Name')}-")


def kill(shop: Shop, function: str) -> int:
    """End all processes of a function as a lost machine would; returns how many there were."""
    killed = 0
    for process in workers(shop, function):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
            killed += 1
    return killed


def wake(shop: Shop, count: int) -> None:
    """See that so many calls of the order room at once find a process awake; each takes seconds to wake."""

    def call(_: int) -> object:
        return shop.customer_service.get("/orders", state="placed", limit=1)

    with ThreadPoolExecutor(count) as callers:
        until(lambda: list(callers.map(call, range(count))) and len(workers(shop, ORDERS)) >= count, seconds=60)
