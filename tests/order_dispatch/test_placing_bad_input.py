"""Whatever a storefront sends is served or refused with a problem document that says what is wrong."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from tests.harness import Answer, on_moto
from tests.order_dispatch.shop_floor import CONTACT, Floor, line, wanted
from tests.people import STOREFRONT

PLACE = "POST /storefront/orders"


@pytest.fixture(scope="module")
def shop() -> Iterator[Floor]:
    """One shop for all, since none of this leaves anything in it."""
    with on_moto() as house:
        floor = Floor(house)
        floor.stock("MUG")
        yield floor


def assert_problem(answer: Answer) -> None:
    """A refusal that is the caller's fault, and says so as RFC 9457 wants it."""
    assert 400 <= answer.status < 500, answer
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.body
    assert problem["status"] == answer.status
    assert problem["code"]
    assert problem["title"]
    assert problem["detail"]
    assert "Traceback" not in json.dumps(problem)


def changed(path: str, value: Any) -> dict[str, Any]:
    """A good order with one field changed; `...` leaves the field out."""
    body = deepcopy(wanted(line("MUG", 2)))
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place: Any = body
    for step in way:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return body


def each(path: str, *values: Any) -> list[tuple[str, Any]]:
    return [(path, value) for value in values]


BAD_FIELDS: list[tuple[str, Any]] = [
    *[(name, ...) for name in ("external_id", "payment_reference", "currency", "contact", "lines", "shipping_minor")],
    *[(name, None) for name in ("external_id", "payment_reference", "currency", "contact", "lines", "shipping_minor")],
    ("coupon", "SAVE10"),
    *each("external_id", "", " ", "a b", "a#b", "订单", "a\x00b", "a\nb", "a" * 65, "-a", 7, ["a"]),
    *each("external_id", "evil.example", "http://evil.example/x", "a:b", "a/b", "a@b"),
    *each("payment_reference", "", "p#1", "p" * 65, {"id": 1}),
    *each("currency", "USD", "cny", "CN", "CNYY", "", "元", 156),
    *each("shipping_minor", -1, 1.0, 1.5, "800", True, 10**12 + 1, 10**400, []),
    *each("lines", [], {}, "MUG", [[]], [None], ["MUG"], 1),
    *each("lines.0.sku", ..., "", " ", "MUG#1", "马克杯", "M" * 41, "-MUG", "M\x00G", 7, None),
    *each("lines.0.quantity", ..., 0, -1, 1.0, 2.5, "2", True, None, 1_000_001, 2**63, [1]),
    *each("lines.0.unit_price", ..., 0, -500, 500.0, "500", False, None, 10**13),
    *each("lines.0.discount_minor", -1, 1.0, "1", True, None, 10**30),
    ("lines.0.gift", True),
    *each("contact", {}, [], "欧阳春晓", 1),
    ("contact.wechat", "chunxiao"),
    *each("contact.name", ..., "", "  ", "x" * 101, "a\x00b", "a\nb", "a\x7fb", 7),
    *each("contact.phone", ..., "", "123", "1" * 16, "call me", "+86-\x00123456", "139017781;x", 1),
    *each("contact.email", "a@", "@b", "a@b@c", "a b@c.cn", "a\x00@b.cn", "a@b.cn\nBcc:x@y", 1),
    *each("contact.address", ..., {}, "上海", None),
    *each("contact.address.city", ..., "", "x" * 61, "\x1b[31m", None),
    *each("contact.address.street", ..., "", "x" * 201, "a\tb"),
    *each("contact.address.postcode", "1" * 13, 200040),
    ("contact.address.planet", "Mars"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value"), BAD_FIELDS, ids=lambda part: repr(part)[:40])
def test_a_bad_field_is_named(shop: Floor, path: str, value: Any) -> None:
    answer = shop.place(changed(path, value))
    assert_problem(answer)
    assert answer.refusal == (422, "validation_failed")
    steps = ["".join(f"[{step}]" if step.isdigit() else f".{step}" for step in path.split("."))[1:]]
    assert any(field.startswith(steps[0]) or steps[0].startswith(field) for field in answer.fields), answer.body
    assert all(error["reason"] for error in answer.body["errors"])
    assert shop.house.items("order_dispatch") == []


BAD_BODIES = {
    "no body": ("", 400),
    "broken": ('{"external_id": ', 400),
    "two objects": ("{}{}", 400),
    "a list": ("[]", 400),
    "a text": ('"order"', 400),
    "null": ("null", 400),
    "not a number": (json.dumps(wanted(line("MUG", float("nan")))), 400),
    "infinity": (json.dumps(wanted(shipping_minor=float("inf"))), 400),
    "beyond infinity": (json.dumps(wanted()).replace("800", "1e999"), 422),
    "a number of 5000 digits": (json.dumps(wanted()).replace("800", "9" * 5000), 400),
    "half a character": (json.dumps(wanted(external_id="WEB-\ud800")), 422),
    "nested too deep": ("[" * 100_000 + "]" * 100_000, 400),
    "a byte order mark": ("\ufeff" + json.dumps(wanted()), 400),
    "xml": ("<order/>", 400),
    "a form": ("external_id=WEB-1", 400),
    "too many bytes": (json.dumps(wanted(contact=CONTACT | {"name": "x" * 600_000})), 413),
    "too many bytes of blanks": (" " * 530_000 + json.dumps(wanted()), 413),
    "too many bytes in few characters": (json.dumps({"a": "店" * 180_000}, ensure_ascii=False), 413),
    "too many lines": (json.dumps(wanted(*[line()] * 1001)), 413),
}


@pytest.mark.parametrize(("body", "status"), BAD_BODIES.values(), ids=BAD_BODIES)
def test_a_body_that_cannot_be_read_is_refused(shop: Floor, body: str, status: int) -> None:
    answer = shop.place(body)
    assert_problem(answer)
    assert answer.status == status
    assert shop.house.items("order_dispatch") == []


def test_an_order_whose_lines_together_are_more_than_any_shop_sells_is_refused(shop: Floor) -> None:
    """Each line is within reason; their sum is what every reader is to keep exact."""
    dear = line("MUG", 1, unit_price=10**12)
    answer = shop.place(wanted(dear, line("TEA", 1, unit_price=1)))
    assert (answer.refusal, answer.fields) == ((422, "validation_failed"), ["lines"])
    assert shop.place(wanted(dear)).status == 409  # that much is no error of the request


@pytest.mark.parametrize("sent", ["text/plain", "application/xml", "application/jsonx", "multipart/form-data", ""])
def test_another_content_type_is_not_read(shop: Floor, sent: str) -> None:
    answer = shop.house.call(PLACE, as_=STOREFRONT, body=wanted(), key="k", headers={"Content-Type": sent})
    assert_problem(answer)
    assert answer.refusal == (415, "unsupported_media_type")


@pytest.mark.parametrize("key", [None, "", " ", "with blank", "钥匙", "k" * 256, "k\x00", "k\n"])
def test_a_request_needs_a_key_of_its_own(shop: Floor, key: str | None) -> None:
    answer = shop.house.call(PLACE, as_=STOREFRONT, body=wanted(), key=key)
    assert_problem(answer)
    assert answer.fields == ["Idempotency-Key"]
