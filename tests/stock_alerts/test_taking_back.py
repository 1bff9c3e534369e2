"""A receipt that was wrong counts its replenishment up again, once, whenever it is heard of (R3.1.3)."""

from itertools import permutations
from typing import Any

import pytest

from stock_alerts import store
from tests.faults import CONFLICT, LOST_ANSWER, Fault, Faults
from tests.stock_alerts.supply import Supply
from tests.watch import Watch


@pytest.fixture
def ordered(supply: Supply) -> Any:
    """20 mugs that are on their way."""
    return supply.ordered(supply.ask(quantity=20).body)


def state(supply: Supply, one: Any) -> tuple[str, int, int]:
    now = supply.read(one)
    return now["state"], now["received"], now["outstanding"]


def came(supply: Supply, one: Any, units: int, refused: int = 0) -> dict[str, Any]:
    receipt = supply.receipt(("MUG", units, one["replenishment_id"]), refused=refused)
    assert supply.heard(receipt) == []
    return receipt


def test_all_that_came_was_a_mistake_and_it_is_awaited_as_before(supply: Supply, ordered: Any) -> None:
    receipt = came(supply, ordered, 20, refused=3)
    assert supply.incoming() == 0
    assert supply.heard(supply.reversal(receipt)) == []
    assert (state(supply, ordered), supply.incoming()) == (("ordered", 0, 20), 20)
    assert supply.read(ordered)["refused"] == 0
    assert [one["due_on"] for one in supply.replenishments()] == ["2026-12-04"]
    (event,) = supply.told("ReplenishmentReceiptReversed")
    assert (event["data"]["units"], event["data"]["outstanding"], event["data"]["state"]) == (20, 20, "ordered")
    assert event["data"]["receipt"] == receipt["entity"]


def test_one_of_two_receipts_was_a_mistake_and_the_other_still_counts(supply: Supply, ordered: Any) -> None:
    came(supply, ordered, 5)
    rest = came(supply, ordered, 15)
    assert state(supply, ordered)[0] == "received"
    supply.heard(supply.reversal(rest))
    assert (state(supply, ordered), supply.incoming()) == (("partially_received", 5, 15), 15)


def test_a_new_receipt_counts_it_down_again(supply: Supply, ordered: Any) -> None:
    supply.heard(supply.reversal(came(supply, ordered, 20)))
    came(supply, ordered, 20)
    assert (state(supply, ordered), supply.incoming()) == (("received", 20, 0), 0)
    assert supply.ask(key="next").status == 201


def test_where_enough_came_all_the_same_it_stays_received(supply: Supply, ordered: Any) -> None:
    some, rest = came(supply, ordered, 4), came(supply, ordered, 30)
    supply.heard(supply.reversal(some))
    assert (state(supply, ordered), supply.incoming()) == (("received", 30, 0), 0)
    supply.heard(supply.reversal(rest))
    assert (state(supply, ordered), supply.incoming()) == (("ordered", 0, 20), 20)


def test_goods_of_which_nobody_wrote_down_the_order_leave_it_to_be_ordered(supply: Supply) -> None:
    one = supply.ask(quantity=20).body
    supply.heard(supply.reversal(came(supply, one, 20)))
    assert (state(supply, one), supply.incoming()) == (("acknowledged", 0, 20), 0)
    assert supply.take(supply.read(one), "order", **ORDER)["state"] == "ordered"
    assert supply.incoming() == 20


ORDER: dict[str, Any] = {"supplier": "YIXING", "unit_cost_minor": 200, "currency": "CNY", "expected_on": "2026-12-04"}


@pytest.mark.parametrize("order", sorted(set(permutations(["came", "came", "reversed", "reversed"]))))
def test_in_whatever_order_and_however_often_it_is_heard_of_nothing_of_it_counts(
    supply: Supply, ordered: Any, order: tuple[str, ...]
) -> None:
    receipt = supply.receipt(("MUG", 8, ordered["replenishment_id"]))
    events = {"came": receipt, "reversed": supply.reversal(receipt)}
    for which in order:
        assert supply.heard(events[which]) == []
    assert (state(supply, ordered), supply.incoming()) == (("ordered", 0, 20), 20)
    assert supply.told("ReceiptFlagged", "ReversalFlagged") == []


def test_what_was_closed_meanwhile_stays_closed_and_is_flagged_once(supply: Supply, ordered: Any) -> None:
    receipt = came(supply, ordered, 5)
    supply.take(supply.read(ordered), "cancel", reason="No.")
    for _ in range(2):
        assert supply.heard(supply.reversal(receipt)) == []
    assert state(supply, ordered) == ("cancelled", 5, 0)
    (flagged,) = supply.told("ReversalFlagged")
    assert (flagged["data"]["why"], flagged["data"]["units"]) == ("closed", 5)
    assert flagged["data"]["receipt"] == receipt["entity"]


def test_what_is_replenished_anew_by_now_is_flagged(supply: Supply, ordered: Any) -> None:
    receipt = came(supply, ordered, 20)
    anew = supply.ask(key="next", quantity=7).body
    assert supply.heard(supply.reversal(receipt)) == []
    assert (state(supply, ordered), state(supply, anew)) == (("received", 20, 0), ("requested", 0, 7))
    (flagged,) = supply.told("ReversalFlagged")
    assert flagged["data"]["why"] == "replaced"


def test_lines_that_name_none_or_one_of_another_sku_change_nothing(supply: Supply, ordered: Any) -> None:
    supply.stock("TEA")
    receipt = supply.receipt(("MUG", 5, None), ("TEA", 5, ordered["replenishment_id"]))
    supply.heard(receipt, supply.reversal(receipt))
    assert (state(supply, ordered), supply.incoming()) == (("ordered", 0, 20), 20)
    assert supply.told("ReversalFlagged") == []


def test_how_long_it_took_is_not_measured_by_a_mistake(supply: Supply) -> None:
    supply.set(threshold=1, lead_time_days=9)
    for number in range(3):
        one = supply.ordered(supply.ask(key=str(number), quantity=5).body, expected_on="2026-12-20")
        supply.house.later(days=2)
        receipt = came(supply, one, 5)
        supply.heard(supply.reversal(receipt))
        supply.house.later(days=2)
        came(supply, one, 5)
    order = supply.see()["order"]
    assert (order["lead_time_days"], order["lead_time_by"]) == (4, "measured")


@pytest.mark.parametrize("fault", [CONFLICT, LOST_ANSWER])
def test_a_reversal_that_meets_with_trouble_counts_once(
    supply: Supply, ordered: Any, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setattr(store.database, "retry", Watch().patience())
    receipt = came(supply, ordered, 8)
    came(supply, ordered, 4)
    with Faults(store.database.client, fault):
        assert supply.heard(supply.reversal(receipt)) == []
    assert supply.heard(supply.reversal(receipt)) == []
    assert state(supply, ordered) == ("partially_received", 4, 16)
