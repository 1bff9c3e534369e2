"""An order of 674 SKUs takes many transactions: killed between them it is finished later, or gone.

Two orders are killed while being placed, two while being cancelled and two while being dispatched: of each pair
one is taken up by its caller's repeat and one by the sweeper alone.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from infra.client import Refused, Unreachable, new_key
from infra.client.http import Answer, Json
from shop.clock import iso
from tests.e2e import goods, orders
from tests.e2e.ledger import books, head
from tests.e2e.schedule import sweeper_stopped
from tests.e2e.shop import Shop, refusal, until
from tests.e2e.workers import ORDERS, kill, wake

pytestmark = pytest.mark.local_cloud

SKUS, UNITS = 674, 20
IN_PROGRESS = (409, "in_progress")


@dataclass
class Work:
    """A call that moves an order of 674 SKUs, and can be made again."""

    external_id: str
    call: Callable[[], Answer]

    def progress(self, shop: Shop) -> int:
        """Chunks done of what is under way; 0 before and after."""
        found = head(shop, self.external_id)
        return int(found["operation"]["done"]) if found and "operation" in found else 0

    def state(self, shop: Shop) -> str:
        """Where its order stands."""
        return str((head(shop, self.external_id) or {})["state"])

    def order(self, shop: Shop) -> Json:
        """Its order's id, as calls want it."""
        return {"order_id": (head(shop, self.external_id) or {})["order_id"]}

    def hold(self, shop: Shop, for_: timedelta) -> None:
        """Let its worker hold it for so long from now: however slow the machine is, the test's time is its own."""
        shop.aws("dynamodb").update_item(
            TableName=shop.stack.tables["order_dispatch"],
            Key={"pk": {"S": f"ORDER#{self.order(shop)['order_id']}"}, "sk": {"S": "ORDER"}},
            UpdateExpression="SET #operation.#lease = :until",
            ExpressionAttributeNames={"#operation": "operation", "#lease": "lease"},
            ExpressionAttributeValues={":until": {"S": iso(datetime.now(UTC) + for_)}},
        )


@dataclass
class Story:
    """What was killed, and what was said of it afterwards."""

    repeated: dict[str, Work]
    swept: dict[str, Work]
    early: list[tuple[int, str]] = field(default_factory=list)
    listed: set[str] = field(default_factory=set)
    answers: dict[str, Answer] = field(default_factory=dict)


def cut(shop: Shop, *pair: Work) -> None:
    """Begin both, and kill their workers when both are on their way and neither is through."""
    wake(shop, len(pair))  # while one is still waking up the other might come to its end
    with ThreadPoolExecutor(2) as callers:
        calls = [callers.submit(work.call) for work in pair]
        until(lambda: all(work.progress(shop) for work in pair), every=0.02)
        assert kill(shop, ORDERS) >= 2
        failures = [call.exception() for call in calls]
    assert all(isinstance(failure, Unreachable) or _is_5xx(failure) for failure in failures), failures
    assert all(work.progress(shop) for work in pair)


def _is_5xx(failure: BaseException | None) -> bool:
    return isinstance(failure, Refused) and failure.status >= 500


def placing(shop: Shop, skus: Sequence[str]) -> Work:
    basket = orders.basket(shop, skus)
    return Work(basket["external_id"], partial(shop.storefront.post, "/storefront/orders", basket, key=new_key()))


def cancelling(shop: Shop, skus: Sequence[str]) -> Work:
    order = orders.place(shop, skus)
    body = {"version": order["version"], "reason": "customer_request"}
    return Work(order["external_id"], partial(shop.customer_service.post, f"/orders/{order['order_id']}/cancel", body))


def dispatching(shop: Shop, skus: Sequence[str]) -> Work:
    order = orders.verify(shop, orders.allocate(shop, orders.confirm(shop, orders.place(shop, skus))))
    body = {"version": order["version"], **orders.parcel(shop)}
    return Work(order["external_id"], partial(shop.warehouse_sh.post, f"/orders/{order['order_id']}/dispatch", body))


KINDS = {"placing": placing, "cancelling": cancelling, "dispatching": dispatching}
ENDS = {"placing": "placed", "cancelling": "cancelled", "dispatching": "dispatched"}


@pytest.fixture(scope="module")
def skus(shop: Shop) -> list[str]:
    return goods.in_stock(shop, SKUS, units=UNITS)


