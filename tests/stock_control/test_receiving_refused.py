"""Why goods are not taken in; then nothing is written."""

from typing import Any

import pytest

from tests.harness import Answer, House
from tests.people import WAREHOUSE_GZ, WAREHOUSE_SH, Person, staff
from tests.stock_control.goods import delivery, line


@pytest.fixture
def shop(shared_shop: House) -> House:
    return shared_shop


def refused(shop: House, body: Any, as_: Person = WAREHOUSE_SH, **more: Any) -> Answer:
    """The answer to a delivery, which must have left no trace."""
    before = shop.items("stock_control"), shop.items("sku")
    answer = shop.call("POST /stock/receipts", as_=as_, body=body, **({"key": "k-1"} | more))
    assert (shop.items("stock_control"), shop.items("sku")) == before
    assert answer.headers["Content-Type"] == "application/problem+json"
    return answer


# -- the shop's reasons --------------------------------------------------------------------------


def test_a_warehouses_user_receives_for_no_other_warehouse(shop: House) -> None:
    assert refused(shop, delivery(warehouse="WH-GZ")).refusal == (403, "other_warehouse")
    assert refused(shop, delivery(), as_=WAREHOUSE_GZ).refusal == (403, "other_warehouse")


def test_a_user_without_a_warehouse_receives_nothing(shop: House) -> None:
    assert refused(shop, delivery(), as_=staff("nobody", "warehouse")).refusal == (403, "forbidden")


def test_a_warehouse_must_have_been_opened(shop: House) -> None:
    answer = refused(shop, delivery(warehouse="WH-XX"), as_=staff("xu", "warehouse", party="WH-XX"))
    assert answer.refusal == (409, "unknown_warehouse")
    assert answer.fields == ["warehouse"]


def test_an_unopened_warehouse_outranks_what_is_wrong_with_the_lines(shop: House) -> None:
    body = delivery(line("NOBODY"), warehouse="WH-XX")
    assert refused(shop, body, as_=staff("xu", "warehouse", party="WH-XX")).code == "unknown_warehouse"


def test_every_unknown_sku_of_a_delivery_is_named(shop: House) -> None:
    answer = refused(shop, delivery(line("CUP"), line("MUG"), line("JUG")))
    assert answer.refusal == (409, "unknown_sku")
    assert answer.body["errors"] == [
        {"field": "lines[0]", "sku": "CUP", "code": "unknown_sku", "reason": "no product has this SKU"},
        {"field": "lines[2]", "sku": "JUG", "code": "unknown_sku", "reason": "no product has this SKU"},
    ]


def test_a_delivery_in_another_currency_than_the_skus_is_refused(shop: House) -> None:
    answer = refused(shop, delivery(line("MUG"), line("SCONE")))
    assert answer.refusal == (409, "currency_mismatch")
    assert answer.body["errors"] == [
        {
            "field": "lines[1]",
            "sku": "SCONE",
            "code": "currency_mismatch",
            "reason": "the SKU is kept in GBP",
            "currency": "GBP",
        }
    ]


def test_lines_that_fail_for_different_reasons_are_all_named(shop: House) -> None:
    answer = refused(shop, delivery(line("SCONE"), line("CUP"), line("MUG")))
    assert [(error["sku"], error["code"]) for error in answer.body["errors"]] == [
        ("SCONE", "currency_mismatch"),
        ("CUP", "unknown_sku"),
    ]
    assert answer.refusal == (409, "unknown_sku")


def test_a_sku_on_two_lines_of_a_delivery_is_refused(shop: House) -> None:
    answer = refused(shop, delivery(line("MUG", 1), line("TEA", 1), line("mug", 2), line("MUG", 3)))
    assert answer.refusal == (422, "validation_failed")
    assert answer.fields == ["lines[2].sku", "lines[3].sku"]


def test_a_delivery_costs_no_more_than_can_be_kept_exact(shop: House) -> None:
    answer = refused(shop, delivery(line("MUG", 1_000_000, 1_000_000), line("TEA", 1, 1)))
    assert answer.refusal == (422, "validation_failed")
    assert answer.fields == ["lines"]


