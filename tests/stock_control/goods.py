"""What these tests put into the shop: SKUs, and deliveries that bring them."""

from typing import Any

from stock_control import store


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
