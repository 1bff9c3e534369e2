"""Receipts with refused goods, large ones that wait for a second person, wrong ones that are taken back (R3.1.3)."""

from typing import Any

import pytest

from stock_control import receiving, store
from tests.harness import Answer, House
from tests.people import MANAGER, PURCHASING, SPECIALIST, WAREHOUSE_GZ, WAREHOUSE_SH, Person, staff
from tests.stock_control.goods import delivery, dispatch, know, level, line, sell

ORDERED = "01K5CV0QJ4T4QW5M0VYJ0M6T3N"
COLLEAGUE = staff("shi", "warehouse", party="WH-SH")


@pytest.fixture(autouse=True)
def limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred units are far above the usual."""
    monkeypatch.setitem(vars(receiving.UNITS_LIMIT), "value", "99")


def receive(shop: House, *lines: dict[str, Any], key: str = "k-1", **other: Any) -> Answer:
    return shop.call("POST /stock/receipts", as_=WAREHOUSE_SH, key=key, body=delivery(*lines, **other))


def decide(shop: House, receipt: dict[str, Any], what: str, as_: Person, version: int = 1, **body: Any) -> Answer:
    route = f"POST /stock/receipts/{{receipt_id}}/{what}"
    said = {} if what == "accept" else {"reason": "六箱，不是六百箱"}
    return shop.call(route, as_=as_, receipt_id=receipt["receipt_id"], body={"version": version} | said | body)


# -- refused goods -------------------------------------------------------------------------------


def test_refused_units_are_blocked_and_paid_for_by_nobody_and_the_receipt_names_what_was_ordered(shop: House) -> None:
    body = line("MUG", 8, 1250) | {"refused_units": 2, "refusal_reason": "damaged", "replenishment_id": ORDERED}
    receipt = receive(shop, body).body
    assert receipt["lines"] == [
        {
            "sku": "MUG",
            "quantity": 8,
            "refused_units": 2,
            "refusal_reason": "damaged",
            "replenishment_id": ORDERED,
        }
    ]
    assert level(shop) == (8, 0, 2, 0)
    assert store.stock.unit_costs(["MUG"]) == {"MUG": 1250}
    (event,) = shop.events("stock_control", "RECEIPT#")
    assert event["data"]["lines"] == [body]
    (blocked,) = shop.events("stock_control", "BLOCK#")
    assert blocked["data"]["lines"] == [
        {"sku": "MUG", "quantity": 2, "currency": "CNY", "unit_cost_minor": 1250, "reason": "damaged"}
    ]
    (open_,) = shop.call("GET /stock/blocks", as_=WAREHOUSE_SH, query={"warehouse": "WH-SH"}).body["items"]
    assert open_["block_id"] == receipt["receipt_id"]


def test_a_delivery_of_which_everything_is_refused_is_received(shop: House) -> None:
    assert receive(shop, line("MUG", 0) | {"refused_units": 5, "refusal_reason": "wrong_goods"}).status == 201
    assert level(shop) == (0, 0, 5, 0)
    (movement,) = shop.call("GET /stock/skus/{sku}/movements", as_=SPECIALIST, sku="MUG").body["items"]
    assert (movement["kind"], movement["quantity"], movement["blocked_change"]) == ("receipt", 5, 5)


# -- far above the usual -------------------------------------------------------------------------


def test_of_a_receipt_far_above_the_usual_nothing_comes_in_until_a_second_person_says_so(shop: House) -> None:
    held = receive(shop, line("MUG", 100, 50)).body
    assert (held["state"], level(shop)) == ("waiting", (0, 0, 0, 0))
    (event,) = shop.events("stock_control", "RECEIPT#")
    assert (event["type"], event["data"]["units"], event["data"]["stock_value_minor"]) == ("ReceiptHeld", 100, 5000)
    (waits,) = shop.call("GET /stock/receipts", as_=COLLEAGUE, query={"warehouse": "WH-SH"}).body["items"]
    assert waits == held
    assert decide(shop, held, "accept", WAREHOUSE_SH).refusal == (403, "same_person")
    assert decide(shop, held, "accept", WAREHOUSE_GZ).refusal == (403, "other_warehouse")
    accepted = decide(shop, held, "accept", COLLEAGUE).body
    assert (accepted["state"], accepted["version"], level(shop)) == ("received", 2, (100, 0, 0, 0))
    assert accepted["received_at"] > held["received_at"]  # it counts from when it was let in
    told = shop.events("stock_control", "RECEIPT#")[-1]
    assert (told["type"], told["actor"], told["version"]) == ("StockReceived", COLLEAGUE.actor, 2)
    assert shop.call("GET /stock/receipts", as_=MANAGER, query={"warehouse": "WH-SH"}).body["items"] == []


def test_few_units_that_cost_far_more_than_usual_wait_for_a_second_person_too(
    shop: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(vars(receiving.COST_LIMIT), "value", "10000")
    assert receive(shop, line("MUG", 8, 1250)).body["state"] == "received"
    assert receive(shop, line("MUG", 8, 1251), key="k-2", document="DN-2").body["state"] == "waiting"
    assert level(shop) == (8, 0, 0, 0)


def test_a_receipt_is_let_in_once(shop: House) -> None:
    held = receive(shop, line("MUG", 100)).body
    decide(shop, held, "accept", SPECIALIST)
    assert decide(shop, held, "accept", MANAGER).refusal == (409, "version_conflict")
    assert decide(shop, held, "accept", MANAGER, version=2).refusal == (409, "transition_not_allowed")
    assert level(shop) == (100, 0, 0, 0)


def test_a_receipt_that_was_a_slip_of_the_pen_gives_its_document_free(shop: House) -> None:
    held = receive(shop, line("MUG", 600)).body
    assert receive(shop, line("MUG", 6), key="k-2").refusal == (409, "document_taken")
    refused = decide(shop, held, "refuse", WAREHOUSE_SH).body
    assert (refused["state"], refused["reason"]) == ("refused", "六箱，不是六百箱")
    assert receive(shop, line("MUG", 6), key="k-3").status == 201
    assert receive(shop, line("MUG", 6), key="k-4").refusal == (409, "document_taken")
    assert level(shop) == (6, 0, 0, 0)


def test_another_warehouse_does_not_say_that_a_receipt_was_a_slip_of_the_pen(shop: House) -> None:
    held = receive(shop, line("MUG", 600)).body
    assert decide(shop, held, "refuse", WAREHOUSE_GZ).refusal == (403, "other_warehouse")
    assert decide(shop, held, "accept", COLLEAGUE).status == 200


def test_what_a_held_receipt_names_is_asked_for_when_it_comes_in(shop: House) -> None:
    held = receive(shop, line("NOBODY", 100), line("MUG", 1)).body
    answer = decide(shop, held, "accept", SPECIALIST)
    assert answer.refusal == (409, "unknown_sku")
    assert answer.fields == ["lines[0]"]
    know("NOBODY")
    assert decide(shop, held, "accept", SPECIALIST).status == 200


@pytest.mark.parametrize("state", ["waiting", "received", "refused", "reversed"])
@pytest.mark.parametrize(("what", "source"), [("accept", "waiting"), ("refuse", "waiting"), ("reverse", "received")])
def test_each_decision_on_a_receipt_is_for_one_state_and_in_others_changes_nothing(
    shop: House, state: str, what: str, source: str
) -> None:
    receipt = receive(shop, line("MUG", 5 if state in ("received", "reversed") else 100)).body
    if by := {"refused": "refuse", "reversed": "reverse"}.get(state):
        receipt = decide(shop, receipt, by, SPECIALIST).body
    assert receipt["state"] == state
    before = shop.items("stock_control"), shop.items("sku")
    answer = decide(shop, receipt, what, MANAGER, version=receipt["version"])
    if state == source:
        assert answer.status == 200
    else:
        assert answer.refusal == (409, "transition_not_allowed")
        assert (shop.items("stock_control"), shop.items("sku")) == before


# -- wrong ones ----------------------------------------------------------------------------------


def test_a_wrong_receipt_is_taken_back_whole_by_a_movement_and_can_be_received_again(shop: House) -> None:
    receipt = receive(
        shop, line("MUG", 8) | {"refused_units": 2, "refusal_reason": "damaged"}, line("TEA", 3, 800)
    ).body
    back = decide(shop, receipt, "reverse", SPECIALIST).body
    assert (back["state"], back["reason"]) == ("reversed", "六箱，不是六百箱")
    assert level(shop) == level(shop, "TEA") == (0, 0, 0, 0)
    kinds = [m["kind"] for m in shop.call("GET /stock/skus/{sku}/movements", as_=MANAGER, sku="MUG").body["items"]]
    assert kinds == ["receipt_reversal", "receipt"]
    told = shop.events("stock_control", "RECEIPT#")[-1]
    assert (told["type"], told["data"]["lines"][1]["unit_cost_minor"]) == ("ReceiptReversed", 800)
    assert shop.call("GET /stock/blocks", as_=PURCHASING, query={"warehouse": "WH-SH"}).body["items"] == []
    assert decide(shop, receipt, "reverse", SPECIALIST, version=2).refusal == (409, "transition_not_allowed")
    assert receive(shop, line("MUG", 9), key="k-2").status == 201


def test_what_is_promised_of_a_wrong_receipt_becomes_a_shortfall_that_is_told(shop: House) -> None:
    receipt = receive(shop, line("MUG", 10)).body
    sell(4)
    assert decide(shop, receipt, "reverse", MANAGER).status == 200
    assert level(shop) == (0, 4, 0, 4)
    (short,) = shop.events("stock_control", "SHORTFALL#")
    assert (short["type"], short["actor"]) == ("ShortfallFound", MANAGER.actor)
    assert short["data"] == {
        "sku": "MUG",
        "party": "WH-SH",
        "units": 4,
        "pool_units": 4,
        "cause": f"RECEIPT#{receipt['receipt_id']}",
    }


def test_a_receipt_of_which_units_have_left_the_house_is_not_taken_back(shop: House) -> None:
    receipt = receive(shop, line("MUG", 10), line("TEA", 1)).body
    sell(4)
    dispatch(4)
    answer = decide(shop, receipt, "reverse", SPECIALIST)
    assert answer.refusal == (409, "not_there")
    assert answer.fields == ["lines[0]"]
    assert level(shop, "TEA") == (1, 0, 0, 0)


def test_a_receipt_of_which_refused_units_were_freed_is_not_taken_back(shop: House) -> None:
    receipt = receive(shop, line("MUG", 8) | {"refused_units": 2, "refusal_reason": "damaged"}).body
    free = {"version": 1, "sku": "MUG", "quantity": 1}
    route = "POST /stock/blocks/{block_id}/free"
    assert shop.call(route, as_=SPECIALIST, block_id=receipt["receipt_id"], body=free).status == 200
    assert decide(shop, receipt, "reverse", SPECIALIST).refusal == (409, "block_changed")


def test_a_receipt_with_more_short_skus_than_one_write_tells_of_is_left_to_a_count(shop: House) -> None:
    skus = [f"SKU-{number}" for number in range(30)]
    know(*skus)
    receipt = receive(shop, *(line(sku, 2) for sku in skus)).body
    for sku in skus[:8]:
        sell(1, sku)
    assert decide(shop, receipt, "reverse", SPECIALIST).refusal == (409, "too_many_short")
    assert level(shop, "SKU-29") == (2, 0, 0, 0)


def test_a_receipt_is_shown_to_its_warehouse_and_to_those_who_see_all(shop: House) -> None:
    receipt = receive(shop, line("MUG", 10)).body
    where = {"receipt_id": receipt["receipt_id"]}
    assert shop.call("GET /stock/receipts/{receipt_id}", as_=WAREHOUSE_SH, **where).body == receipt
    shown = shop.call("GET /stock/receipts/{receipt_id}", as_=PURCHASING, **where).body
    assert shown["lines"][0]["unit_cost_minor"] == 1250
    assert shop.call("GET /stock/receipts/{receipt_id}", as_=WAREHOUSE_GZ, **where).status == 403
    assert shop.call("GET /stock/receipts", as_=WAREHOUSE_GZ, query={"warehouse": "WH-SH"}).status == 403
    missing = shop.call("GET /stock/receipts/{receipt_id}", as_=MANAGER, receipt_id=ORDERED)
    assert missing.refusal == (404, "not_found")
