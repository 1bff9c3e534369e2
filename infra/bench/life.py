"""The write units of an order's whole life, from placing to the customer's signature and the last notice."""

import importlib
from dataclasses import dataclass

from infra.bench import journey, operations, requests
from infra.bench.calls import metered
from infra.bench.copies import images
from infra.bench.stocking import Shop
from shop.events.recording import EVENT_PREFIX, as_read
from shop.storage.values import load

# Small, middling, a real month's mean, as large as one transaction nearly holds, and that month's largest.
LINES = (1, 5, 27, 40, 674)


@dataclass(frozen=True)
class Life:
    """What an order of so many lines cost over its whole life."""

    lines: int
    write_units: float

    @property
    def per_line(self) -> float:
        return self.write_units / self.lines


def lived(shop: Shop, lines: int) -> Life:
    """Drive an order of so many SKUs through all that is done with it, the notices included."""
    steps = (
        journey.confirm,
        journey.allocate,
        journey.verify,
        journey.dispatch,
        shop.pushes.under_way,
        shop.pushes.delivered,
    )
    with metered() as way:
        order_id = operations.place(lines).send()["order_id"]
        for step in steps:
            step(order_id).send()
    found = images(shop.dynamodb, shop.stack.tables["order_dispatch"], f"ORDER#{order_id}", EVENT_PREFIX)
    events = [as_read(load(image)) for image in found]
    told = importlib.import_module("order_dispatch.notices").TEXTS
    with metered() as notices:
        for event in events:
            if event["type"] in told:
                requests.notice(event).send()
    return Life(lines, way.write_units + notices.write_units)
