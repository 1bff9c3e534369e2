"""Two things in the very same moment: neither is lost, neither is told twice (R3.2)."""

from collections.abc import Callable, Sequence

import pytest

from order_dispatch import store
from order_dispatch.carriers import parcels
from shop.storage.table import Database, Table
from shop.storage.values import Item, Key
from tests.order_dispatch.carrier import push
from tests.order_dispatch.large import CANCELLING, DISPATCHING, IN_PROGRESS, PLACING, SKUS, Bulk, Interrupted, sweep
from tests.order_dispatch.queue import match_dispatched
from tests.order_dispatch.shop_floor import EVERYTHING, Floor, InHand, parcel
from tests.overtaking import overtake
from tests.people import CUSTOMER_SERVICE, WAREHOUSE_SH

SIGNED = ("2026-11-26 15:00:00", "301")
REFUSED = ("2026-11-26 11:00:00", "203")


def read_apart(monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], None]) -> None:
    """Reads many keys as the store may: each as of a moment of its own. Here the parcel first, the head later."""
    read_many, once = Database.read_many, iter([True])

    def read(self: Database, keys: Sequence[tuple[Table, Key]]) -> list[Item]:
        if len(keys) == 2 and next(once, False):
            head, shipment = keys
            before = read_many(self, [shipment])
            meanwhile()
            return [*read_many(self, [head]), *before]
        return read_many(self, keys)

    monkeypatch.setattr(Database, "read_many", read)


def test_who_read_an_order_before_its_cancellation_began_cannot_confirm_it(bulk: Bulk) -> None:
    bulk.ask(PLACING)
    bulk.find()
    with Interrupted(1, lambda: bulk.cut(CANCELLING, 2), made=False):
        answer = bulk.floor.act(bulk.order, "confirm", CUSTOMER_SERVICE, channel="chat", confirmed=EVERYTHING)
    assert answer.refusal == IN_PROGRESS
    bulk.lease_is_over()
    sweep()
    bulk.find()
    bulk.is_done(CANCELLING)


def test_scans_that_come_in_the_moment_of_the_dispatch_are_not_lost(floor: Floor) -> None:
    order = floor.bring(floor.placed(), "verified")

    def leave() -> None:
        floor.dispatch(order)
        assert match_dispatched(floor.house) == []

    with Interrupted(1, leave, made=False):
        push(floor.house, order.tracking_number, SIGNED)
    assert floor.parcel_state(order) == "delivered"


def test_scans_that_come_in_the_moment_a_large_parcel_leaves_are_not_lost(bulk: Bulk) -> None:
    bulk.bring_before(DISPATCHING)
    bulk.cut(DISPATCHING, 3)
    bulk.lease_is_over()

    def leave() -> None:
        sweep()
        assert match_dispatched(bulk.house) == []

    with Interrupted(1, leave, made=False):
        push(bulk.house, bulk.order.tracking_number, SIGNED)
    bulk.find()
    assert bulk.floor.parcel_state(bulk.order) == "delivered"


def test_a_parcel_that_was_read_before_it_left_and_its_order_after_it_loses_no_scan(
    bulk: Bulk, monkeypatch: pytest.MonkeyPatch
) -> None:
    bulk.bring_before(DISPATCHING)
    bulk.cut(DISPATCHING, 5)  # all units have left, only the end is missing

    def leave() -> None:
        bulk.lease_is_over()
        sweep()
        assert match_dispatched(bulk.house) == []

    read_apart(monkeypatch, leave)
    assert push(bulk.house, bulk.order.tracking_number, SIGNED).status == 200
    bulk.find()
    assert bulk.floor.parcel_state(bulk.order) == "delivered"


def test_a_parcel_that_was_read_before_it_moved_and_its_order_after_it_is_told_of_once(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = floor.placed()
    push(floor.house, order.tracking_number, REFUSED)  # waits
    floor.bring(order, "dispatched")

    def move() -> None:
        assert match_dispatched(floor.house) == []

    read_apart(monkeypatch, move)
    push(floor.house, order.tracking_number, REFUSED)
    assert floor.told(order).count("ShipmentException") == 1


def test_two_pushes_at_once_keep_the_scans_of_both(floor: Floor) -> None:
    order = floor.bring(floor.placed(), "dispatched")
    number = order.tracking_number

    def another() -> None:
        push(floor.house, number, ("2026-11-25 09:00:00", "101"))

    with Interrupted(1, another, made=False):
        push(floor.house, number, ("2026-11-25 10:00:00", "102"))
    assert [scan.code for scan in parcels.load("shunfeng", number, floor.house.now).scans] == ["101", "102"]


def test_who_dispatches_a_second_time_is_not_told_that_another_parcel_has_the_number(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = floor.bring(floor.placed(), "verified")
    twin = InHand(order.order_id, order.version, tracking_number=order.tracking_number)
    overtake(monkeypatch, store, "load_whole", lambda: floor.dispatch(twin))
    answer = floor.act(order, "dispatch", WAREHOUSE_SH, **parcel(order.tracking_number))
    assert answer.refusal == (409, "version_conflict")


def test_who_begins_to_dispatch_a_large_parcel_a_second_time_is_told_that_it_is_in_progress(
    bulk: Bulk, monkeypatch: pytest.MonkeyPatch
) -> None:
    bulk.bring_before(DISPATCHING)
    overtake(monkeypatch, store, "load_whole", lambda: bulk.cut(DISPATCHING, 2))
    assert bulk.ask(DISPATCHING).refusal == IN_PROGRESS


@pytest.mark.usefixtures("changed_meanwhile")
def test_who_repeats_an_order_while_it_is_given_up_is_told_to_come_again(
    bulk: Bulk, monkeypatch: pytest.MonkeyPatch
) -> None:
    bulk.floor.publish(SKUS[7], price=600)
    bulk.cut(PLACING, 2)
    bulk.lease_is_over()
    load = store.load_whole

    def give_up_and_load(order_id: str) -> object:
        monkeypatch.setattr(store, "load_whole", load)
        sweep()
        return load(order_id)

    monkeypatch.setattr(store, "load_whole", give_up_and_load)
    assert bulk.ask(PLACING).refusal == IN_PROGRESS
    assert bulk.ask(PLACING).refusal == (409, "price_changed")


def test_an_order_that_is_just_being_given_up_is_not_there(bulk: Bulk) -> None:
    bulk.cut(PLACING, 2)
    with store.database.transaction() as write:  # as a reader may see it: the head is gone, the rest not yet
        write.delete(store.orders, store.head_key(bulk.order.order_id))
    answer = bulk.house.call("GET /orders/{order_id}", as_=CUSTOMER_SERVICE, order_id=bulk.order.order_id)
    assert answer.refusal == (404, "not_found")
