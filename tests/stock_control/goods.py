"""What these tests put into the shop: SKUs, and deliveries that bring them."""

from typing import Any

from shop.clock import clock
from shop.ids import new_id
from shop.stock.units import Cause, Demand, Units
from stock_control import store
from tests.harness import House
from tests.people import SPECIALIST


def know(*skus: str, currency: str = "CNY") -> None:
    """Make SKUs known, as entering a product does."""
    with store.database.transaction() as write:
        for position, sku in enumerate(skus):
            store.stock.enter(write, sku, currency, field=f"skus[{position}]")


def line(sku: str = "MUG", quantity: Any = 10, unit_cost_minor: Any = 1250) -> dict[str, Any]:
    return {"sku": sku, "quantity": quantity, "unit_cost_minor": unit_cost_minor}


def delivery(*lines: dict[str, Any], **other: Any) -> dict[str, Any]:
    """The body of a receipt: ten mugs for Shanghai, unless told otherwise."""
    return {
        "document": "DN-1",
        "warehouse": "WH-SH",
        "currency": "CNY",
        "lines": list(lines) or [line()],
    } | other


def level(shop: House, sku: str = "MUG") -> tuple[int, int, int, int]:
    """What is available, reserved, blocked and short of a SKU, as a specialist sees it."""
    read = shop.call("GET /stock/skus/{sku}", as_=SPECIALIST, sku=sku).body
    return read["available"], read["reserved"], read["blocked"], read["shortfall"]


def sell(units: int, sku: str = "MUG") -> None:
    """Promise units to an order, which are tied at WH-SH."""
    with store.database.transaction() as write:
        store.stock.publish(write, sku, 2500, 1)
    with store.database.transaction() as write:
        store.stock.reserve(write, Demand(sku, units, "CNY", ((0, 2500),)), _cause())
        store.stock.tie(write, Units(sku, units), "WH-SH", "ORDER#1")
        store.stock.allocate(write, "ORDER#1", "WH-SH")


def dispatch(units: int, sku: str = "MUG") -> None:
    """Let tied units leave WH-SH."""
    with store.database.transaction() as write:
        store.stock.ship(write, Units(sku, units), "WH-SH", _cause())


def _cause() -> Cause:
    return Cause(new_id(clock.now()), "ORDER#1", clock.now())
