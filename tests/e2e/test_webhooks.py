"""What carriers tell comes twice, late, in any order, and sometimes from somebody else (R3.2.3)."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from infra.client import Scan
from infra.client.carrier import param_of, signature
from infra.client.http import Json
from tests.e2e import goods, orders
from tests.e2e.orders import CARRIER
from tests.e2e.shop import Shop, refusal, until

pytestmark = [pytest.mark.local_cloud, pytest.mark.by_chalice]

NOW = datetime.now(UTC)
COLLECTED = ("0", Scan.made(NOW, "103", "快递员已取件"))
OUT = ("5", Scan.made(NOW + timedelta(minutes=1), "5", "正在派送"))
FAILED = ("2", Scan.made(NOW + timedelta(minutes=2), "204", "派送失败,改约"))
SIGNED = ("3", Scan.made(NOW + timedelta(minutes=3), "302", "问题件已签收"))
WAY = (COLLECTED, OUT, FAILED, SIGNED)
# First and last told first, the right order, and two between.
ORDERS = [tuple(order) for number, order in enumerate(permutations(WAY)) if number in (0, 7, 16, 23)]


@pytest.fixture(scope="module")
def sku(shop: Shop) -> str:
    (sku,) = goods.in_stock(shop)
    return sku


def scans_kept(shop: Shop, number: str) -> list[tuple[str, str]]:
    """Codes and texts of all scans of a parcel, by the carrier's time."""
    key = {"pk": {"S": f"TRACK#{CARRIER}#{number}"}, "sk": {"S": "SCANS"}}
    found = shop.aws("dynamodb").get_item(TableName=shop.stack.tables["order_dispatch"], Key=key, ConsistentRead=True)
    return [(code, text) for _, code, text, _ in json.loads(found["Item"]["scans"]["S"])] if "Item" in found else []


def parcel_state(shop: Shop, order: Json) -> str:
    (shipment,) = shop.customer_service.get(f"/orders/{order['order_id']}")["shipments"]
    return str(shipment["state"])


def deliveries(shop: Shop, order: Json) -> int:
    return [event["type"] for event in orders.history(shop, order)].count("ShipmentDelivered")


@pytest.mark.parametrize("told", ORDERS, ids=lambda told: "-".join(state for state, _ in told))
def test_in_whatever_order_scans_come_the_parcel_ends_the_same(
    shop: Shop, sku: str, told: tuple[tuple[str, Scan], ...]
) -> None:
    order = orders.dispatched(shop, [sku])
    carrier = shop.carrier(CARRIER)
    for state, scan in told:
        carrier.push(order["tracking_number"], state, [scan])
    assert parcel_state(shop, order) == "delivered"
    assert deliveries(shop, order) == 1
    assert scans_kept(shop, order["tracking_number"]) == [(scan.code, scan.context) for _, scan in WAY]
    until(lambda: ("ShipmentDelivered", "sms") in orders.told(shop, order))
    assert orders.told(shop, order).count(("ShipmentDelivered", "sms")) == 1


def test_the_same_push_many_times_at_once_delivers_once(shop: Shop, sku: str) -> None:
    order = orders.dispatched(shop, [sku])
    carrier = shop.carrier(CARRIER)
    with ThreadPoolExecutor(8) as couriers:
        scans = [scan for _, scan in WAY]
        told = [couriers.submit(carrier.push, order["tracking_number"], "3", scans) for _ in range(24)]
        answers = [one.result() for one in told]
    assert answers == [{"result": True, "returnCode": "200", "message": "成功"}] * 24
    assert parcel_state(shop, order) == "delivered"
    assert deliveries(shop, order) == 1
    until(lambda: ("ShipmentDelivered", "email") in orders.told(shop, order))
    assert orders.told(shop, order).count(("ShipmentDelivered", "email")) == 1


def test_a_late_failure_does_not_take_a_delivery_back(shop: Shop, sku: str) -> None:
    order = orders.dispatched(shop, [sku])
    carrier = shop.carrier(CARRIER)
    carrier.push(order["tracking_number"], "3", [SIGNED[1]])
    before = orders.history(shop, order)
    carrier.push(order["tracking_number"], "2", [Scan.made(NOW + timedelta(minutes=9), "204", "派送失败")])
    assert parcel_state(shop, order) == "delivered"
    assert orders.history(shop, order) == before


def test_a_forged_push_changes_nothing(shop: Shop, sku: str) -> None:
    order = orders.dispatched(shop, [sku])
    number = order["tracking_number"]
    before = orders.history(shop, order)
    forger = shop.carrier(CARRIER, salt="salt-of-somebody-else")
    assert refusal(forger.push, number, "3", [SIGNED[1]]) == (401, "unauthenticated")
    param = param_of(CARRIER, number, "0", [COLLECTED[1]])
    changed = {"param": param.replace('"0"', '"3"'), "sign": signature(param, "")}
    assert refusal(forger.call, "POST", f"/webhooks/carriers/{CARRIER}", data=changed) == (401, "unauthenticated")
    assert orders.history(shop, order) == before
    assert scans_kept(shop, number) == []


def test_a_push_by_one_carrier_cannot_speak_for_another(shop: Shop, sku: str) -> None:
    order = orders.dispatched(shop, [sku])
    shop.carrier("yuantong").push(order["tracking_number"], "3", [SIGNED[1]])  # the number is another parcel's there
    assert parcel_state(shop, order) == "dispatched"
    carrier = shop.carrier(CARRIER)
    carrier.code = "yuantong"
    assert refusal(carrier.push, order["tracking_number"], "3", [SIGNED[1]]) == (401, "unauthenticated")
    carrier.code = "nobody"
    assert refusal(carrier.push, order["tracking_number"], "3", [SIGNED[1]]) == (404, "not_found")


def test_scans_that_come_before_the_parcel_is_known_are_not_lost(shop: Shop, sku: str) -> None:
    order = orders.verify(shop, orders.allocate(shop, orders.confirm(shop, orders.place(shop, [sku]))))
    leaving = orders.parcel(shop)
    shop.carrier(CARRIER).push(leaving["tracking_number"], "3", [SIGNED[1], COLLECTED[1]])
    orders.move(shop.warehouse_sh, order, "dispatch", **leaving)
    until(lambda: parcel_state(shop, order) == "delivered")
    assert deliveries(shop, order) == 1
    until(lambda: ("ShipmentDelivered", "sms") in orders.told(shop, order))
