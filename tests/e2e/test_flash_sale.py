"""Six hundred buyers and five hundred units, of which each wants one: all are sold, by one bucket as by eight."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import pytest
from botocore.config import Config

from infra.client import Refused, new_key
from infra.client.http import Json
from order_dispatch import placing, store
from order_dispatch.schemas import PlaceOrder
from shop.clock import clock
from shop.errors import ShopError
from shop.ids import new_id
from shop.roles import Caller
from shop.stock.buckets import Pool
from shop.stock.units import Cause
from shop.storage.retry import RetryPolicy
from shop.web.idempotency import IdempotencyKey
from tests.e2e import goods, orders
from tests.e2e.in_process import order_room
from tests.e2e.shop import Shop
from tests.e2e.workers import wake
from tests.order_dispatch.shop_floor import Floor, wanted

pytestmark = pytest.mark.local_cloud

BUYERS, UNITS, AT_ONCE = 600, 500, 50
# Calls at once, each of which finds a worker awake; the others wait for one, as they would for one of two cores.
AWAKE = 8
ALL_SOLD = Counter({"placed": UNITS, "out_of_stock": BUYERS - UNITS})
STOREFRONT = Caller("storefront:flash", "storefront")


@pytest.mark.parametrize("buckets", [1, 8])
def test_over_http_exactly_what_there_is_is_sold_and_nobody_meets_an_error(shop: Shop, buckets: int) -> None:
    wake(shop, AWAKE)
    (sku,) = goods.in_stock(shop, units=UNITS)
    if buckets > 1:
        shop.specialist.post(f"/stock/skus/{sku}/spread", {"buckets": buckets})
    baskets, awake = [orders.basket(shop, {sku: 1}) for _ in range(BUYERS)], threading.Semaphore(AWAKE)

    def buy(basket: Json) -> tuple[int, str]:
        try:
            with awake:
                answer = shop.storefront.post("/storefront/orders", basket, key=new_key())
        except Refused as refused:
            return refused.status, refused.code
        return answer.status, answer.body["state"]

    with ThreadPoolExecutor(AT_ONCE) as buyers:
        answers = Counter(buyers.map(buy, baskets))
    assert answers == {(201, "placed"): UNITS, (409, "out_of_stock"): BUYERS - UNITS}
    level = goods.adds_up(shop, sku)
    assert (level["available"], level["reserved"]) == (0, UNITS)
    if buckets > 1:
        shop.specialist.post(f"/stock/skus/{sku}/gather", {"buckets": buckets})
        assert goods.adds_up(shop, sku) == {name: what for name, what in level.items() if name != "buckets"}


@pytest.fixture
def floor(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Floor]:
    """Five hundred mugs, a connection for each who wants one, and patience with a store that shares two cores."""
    with order_room(shop.stack.owner) as house:
        patient = Config(retries={"total_max_attempts": 1}, max_pool_connections=BUYERS, read_timeout=60)
        monkeypatch.setattr(store.database, "client", boto3.client("dynamodb", config=patient))
        monkeypatch.setattr(store.database, "retry", RetryPolicy(deadline=60))
        floor = Floor(house)
        floor.stock("MUG", units=UNITS)
        yield floor
    store.stock.spreads.clear()


@pytest.mark.parametrize(("buckets", "most_trips"), [(1, 1.34), (8, 2.34)])
def test_all_at_once_on_the_same_store_exactly_what_there_is_is_sold(
    floor: Floor, buckets: int, most_trips: float
) -> None:
    if buckets > 1:
        store.stock.on_pool("MUG", lambda seen: _spread(seen, buckets))
    all_are_here, trips, untold = threading.Barrier(BUYERS - 1), list[str](), list[Exception]()

    def buy(number: int) -> str:
        body = PlaceOrder.model_validate(wanted(external_id=f"WEB-{number}"))
        key = IdempotencyKey.of(STOREFRONT, f"key-{number}", "POST /storefront/orders", body)
        if number:
            all_are_here.wait()
        try:
            return placing.place(body, STOREFRONT, key, clock.now, untold.append).state
        except ShopError as error:
            return error.code

    def note(model: Any, **more: Any) -> None:
        trips.append(model.name)

    events = store.database.client.meta.events
    events.register("before-call.dynamodb", note)
    # Every instance of the function has a first buyer, and knows by then whether the SKU is spread.
    answers = Counter([buy(0)])
    with ThreadPoolExecutor(BUYERS) as buyers:
        answers.update(buyers.map(buy, range(1, BUYERS)))
    events.unregister("before-call.dynamodb", note)
    assert answers == ALL_SOLD
    pool = store.stock.pools(["MUG"])["MUG"]
    assert (pool["available"], pool["reserved"]) == (0, UNITS)
    # Where the units lie in many buckets, who finds one empty looks at all of them, and so does who is refused. That
    # somebody was refused is told of once a minute, and whoever comes later sees that it was.
    print(f"{buckets} buckets: {len(trips) / BUYERS:.2f} round trips a buyer: {Counter(trips)}")
    assert len(trips) / BUYERS <= most_trips


def _spread(seen: Pool, buckets: int) -> None:
    with store.database.transaction() as write:
        store.stock.spread(write, "MUG", seen, buckets, Cause(new_id(clock.now()), "SPREAD#MUG", clock.now()))
