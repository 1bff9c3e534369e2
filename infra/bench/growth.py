"""Whether reads and writes grow with what is stored: their costs with few things and with many."""

import importlib

import boto3
from botocore.config import Config

from infra import house
from infra.bench import goods, operations, requests
from infra.bench.calls import Cost, metered
from infra.bench.operations import PAGE_SIZE
from infra.bench.rooms import Request
from infra.bench.stocking import Shop, sku
from shop.roles import Role


def costs(shop: Shop) -> dict[str, Cost]:
    """What each operation costs in the shop as it is."""
    _wait_longer()
    found = {}
    for name, request in _asked(shop).items():
        with metered() as cost:
            request.send()
        found[name] = cost
    return found


def _asked(shop: Shop) -> dict[str, Request]:
    page = {"limit": PAGE_SIZE}
    return {
        "list_products": operations.list_products(),
        "read_product": operations.read_product(shop.product_id),
        "place_1": operations.place(1),
        "work_list": requests.staff("GET /orders", Role.CUSTOMER_SERVICE, query={"state": "placed", **page}),
        "read_order": requests.staff("GET /orders/{order_id}", Role.CUSTOMER_SERVICE, order_id=shop.order_id),
        "read_level": requests.staff("GET /stock/skus/{sku}", Role.SPECIALIST, sku=sku(0)),
        "list_movements": requests.staff("GET /stock/skus/{sku}/movements", Role.SPECIALIST, query=page, sku=sku(0)),
        "receive": goods.receive(),
    }


def _wait_longer() -> None:
    # The emulator looks through a whole partition where DynamoDB seeks: seconds, for 100,000 things.
    patient = boto3.client("dynamodb", config=Config(read_timeout=120, retries={"total_max_attempts": 1}))
    for room in house.rooms():
        importlib.import_module(f"{room.name}.store").database.client = patient
