"""A reader of scans that is overtaken: what it read is old when it comes to write."""

import pytest

from order_dispatch import store
from order_dispatch.carriers import following
from shop.clock import clock
from tests.harness import House
from tests.order_dispatch.carrier import push, push_param
from tests.order_dispatch.shop_floor import Floor, line
from tests.order_dispatch.test_pushes import ON_THE_WAY, told


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


@pytest.mark.parametrize("announces", [True, False])
def test_a_correction_and_a_scan_of_the_old_carrier_that_meet_end_as_one_after_the_other(
    house: House, floor: Floor, monkeypatch: pytest.MonkeyPatch, announces: bool
) -> None:
    order = floor.bring(floor.placed(line()), "dispatched")
    house.later(days=3)
    corrected = told(order, status="abort", comNew="yuantong")
    failed = told(order, ON_THE_WAY | {"statusCode": "204"}, state="2")
    first, between = (corrected, failed) if announces else (failed, corrected)
    overtaken = iter([True])
    load = store.load_with_shipment

    def load_and_be_overtaken(order_id: str) -> object:
        found = load(order_id)
        if next(overtaken, False):
            assert push_param(house, between).status == 200
        return found

    monkeypatch.setattr(store, "load_with_shipment", load_and_be_overtaken)
    assert push_param(house, first).status == 200
    seen = floor.view(order)["shipments"][0]
    assert (seen["carrier"], seen["state"]) == ("yuantong", "exception" if announces else "dispatched")
    assert floor.told(order).count("ShipmentCarrierCorrected") == 1