# -- bad input -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"document": ""}, "document"),
        ({"document": "  "}, "document"),
        ({"document": "d" * 65}, "document"),
        ({"document": "a\tb"}, "document"),
        ({"document": "a\u202eb"}, "document"),
        ({"document": None}, "document"),
        ({"document": 1}, "document"),
        ({"warehouse": "wh-sh"}, "warehouse"),
        ({"warehouse": "WH#SH"}, "warehouse"),
        ({"warehouse": ["WH-SH"]}, "warehouse"),
        ({"currency": "USD"}, "currency"),
        ({"currency": "cny"}, "currency"),
        ({"currency": "¥"}, "currency"),
        ({"currency": 1}, "currency"),
        ({"lines": []}, "lines"),
        ({"lines": {}}, "lines"),
        ({"lines": None}, "lines"),
        ({"lines": "MUG"}, "lines"),
        ({"lines": [line(f"SKU-{n}") for n in range(31)]}, "lines"),
        ({"lines": ["MUG"]}, "lines[0]"),
        ({"lines": [line(), line() | {"colour": "red"}]}, "lines[1].colour"),
        ({"received_at": "2020-01-01"}, "received_at"),
        ({"version": 1}, "version"),
    ],
)
def test_a_wrong_field_of_a_delivery_is_named(shop: House, change: dict[str, Any], field: str) -> None:
    answer = refused(shop, delivery() | change)
    assert answer.refusal == (422, "validation_failed")
    assert answer.fields == [field]


@pytest.mark.parametrize("field", ["document", "warehouse", "currency", "lines"])
def test_a_missing_field_of_a_delivery_is_named(shop: House, field: str) -> None:
    body = delivery()
    del body[field]
    assert refused(shop, body).fields == [field]


@pytest.mark.parametrize("quantity", [-1, 1_000_001, 10**30, 1.5, 1.0, "1", True, None, [1]])
def test_a_quantity_received_is_a_whole_number_of_units(shop: House, quantity: Any) -> None:
    answer = refused(shop, delivery(line(quantity=quantity)))
    assert answer.refusal == (422, "validation_failed")
    assert answer.fields == ["lines[0].quantity"]


@pytest.mark.parametrize("cost", [-1, 10**12 + 1, 10**400, 0.5, "1", False, None])
def test_a_cost_is_a_whole_number_of_minor_units(shop: House, cost: Any) -> None:
    answer = refused(shop, delivery(line(unit_cost_minor=cost)))
    assert answer.refusal == (422, "validation_failed")
    assert answer.fields == ["lines[0].unit_cost_minor"]


@pytest.mark.parametrize("sku", ["", "-MUG", "MUG#1", "A" * 41, "茶", "MUG\u0000", "LEVEL/..", 7, None, {}])
def test_an_odd_sku_in_a_delivery_is_refused(shop: House, sku: Any) -> None:
    assert refused(shop, delivery(line(sku))).fields == ["lines[0].sku"]


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ("", (400, "malformed")),
        ("{", (400, "malformed")),
        ("[]", (400, "malformed")),
        ("null", (400, "malformed")),
        ('"text"', (400, "malformed")),
        ('{"lines": NaN}', (400, "malformed")),
        ('{"document": "\\ud800"}', (422, "validation_failed")),
        ('{"document": "DN-1", "document": "DN-2"}', (400, "malformed")),
        ('{"lines": [{"sku": "MUG", "quantity": 1, "quantity": 9}]}', (400, "malformed")),
        ("[" * 100_000, (400, "malformed")),
        ('{"lines": [' + "0," * 1_000 + "0]}", (413, "too_large")),
        ('{"document": "' + "d" * 512 * 1024 + '"}', (413, "too_large")),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_delivery_is_a_json_object_of_bounded_size(shop: House, body: str, refusal: tuple[int, str]) -> None:
    assert refused(shop, body).refusal == refusal


def test_a_delivery_of_another_content_type_is_not_understood(shop: House) -> None:
    answer = refused(shop, delivery(), headers={"Content-Type": "text/plain"})
    assert answer.refusal == (415, "unsupported_media_type")


def test_receiving_needs_an_idempotency_key(shop: House) -> None:
    assert refused(shop, delivery(), key=None).fields == ["Idempotency-Key"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"quantity": 0}, "lines[0]"),
        ({"refused_units": 1}, "lines[0]"),
        ({"refusal_reason": "damaged"}, "lines[0]"),
        ({"refused_units": -1, "refusal_reason": "damaged"}, "lines[0].refused_units"),
        ({"refused_units": 1, "refusal_reason": "ugly"}, "lines[0].refusal_reason"),
        ({"replenishment_id": "RP-1"}, "lines[0].replenishment_id"),
    ],
)
def test_what_a_delivery_says_of_refused_units_and_of_what_was_ordered_makes_sense(
    shop: House, change: dict[str, Any], field: str
) -> None:
    answer = refused(shop, delivery(line() | change))
    assert answer.refusal == (422, "validation_failed")
    assert answer.fields == [field]
