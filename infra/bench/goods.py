"""What stock does all day, request by request: goods come in, SKUs sell out, shelves are counted."""

from typing import Any
from uuid import uuid4

from infra.bench import requests
from infra.bench.copies import images
from infra.bench.journey import COST, CURRENCY, WAREHOUSE
from infra.bench.rooms import Request
from infra.bench.stocking import STOCKED, Shop, sku
from shop.roles import Role

_LINES = 2  # so that one count does not end the counting


def receive(number: int = 0) -> Request:
    """Ten units of a SKU come in."""
    body = {
        "document": uuid4().hex,
        "warehouse": WAREHOUSE,
        "currency": CURRENCY,
        "lines": [{"sku": sku(number), "quantity": 10, "unit_cost_minor": COST}],
    }
    return requests.staff("POST /stock/receipts", Role.WAREHOUSE, body)


def sold_out(shop: Shop, times: int) -> list[Request]:
    """The stream tells of so many SKUs, one each time, that they sold out: each opens an alert."""
    table = shop.stack.tables["sku"]
    (pool, *_) = images(shop.dynamodb, table, f"SKU#{sku(0)}", "LEVEL")
    told = []
    for number in range(times):
        code = f"GONE-{number:07d}"
        level = pool | {"pk": {"S": f"SKU#{code}"}, "sku": {"S": code}, "available": {"N": "0"}}
        shop.dynamodb.put_item(TableName=table, Item=level)
        told.append(requests.records(shop.wiring, table, [level]))
    return told


def counts(shop: Shop, times: int) -> list[Request]:
    """As many counts of what lies there, each of a stocktake of its own, whose other line waits."""
    asked = []
    for first in range(1, 1 + times * _LINES, _LINES):
        skus = [sku(number) for number in range(first, first + _LINES)]
        body: dict[str, Any] = {"warehouse": WAREHOUSE, "skus": skus}
        opened = requests.staff("POST /stock/stocktakes", Role.SPECIALIST, body).send()
        (level,) = images(shop.dynamodb, shop.stack.tables["sku"], f"SKU#{skus[0]}", f"LEVEL#{WAREHOUSE}")
        found = int(level["available"]["N"]) + int(level["reserved"]["N"])
        path = "POST /stock/stocktakes/{stocktake_id}/counts"
        count = {"sku": skus[0], "units": found}
        asked.append(requests.staff(path, Role.WAREHOUSE, count, stocktake_id=opened["stocktake_id"]))
    return asked


# As many as the stocked SKUs allow.
MOST_COUNTS = (STOCKED - 1) // _LINES
