"""Goods on the page and in the warehouse, brought there by those whose work it is."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from infra.client import Refused, new_key
from infra.client.http import Json
from infra.client.pictures import png
from tests.e2e.shop import SH, Shop

PRICE, COST = 1250, 700
MOST_AT_ONCE = 30
# More callers would only wait for the two cores that the tests may count on.
CALLERS = 6
PICTURE = png(180, 40, 40, side=8)


def new_skus(shop: Shop, count: int) -> list[str]:
    """Codes that no product has."""
    return [f"E2E-{shop.run}-{shop.number():05d}" for _ in range(count)]


def product(skus: Sequence[str], *, currency: str = "CNY") -> Json:
    """A product as a specialist enters it."""
    return {
        "name": f"茶具 {skus[0]}",
        "description": "宜兴紫砂",
        "currency": currency,
        "skus": [{"sku": sku, "price_minor": PRICE} for sku in skus],
    }


def on_sale(shop: Shop, count: int = 1, *, currency: str = "CNY") -> list[str]:
    """New SKUs, entered, pictured, reviewed and published; there is none of them yet."""
    skus = new_skus(shop, count)

    def publish(group: Sequence[str]) -> None:
        entered = shop.listing.enter(product(group, currency=currency), key=new_key())
        shop.listing.finish(entered["product_id"], PICTURE)

    _each(publish, skus)
    return skus


def in_stock(shop: Shop, count: int = 1, *, units: int = 100, currency: str = "CNY", at: str = SH) -> list[str]:
    """New SKUs on sale, with so many units of each at a warehouse."""
    skus = on_sale(shop, count, currency=currency)
    receive(shop, skus, units=units, currency=currency, at=at)
    return skus


def receive(shop: Shop, skus: Sequence[str], *, units: int, currency: str = "CNY", at: str = SH) -> None:
    """Take so many units of each SKU in at a warehouse."""
    open_warehouse(shop, at)
    keeper = shop.warehouse_sh if at == SH else shop.warehouse_gz

    def take_in(group: Sequence[str]) -> None:
        lines = [{"sku": sku, "quantity": units, "unit_cost_minor": COST} for sku in group]
        document = f"DN-{shop.run}-{shop.number()}"
        keeper.post(
            "/stock/receipts",
            {"document": document, "warehouse": at, "currency": currency, "lines": lines},
            key=new_key(),
        )

    _each(take_in, skus)


def open_warehouse(shop: Shop, code: str) -> None:
    """See that the warehouse is open."""
    try:
        shop.manager.post("/stock/warehouses", {"code": code, "name": f"仓库 {code}"}, key=new_key())
    except Refused as refused:
        if refused.code != "warehouse_taken":
            raise


def _each(work: Callable[[Sequence[str]], None], skus: Sequence[str]) -> None:
    groups = [skus[start : start + MOST_AT_ONCE] for start in range(0, len(skus), MOST_AT_ONCE)]
    with ThreadPoolExecutor(CALLERS) as callers:
        list(callers.map(work, groups))


def movements(shop: Shop, sku: str) -> Iterator[Json]:
    """The SKU's whole ledger, newest first."""
    return shop.specialist.items(f"/stock/skus/{sku}/movements", limit=100)


def level(shop: Shop, sku: str) -> Json:
    """What there is of a SKU."""
    return shop.specialist.get(f"/stock/skus/{sku}")


def adds_up(shop: Shop, sku: str) -> Json:
    """The SKU's level, once the ledger and the places have been found to add up to it."""
    found, ledger = level(shop, sku), list(movements(shop, sku))
    assert sum(movement["available_change"] for movement in ledger) == found["available"], ledger
    assert sum(movement["reserved_change"] for movement in ledger) == found["reserved"], ledger
    assert sum(place["on_hand"] for place in found["locations"]) == found["on_hand"], found
    assert found["available"] >= 0, found
    return found
