"""A product that does not stay: on the page, at another price, and off again for its quality (R3.1.4)."""

from infra.client import new_key
from infra.client.pictures import png
from infra.demo.cast import Day, refusal, until
from infra.demo.script import CURRENCY

PRICE, LOWER = 4900, 3900


def a_product_comes_and_goes(day: Day) -> None:
    """The specialist lowers a price, hears that the goods are bad, and delists them at once."""
    cast, sku = day.cast, f"SAMPLE-{day.number:04}"
    specialist = cast.specialist
    entry = {
        "name": f"试用手电筒 Torch on trial, day {day.number}",
        "description": "Leaves the page again before the evening.",
        "currency": CURRENCY,
        "skus": [{"sku": sku, "price_minor": PRICE}],
        "dispatch_hours": 24,
    }
    product_id = cast.listing.enter(entry, key=new_key())["product_id"]
    cast.listing.finish(product_id, png(60, 60, 120))
    path, page = f"/listing/products/{product_id}", f"/storefront/products/{product_id}"
    change = {
        "version": specialist.get(path)["version"],
        "prices": [{"sku": sku, "price_minor": LOWER}],
    }
    specialist.post(f"{path}/price-changes", change, key=new_key())
    seen = until(lambda: list(specialist.items(f"/listing/skus/{sku}/prices")), f"The prices of {sku}")
    shown = cast.storefront.get(page)["skus"]
    day.claim(
        "a price changes on the page at once, and the one before it stays in its history",
        (shown, [one["price_minor"] for one in seen]) == ([{"sku": sku, "price_minor": LOWER}], [LOWER, PRICE]),
    )
    live = specialist.get(path)
    note = "Two of ten did not light. 十个里有两个不亮。"
    cast.listing.move(specialist, live, "delist", reason="quality", note=note)
    gone = refusal(lambda: cast.storefront.get(page)) == "not_found"
    first, *_ = day.script.orders
    order = first.body(f"SAMPLE-{day.number:04}", day.script.prices)
    order["lines"] = [{"sku": sku, "quantity": 1, "unit_price": LOWER, "discount_minor": 0}]
    refused = refusal(lambda: cast.storefront.post("/storefront/orders", order, key=new_key()))
    day.claim(
        "what is delisted for its quality is off the page and off sale at once",
        (gone, refused) == (True, "not_on_sale"),
    )
