"""The sweeper looks after large orders whose worker is gone, and one bad one stops no other (R3.2)."""

import pytest

from order_dispatch import reactions, store, sweeping
from shop import invocation
from shop.storage.retry import RetryPolicy
from tests.faults import THROTTLE, UNREACHED, Faults
from tests.order_dispatch.large import ORDERED, Bulk, Interrupted, Killed, changed_after_it_was_asked, killed, sweep
from tests.order_dispatch.log import Log
from tests.order_dispatch.shop_floor import Floor
from tests.watch import Watch


def stuck(bulk: Bulk, name: str, writes: int = 2) -> str:
    """A large order whose placing was cut off after so many writes."""
    with pytest.raises(Killed), Interrupted(writes + 1, killed, made=False):
        bulk.floor.place(ORDERED | {"external_id": name}, key=name)
    (claim,) = bulk.house.items("order_dispatch", f"EXTERNAL#storefront:shop-web#{name}")
    return str(claim["order_id"])


def state(bulk: Bulk, order_id: str) -> str:
    return store.load_head(order_id).state


def counts(log: Log) -> tuple[int, int, int]:
    """How many the sweeper said it finished, gave up and left."""
    line = log.lines()[-1]
    return line["finished"], line["given_up"], line["left"]


def test_the_sweeper_changes_nothing_when_nothing_is_stuck(floor: Floor, log: Log) -> None:
    floor.placed()
    before = floor.house.items("order_dispatch")
    sweep()
    assert floor.house.items("order_dispatch") == before
    assert counts(log) == (0, 0, 0)


def test_the_sweeper_says_how_many_it_finished_gave_up_and_left(
    bulk: Bulk, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = stuck(bulk, "WEB-1", writes=4)
    second = stuck(bulk, "WEB-2")
    bulk.floor.publish("S07", price=600)
    bulk.lease_is_over()
    changed_after_it_was_asked(monkeypatch)
    third = stuck(bulk, "WEB-3")
    sweep()
    assert counts(log) == (1, 1, 1)
    assert (state(bulk, first), state(bulk, third)) == ("placed", "placing")
    assert second not in {head["order_id"] for head in bulk.heads()}
    bulk.lease_is_over()
    sweep()
    assert counts(log) == (0, 1, 0)
    bulk.nothing_is_underway()


@pytest.mark.parametrize("at_a_time", [1, 2, 25])
def test_the_sweeper_goes_through_all_that_is_stuck(
    bulk: Bulk, monkeypatch: pytest.MonkeyPatch, at_a_time: int
) -> None:
    monkeypatch.setattr(sweeping, "_AT_A_TIME", at_a_time)
    orders = [stuck(bulk, f"WEB-{n}") for n in range(3)]
    bulk.lease_is_over()
    sweep()
    assert {state(bulk, order) for order in orders} == {"placed"}
    bulk.nothing_is_underway()


def test_an_order_that_cannot_be_finished_stops_no_other_and_raises_an_alarm(bulk: Bulk, log: Log) -> None:
    bad, good = stuck(bulk, "WEB-1"), stuck(bulk, "WEB-2")
    with store.database.transaction() as write:
        write.update(store.orders, store.head_key(bad), "SET #operation.#kind = :odd", values={"odd": "juggling"})
    bulk.lease_is_over()
    log.lines()
    with pytest.raises(reactions.OrdersStayStuckError, match="1 orders"):
        sweep()
    told, swept = log.lines()
    assert (told["level"], told["message"], told["order_id"], told["error"]) == (
        "ERROR", "sweep_failed", bad, "KeyError",
    )  # fmt: skip
    assert (swept["finished"], swept["left"]) == (1, 1)
    assert (state(bulk, bad), state(bulk, good)) == ("placing", "placed")


def test_the_sweeper_lets_an_order_be_that_was_finished_meanwhile(bulk: Bulk, log: Log) -> None:
    stuck(bulk, "WEB-1")
    bulk.lease_is_over()
    on_the_list = store.underway(limit=10, after=None)
    sweep()
    before = bulk.books()
    # The list lags behind.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "underway", lambda **_: on_the_list)
        sweep()
    assert bulk.books() == before
    assert counts(log) == (0, 0, 1)


def test_the_sweeper_lets_an_order_be_that_was_given_up_meanwhile(bulk: Bulk, log: Log) -> None:
    stuck(bulk, "WEB-1", writes=1)
    bulk.floor.publish("S00", price=600)
    bulk.lease_is_over()
    on_the_list = store.underway(limit=10, after=None)
    sweep()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "underway", lambda **_: on_the_list)
        sweep()
    assert counts(log) == (0, 0, 1)
    bulk.is_gone()


def test_when_the_store_is_away_the_sweeper_looks_again_next_time(bulk: Bulk, monkeypatch: pytest.MonkeyPatch) -> None:
    order = stuck(bulk, "WEB-1")
    bulk.lease_is_over()
    monkeypatch.setattr(store.database, "retry", RetryPolicy(deadline=0))
    before = bulk.books()
    with Faults(store.database.client, always=UNREACHED), pytest.raises(reactions.OrdersStayStuckError):
        sweep()
    assert bulk.books() == before
    sweep()
    assert state(bulk, order) == "placed"


def test_what_there_is_no_time_for_is_left_to_the_next_minute(bulk: Bulk, log: Log) -> None:
    orders = [stuck(bulk, f"WEB-{n}") for n in range(2)]
    bulk.lease_is_over()
    watch = Watch()
    # Taking over the first, its two chunks and its end: then a minute has passed.
    a_minute_passes = Interrupted(4, lambda: watch.pauses.append(60), made=True)
    with invocation.running(watch.invocation(55)), a_minute_passes:
        sweep()
    assert counts(log) == (1, 0, 0)
    assert sorted(state(bulk, order) for order in orders) == ["placed", "placing"]
    sweep()
    assert {state(bulk, order) for order in orders} == {"placed"}


def test_the_sweeper_asks_a_throttled_list_again(bulk: Bulk) -> None:
    order = stuck(bulk, "WEB-1")
    bulk.lease_is_over()
    with Faults(store.database.client, THROTTLE, THROTTLE, operation="Query"):
        sweep()
    assert state(bulk, order) == "placed"
