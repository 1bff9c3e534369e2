"""A stocktake ends with every difference explained and adjusted, and says how right the records were (R3.1.3, R4.2)."""

from typing import Any

import pytest

from stock_control.stocktakes import opening
from tests.harness import House
from tests.people import MANAGER, SPECIALIST
from tests.stock_control.stocktaking import ONE, OTHER, Stocktake, counting, opened, receive


def three(shop: House) -> Stocktake:
    """A stocktake of 100 mugs, 100 bags of tea and nothing of a jar."""
    receive(shop, 100)
    receive(shop, 100, "TEA", cost=10)
    return opened(shop, "MUG", "TEA", "JAR")


def test_a_stocktake_goes_its_way_from_open_to_closed(shop: House) -> None:
    stocktake = three(shop)
    states = [stocktake.read()["state"]]
    stocktake.count(100)
    states.append(stocktake.read()["state"])
    stocktake.differ(99, "TEA").count(0, sku="JAR")
    states.append(stocktake.read()["state"])
    assert stocktake.move("review").refusal == (409, "lines_left")
    stocktake.step("explain", sku="TEA", cause="expired")
    states.append(stocktake.move("review").body["state"])
    assert stocktake.move("close").refusal == (409, "lines_left")
    stocktake.step("adjust", sku="TEA")
    states.append(stocktake.move("close").body["state"])
    assert states == ["open", "counting", "investigating", "reviewed", "closed"]
    assert stocktake.told() == [
        "StocktakeOpened",
        *["StockCounted"] * 3,
        "DifferenceFound",
        "StockCounted",
        "CountingEnded",
        "DifferenceExplained",
        "StocktakeReviewed",
        "StockAdjusted",
        "StocktakeClosed",
    ]


def test_closing_tells_how_right_the_records_were_and_what_differed(shop: House) -> None:
    stocktake = three(shop)
    stocktake.count(100)
    stocktake.explained(97, "damaged", "TEA").explained(2, "found", "JAR")
    stocktake.step("adjust", MANAGER, sku="JAR")
    stocktake.step("adjust", sku="TEA")
    stocktake.move("review")
    assert stocktake.move("close").status == 200
    assert stocktake.event("StocktakeClosed")["data"] == {
        "warehouse": "WH-SH",
        "kind": "skus",
        "lines": 3,
        "differing": 2,
        "within_tolerance": 1,
        "tolerance_permille": 0,
        "worth": [{"currency": "CNY", "surplus_value_minor": 0, "missing_value_minor": 30}],
    }
    assert shop.call("GET /stock/stocktakes", as_=SPECIALIST).body["items"] == []
    assert stocktake.read()["worth"] == [{"currency": "CNY", "surplus_value_minor": 0, "missing_value_minor": 30}]


def test_a_line_is_right_within_the_tolerance_and_its_difference_is_explained_all_the_same(
    shop: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening.TOLERANCE, "value", "20")
    stocktake = counting(shop, 100).differ(98)
    tally = stocktake.read()["tally"]
    assert (tally["within_tolerance"], tally["differing"], tally["unexplained"]) == (1, 1, 1)


def test_what_is_counted_again_is_open_again(shop: House) -> None:
    stocktake = counting(shop).explained(8)
    stocktake.step("send-back")
    assert stocktake.move("review").refusal == (409, "lines_left")
    read = stocktake.read()
    assert (read["state"], read["tally"]["uncounted"], read["worth"]) == (
        "investigating",
        1,
        [{"currency": "CNY", "surplus_value_minor": 0, "missing_value_minor": 0}],
    )
    stocktake.count(10)
    assert stocktake.move("review").status == 200


def test_the_manager_cancels_and_says_why(shop: House) -> None:
    stocktake = counting(shop)
    stocktake.count(8)
    assert stocktake.move("cancel", SPECIALIST, reason="?").refusal == (403, "forbidden")
    answer = stocktake.move("cancel", MANAGER, reason="仓库搬迁")
    assert (answer.status, answer.body["state"], answer.body["reason"]) == (200, "cancelled", "仓库搬迁")
    assert stocktake.event("StocktakeCancelled")["data"] == {"warehouse": "WH-SH", "lines": 1, "uncounted": 1}
    assert stocktake.count(10, OTHER).refusal == (409, "transition_not_allowed")
    assert shop.call("GET /stock/stocktakes", as_=ONE).body["items"] == []


