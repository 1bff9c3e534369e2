"""Goods that come are counted off what was asked for: each receipt once, in any order, and none is refused (R3.1.3)."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stock_alerts import store
from tests.faults import CONFLICT, LOST_ANSWER, Fault, Faults
from tests.harness import on_moto
from tests.stock_alerts.supply import Supply
from tests.watch import Watch


@pytest.fixture
def ordered(supply: Supply) -> Any:
    """20 mugs that are on their way."""
    return supply.ordered(supply.ask(quantity=20).body)


def state(supply: Supply, one: Any) -> tuple[str, int, int]:
    now = supply.read(one)
    return now["state"], now["received"], now["outstanding"]


def test_receipts_count_a_replenishment_down_to_nothing(supply: Supply, ordered: Any) -> None:
    which = ordered["replenishment_id"]
    assert supply.heard(supply.receipt(("MUG", 15, which))) == []
    assert (state(supply, ordered), supply.incoming()) == (("partially_received", 15, 5), 5)
    supply.heard(supply.receipt(("MUG", 5, which)))
    assert (state(supply, ordered), supply.incoming()) == (("received", 20, 0), 0)
    assert supply.replenishments() == []
    assert supply.ask(key="next").status == 201


def test_a_receipt_counts_once_however_often_and_in_whatever_order_it_is_heard_of(supply: Supply, ordered: Any) -> None:
    first, second = (supply.receipt(("MUG", units, ordered["replenishment_id"])) for units in (8, 9))
    for event in (second, first, second, first, first):
        assert supply.heard(event) == []
    assert (state(supply, ordered), supply.incoming()) == (("partially_received", 17, 3), 3)
    assert len(supply.told("ReplenishmentReceived")) == 2


def test_a_receipt_that_is_counted_between_two_reads_counts_once(
    supply: Supply, ordered: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is read together is not of one moment: here the replenishment is read later than the receipt's mark."""
    event = supply.receipt(("MUG", 8, ordered["replenishment_id"]))
    look = store.found

    def read_and_be_overtaken(keys: Any) -> Any:
        asked = list(keys)
        before = look(asked)
        monkeypatch.setattr(store, "found", look)
        assert supply.heard(event) == []
        return {key: item for key, item in look(asked).items() if key in before}

    monkeypatch.setattr(store, "found", read_and_be_overtaken)
    assert supply.heard(event) == []
    assert (state(supply, ordered), supply.incoming()) == (("partially_received", 8, 12), 12)


def test_one_receipt_counts_down_several_and_leaves_alone_what_names_none(supply: Supply, ordered: Any) -> None:
    supply.stock("TEA", "JAR")
    tea = supply.ordered(supply.ask("TEA", key="tea", quantity=6).body)
    event = supply.receipt(
        ("MUG", 1, ordered["replenishment_id"]), ("JAR", 50, None), ("TEA", 6, tea["replenishment_id"])
    )
    assert supply.heard(event) == []
    assert (state(supply, ordered)[1], state(supply, tea)[0]) == (1, "received")


def test_more_than_was_asked_for_is_counted_and_said(supply: Supply, ordered: Any) -> None:
    supply.heard(supply.receipt(("MUG", 23, ordered["replenishment_id"])))
    assert (state(supply, ordered), supply.incoming()) == (("received", 23, 0), 0)
    (event,) = supply.told("ReplenishmentReceived")
    assert (event["data"]["over"], event["data"]["outstanding"]) == (3, 0)


def test_units_that_were_refused_have_still_to_come(supply: Supply, ordered: Any) -> None:
    supply.heard(supply.receipt(("MUG", 18, ordered["replenishment_id"]), refused=2))
    assert state(supply, ordered) == ("partially_received", 18, 2)
    assert supply.read(ordered)["refused"] == 2


def test_goods_that_come_before_their_order_is_written_down_count(supply: Supply) -> None:
    one = supply.ask(quantity=20).body
    supply.heard(supply.receipt(("MUG", 20, one["replenishment_id"])))
    assert (state(supply, one), supply.incoming()) == (("received", 20, 0), 0)


