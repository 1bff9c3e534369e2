"""A difference has somebody who looks into it, a cause, and then a movement; a true count is never refused (R3.1.3)."""

from datetime import timedelta
from typing import Any

import pytest

from stock_control import store
from tests.faults import CONFLICT, LOST_ANSWER, Fault, Faults
from tests.harness import House
from tests.people import MANAGER, SPECIALIST, staff
from tests.stock_control.goods import know
from tests.stock_control.stocktaking import ONE, OTHER, THIRD, Stocktake, counting, opened, order, receive, say, there


def movements(shop: House, sku: str = "MUG") -> Any:
    return shop.call("GET /stock/skus/{sku}/movements", as_=SPECIALIST, sku=sku).body["items"]


def test_a_difference_is_given_to_somebody_to_look_into_until_a_time(shop: House) -> None:
    stocktake = counting(shop).differ(8)
    due = (shop.now + timedelta(days=1)).isoformat()
    answer = stocktake.step("assign", investigator="sub-of-lin", due=due)
    assert (answer.status, answer.body["state"], answer.body["investigator"]) == (200, "to_explain", "sub-of-lin")
    event = stocktake.event("DifferenceAssigned")
    assert event["due"] == answer.body["due"]
    assert event["data"] == {"warehouse": "WH-SH", "sku": "MUG", "investigator": "sub-of-lin"}
    late = stocktake.step("assign", investigator="sub-of-lin", due=shop.now.isoformat())
    assert (late.refusal, late.fields) == ((422, "validation_failed"), ["due"])


def waiting(shop: House, **query: Any) -> Any:
    return shop.call("GET /stock/differences", as_=MANAGER, query=query).body


def test_differences_wait_for_their_causes_on_one_list_due_soonest_first(shop: House) -> None:
    receive(shop, 10, "TEA")
    stocktake = counting(shop)
    other = opened(shop, "TEA").differ(7, "TEA")
    assert waiting(shop)["items"] == [
        {
            "stocktake_id": other.stocktake_id,
            "warehouse": "WH-SH",
            "sku": "TEA",
            "difference_units": -3,
            "difference_value_minor": -3750,
            "currency": "CNY",
            "investigator": None,
            "due": other.line("TEA")["due"],
        }
    ]
    due = (shop.now + timedelta(hours=3)).isoformat()
    assert stocktake.differ(8).step("assign", investigator="sub-of-lin", due=due).status == 200
    first = waiting(shop, limit=1)
    second = waiting(shop, limit=1, cursor=first["next"])
    assert [(one["sku"], one["investigator"]) for one in first["items"] + second["items"]] == [
        ("MUG", "sub-of-lin"),
        ("TEA", None),
    ]
    other.step("explain", sku="TEA", cause="stolen")
    stocktake.step("send-back")
    assert waiting(shop)["items"] == []


def test_of_a_cancelled_stocktake_no_difference_waits(shop: House) -> None:
    stocktake = counting(shop).differ(8)
    stocktake.move("cancel", MANAGER, reason="x")
    say("tend_stocktakes")
    assert waiting(shop)["items"] == []
    assert stocktake.line()["difference_units"] == -2


def test_a_cause_is_told_and_its_note_stays_on_the_line(shop: House) -> None:
    stocktake = counting(shop).differ(8)
    answer = stocktake.step("explain", cause="damaged", note="碎了两只")
    assert (answer.status, answer.body["state"], answer.body["cause"]) == (200, "explained", "damaged")
    assert answer.body["note"] == "碎了两只"
    assert stocktake.event("DifferenceExplained")["data"] == {
        "warehouse": "WH-SH",
        "sku": "MUG",
        "cause": "damaged",
        "difference_units": -2,
        "currency": "CNY",
        "difference_value_minor": -2500,
        "needs_manager": False,
    }
    # Another cause may turn out to be the right one.
    assert stocktake.step("explain", cause="stolen").body["cause"] == "stolen"
    assert stocktake.step("explain", cause="bad luck").fields == ["cause"]


def test_an_adjustment_is_a_movement_by_its_stocktake(shop: House) -> None:
    stocktake = counting(shop).explained(8, "damaged")
    answer = stocktake.step("adjust")
    assert (answer.status, answer.body["state"]) == (200, "settled")
    newest = movements(shop)[0]
    assert newest | {"at": ""} == {
        "movement_id": answer.body["movement"],
        "kind": "adjustment",
        "quantity": 2,
        "available_change": -2,
        "reserved_change": 0,
        "blocked_change": 0,
        "shortfall_change": 0,
        "party": "WH-SH",
        "from_party": None,
        "reason": "damaged",
        "cause": f"STOCKTAKE#{stocktake.stocktake_id}",
        "at": "",
    }
    assert (there(), shop.pool("MUG")["available"]) == (8, 8)
    assert stocktake.event("StockAdjusted")["data"] == {
        "warehouse": "WH-SH",
        "sku": "MUG",
        "units_change": -2,
        "cause": "damaged",
        "currency": "CNY",
        "unit_value_minor": 1250,
        "difference_value_minor": -2500,
        "movement": answer.body["movement"],
    }


def test_what_is_found_beyond_the_record_can_be_sold(shop: House) -> None:
    stocktake = counting(shop).explained(13, "found")
    assert stocktake.step("adjust").status == 200
    assert (there(), shop.pool("MUG")["available"]) == (13, 13)


def test_goods_that_went_after_the_counts_went_besides(shop: House) -> None:
    stocktake = counting(shop).explained(8)
    order(shop, 3, leaves=True)
    assert stocktake.step("adjust").status == 200
    assert there() == 5


