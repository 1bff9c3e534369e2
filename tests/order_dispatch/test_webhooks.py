"""Carriers tell of parcels: repeated, out of order, early or late, the end is the same (R3.2.3)."""

import json
from itertools import permutations
from typing import Any

import pytest

from shop.storage.values import Item, dump
from tests.harness import House
from tests.order_dispatch.carrier import param_of, push, push_param
from tests.order_dispatch.queue import as_delivered, match, match_dispatched
from tests.order_dispatch.shop_floor import Floor, InHand, line
from tests.stores import ROOM_TABLES, client

COLLECTED = ("2026-11-25 09:00:00", "103")
LINE_HAUL = ("2026-11-25 22:00:00", "1002")
ON_THE_WAY = ("2026-11-26 08:00:00", "5")
NOBODY_HOME = ("2026-11-26 11:00:00", "204")
IN_A_LOCKER = ("2026-11-26 12:00:00", "501")
SIGNED = ("2026-11-26 15:00:00", "301")
SENT_BACK = ("2026-11-27 10:00:00", "401")


@pytest.fixture
def parcel(floor: Floor) -> InHand:
    """A parcel that left."""
    return floor.bring(floor.placed(line("MUG", 2)), "dispatched")


def standing(floor: Floor, order: InHand) -> dict[str, Any]:
    """All that people see of where a parcel is, but when we came to know it."""
    view = floor.view(order)
    shipment = {name: value for name, value in view["shipments"][0].items() if name != "since"}
    lists = [state for state in ("placed", "dispatched", "exception") if order.order_id in floor.work_list(state)]
    return {"order": view["state"], "shipment": shipment, "lists": lists}


def scans_item(house: House) -> Item:
    (item,) = [item for item in house.items("order_dispatch", "TRACK#") if item["sk"] == "SCANS"]
    return item


def scans_kept(house: House) -> list[list[str]]:
    kept: list[list[str]] = json.loads(scans_item(house)["scans"])
    return [scan[:2] for scan in kept]


def test_a_push_is_answered_as_kuaidi100_wants_it(floor: Floor, parcel: InHand) -> None:
    answer = push(floor.house, parcel.tracking_number, COLLECTED)
    assert (answer.status, answer.body) == (200, {"result": True, "returnCode": "200", "message": "成功"})


@pytest.mark.parametrize(
    ("scan", "state", "event", "order_state", "listed"),
    [
        (COLLECTED, "in_transit", "ShipmentInTransit", "dispatched", ["dispatched"]),
        (ON_THE_WAY, "out_for_delivery", "ShipmentOutForDelivery", "dispatched", ["dispatched"]),
        (IN_A_LOCKER, "out_for_delivery", "ShipmentOutForDelivery", "dispatched", ["dispatched"]),
        (NOBODY_HOME, "exception", "ShipmentException", "dispatched", ["exception"]),
        (SENT_BACK, "returned_to_sender", "ShipmentReturnedToSender", "dispatched", ["exception"]),
        (SIGNED, "delivered", "ShipmentDelivered", "delivered", []),
    ],
)
def test_a_scan_moves_the_parcel(
    floor: Floor, parcel: InHand, scan: tuple[str, str], state: str, event: str, order_state: str, listed: list[str]
) -> None:
    push(floor.house, parcel.tracking_number, scan)
    seen = standing(floor, parcel)
    assert (seen["order"], seen["shipment"]["state"], seen["lists"]) == (order_state, state, listed)
    last = floor.house.events("order_dispatch", f"ORDER#{parcel.order_id}")[-1]
    assert (last["type"], last["actor"], last["role"]) == (event, "carrier:shunfeng", "carrier")
    assert (last["data"]["carrier_code"], last["data"]["tracking_number"]) == (scan[1], parcel.tracking_number)


def test_a_scan_that_says_nothing_new_is_kept_and_changes_nothing(floor: Floor, parcel: InHand) -> None:
    push(floor.house, parcel.tracking_number, ("2026-11-25 08:00:00", "101"))
    assert floor.view(parcel)["version"] == parcel.version
    assert scans_kept(floor.house) == [["2026-11-25T00:00:00Z", "101"]]


