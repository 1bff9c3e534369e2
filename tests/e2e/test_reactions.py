"""A reaction that fails holds nobody up, loses nothing and tells nobody twice (R3.2.2, R3.2.3)."""

import json

import pytest

from infra.client.http import Json
from tests.e2e import goods, orders
from tests.e2e.logs import logged
from tests.e2e.shop import Shop, until
from tests.e2e.trouble import empty, hurried, letters, redrive, without

pytestmark = pytest.mark.local_cloud

FUNCTION = "NoticesReactions"
QUEUE, DEAD_LETTERS = "NoticesTellCustomersQueue", "NoticesTellCustomersDeadLetters"
PLACED = orders.on_both_channels(["OrderPlaced"])


@pytest.fixture(scope="module")
def sku(shop: Shop) -> str:
    (sku,) = goods.in_stock(shop)
    return sku


@pytest.fixture(scope="module", autouse=True)
def _no_old_letters(shop: Shop) -> None:
    for queue in (DEAD_LETTERS, "RelayDeadLetters"):
        empty(shop, queue)


def sent(shop: Shop, order: Json) -> list[tuple[str, str]]:
    """What was sent of an order; the same notice twice is one, as it is for whoever sends it on."""
    heard = [message for message in shop.notices.heard() if message["order_id"] == order["order_id"]]
    once = {message["notice_id"]: (message["event_type"], message["channel"]) for message in heard}
    return sorted(once.values())


def told_of(shop: Shop, order: Json) -> bool:
    return any(order["order_id"] in letter for letter in letters(shop, DEAD_LETTERS))


def test_what_fails_for_a_while_is_done_when_it_works_again(shop: Shop, sku: str) -> None:
    with hurried(shop, QUEUE, seconds=3):
        with without(shop, FUNCTION, "dynamodb:PutItem"):
            order = orders.place(shop, [sku])
            (event,) = orders.history(shop, order)
            until(lambda: logged(shop, FUNCTION, event["id"], "reacted") >= 2, every=0.5)
            assert orders.told(shop, order) == []
        until(lambda: orders.told(shop, order) == PLACED)
    assert sent(shop, order) == PLACED


def test_what_fails_too_long_waits_in_the_dead_letters_until_somebody_sends_it_back(shop: Shop, sku: str) -> None:
    with hurried(shop, QUEUE):
        with without(shop, FUNCTION, "dynamodb:PutItem"):
            order = orders.place(shop, [sku])
            until(lambda: told_of(shop, order))
        assert orders.told(shop, order) == []
        assert redrive(shop, "--dead-letters") == 0
        until(lambda: orders.told(shop, order) == PLACED)
    assert sent(shop, order) == PLACED
    assert not told_of(shop, order)


def test_poison_goes_to_the_dead_letters_and_the_others_past_it(shop: Shop, sku: str) -> None:
    stranger = {"id": "01K00000000000000000000000", "type": "OrderPlaced", "entity": f"ORDER#GHOST-{shop.run}"}
    poison = ["no JSON at all", json.dumps({"detail": stranger}), json.dumps({"detail": {"type": "Nonsense"}}), "{}"]
    with hurried(shop, QUEUE):
        for body in poison:
            shop.aws("sqs").send_message(QueueUrl=shop.output(f"{QUEUE}Url"), MessageBody=body)
        order = orders.place(shop, [sku])
        until(lambda: orders.told(shop, order) == PLACED)
        until(lambda: sorted(letters(shop, DEAD_LETTERS)) == sorted(poison))
    assert sent(shop, order) == PLACED
    empty(shop, DEAD_LETTERS)


def test_events_that_are_told_again_tell_the_customer_nothing_new(shop: Shop, sku: str) -> None:
    order = orders.confirm(shop, orders.place(shop, [sku]))
    both = orders.on_both_channels(["OrderPlaced", "OrderConfirmed"])
    until(lambda: orders.told(shop, order) == both)
    assert redrive(shop, "--entity", f"ORDER#{order['order_id']}") == 0
    later = orders.place(shop, [sku])
    until(lambda: orders.told(shop, later) == PLACED)  # what came before it has been looked at too
    assert orders.told(shop, order) == both
    assert sent(shop, order) == both
