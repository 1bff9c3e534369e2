"""A reader of scans that is overtaken: what it read is old when it comes to write."""

import pytest

from order_dispatch import following, store
from shop.clock import clock
from tests.harness import House
from tests.order_dispatch.carrier import push
from tests.order_dispatch.shop_floor import Floor, line


def test_who_read_old_scans_does_not_move_a_parcel_backwards(
    house: House, floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = floor.bring(floor.placed(line()), "dispatched")
    number = order.tracking_number
    push(house, number, ("2026-11-25 08:00:00", "501"))
    overtaken = iter([True])
    load = store.load_with_shipment

    def load_after_others(order_id: str) -> object:
        # Between reading the scans and reading the order, a later scan is told and moves the parcel.
        if next(overtaken, False):
            push(house, number, ("2026-11-25 09:00:00", "203"))
        return load(order_id)

    monkeypatch.setattr(store, "load_with_shipment", load_after_others)
    following.look("shunfeng", number, clock.now)

    assert floor.told(order)[-2:] == ["ShipmentOutForDelivery", "ShipmentException"]
