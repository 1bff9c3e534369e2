"""How long it takes on the deployed shop until a SKU that sold out has its alert: stream, function and writing it."""

import time
from statistics import median

from infra.bench.journey import CURRENCY, PRICE
from infra.local.stack import Stack
from shop.storage.values import dump

# The first one wakes the function.
_TIMES, _COLD = 6, 1
_PATIENCE, _PAUSE = 60.0, 0.02


class NoAlertError(Exception):
    """Nobody looked at what sold out."""


def of_alerts(stack: Stack) -> float:
    """Seconds from the write of a level to the alert that it opens, in the middle of a few."""
    return round(median([_one(stack, number) for number in range(_TIMES)][_COLD:]), 3)


def _one(stack: Stack, number: int) -> float:
    client, sku = stack.aws.client("dynamodb"), f"DELAY-{number}"
    level = {
        "pk": f"SKU#{sku}",
        "sk": "LEVEL",
        "sku": sku,
        "currency": CURRENCY,
        "on_sale": True,
        "price_minor": PRICE,
        "available": 0,
        "reserved": 0,
        "received_units": 1,
    }
    client.put_item(TableName=stack.tables["sku"], Item=dump(level))
    began = time.monotonic()
    alert = dump({"pk": f"ALERT#{sku}", "sk": "ALERT"})
    while not client.get_item(TableName=stack.tables["stock_alerts"], Key=alert, ConsistentRead=True).get("Item"):
        if time.monotonic() - began > _PATIENCE:
            raise NoAlertError(sku)
        time.sleep(_PAUSE)
    return time.monotonic() - began
