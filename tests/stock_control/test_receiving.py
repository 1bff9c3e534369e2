"""Goods come in: the whole delivery in one write (R3.1.3)."""

from typing import Any

import pytest

from shop.web.idempotency import REMEMBERED
from stock_control import store
from tests.harness import Answer, House
from tests.people import SPECIALIST, WAREHOUSE_GZ, WAREHOUSE_SH, Person
from tests.stock_control.goods import delivery, know, line


def receive(shop: House, *lines: dict[str, Any], as_: Person = WAREHOUSE_SH, key: str = "k-1", **other: Any) -> Answer:
    return shop.call("POST /stock/receipts", as_=as_, key=key, body=delivery(*lines, **other))


def test_goods_received_can_be_sold_and_lie_at_the_warehouse(shop: House) -> None:
    received = receive(shop, line("MUG", 10, 1250), line("TEA", 3, 800))
    assert received.status == 201
    assert received.body | {"receipt_id": ""} == {
        "receipt_id": "",
        "document": "DN-1",
        "warehouse": "WH-SH",
        "currency": "CNY",
        "received_at": "2026-11-24T02:00:03.000Z",
        "state": "received",
        "version": 1,
        "reason": None,
        # What they cost is not for warehouses, who only wrote it down.
        "lines": [{"sku": "MUG", "quantity": 10}, {"sku": "TEA", "quantity": 3}],
    }
    level = shop.call("GET /stock/skus/{sku}", as_=SPECIALIST, sku="MUG").body
    assert (level["available"], level["reserved"], level["on_hand"]) == (10, 0, 10)
    assert level["locations"] == [
        {"party": "WH-SH", "available": 10, "reserved": 0, "blocked": 0, "shortfall": 0, "on_hand": 10}
    ]


def test_receiving_is_an_event_with_what_the_goods_cost(shop: House) -> None:
    receipt = receive(shop, line("MUG", 10, 1250)).body
    (event,) = shop.events("stock_control", "RECEIPT#")
    assert event | {"id": ""} == {
        "id": "",
        "type": "StockReceived",
        "at": receipt["received_at"],
        "actor": WAREHOUSE_SH.actor,
        "role": "warehouse",
        "entity": f"RECEIPT#{receipt['receipt_id']}",
        "version": 1,
        "data": {"document": "DN-1", "warehouse": "WH-SH", "currency": "CNY", "lines": [line("MUG", 10, 1250)]},
    }


def test_a_receipt_is_kept_as_it_was_entered(shop: House) -> None:
    receipt = receive(shop, line("MUG", 10, 1250)).body
    kept = shop.items("stock_control", f"RECEIPT#{receipt['receipt_id']}")[1]
    assert {name: kept[name] for name in ("sk", "document", "warehouse", "lines", "version")} == {
        "sk": "RECEIPT",
        "document": "DN-1",
        "warehouse": "WH-SH",
        "lines": '[["MUG",10,1250]]',
        "version": 1,
    }


def test_deliveries_add_up_over_documents_and_warehouses(shop: House) -> None:
    receive(shop, line("MUG", 10, 1000))
    receive(shop, line("MUG", 5, 1300), key="k-2", document="DN-2")
    receive(shop, line("MUG", 1, 900), key="k-3", as_=WAREHOUSE_GZ, warehouse="WH-GZ")
    level = shop.call("GET /stock/skus/{sku}", as_=SPECIALIST, sku="MUG").body
    assert level["on_hand"] == 16
    assert {place["party"]: place["on_hand"] for place in level["locations"]} == {"WH-GZ": 1, "WH-SH": 15}
    # (10 × 1000 + 5 × 1300 + 1 × 900) / 16 = 1087.5
    assert store.stock.unit_costs(["MUG"]) == {"MUG": 1088}


def test_goods_received_for_free_cost_nothing_and_what_others_cost_nobody_knows(shop: House) -> None:
    assert receive(shop, line("MUG", 2, 0)).status == 201
    assert store.stock.unit_costs(["MUG", "TEA"]) == {"MUG": 0, "TEA": None}


def test_sku_codes_of_a_delivery_are_folded_to_upper_case(shop: House) -> None:
    know("GIFT_0001_40")
    assert [kept["sku"] for kept in receive(shop, line(" gift_0001_40 ")).body["lines"]] == ["GIFT_0001_40"]


