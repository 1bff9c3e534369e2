"""A live product on the deployed shop: changed, repriced by the schedule, proposed for delisting, delisted (R3.1.4)."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.client import new_key
from infra.client.http import Json
from listing.domain import MOST_SKUS
from shop.stock.buckets import MOST_BUCKETS
from tests.e2e import goods, orders
from tests.e2e.shop import Shop, refusal, until

pytestmark = pytest.mark.local_cloud


def product_of(shop: Shop, sku: str) -> Json:
    """The live product that has this SKU, as staff see it."""
    (found,) = [page for page in shop.listing.published(shop.storefront) if page["skus"][0]["sku"] == sku]
    return shop.specialist.get(f"/listing/products/{found['product_id']}")


def say(shop: Shop, job: str) -> None:
    """The schedule's word, said now."""
    answer = shop.aws("lambda").invoke(
        FunctionName=shop.output("ListingReactionsFunctionName"), Payload=json.dumps({"job": job})
    )
    assert "FunctionError" not in answer, answer["Payload"].read()


def step(shop: Shop, product: Json, what: str, by: Any = None, **more: Any) -> Json:
    return shop.listing.move(by or shop.specialist, product, what, **more)


def test_a_price_changes_at_its_time_by_the_schedule_itself(shop: Shop) -> None:
    (sku,) = goods.on_sale(shop)
    product = product_of(shop, sku)
    path = f"/listing/products/{product['product_id']}"
    body = {
        "version": product["version"],
        "prices": [{"sku": sku, "price_minor": goods.PRICE + 50}],
        "takes_effect_at": (datetime.now(UTC) + timedelta(seconds=2)).isoformat(),
    }
    change = shop.specialist.post(f"{path}/price-changes", body, key=new_key()).body
    where = f"/listing/price-changes/{change['change_id']}"
    done = until(lambda: shop.manager.get(where)["state"] == "applied", seconds=90, every=1)
    assert done
    page = shop.storefront.get(f"/storefront/products/{product['product_id']}")
    assert page["skus"] == [{"sku": sku, "price_minor": goods.PRICE + 50}]
    say(shop, "apply_price_changes")
    prices = [seen["price_minor"] for seen in shop.specialist.items(f"/listing/skus/{sku}/prices")]
    assert prices == [goods.PRICE + 50, goods.PRICE]


def test_a_revision_a_delisting_and_the_way_back(shop: Shop) -> None:
    (sku,) = goods.in_stock(shop)
    product = product_of(shop, sku)
    path = f"/listing/products/{product['product_id']}"
    draft = step(shop, product, "revisions")
    changed = shop.specialist.patch(path, {"version": draft["version"], "name": "茶具二"}).body
    asked = step(shop, changed, "request-review")
    assert shop.reviewer.get(f"{path}/difference")["changed"] == ["name"]
    live = step(shop, asked, "publish", shop.reviewer)
    assert [one["revision"] for one in shop.specialist.items(f"{path}/revisions")] == [2, 1]
    gone = step(shop, live, "delist", reason="quality")
    assert refusal(orders.place, shop, [sku]) == (409, "not_on_sale")
    back = step(shop, step(shop, gone, "relist"), "publish", shop.reviewer)
    assert (back["live"], back["revision"]) == (True, 3)
    assert orders.place(shop, [sku])["state"] == "placed"


def test_the_largest_product_in_the_most_buckets_changes_its_prices_and_is_delisted_each_in_one_write(
    shop: Shop,
) -> None:
    skus = goods.in_stock(shop, MOST_SKUS, units=8)
    for sku in skus:
        shop.specialist.post(f"/stock/skus/{sku}/spread", {"buckets": MOST_BUCKETS})
    product = product_of(shop, skus[0])
    where = f"/listing/products/{product['product_id']}"
    lower = [{"sku": sku, "price_minor": goods.PRICE - 1} for sku in skus]
    shop.specialist.post(f"{where}/price-changes", {"version": product["version"], "prices": lower}, key=new_key())
    assert all(shop.specialist.get(f"/stock/skus/{sku}")["buckets"] == MOST_BUCKETS for sku in skus)
    page = shop.storefront.get(f"/storefront/products/{product['product_id']}")
    assert page["skus"] == lower
    assert orders.place(shop, skus)["state"] == "placed"  # at the price that was shown a moment ago
    step(shop, shop.specialist.get(where), "delist", reason="quality")
    assert refusal(orders.place, shop, skus) == (409, "not_on_sale")
    assert goods.adds_up(shop, skus[0])["available"] == 7


def test_what_sold_out_is_proposed_and_a_person_delists_it(shop: Shop) -> None:
    (sku,) = goods.in_stock(shop, units=1)
    product = product_of(shop, sku)
    orders.place(shop, [sku])
    # A look is made once a day, and whichever test came first has made it.
    table = shop.aws("dynamodb")
    for job in ("propose_sold_out", "propose_slow_movers"):
        table.delete_item(
            TableName=shop.output("ListingTableName"), Key={"pk": {"S": f"LOOK#{job}"}, "sk": {"S": "LOOK"}}
        )
        say(shop, job)
    proposals = {one["product_id"]: one for one in shop.manager.items("/listing/proposals")}
    found = proposals[product["product_id"]]
    assert (found["reason"], found["units"]) == ("sold_out", 0)
    where = f"/listing/proposals/{product['product_id']}"
    assert shop.manager.post(f"{where}/accept", {"version": found["version"]}).body["state"] == "accepted"
    assert shop.specialist.get(f"/listing/products/{product['product_id']}")["state"] == "delisted"
