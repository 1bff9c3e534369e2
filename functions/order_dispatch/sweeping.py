"""Sweeping up: sagas whose worker is gone are resumed and brought to their end."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from order_dispatch import store, working
from order_dispatch.allocating import Allocating
from order_dispatch.cancelling import Cancelling
from order_dispatch.dispatching import Dispatching
from order_dispatch.placing import Placing
from shop.errors import InProgress, NotFound, Refused

KINDS: dict[str, working.Kind] = {kind.kind: kind for kind in (Placing, Allocating, Cancelling, Dispatching)}
_AT_A_TIME = 25


class Swept(NamedTuple):
    """What became of the operations found."""

    finished: int
    given_up: int
    left: int


def sweep(now: Callable[[], datetime], failed: Callable[[str, Exception], None]) -> Swept:
    """Finish or roll back every operation whose lease is over; `failed` hears of what will not.

    Idempotent: an operation that another worker has is left to it.
    """
    finished = given_up = left = 0
    after: str | None = None
    while True:
        page = store.underway(limit=_AT_A_TIME, after=after)
        for item in page.items:
            order_id = item["summary"]
            try:
                _resume(order_id, now)
                finished += 1
            except Refused:
                given_up += 1
            except (InProgress, NotFound):
                left += 1
            except Exception as error:  # one stuck order must not hold up the others
                failed(order_id, error)
                left += 1
        if page.last is None:
            return Swept(finished, given_up, left)
        after = page.last


def _resume(order_id: str, now: Callable[[], datetime]) -> None:
    whole = store.load_whole(order_id)
    if whole.head.operation is None:  # the list lags behind
        raise NotFound("There is nothing to resume.")
    working.resume(KINDS[whole.head.operation.kind], whole, now)
