"""Goods that cannot be sold are blocked, freed, or written off by a second person (R3.1.3)."""

from typing import Any

import pytest

from tests.harness import Answer, House
from tests.people import MANAGER, SPECIALIST, WAREHOUSE_GZ, WAREHOUSE_SH, Person
from tests.stock_control.goods import delivery, level, line, sell

ULID = "01K5CV0QJ4T4QW5M0VYJ0M6T3N"


@pytest.fixture
def stocked(shop: House) -> House:
    """Ten mugs and three teas at WH-SH."""
    body = delivery(line("MUG", 10), line("TEA", 3))
    assert shop.call("POST /stock/receipts", as_=WAREHOUSE_SH, key="k", body=body).status == 201
    return shop


def block(shop: House, *lines: tuple[str, int], as_: Person = WAREHOUSE_SH, key: str = "b-1", **more: Any) -> Answer:
    body = {
        "warehouse": "WH-SH",
        "lines": [{"sku": sku, "quantity": units, "reason": "damaged"} for sku, units in lines or [("MUG", 3)]],
    }
    return shop.call("POST /stock/blocks", as_=as_, key=key, body=body | more)


def take_out(
    shop: House, block_id: str, what: str, as_: Person, version: int, quantity: int, sku: str = "MUG"
) -> Answer:
    body = {"version": version, "sku": sku, "quantity": quantity}
    return shop.call(f"POST /stock/blocks/{{block_id}}/{what}", as_=as_, block_id=block_id, body=body)


def test_blocked_goods_lie_there_and_cannot_be_sold(stocked: House) -> None:
    blocked = block(stocked, ("MUG", 3), ("TEA", 1), note="货架倒了").body
    assert blocked | {"block_id": "", "blocked_at": ""} == {
        "block_id": "",
        "party": "WH-SH",
        "blocked_at": "",
        "state": "open",
        "version": 1,
        "note": "货架倒了",
        "lines": [
            {"sku": "MUG", "quantity": 3, "reason": "damaged", "left": 3},
            {"sku": "TEA", "quantity": 1, "reason": "damaged", "left": 1},
        ],
    }
    assert (level(stocked), level(stocked, "TEA")) == ((7, 0, 3, 0), (2, 0, 1, 0))
    (event,) = stocked.events("stock_control", "BLOCK#")
    assert (event["type"], event["data"]["lines"][0]["unit_cost_minor"]) == ("StockBlocked", 1250)
    assert stocked.events("stock_control", "SHORTFALL#") == []


def test_a_repeated_block_blocks_nothing_more(stocked: House) -> None:
    first = block(stocked, ("MUG", 6))
    again = block(stocked, ("MUG", 6))
    assert (again.body, again.headers["Idempotent-Replayed"]) == (first.body, "true")
    assert level(stocked) == (4, 0, 6, 0)


def test_promised_goods_that_turn_out_to_be_damaged_are_a_shortfall(stocked: House) -> None:
    sell(8)
    block(stocked, ("MUG", 5))
    assert level(stocked) == (0, 8, 5, 3)
    (short,) = stocked.events("stock_control", "SHORTFALL#")
    assert (short["data"]["units"], short["data"]["pool_units"]) == (3, 3)


def test_each_line_that_cannot_be_blocked_is_named(stocked: House) -> None:
    answer = block(stocked, ("MUG", 11), ("JAR", 1), ("TEA", 1))
    assert answer.refusal == (409, "not_there")
    assert answer.fields == ["lines[0]", "lines[1]"]
    assert block(stocked, ("MUG", 1), ("NOBODY", 1)).refusal == (409, "unknown_sku")
    assert block(stocked, ("MUG", 1), ("mug", 1)).fields == ["lines[1].sku"]
    assert level(stocked) == (10, 0, 0, 0)


def test_freed_goods_can_be_sold_again(stocked: House) -> None:
    blocked = block(stocked).body
    freed = take_out(stocked, blocked["block_id"], "free", WAREHOUSE_SH, 1, 2).body
    assert (freed["state"], freed["version"], freed["lines"][0]["left"]) == ("open", 2, 1)
    assert level(stocked) == (9, 0, 1, 0)
    assert take_out(stocked, blocked["block_id"], "free", SPECIALIST, 2, 1).body["state"] == "closed"
    again = take_out(stocked, blocked["block_id"], "free", SPECIALIST, 3, 1)
    assert again.refusal == (409, "transition_not_allowed")


def test_blocked_goods_leave_the_house_by_a_second_persons_word(stocked: House) -> None:
    blocked = block(stocked, as_=SPECIALIST).body
    assert take_out(stocked, blocked["block_id"], "write-off", SPECIALIST, 1, 3).refusal == (403, "same_person")
    assert take_out(stocked, blocked["block_id"], "write-off", MANAGER, 1, 3).body["state"] == "closed"
    assert level(stocked) == (7, 0, 0, 0)
    told = stocked.events("stock_control", "BLOCK#")[-1]
    assert (told["type"], told["actor"], told["data"]["lines"][0]["quantity"]) == ("StockWrittenOff", MANAGER.actor, 3)
    (off, *_) = stocked.call("GET /stock/skus/{sku}/movements", as_=MANAGER, sku="MUG").body["items"]
    assert (off["kind"], off["blocked_change"], off["reason"]) == ("write_off", -3, "damaged")


def test_no_more_is_taken_out_of_a_block_than_is_left_of_it(stocked: House) -> None:
    blocked = block(stocked).body
    block(stocked, ("MUG", 5), key="b-2")
    assert take_out(stocked, blocked["block_id"], "free", SPECIALIST, 1, 4).fields == ["quantity"]
    assert take_out(stocked, blocked["block_id"], "free", SPECIALIST, 1, 1, "TEA").fields == ["sku"]
    assert take_out(stocked, blocked["block_id"], "free", SPECIALIST, 2, 1).refusal == (409, "version_conflict")
    assert take_out(stocked, ULID, "free", SPECIALIST, 1, 1).refusal == (404, "not_found")


def test_a_warehouse_sees_and_touches_what_is_blocked_at_its_own(stocked: House) -> None:
    assert block(stocked, as_=WAREHOUSE_GZ).refusal == (403, "other_warehouse")
    blocked = block(stocked).body
    where = {"block_id": blocked["block_id"]}
    assert stocked.call("GET /stock/blocks/{block_id}", as_=WAREHOUSE_SH, **where).body == blocked
    assert stocked.call("GET /stock/blocks/{block_id}", as_=WAREHOUSE_GZ, **where).status == 403
    assert stocked.call("GET /stock/blocks", as_=WAREHOUSE_GZ, query={"warehouse": "WH-SH"}).status == 403
    assert take_out(stocked, blocked["block_id"], "free", WAREHOUSE_GZ, 1, 1).refusal == (403, "other_warehouse")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"warehouse": "wh"}, "warehouse"),
        ({"lines": []}, "lines"),
        ({"lines": [{"sku": "MUG", "quantity": 0, "reason": "damaged"}]}, "lines[0].quantity"),
        ({"lines": [{"sku": "MUG", "quantity": 1, "reason": "ugly"}]}, "lines[0].reason"),
        ({"lines": [{"sku": f"S{n}", "quantity": 1, "reason": "other"} for n in range(21)]}, "lines"),
        ({"note": "n" * 1001}, "note"),
    ],
)
def test_a_wrong_field_of_a_block_is_named(stocked: House, change: dict[str, Any], field: str) -> None:
    answer = block(stocked, **change)
    assert answer.refusal == (422, "validation_failed")
    assert answer.fields == [field]