def test_promised_units_that_are_missing_are_short_and_told_of(shop: House) -> None:
    receive(shop, 10)
    order(shop, 7)
    stocktake = opened(shop, "MUG").explained(6, "missing")
    assert stocktake.step("adjust").status == 200
    level = shop.call("GET /stock/skus/{sku}", as_=SPECIALIST, sku="MUG").body
    assert (level["available"], level["reserved"], level["shortfall"], level["on_hand"]) == (0, 7, 1, 6)
    assert stocktake.event("ShortfallFound")["data"] == {
        "sku": "MUG",
        "party": "WH-SH",
        "units": 1,
        "pool_units": 1,
        "cause": f"STOCKTAKE#{stocktake.stocktake_id}",
    }


def test_above_the_limit_the_manager_adjusts(shop: House) -> None:
    stocktake = counting(shop, 100).explained(59)  # 41 × 12.50 is above 500.00
    assert stocktake.event("DifferenceExplained")["data"]["needs_manager"] is True
    assert stocktake.step("adjust").refusal == (403, "needs_manager")
    assert there() == 100
    assert stocktake.step("adjust", MANAGER).status == 200
    assert there() == 59


def test_at_the_limit_a_specialist_adjusts(shop: House) -> None:
    stocktake = counting(shop, 100).explained(60)
    assert stocktake.step("adjust").status == 200


def test_what_nobody_knows_the_worth_of_the_manager_adjusts(shop: House) -> None:
    know("GIFT")
    stocktake = opened(shop, "GIFT").explained(1, "found", "GIFT")
    assert stocktake.step("adjust", sku="GIFT").refusal == (403, "needs_manager")
    assert stocktake.step("adjust", MANAGER, sku="GIFT").status == 200
    assert there("GIFT") == 1


def test_who_counted_does_not_adjust_though_they_have_another_post_by_now(shop: House) -> None:
    stocktake = counting(shop)
    stocktake.count(8, staff("xia", "warehouse", party="WH-SH"))
    stocktake.count(8, OTHER)
    stocktake.step("explain", cause="missing")
    assert stocktake.step("adjust", staff("xia", "operations-manager")).refusal == (403, "own_count")
    assert there() == 10


def test_a_line_is_sent_back_and_counted_by_somebody_else_than_last(shop: House) -> None:
    stocktake = counting(shop).explained(8)
    answer = stocktake.step("send-back")
    assert (answer.body["state"], answer.body["cause"], answer.body["due"]) == ("to_recount", None, None)
    assert stocktake.event("RecountOrdered")["data"] == {"warehouse": "WH-SH", "sku": "MUG"}
    assert stocktake.count(10, OTHER).refusal == (409, "same_counter")
    stocktake.count(10, THIRD)
    assert stocktake.line()["state"] == "settled"
    assert there() == 10


def test_more_than_lies_there_by_now_is_not_taken_away_but_counted_again(shop: House) -> None:
    stocktake = counting(shop).explained(2)
    order(shop, 5, leaves=True)  # of which only two were there, as the counts say
    answer = stocktake.step("adjust")
    assert (answer.refusal, answer.fields) == ((409, "not_there"), ["sku"])
    assert stocktake.step("send-back").status == 200
    stocktake.count(5, ONE)
    assert stocktake.line()["state"] == "settled"


@pytest.mark.parametrize("step", ["assign", "explain", "send-back", "adjust"])
def test_a_step_of_a_line_is_decided_on_what_it_is_now(shop: House, step: str) -> None:
    stocktake = counting(shop).differ(8)
    before = shop.items("stock_control"), shop.items("sku")
    body: Any = {
        "assign": {"investigator": "x", "due": "2026-12-01T00:00:00Z"},
        "explain": {"cause": "missing"},
    }.get(step, {})
    assert stocktake.step(step, version=2, **body).refusal == (409, "version_conflict")
    other = stocktake.call(f"POST /lines/{{sku}}/{step}", SPECIALIST, sku="TEA", body={"version": 1, **body})
    assert other.refusal == (404, "not_found")
    assert (shop.items("stock_control"), shop.items("sku")) == before


@pytest.mark.parametrize("fault", [CONFLICT, LOST_ANSWER])
def test_an_adjustment_of_which_the_store_loses_the_answer_adjusts_once(shop: House, fault: Fault) -> None:
    stocktake = counting(shop).explained(8)
    with Faults(store.database.client, fault):
        assert stocktake.step("adjust").status == 200
    assert there() == 8
    assert stocktake.told().count("StockAdjusted") == 1


def test_how_a_skus_counts_came_out_can_be_read(shop: House) -> None:
    first = counting(shop).explained(8, "stolen")
    first.step("adjust")
    second = opened(shop, "MUG")
    second.count(8)
    route = "GET /stock/skus/{sku}/counts"
    page = shop.call(route, as_=SPECIALIST, sku="mug", query={"limit": 1}).body
    rest = shop.call(route, as_=SPECIALIST, sku="MUG", query={"cursor": page["next"]}).body
    assert [one | {"settled_at": ""} for one in page["items"] + rest["items"]] == [
        {
            "stocktake_id": stocktake.stocktake_id,
            "warehouse": "WH-SH",
            "settled_at": "",
            "units": 8,
            "recorded_units": recorded,
            "difference_units": 8 - recorded,
            "cause": cause,
        }
        for stocktake, recorded, cause in ((second, 8, None), (first, 10, "stolen"))
    ]
    assert shop.call(route, as_=SPECIALIST, sku="TEA").body == {"items": [], "next": None}


def test_a_line_keeps_the_last_ten_counts(shop: House) -> None:
    stocktake: Stocktake = counting(shop)
    for units in range(12):
        stocktake.count(units + 20, (ONE, OTHER)[units % 2])
    assert [count["units"] for count in stocktake.line()["counts"]] == list(range(22, 32))
    assert stocktake.told().count("StockCounted") == 12
