"""What people really send, over HTTP: spelt with joiners, copied with invisible marks, written in other ways.

The inputs lie in `tests/cases`; SKUs and numbers are exchanged for those that this shop has.
"""

import json
from pathlib import Path

import pytest

from infra.client import new_key
from infra.client.http import Json
from tests.e2e import goods, orders
from tests.e2e.problems import changed, fields, refusal, send
from tests.e2e.routes import route
from tests.e2e.shop import SH, Shop

pytestmark = pytest.mark.local_cloud

CASES = Path(__file__).parents[1] / "cases"
PLACE, ENTER, RECEIVE = (
    route(f"POST {path}") for path in ("/storefront/orders", "/listing/products", "/stock/receipts")
)
INVALID = (422, "validation_failed")


@pytest.fixture(scope="module")
def sku(shop: Shop) -> str:
    (sku,) = goods.in_stock(shop, units=50)
    return sku


def order(shop: Shop, sku: str, case: str) -> Json:
    """The order of a case, for goods that this shop has, by a number of its own."""
    body: Json = json.loads((CASES / case).read_text("utf-8"))
    own = orders.basket(shop, [sku])
    return body | {name: own[name] for name in ("external_id", "payment_reference", "lines")}


def kept(shop: Shop, body: Json) -> Json:
    """The contact of an order as the shop keeps it, once it was placed."""
    placed = shop.storefront.post("/storefront/orders", body, key=new_key()).body
    contact: Json = shop.customer_service.get(f"/orders/{placed['order_id']}")["contact"]
    return contact


def test_a_name_is_kept_with_the_joiner_that_its_spelling_has(shop: Shop, sku: str) -> None:
    body = order(shop, sku, "order-ZWNJ.json")
    assert kept(shop, body)["name"] == body["contact"]["name"]
    assert "\u200c" in body["contact"]["name"]


def test_a_phone_copied_with_marks_of_direction_is_tidied(shop: Shop, sku: str) -> None:
    assert kept(shop, order(shop, sku, "order-LRM-phone.json"))["phone"] == "+8613900017781"


def test_an_optional_text_that_is_sent_empty_is_missing(shop: Shop, sku: str) -> None:
    assert "province" not in kept(shop, order(shop, sku, "order-province-empty.json"))["address"]


def test_an_email_with_an_invisible_character_is_refused(shop: Shop, sku: str) -> None:
    answer = send(shop, PLACE, PLACE.path, json=order(shop, sku, "order-email-ZWSP.json"))
    assert (refusal(answer), fields(answer)) == (INVALID, ["contact.email"])
    assert "e-mail address" in answer.json()["errors"][0]["reason"]


def test_a_body_in_another_charset_is_refused_whether_it_says_so_or_not(shop: Shop) -> None:
    content = (CASES / "order-gbk-declared.bin").read_bytes()
    declared = {"Content-Type": "application/json; charset=gbk"}
    assert refusal(send(shop, PLACE, PLACE.path, content=content, headers=declared)) == (415, "unsupported_media_type")
    answer = send(shop, PLACE, PLACE.path, content=content, headers={"Content-Type": "application/json"})
    # On its way through the gateway what is no UTF-8 becomes U+FFFD; where it does not, it cannot be read.
    assert refusal(answer) in (INVALID, (400, "malformed"))
    assert answer.status_code == 400 or "contact.name" in fields(answer)


@pytest.mark.parametrize("odd", ["a\ufffdb", "a\u0007b", "a\u202eb"], ids=["damaged", "control", "override"])
def test_a_name_that_nobody_can_read_is_refused_with_the_reason(shop: Shop, sku: str, odd: str) -> None:
    answer = send(shop, PLACE, PLACE.path, json=changed(orders.basket(shop, [sku]), "contact.name", odd))
    assert (refusal(answer), fields(answer)) == (INVALID, ["contact.name"])
    assert "U+" in answer.json()["errors"][0]["reason"]


def test_half_a_character_is_refused_by_its_field(shop: Shop, sku: str) -> None:
    text = json.dumps(changed(orders.basket(shop, [sku]), "contact.name", "a\ud83d"))
    answer = send(shop, PLACE, PLACE.path, content=text.encode(), headers={"Content-Type": "application/json"})
    assert (refusal(answer), fields(answer)) == (INVALID, ["contact.name"])


def test_a_sku_that_upper_case_would_make_another_one_is_refused(shop: Shop) -> None:
    body = json.loads((CASES / "product-eszett.json").read_text("utf-8"))
    answer = send(shop, ENTER, ENTER.path, json=body)
    assert (refusal(answer), fields(answer)) == (INVALID, ["skus[0].sku"])


def test_one_document_written_in_several_ways_brings_its_goods_once(shop: Shop, sku: str) -> None:
    number = f"DN-{shop.run}-W1"
    before = goods.level(shop, sku)["available"]
    lines = [{"sku": sku, "quantity": 1, "unit_cost_minor": 1}]
    body = {"document": number, "warehouse": SH, "currency": "CNY", "lines": lines}
    shop.warehouse_sh.post("/stock/receipts", body, key=new_key())
    wide = "".join(chr(ord(one) + 0xFEE0) for one in number)
    for written in (number.lower(), wide, number.replace("-", " - "), number.replace("-", "–")):
        answer = send(shop, RECEIVE, RECEIVE.path, json=body | {"document": written})
        assert refusal(answer) == (409, "document_taken"), written
    assert goods.level(shop, sku)["available"] == before + 1


def test_what_anybody_can_send_is_small(shop: Shop) -> None:
    push = route("POST /webhooks/carriers/{carrier}")
    content = b"param=" + b"x" * (64 * 1024)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert refusal(send(shop, push, push.address, content=content, headers=headers)) == (413, "too_large")


def test_a_warehouse_that_nobody_opened_is_called_unknown(shop: Shop, sku: str) -> None:
    confirmed = orders.confirm(shop, orders.place(shop, [sku]))
    allocate = route("POST /orders/{order_id}/allocate")
    body = {"version": confirmed["version"], "warehouse": "WH-NOWHERE"}
    answer = send(shop, allocate, allocate.path.format_map(confirmed), json=body)
    assert refusal(answer) == (409, "unknown_warehouse")
