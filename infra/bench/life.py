"""What an order's whole life uses, from placing to the customer's signature and the last reaction."""

from dataclasses import dataclass
from statistics import median_low
from typing import Any

from infra.bench import journey, operations, requests
from infra.bench.copies import Image, images
from infra.bench.prices import GATEWAY_LOG_BYTES, REQUESTS_A_MESSAGE
from infra.bench.rooms import Context, Log, Request, body_of
from infra.bench.stocking import Shop
from infra.bench.usage import Usage, used
from shop.events.recording import EVENT_PREFIX, as_read
from shop.storage.values import load

# Small, middling, a real month's mean, as large as one transaction nearly holds, and that month's largest.
LINES = (1, 3, 5, 27, 40, 674)
PRICED = (1, 3, 27)
_TIMES = 5


@dataclass(frozen=True)
class Life:
    """What an order of so many lines used over its whole life."""

    lines: int
    usage: Usage

    @property
    def per_line(self) -> float:
        """Write units a line."""
        return self.usage.write_units / self.lines


def measured(shop: Shop, log: Log, lines: int) -> Life:
    """The life of an order of so many SKUs; of several the one that took the middling time, if it is to be priced."""
    lives = [_lived(shop, log, lines) for _ in range(_TIMES if lines in PRICED else 1)]
    middling = median_low(usage.gb_seconds for usage in lives)
    return Life(lines, next(usage for usage in lives if usage.gb_seconds == middling))


def _lived(shop: Shop, log: Log, lines: int) -> Usage:
    usage, placed = _asked(shop, log, operations.place(lines))
    order_id = placed["order_id"]
    steps: tuple[journey.Step, ...] = (
        journey.confirm,
        journey.allocate,
        journey.verify,
        journey.dispatch,
        shop.pushes.under_way,
        shop.pushes.delivered,
    )
    for step in steps:
        usage += _asked(shop, log, step(order_id))[0]
    for image in images(shop.dynamodb, shop.stack.tables["order_dispatch"], f"ORDER#{order_id}", EVENT_PREFIX):
        usage += _told(shop, log, image)
    return usage


def _asked(shop: Shop, log: Log, request: Request) -> tuple[Usage, Any]:
    usage, answer = _called(shop, log, request)
    return usage + Usage(requests=1, log_bytes=GATEWAY_LOG_BYTES), answer


def _told(shop: Shop, log: Log, image: Image) -> Usage:
    # What follows from an event: it is relayed, and whoever is told reacts.
    usage, _ = _called(shop, log, requests.records(shop.wiring, shop.stack.tables["order_dispatch"], [image]))
    item = load(image)
    for queue in shop.wiring.told(item["source"], item["type"]):
        reaction, _ = _called(shop, log, requests.message(shop.wiring, queue, as_read(item)))
        usage += reaction + Usage(queue_requests=REQUESTS_A_MESSAGE)
    return usage


def _called(shop: Shop, log: Log, request: Request) -> tuple[Usage, Any]:
    # Importing its room is not the call's work.
    handler = request.handler()
    with used(shop.wiring.function(request.function), log) as usage:
        answer = handler(request.event, Context())
    return usage, body_of(answer)