def test_how_late_the_last_units_came_rates_the_supplier_by_its_first_word(supply: Supply, ordered: Any) -> None:
    slipped = supply.take(ordered, "slip", expected_on="2026-12-09")
    supply.house.later(days=14)  # the 8th
    supply.heard(supply.receipt(("MUG", 20, slipped["replenishment_id"])))
    (event,) = supply.told("ReplenishmentReceived")
    assert (event["data"]["supplier"], event["data"]["days_late"]) == ("YIXING", 4)


@pytest.mark.parametrize("why", ["closed", "other_sku", "unknown"])
def test_a_receipt_that_names_one_that_is_closed_another_skus_or_unknown_is_flagged_and_no_error(
    supply: Supply, ordered: Any, why: str
) -> None:
    which = ordered["replenishment_id"]
    sku = "MUG"
    if why == "closed":
        supply.take(ordered, "cancel", reason="No.")
    elif why == "other_sku":
        supply.stock("TEA")
        sku = "TEA"
    else:
        which = "01K00000000000000000000000"
    event = supply.receipt((sku, 4, which))
    for _ in range(2):
        assert supply.heard(event) == []
    (flagged,) = supply.told("ReceiptFlagged")
    assert (flagged["data"]["why"], flagged["data"]["units"], flagged["entity"]) == (why, 4, event["entity"])
    assert supply.read(ordered)["received"] == 0


def test_how_long_replenishments_took_is_measured_when_three_came(supply: Supply) -> None:
    supply.set(threshold=1, lead_time_days=9)
    for number in range(3):
        assert supply.see()["order"]["lead_time_by"] == "given"
        one = supply.ordered(supply.ask(key=str(number), quantity=5).body, expected_on="2026-12-20")
        supply.house.later(days=4)
        supply.heard(supply.receipt(("MUG", 5, one["replenishment_id"])))
    order = supply.see()["order"]
    assert (order["lead_time_days"], order["lead_time_by"]) == (4, "measured")


@pytest.mark.parametrize("fault", [CONFLICT, LOST_ANSWER])
def test_a_receipt_that_meets_with_trouble_counts_once(
    supply: Supply, ordered: Any, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setattr(store.database, "retry", Watch().patience())
    event = supply.receipt(("MUG", 8, ordered["replenishment_id"]))
    with Faults(store.database.client, fault):
        assert supply.heard(event) == []
    assert supply.heard(event) == []
    assert state(supply, ordered) == ("partially_received", 8, 12)


@pytest.fixture(scope="module")
def market() -> Iterator[Supply]:
    with on_moto() as house:
        supply = Supply(house)
        supply.stock("MUG")
        yield supply


ACTS = st.lists(
    st.sampled_from(
        [
            "ask",
            "acknowledge",
            "order",
            "order",
            "slip",
            "cancel",
            "decline",
            "come",
            "come",
            "come again",
            "reverse",
            "reverse",
        ]
    ),
    min_size=4,
    max_size=10,
)


@given(acts=ACTS, units=st.lists(st.integers(1, 12), min_size=10, max_size=10))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_pool_awaits_what_its_replenishments_await_whatever_happens(
    market: Supply, acts: list[str], units: list[int]
) -> None:
    said: dict[str, dict[str, Any]] = {
        "acknowledge": {},
        "order": {"supplier": "S1", "unit_cost_minor": 1, "currency": "CNY", "expected_on": "2027-11-30"},
        "slip": {"expected_on": "2027-12-01"},
        "cancel": {"reason": "No."},
        "decline": {"reason": "No."},
    }
    heard: list[dict[str, Any]] = []
    for act, quantity in zip(acts, units, strict=False):
        underway = market.replenishments()
        assert len(underway) <= 1
        if act == "ask":
            market.ask(key=f"{market.house.now}", quantity=quantity)
        elif act == "come" and underway:
            heard.append(market.receipt(("MUG", quantity, underway[0]["replenishment_id"])))
            assert market.heard(heard[-1]) == []
        elif act == "come again" and heard:
            assert market.heard(heard[0]) == []
        elif act == "reverse" and heard:
            assert market.heard(market.reversal(heard[quantity % len(heard)])) == []
        elif act in said and underway:
            market.step(underway[0], act, **said[act])
        ordered = [one for one in market.replenishments() if one["unit_cost_minor"] is not None]
        assert market.incoming() == sum(one["outstanding"] for one in ordered)
