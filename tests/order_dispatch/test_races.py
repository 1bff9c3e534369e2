"""Many buyers at once: exactly the stock is sold, whatever trouble the store has meanwhile.

moto is one process's memory, so writes are let in one by one; what races is who comes when,
and who tries again with what.
"""

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Any

import pytest

from order_dispatch import cancelling, confirming, placing, schemas, store
from shop.errors import ShopError
from shop.roles import Caller
from shop.storage.retry import RetryPolicy
from shop.web.idempotency import IdempotencyKey, Replayed
from tests.faults import BROKEN, CONFLICT, LOST_ANSWER, NONE, THROTTLE, UNREACHED, Faults
from tests.order_dispatch.books import open_orders_want, reserved, the_books_are_right
from tests.order_dispatch.shop_floor import EVERYTHING, Floor, line, wanted

WEB = Caller("storefront:shop-web", "storefront")
CLERK = Caller("sub-of-wang", "customer-service")


class Crowd(Faults):
    """Trouble for callers from many threads, who pass the store's door one by one."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(seed)
        troubles = [CONFLICT, CONFLICT, THROTTLE, BROKEN, UNREACHED, LOST_ANSWER, NONE, NONE]
        super().__init__(store.database.client, *chance.choices(troubles, k=400))
        self._door = Lock()

    def _call(self, params: dict[str, Any], **more: Any) -> Any:
        with self._door:
            return super()._call(params, **more)


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    patience = RetryPolicy(deadline=30, first_pause=0.001, longest_pause=0.005)
    monkeypatch.setattr(store.database, "retry", patience)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each of these answers or is refused with, all begun together."""

    def outcome(call: Callable[[], Any]) -> Any:
        try:
            return call()
        except ShopError as refused:
            return refused

    with ThreadPoolExecutor(max_workers=16) as people:
        return list(people.map(outcome, calls))


def raise_(error: Exception) -> None:
    raise error


def buyer(floor: Floor, number: int, *lines: dict[str, Any], key: str | None = None, **other: Any) -> Callable[[], Any]:
    body = schemas.PlaceOrder.model_validate(wanted(*lines, **{"external_id": f"WEB-{number}", **other}))
    once = IdempotencyKey.of(WEB, key or f"key-{number}", "POST /storefront/orders", body)
    return lambda: placing.place(body, WEB, once, floor.house.tell, untold=raise_)


def codes(outcomes: list[Any]) -> Counter[str]:
    return Counter(outcome.code if isinstance(outcome, ShopError) else outcome.state for outcome in outcomes)


@pytest.mark.parametrize("seed", [1, 2])
def test_fifty_buyers_buy_twenty_units(floor: Floor, seed: int) -> None:
    floor.receive("MUG", 10)
    with Crowd(seed):
        outcomes = at_once(*[buyer(floor, number, line("MUG")) for number in range(50)])
    assert codes(outcomes) == {"placed": 20, "out_of_stock": 30}
    assert floor.available("MUG") == 0
    assert reserved(floor.house) == open_orders_want(floor.house) == {"SKU#MUG": 20}
    the_books_are_right(floor.house)


@pytest.mark.parametrize("seed", [4])
def test_buyers_of_several_things_in_any_order_get_all_of_it_or_nothing(floor: Floor, seed: int) -> None:
    chance = random.Random(seed)
    baskets = [[line(sku, chance.randint(1, 3)) for sku in chance.sample(["MUG", "TEA", "JAR"], 2)] for _ in range(24)]
    with Crowd(seed):
        outcomes = at_once(*[buyer(floor, number, *basket) for number, basket in enumerate(baskets)])
    assert set(codes(outcomes)) == {"placed", "out_of_stock"}
    assert reserved(floor.house) == open_orders_want(floor.house)
    # Nobody was turned away whose basket would still fit.
    left = {sku: floor.available(sku) for sku in ("MUG", "TEA", "JAR")}
    for basket, outcome in zip(baskets, outcomes, strict=True):
        if isinstance(outcome, ShopError):
            assert any(wish["quantity"] > left[wish["sku"]] for wish in basket)
    the_books_are_right(floor.house)


def test_the_same_request_many_times_at_once_is_one_order(floor: Floor) -> None:
    with Crowd(6):
        outcomes = at_once(*[buyer(floor, 1, line("MUG", 3), key="k")] * 12)
    assert sum(not isinstance(outcome, ShopError) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Replayed) for outcome in outcomes) == 11
    assert floor.available("MUG") == 7


def test_one_external_id_under_many_keys_at_once_is_one_order(floor: Floor) -> None:
    with Crowd(7):
        calls = [buyer(floor, number, line("MUG", 3), external_id="WEB-X") for number in range(12)]
        outcomes = at_once(*calls)
    assert codes(outcomes) == {"placed": 1, "external_id_taken": 11}
    (placed,) = [outcome for outcome in outcomes if not isinstance(outcome, ShopError)]
    named = {outcome.extras["order_id"] for outcome in outcomes if isinstance(outcome, ShopError)}
    assert named == {placed.order_id}
    assert floor.available("MUG") == 7


@pytest.mark.parametrize("seed", [8, 9])
def test_of_confirming_and_cancelling_at_once_one_happens(floor: Floor, seed: int) -> None:
    order = floor.placed(line("MUG", 3))
    confirmation = schemas.ConfirmOrder.model_validate({"version": 1, "channel": "chat", "confirmed": EVERYTHING})
    cancellation = schemas.CancelOrder.model_validate({"version": 1, "reason": "other"})
    with Crowd(seed):
        outcomes = at_once(
            *[lambda: confirming.confirm(order.order_id, confirmation, CLERK, floor.house.now)] * 4,
            *[lambda: cancelling.cancel(order.order_id, cancellation, CLERK, floor.house.tell)] * 4,
        )
    done = [outcome for outcome in outcomes if not isinstance(outcome, ShopError)]
    assert len(done) == 1
    assert len(floor.told(order)) == floor.view(order)["version"] == 2
    assert floor.available("MUG") == (10 if done[0].state == "cancelled" else 7)
    the_books_are_right(floor.house)
