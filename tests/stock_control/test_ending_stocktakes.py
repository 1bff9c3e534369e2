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


@pytest.mark.parametrize(("found", "right"), [(100, 1), (98, 1), (102, 1), (97, 0), (103, 0), (0, 0)])
def test_a_line_is_right_within_the_tolerance_and_its_difference_is_explained_all_the_same(
    shop: House, monkeypatch: pytest.MonkeyPatch, found: int, right: int
) -> None:
    monkeypatch.setattr(opening.TOLERANCE, "value", "20")
    stocktake = counting(shop, 100).differ(found) if found != 100 else counting(shop, 100)
    if found == 100:
        stocktake.count(100)
    tally = stocktake.read()["tally"]
    assert (tally["within_tolerance"], tally["unexplained"]) == (right, int(found != 100))


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


@pytest.mark.parametrize("state", ["open", "counting", "investigating", "reviewed", "closed", "cancelled"])
@pytest.mark.parametrize("move", MOVES)
def test_a_step_leads_from_its_own_states_alone(shop: House, move: str, state: str) -> None:
    stocktake = at(shop, state)
    assert stocktake.read()["state"] == state
    body = {"reason": "x"} if move == "cancel" else {}
    if state in MOVES[move]:
        answer = stocktake.move(move, MANAGER, **body)
        # To close, every difference is adjusted first.
        assert answer.status == 200 or answer.refusal == (409, "lines_left")
        return
    before = shop.items("stock_control")
    assert stocktake.move(move, MANAGER, **body).refusal == (409, "transition_not_allowed")
    assert shop.items("stock_control") == before


@pytest.mark.parametrize("state", ["closed", "cancelled"])
@pytest.mark.parametrize(
    ("step", "body"),
    [("explain", {"cause": "other"}), ("send-back", {}), ("adjust", {})],
    ids=["explain", "send-back", "adjust"],
)
def test_nothing_is_done_with_the_lines_of_what_is_over(shop: House, step: str, body: Any, state: str) -> None:
    stocktake = at(shop, state)
    before = shop.items("stock_control"), shop.items("sku")
    assert stocktake.step(step, MANAGER, **body).refusal == (409, "transition_not_allowed")
    assert (shop.items("stock_control"), shop.items("sku")) == before


@pytest.mark.parametrize("move", MOVES)
def test_a_step_is_decided_on_what_the_stocktake_is_now(shop: House, move: str) -> None:
    stocktake = counting(shop)
    stocktake.count(10)
    body = {"version": 1, **({"reason": "x"} if move == "cancel" else {})}
    answer = stocktake.call(f"POST /{move}", MANAGER, body=body)
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