def test_a_delivery_of_thirty_lines_fits_one_write(shop: House) -> None:
    skus = [f"SKU-{number}" for number in range(30)]
    know(*skus)
    received = receive(shop, *(line(sku, 3_000, 10) for sku in skus))
    assert received.status == 201
    assert [kept["sku"] for kept in received.body["lines"]] == skus
    assert {shop.pool(sku)["available"] for sku in skus} == {3_000}


def test_two_warehouses_may_use_the_same_document_number(shop: House) -> None:
    assert receive(shop).status == 201
    assert receive(shop, as_=WAREHOUSE_GZ, warehouse="WH-GZ").status == 201
    assert shop.pool("MUG")["available"] == 20


def test_a_document_number_is_anything_that_can_be_printed(shop: House) -> None:
    assert receive(shop, document="入库单 #2026/11 · “甲”").status == 201


# -- again ---------------------------------------------------------------------------------------


def test_a_repeated_delivery_gets_the_same_answer_and_receives_nothing(shop: House) -> None:
    received = receive(shop)
    shop.later(days=6)
    repeated = receive(shop)
    assert repeated.status == 201
    assert repeated.body == received.body
    assert repeated.headers["Idempotent-Replayed"] == "true"
    assert shop.pool("MUG")["available"] == 10


def test_the_idempotency_key_of_a_delivery_belongs_to_one_body(shop: House) -> None:
    receive(shop)
    assert receive(shop, line("MUG", 11)).refusal == (422, "idempotency_key_reused")
    assert shop.pool("MUG")["available"] == 10


def test_a_repeated_delivery_is_known_however_its_codes_are_written(shop: House) -> None:
    receive(shop, line("MUG"))
    assert receive(shop, line(" mug ")).headers["Idempotent-Replayed"] == "true"


def test_two_people_may_use_the_same_idempotency_key(shop: House) -> None:
    receive(shop)
    assert receive(shop, as_=WAREHOUSE_GZ, warehouse="WH-GZ").status == 201


def test_a_document_is_received_once_for_ever(shop: House) -> None:
    first = receive(shop)
    shop.later(seconds=REMEMBERED.total_seconds())
    for key in ("k-1", "k-2"):
        again = receive(shop, key=key)
        assert again.refusal == (409, "document_taken")
        assert again.body["receipt_id"] == first.body["receipt_id"]
    assert shop.pool("MUG")["available"] == 10


@pytest.mark.parametrize("written", ["dn-1", "ＤＮ－１", "DN - 1", "Dn–1", " DN-1 ", "D\u200bN-1"])
def test_a_document_is_the_same_however_it_is_written(shop: House, written: str) -> None:
    first = receive(shop)
    again = receive(shop, key="k-2", document=written)
    assert again.refusal == (409, "document_taken")
    assert again.body["receipt_id"] == first.body["receipt_id"]
    assert shop.pool("MUG")["available"] == 10


def test_a_document_is_shown_as_it_was_written(shop: House) -> None:
    assert receive(shop, document="ＤＮ － １ 甲").body["document"] == "ＤＮ － １ 甲"
    assert receive(shop, key="k-2", document="DN-2").status == 201


def test_a_document_whose_letters_are_too_long_once_spelled_out_is_refused(shop: House) -> None:
    answer = receive(shop, document="\ufdfa" * 64)
    assert (answer.refusal, answer.fields) == ((422, "validation_failed"), ["document"])


@pytest.mark.parametrize(
    "other",
    [{"lines": [line("NOBODY")]}, {"currency": "GBP"}],
    ids=["unknown SKU", "other currency"],
)
def test_a_taken_document_outranks_what_else_is_wrong(shop: House, other: dict[str, Any]) -> None:
    receive(shop)
    assert receive(shop, key="k-2", **other).refusal == (409, "document_taken")


def test_a_refused_delivery_is_not_remembered(shop: House) -> None:
    assert receive(shop, line("CUP")).refusal == (409, "unknown_sku")
    know("CUP")
    received = receive(shop, line("CUP"))
    assert received.status == 201
    assert "Idempotent-Replayed" not in received.headers