def at(shop: House, state: str) -> Stocktake:
    """A stocktake in this state, with a difference that is as far as it may be."""
    stocktake = counting(shop)
    if state == "open":
        return stocktake
    if state == "counting":
        stocktake.count(8)
        return stocktake
    stocktake.explained(8)
    if state == "cancelled":
        assert stocktake.move("cancel", MANAGER, reason="x").status == 200
    if state in ("reviewed", "closed"):
        assert stocktake.move("review").status == 200
    if state == "closed":
        stocktake.step("adjust")
        assert stocktake.move("close").status == 200
    return stocktake


MOVES = {
    "review": {"investigating"},
    "close": {"reviewed"},
    "cancel": {"open", "counting", "investigating"},
}


# What may be done with a line whose difference has its cause.
STEPS: dict[str, Any] = {
    "explain": {"counting", "investigating"},
    "send-back": {"counting", "investigating"},
    "adjust": {"counting", "investigating", "reviewed"},
}
MORE: dict[str, Any] = {"cancel": {"reason": "x"}, "explain": {"cause": "other"}}


@pytest.mark.parametrize("state", ["open", "counting", "investigating", "reviewed", "closed", "cancelled"])
def test_what_a_state_does_not_lead_to_is_refused_and_changes_nothing(shop: House, state: str) -> None:
    stocktake = at(shop, state)
    assert stocktake.read()["state"] == state
    before = shop.items("stock_control"), shop.items("sku")
    for move, states in MOVES.items():
        if state not in states:
            answer = stocktake.move(move, MANAGER, **MORE.get(move, {}))
            assert answer.refusal == (409, "transition_not_allowed"), move
    for step, states in STEPS.items():
        if state not in states:
            answer = stocktake.step(step, MANAGER, **MORE.get(step, {}))
            assert answer.refusal == (409, "transition_not_allowed"), step
    assert (shop.items("stock_control"), shop.items("sku")) == before


def test_a_step_is_decided_on_what_the_stocktake_is_now(shop: House) -> None:
    stocktake = counting(shop)
    stocktake.count(10)
    for move in MOVES:
        answer = stocktake.call(f"POST /{move}", MANAGER, body={"version": 1, **MORE.get(move, {})})
        assert (answer.refusal, answer.body["version"]) == ((409, "version_conflict"), 3)


def test_the_work_list_has_what_is_not_over_oldest_first_page_by_page(shop: House) -> None:
    first, second = opened(shop, "MUG"), opened(shop, "TEA", at="WH-GZ")
    third = opened(shop, "JAR")
    seen: list[str] = []
    query: dict[str, Any] = {"limit": 1}
    while True:
        page = shop.call("GET /stock/stocktakes", as_=SPECIALIST, query=query).body
        seen += [item["stocktake_id"] for item in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert seen == [first.stocktake_id, second.stocktake_id, third.stocktake_id]
    own = shop.call("GET /stock/stocktakes", as_=ONE, query={"limit": 1}).body
    rest = shop.call("GET /stock/stocktakes", as_=ONE, query={"limit": 1, "cursor": own["next"]}).body
    assert [item["stocktake_id"] for item in own["items"] + rest["items"]] == [first.stocktake_id, third.stocktake_id]
    assert shop.call("GET /stock/stocktakes", as_=SPECIALIST, query={"cursor": own["next"]}).fields == ["cursor"]


def test_lines_are_listed_by_state_and_page_by_page(shop: House) -> None:
    stocktake = three(shop)
    stocktake.count(100)
    stocktake.differ(1, "JAR")
    assert [line["sku"] for line in stocktake.lines(state="settled")] == ["MUG"]
    assert [line["sku"] for line in stocktake.lines(state="to_explain")] == ["JAR"]
    first = stocktake.call("GET /lines", SPECIALIST, query={"limit": 2}).body
    second = stocktake.call("GET /lines", SPECIALIST, query={"limit": 2, "cursor": first["next"]}).body
    assert [line["sku"] for line in first["items"] + second["items"]] == ["JAR", "MUG", "TEA"]
    assert stocktake.call("GET /lines", SPECIALIST, query={"state": "lost"}).fields == ["state"]