def test_a_push_told_again_changes_nothing(floor: Floor, parcel: InHand) -> None:
    param = param_of(parcel.tracking_number, COLLECTED, SIGNED)
    push(floor.house, parcel.tracking_number, COLLECTED, SIGNED)
    before = floor.house.items("order_dispatch")
    for _ in range(3):
        assert push_param(floor.house, param).status == 200
    assert floor.house.items("order_dispatch") == before
    assert floor.told(parcel).count("ShipmentDelivered") == 1


WAYS = {
    "to the door": (COLLECTED, ON_THE_WAY, NOBODY_HOME, SIGNED),
    "not at home": (LINE_HAUL, ON_THE_WAY, NOBODY_HOME, SENT_BACK),
    "signed for twice": (COLLECTED, SIGNED, ("2026-11-26 15:30:00", "304"), NOBODY_HOME),
}


def rewind(house: House, before: list[Item]) -> None:
    """Let the orders' table be as it was."""
    table, store = ROOM_TABLES["order_dispatch"], client("dynamodb")
    for item in house.items("order_dispatch"):
        store.delete_item(TableName=table, Key=dump({"pk": item["pk"], "sk": item["sk"]}))
    for item in before:
        store.put_item(TableName=table, Item=dump(item))


@pytest.mark.parametrize("way", WAYS)
def test_in_whatever_order_scans_come_the_end_is_the_same(floor: Floor, parcel: InHand, way: str) -> None:
    before = floor.house.items("order_dispatch")
    ends = []
    for scans in permutations(WAYS[way]):
        rewind(floor.house, before)
        for scan in scans:
            assert push(floor.house, parcel.tracking_number, scan).status == 200
        ends.append(standing(floor, parcel) | {"scans": scans_kept(floor.house)})
        assert floor.told(parcel).count("ShipmentDelivered") == (SIGNED in scans)
        assert len(floor.told(parcel)) == floor.view(parcel)["version"]
    assert all(end == ends[0] for end in ends), {json.dumps(end) for end in ends}


def test_pushes_that_repeat_the_whole_way_each_time_end_the_same(floor: Floor, parcel: InHand) -> None:
    way = (COLLECTED, LINE_HAUL, ON_THE_WAY, IN_A_LOCKER, SIGNED)
    for told in (1, 3, 2, 5, 4):
        push(floor.house, parcel.tracking_number, *way[:told])
    assert standing(floor, parcel)["shipment"]["state"] == "delivered"
    assert len(scans_kept(floor.house)) == 5
    assert floor.told(parcel).count("ShipmentDelivered") == 1


def test_no_late_scan_overwrites_a_signature(floor: Floor, parcel: InHand) -> None:
    push(floor.house, parcel.tracking_number, SIGNED)
    before = floor.view(parcel)
    for late in (NOBODY_HOME, SENT_BACK, ("2026-11-29 10:00:00", "209"), ("2026-11-30 10:00:00", "0")):
        push(floor.house, parcel.tracking_number, late)
    assert floor.view(parcel) == before
    assert len(scans_kept(floor.house)) == 5
    assert floor.told(parcel)[-1] == "ShipmentDelivered"


def test_a_parcel_in_trouble_may_go_on_and_arrive(floor: Floor, parcel: InHand) -> None:
    for scan in (NOBODY_HOME, ("2026-11-27 08:00:00", "5"), ("2026-11-27 09:00:00", "301")):
        push(floor.house, parcel.tracking_number, scan)
    assert floor.told(parcel)[-3:] == ["ShipmentException", "ShipmentOutForDelivery", "ShipmentDelivered"]
    assert standing(floor, parcel)["lists"] == []


def test_of_a_parcels_troubles_the_newest_is_shown(floor: Floor, parcel: InHand) -> None:
    push(floor.house, parcel.tracking_number, NOBODY_HOME)
    push(floor.house, parcel.tracking_number, ("2026-11-27 10:00:00", "209"))
    shown = standing(floor, parcel)["shipment"]
    assert (shown["state"], shown["carrier_code"]) == ("exception", "209")
    assert floor.told(parcel).count("ShipmentException") == 1