@pytest.fixture(scope="module")
def story(shop: Shop, skus: list[str]) -> Story:
    with sweeper_stopped(shop):
        one, other = ({kind: begin(shop, skus) for kind, begin in KINDS.items()} for _ in range(2))
        story = Story(repeated=one, swept=other)
        works = [*one.values(), *other.values()]
        for kind in KINDS:
            cut(shop, one[kind], other[kind])
        for work in works:
            work.hold(shop, timedelta(hours=1))
        story.early = [refusal(work.call) for work in story.repeated.values()]
        listed = [order for state in ("placed", "confirmed", "allocated") for order in _listed(shop, state)]
        story.listed = {order["external_id"] for order in listed}
        for work in works:
            work.hold(shop, timedelta(0))
        story.answers = {kind: work.call() for kind, work in story.repeated.items()}
    until(lambda: not any(work.progress(shop) for work in story.swept.values()), seconds=100, every=0.5)
    return story


def _listed(shop: Shop, state: str) -> Iterator[Json]:
    return shop.customer_service.items("/orders", state=state, limit=100)


def test_while_a_worker_may_live_a_repeat_is_told_to_come_again(story: Story) -> None:
    assert story.early == [IN_PROGRESS] * len(KINDS)


def test_what_is_under_way_is_on_nobodys_list(story: Story) -> None:
    assert not story.listed & {work.external_id for work in [*story.repeated.values(), *story.swept.values()]}


def test_the_callers_repeat_brings_it_to_its_end(story: Story) -> None:
    assert {kind: answer.body["state"] for kind, answer in story.answers.items()} == ENDS


def test_the_sweeper_alone_brings_it_to_its_end(shop: Shop, story: Story) -> None:
    assert {kind: work.state(shop) for kind, work in story.swept.items()} == ENDS


def test_a_later_repeat_of_the_placing_gets_the_same_answer(shop: Shop, story: Story) -> None:
    again = story.repeated["placing"].call()
    assert (again.body, again.replayed) == (story.answers["placing"].body, True)
    swept = story.swept["placing"].call()
    assert (swept.body["state"], swept.replayed) == ("placed", True)


@pytest.mark.parametrize("kind", KINDS)
def test_its_event_is_told_once_in_the_name_of_who_decided(shop: Shop, story: Story, kind: str) -> None:
    told = {"placing": "OrderPlaced", "cancelling": "OrderCancelled", "dispatching": "ShipmentDispatched"}
    who = {"placing": "storefront", "cancelling": "customer-service", "dispatching": "warehouse"}
    for work in (story.repeated[kind], story.swept[kind]):
        history = orders.history(shop, work.order(shop))
        assert [event["role"] for event in history if event["type"] == told[kind]] == [who[kind]]
        assert [event["version"] for event in history] == list(range(1, len(history) + 1))


def test_not_a_unit_is_lost_or_doubled(shop: Shop, skus: list[str], story: Story) -> None:
    found = books(shop)
    ledgers = [found[sku] for sku in skus]
    assert all(book.adds_up for book in ledgers)
    # Of six orders two are placed, two were cancelled, two have left.
    assert {book.level for book in ledgers} == {(UNITS - 4, 2)}
    moved = {"receipt": 1, "reservation": 6, "release": 2, "dispatch": 2}
    assert all(book.movements == moved for book in ledgers)


def test_while_it_is_being_placed_a_repeat_waits_and_is_answered_the_same(shop: Shop, skus: list[str]) -> None:
    wake(shop, 2)
    work = placing(shop, skus)
    with ThreadPoolExecutor(1) as caller:
        first = caller.submit(work.call)
        until(lambda: work.progress(shop), every=0.02)
        assert refusal(work.call) == IN_PROGRESS
        answer = first.result()
    again = work.call()
    assert (answer.body["state"], again.body, again.replayed) == ("placed", answer.body, True)


def test_one_sku_too_few_and_not_a_unit_of_the_whole_order_moves(shop: Shop, skus: list[str]) -> None:
    before = books(shop)
    (scarce,) = goods.on_sale(shop)
    basket = orders.basket(shop, [*skus[1:], scarce])
    with pytest.raises(Refused) as refused:
        shop.storefront.post("/storefront/orders", basket, key=new_key())
    assert (refused.value.status, refused.value.code) == (409, "out_of_stock")
    assert [error["sku"] for error in refused.value.errors] == [scarce]
    after = books(shop)
    assert {sku: after[sku] for sku in skus} == {sku: before[sku] for sku in skus}
    assert head(shop, basket["external_id"]) is None
