"""From the tables to the bus nothing is lost, whatever becomes of the relay, and what comes twice counts once."""

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from infra.client.http import Json
from tests.e2e import goods, orders
from tests.e2e.logs import logged
from tests.e2e.shop import Shop, until
from tests.e2e.trouble import empty, letters, redrive, without
from tests.e2e.workers import kill

pytestmark = pytest.mark.local_cloud

RELAY = "EventRelay"


@pytest.fixture(scope="module")
def sku(shop: Shop) -> str:
    (sku,) = goods.in_stock(shop, units=1000)
    return sku


@pytest.fixture(scope="module", autouse=True)
def _no_old_letters(shop: Shop) -> None:
    empty(shop, "RelayDeadLetters")


def heard(shop: Shop, partition: str) -> list[int]:
    """Versions of a thing's events as they came over the bus, at least once each."""
    told = [message["detail"] for message in shop.bus.heard()]
    return [event["version"] for event in told if event["entity"] == partition]


def in_order(shop: Shop, partition: str) -> list[int]:
    """The same, each when it first came."""
    return list(dict.fromkeys(heard(shop, partition)))


def of(order: Json) -> str:
    return f"ORDER#{order['order_id']}"


def letters_about(shop: Shop, partition: str) -> list[str]:
    return [letter for letter in letters(shop, "RelayDeadLetters") if partition in letter]


@contextmanager
def dying(shop: Shop) -> Iterator[list[int]]:
    """The relay's process is killed again and again inside the block; counts its deaths."""
    deaths: list[int] = []
    over = threading.Event()

    def die() -> None:
        # Sometimes before it is awake, sometimes in the middle, sometimes after a few batches.
        while not over.wait(random.uniform(0.05, 1.5)):
            deaths.append(kill(shop, f"{RELAY}Function"))

    killer = threading.Thread(target=die)
    killer.start()
    try:
        yield deaths
    finally:
        over.set()
        killer.join()


def test_a_relay_that_dies_again_and_again_loses_nothing(shop: Shop, sku: str) -> None:
    placed: list[Json] = []

    def die_enough() -> bool:
        placed.append(orders.confirm(shop, orders.place(shop, [sku])))
        return len(placed) >= 12 and sum(deaths) >= 5

    with dying(shop) as deaths:
        until(die_enough, seconds=120, every=0.3)
    until(lambda: all(set(heard(shop, of(order))) == {1, 2} for order in placed), every=0.5)
    both = orders.on_both_channels(["OrderPlaced", "OrderConfirmed"])
    until(lambda: all(orders.told(shop, order) == both for order in placed), every=0.5)


def test_while_the_bus_refuses_events_wait_and_then_come_in_their_order(shop: Shop, sku: str) -> None:
    before = logged(shop, RELAY, "PutEvents")
    with without(shop, RELAY, "events:PutEvents"):
        order = orders.allocate(shop, orders.confirm(shop, orders.place(shop, [sku])))
        until(lambda: logged(shop, RELAY, "PutEvents") > before, every=0.5)
        assert heard(shop, of(order)) == []
    until(lambda: in_order(shop, of(order)) == [1, 2, 3])


def test_events_that_come_twice_over_the_bus_are_told_once(shop: Shop, sku: str) -> None:
    """The relay publishes, and then fails before it is done: the whole batch comes again."""
    ghost = f"ORDER#GHOST-{shop.run}"
    table = shop.stack.tables["order_dispatch"]
    with without(shop, RELAY, "sqs:SendMessage"):
        unreadable = {"pk": {"S": ghost}, "sk": {"S": "EVENT#00000001"}, "type": {"S": "ShipmentVerified"}}
        shop.aws("dynamodb").put_item(TableName=table, Item=unreadable)
        order = orders.place(shop, [sku])
        until(lambda: len(heard(shop, of(order))) >= 2)
    until(lambda: orders.told(shop, order) == orders.on_both_channels(["OrderPlaced"]))
    until(lambda: len(letters_about(shop, ghost)) == 1)
    empty(shop, "RelayDeadLetters")


def test_an_event_that_could_not_be_read_is_published_once_it_is_mended(shop: Shop, sku: str) -> None:
    ghost = f"ORDER#MENDED-{shop.run}"
    dynamodb, table = shop.aws("dynamodb"), shop.stack.tables["order_dispatch"]
    key = {"pk": {"S": ghost}, "sk": {"S": "EVENT#00000001"}}
    dynamodb.put_item(TableName=table, Item=key)
    until(lambda: letters_about(shop, ghost))
    order = orders.place(shop, [sku])
    (event,) = orders.history(shop, order)
    until(lambda: in_order(shop, of(order)) == [1])
    whole = {
        **key,
        **{name: {"S": event[name]} for name in ("id", "type", "at", "actor", "role")},
        "source": {"S": "zhanggui.order_dispatch"},
        "entity": {"S": ghost},
        "version": {"N": "1"},
        "data": {"S": "{}"},
        "type": {"S": "SpecialRequestRecorded"},
    }
    dynamodb.put_item(TableName=table, Item=whole)
    assert redrive(shop, "--dead-letters") == 0
    until(lambda: in_order(shop, ghost) == [1])
    assert letters_about(shop, ghost) == []
