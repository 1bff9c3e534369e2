"""Pushes as carriers really send them (`tests/cases`), with the number of a parcel of ours, signed (R3.2.3)."""

import json
import re
from datetime import date, datetime
from pathlib import Path

import pytest

from infra import salts
from infra.client import Refused
from infra.client.carrier import CHINA, Carrier, Scan, signature
from infra.client.http import Json
from tests.e2e import goods, orders
from tests.e2e.orders import CARRIER
from tests.e2e.shop import Shop, refusal, until
from tests.e2e.test_webhooks import NOW, deliveries, parcel_state

pytestmark = pytest.mark.local_cloud

CASES = Path(__file__).parents[1] / "cases"
WRITTEN = date(2026, 11, 25)
TOLD_BEFORE = ["OrderPlaced", "OrderConfirmed", "ShipmentDispatched"]


@pytest.fixture(scope="module")
def sku(shop: Shop) -> str:
    (sku,) = goods.in_stock(shop)
    return sku


@pytest.fixture
def order(shop: Shop, sku: str) -> Json:
    return orders.dispatched(shop, [sku])


def days_later(found: re.Match[str]) -> str:
    """A day of the cases, as if they had been written down today."""
    return (date.fromisoformat(found[0]) + (datetime.now(CHINA).date() - WRITTEN)).isoformat()


def send(shop: Shop, order: Json, name: str) -> Json:
    """Push a case about this order's parcel; twice, as pushes come."""
    text = (CASES / f"push-{name}.json").read_text("utf-8")
    pushed: Json = json.loads(re.sub(r"2026-\d\d-\d\d", days_later, text))
    pushed["lastResult"]["nu"] = order["tracking_number"]
    carrier = shop.carrier(CARRIER)
    param = json.dumps(pushed, ensure_ascii=False)
    form = {"param": param, "sign": signature(param, carrier.salt)}
    answers = [carrier.call("POST", f"/webhooks/carriers/{CARRIER}", data=form).body for _ in range(2)]
    assert answers == [{"result": True, "returnCode": "200", "message": "成功"}] * 2
    return pushed


def told(shop: Shop, order: Json) -> list[str]:
    return [event["type"] for event in orders.history(shop, order)]


def test_a_corrected_carrier_is_no_exception_tells_nobody_and_is_followed(shop: Shop, order: Json) -> None:
    to = send(shop, order, "abort-carrier-corrected")["comNew"]
    (shipment,) = shop.customer_service.get(f"/orders/{order['order_id']}")["shipments"]
    assert (shipment["carrier"], shipment["state"]) == (to, "dispatched")
    shop.carrier(CARRIER).push(order["tracking_number"], "2", [Scan.made(NOW, "204", "派送失败")])
    assert parcel_state(shop, order) == "dispatched"
    until(lambda: orders.told(shop, order) == orders.on_both_channels(TOLD_BEFORE))
    shop.carrier(to).push(order["tracking_number"], "3", [Scan.made(NOW, "301", "已签收")])
    assert parcel_state(shop, order) == "delivered"
    until(lambda: orders.told(shop, order) == orders.on_both_channels([*TOLD_BEFORE, "ShipmentDelivered"]))


def test_an_abort_without_lines_brings_the_order_before_customer_service(shop: Shop, order: Json) -> None:
    send(shop, order, "abort-without-lines-1")
    send(shop, order, "abort-without-lines-2")
    assert parcel_state(shop, order) == "exception"
    waiting = shop.customer_service.items("/orders", state="exception", limit=100)
    assert order["order_id"] in {other["order_id"] for other in waiting}
    assert told(shop, order).count("ShipmentException") == 1


def test_a_signature_whose_time_has_no_seconds_delivers(shop: Shop, order: Json) -> None:
    send(shop, order, "signed-no-seconds")
    assert parcel_state(shop, order) == "delivered"
    assert deliveries(shop, order) == 1


def test_a_parcel_that_its_sender_signed_for_is_returned_and_not_delivered(shop: Shop, order: Json) -> None:
    send(shop, order, "returned-signed")
    assert parcel_state(shop, order) == "returned_to_sender"
    assert deliveries(shop, order) == 0


def test_a_number_that_was_signed_for_long_ago_delivers_nothing(shop: Shop, order: Json) -> None:
    carrier = shop.carrier(CARRIER)
    carrier.push(order["tracking_number"], "3", [Scan("2020-01-01 10:00:00", "301", "已签收")])
    carrier.push(order["tracking_number"], "3", [Scan("2099-01-01 10:00:00", "301", "已签收")])
    assert parcel_state(shop, order) == "dispatched"


def test_a_rotated_salt_is_taken_without_a_deployment_and_the_one_before_beside_it(
    shop: Shop, order: Json, capsys: pytest.CaptureFixture[str]
) -> None:
    number, scan = order["tracking_number"], Scan.made(NOW, "103", "已揽收")
    before = shop.carrier(CARRIER)
    before.push(number, "0", [scan])
    assert salts.main(["rotate", CARRIER, "--stack", str(shop.state)]) == 0
    after = Carrier(shop.stack, CARRIER, salt=capsys.readouterr().out.strip(), http=shop.http, patience=0)
    until(lambda: not _is_refused(after, number, scan), every=1)
    before.push(number, "0", [scan])
    assert refusal(shop.carrier(CARRIER, salt="a guess").push, number, "0", [scan]) == (401, "unauthenticated")


def _is_refused(carrier: Carrier, number: str, scan: Scan) -> bool:
    try:
        carrier.push(number, "0", [scan])
    except Refused:
        return True
    return False