def test_scans_that_come_before_the_parcel_leaves_wait_for_it(floor: Floor) -> None:
    order = floor.bring(floor.placed(), "verified")
    for scan in (SIGNED, COLLECTED):
        assert push(floor.house, order.tracking_number, scan).status == 200
    floor.dispatch(order)
    assert standing(floor, order)["shipment"]["state"] == "dispatched"
    assert match_dispatched(floor.house) == []
    assert standing(floor, order)["shipment"]["state"] == "delivered"
    after = floor.house.items("order_dispatch")
    assert match_dispatched(floor.house) == []
    assert floor.house.items("order_dispatch") == after
    assert floor.told(order).count("ShipmentDelivered") == 1


def test_a_scan_after_dispatch_counts_those_that_came_before_it(floor: Floor) -> None:
    order = floor.bring(floor.placed(), "verified")
    push(floor.house, order.tracking_number, SIGNED)
    floor.dispatch(order)
    push(floor.house, order.tracking_number, COLLECTED)
    assert standing(floor, order)["shipment"]["state"] == "delivered"


def test_a_dispatched_parcel_without_waiting_scans_stays_as_it_is(floor: Floor, parcel: InHand) -> None:
    before = floor.house.items("order_dispatch")
    assert match_dispatched(floor.house) == []
    assert floor.house.items("order_dispatch") == before


def test_a_dispatch_that_cannot_be_looked_at_holds_up_no_other(floor: Floor, parcel: InHand) -> None:
    push(floor.house, "SF99999999", SIGNED)
    other = floor.placed()
    other.tracking_number = "SF99999999"
    floor.bring(other, "dispatched")
    event = floor.house.events("order_dispatch", f"ORDER#{other.order_id}")[-1]
    poison = ["no JSON at all", "{}", json.dumps({"detail": {"type": "ShipmentDispatched", "data": {}}})]
    assert match(*poison, as_delivered(event)) == ["message-0", "message-1", "message-2"]
    assert standing(floor, other)["shipment"]["state"] == "delivered"


def test_one_number_of_two_carriers_is_two_parcels(floor: Floor, parcel: InHand) -> None:
    push(floor.house, parcel.tracking_number, SIGNED, carrier="yuantong")
    assert standing(floor, parcel)["shipment"]["state"] == "dispatched"


def test_a_push_without_scans_tells_by_its_state(floor: Floor, parcel: InHand) -> None:
    push(floor.house, parcel.tracking_number, state="0")  # is also what stands there when nothing is known
    assert standing(floor, parcel)["shipment"]["state"] == "dispatched"
    push(floor.house, parcel.tracking_number, state="3")
    assert standing(floor, parcel)["shipment"]["state"] == "delivered"
    push(floor.house, "SF77777777", state="3")
    assert len(floor.house.items("order_dispatch", "TRACK#shunfeng#SF77777777")) == 1


def test_a_tracking_number_is_found_however_it_is_written(floor: Floor, parcel: InHand) -> None:
    push(floor.house, f" {parcel.tracking_number.lower()} ", SIGNED)
    assert standing(floor, parcel)["order"] == "delivered"


def test_scans_stored_without_what_they_mean_are_read_as_kuaidi100s(floor: Floor, parcel: InHand) -> None:
    push(floor.house, parcel.tracking_number, COLLECTED, NOBODY_HOME)
    item = scans_item(floor.house)
    old = item | {"scans": json.dumps([scan[:3] for scan in json.loads(item["scans"])])}
    client("dynamodb").put_item(TableName=ROOM_TABLES["order_dispatch"], Item=dump(old))
    push(floor.house, parcel.tracking_number, COLLECTED, NOBODY_HOME)
    assert scans_item(floor.house) == old
    push(floor.house, parcel.tracking_number, ON_THE_WAY)
    kept = json.loads(scans_item(floor.house)["scans"])
    assert [scan[3] for scan in kept] == ["in_transit", "out_for_delivery", "exception"]
