"""What lacks is asked of purchasing, once, and followed up until it is there (R3.1.3)."""

from typing import Any

import pytest

from tests.people import PURCHASING, SPECIALIST
from tests.stock_alerts.supply import SKU, Supply

AUTOMATIC: dict[str, Any] = {"threshold": 4, "target": 40, "replenish": "automatic", "supplier": "YIXING", "pack": 12}
ORDER: dict[str, Any] = {"supplier": "YIXING", "unit_cost_minor": 200, "currency": "CNY", "expected_on": "2026-12-04"}


@pytest.fixture
def asked(supply: Supply) -> Any:
    """A replenishment of 20 mugs that a specialist asked for."""
    return supply.ask(quantity=20).body


def test_a_fall_asks_purchasing_by_itself_where_it_is_so_set_and_tells_why(supply: Supply) -> None:
    supply.set(**AUTOMATIC)
    supply.sell(7)
    (one,) = supply.replenishments()
    assert (one["sku"], one["state"], one["quantity"], one["supplier"]) == ("MUG", "requested", 48, "YIXING")
    # 37 lack of 40, and packs hold 12.
    why = {name: one["why"][name] for name in ("available", "incoming", "backlog", "projected", "target", "lacking")}
    assert why == {"available": 3, "incoming": 0, "backlog": 0, "projected": 3, "target": 40, "lacking": 37}
    assert supply.alerts()[0]["replenishment_id"] == one["replenishment_id"]
    (event,) = supply.told("ReplenishmentRequested")
    assert (event["actor"], event["data"]["quantity"], event["due"]) == (
        "system:look", 48, "2026-11-25T15:59:59.000Z",
    )  # fmt: skip


def test_elsewhere_it_is_proposed_with_the_alert_and_a_person_asks(supply: Supply) -> None:
    supply.set(**AUTOMATIC | {"replenish": "proposed"})
    supply.sell(7)
    assert supply.replenishments() == []
    assert supply.see()["order"]["quantity"] == 48
    assert supply.ask().body["quantity"] == 48


def test_the_same_need_is_asked_for_once_until_it_is_closed(supply: Supply) -> None:
    supply.set(**AUTOMATIC)
    supply.sell(7)
    (one,) = supply.replenishments()
    supply.receive(30)
    supply.sell(31)
    assert [each["replenishment_id"] for each in supply.replenishments()] == [one["replenishment_id"]]
    assert [alert["replenishment_id"] for alert in supply.alerts()] == [one["replenishment_id"]]
    refused = supply.ask()
    assert refused.refusal == (409, "replenishment_underway")
    assert refused.body["replenishment_id"] == one["replenishment_id"]


def test_what_purchasing_declined_is_not_asked_for_again_while_the_alert_stands(supply: Supply) -> None:
    supply.set(**AUTOMATIC)
    supply.sell(7)
    (one,) = supply.replenishments()
    declined = supply.take(one, "decline", reason="The kiln is being rebuilt.")
    assert (declined["state"], declined["reason"]) == ("declined", "The kiln is being rebuilt.")
    assert "kiln" not in str(supply.told("ReplenishmentDeclined"))
    supply.sell(1)
    supply.say("look_again")
    assert supply.replenishments() == []
    assert supply.ask().status == 201


def test_what_came_in_full_and_does_not_do_is_a_new_need_that_is_asked_for_and_told_at_once(supply: Supply) -> None:
    supply.set(**AUTOMATIC)
    supply.sell(7)
    (one,) = supply.replenishments()
    ordered = supply.ordered(one, quantity=3)
    supply.house.call(f"POST {SKU}/acknowledge", as_=PURCHASING, sku="MUG", body={"version": 1})
    supply.say("tell")
    supply.sell(3)
    supply.receive(3)  # the alert stands: nothing more is asked for while goods are awaited
    assert [each["replenishment_id"] for each in supply.replenishments()] == [ordered["replenishment_id"]]
    receipt = supply.receipt(("MUG", 3, ordered["replenishment_id"]))
    for _ in range(2):
        supply.heard(receipt)
        supply.changed("MUG")
        supply.say("look_again")
    (another,) = supply.replenishments()
    assert (another["state"], another["quantity"], another["why"]["available"]) == ("requested", 48, 3)
    (alert,) = supply.alerts()
    assert (alert["state"], alert["kind"], alert["replenishment_id"]) == ("open", "low", another["replenishment_id"])
    assert len(supply.told("ReplenishmentRequested")) == 2
    supply.say("tell")
    rows = supply.told("LowStockListed")[-1]["data"]["rows"]
    assert [row["replenishment_id"] for row in rows] == [another["replenishment_id"]]


def test_a_party_is_replenished_apart_from_the_sku(supply: Supply) -> None:
    supply.open_warehouse("WH-GZ")
    assert supply.ask(key="1").status == supply.ask(key="2", party="WH-GZ").status == 201
    assert supply.ask(key="3", party="WH-GZ").refusal == (409, "replenishment_underway")
    assert len(supply.see()["replenishments"]) == 1  # and the other one stands with its party's levels


def test_asking_twice_with_one_key_is_asking_once(supply: Supply) -> None:
    first, again = supply.ask(), supply.ask()
    assert (first.status, again.body) == (201, first.body)
    assert len(supply.told("ReplenishmentRequested")) == 1
    assert supply.ask("NOBODY", key="n").refusal == (404, "not_found")


def test_what_is_ordered_is_on_its_way_and_counts_in_the_next_arithmetic(supply: Supply, asked: Any) -> None:
    ordered = supply.ordered(asked, quantity=24)
    assert (ordered["state"], ordered["quantity"], ordered["expected_on"], ordered["due_on"]) == (
        "ordered", 24, "2026-12-04", "2026-12-04",
    )  # fmt: skip
    assert supply.incoming() == 24
    assert supply.see()["order"]["projected"] == 34
    (event,) = supply.told("ReplenishmentOrdered")
    assert (event["actor"], event["data"]["unit_cost_minor"], event["data"]["currency"]) == (
        PURCHASING.actor, 200, "CNY",
    )  # fmt: skip


def test_what_sells_out_while_goods_are_on_their_way_is_low(supply: Supply, asked: Any) -> None:
    supply.ordered(asked)
    supply.sell(10)
    assert supply.short() == [("MUG", None, "low", "open")]


def test_a_supplier_who_says_another_day_is_remembered(supply: Supply, asked: Any) -> None:
    ordered = supply.ordered(asked)
    later = supply.take(ordered, "slip", expected_on="2026-12-09")
    earlier = supply.take(later, "slip", expected_on="2026-12-08")
    assert (earlier["expected_on"], earlier["due_on"]) == ("2026-12-08", "2026-12-08")
    told = [event["data"] for event in supply.told("ReplenishmentSlipped")]
    assert [(one["supplier"], one["former_expected_on"], one["days"]) for one in told] == [
        ("YIXING", "2026-12-04", 5),
        ("YIXING", "2026-12-09", -1),
    ]


def test_a_supplier_who_says_the_same_day_again_is_not_late_once_more(supply: Supply, asked: Any) -> None:
    ordered = supply.ordered(asked)
    for day in ("2026-12-04", "2026-11-23"):
        answer = supply.step(ordered, "slip", expected_on=day)
        assert (answer.refusal, answer.fields) == ((422, "validation_failed"), ["expected_on"])
    assert supply.told("ReplenishmentSlipped") == []


def test_what_is_cancelled_is_on_its_way_no_more(supply: Supply, asked: Any) -> None:
    ordered = supply.ordered(asked)
    cancelled = supply.take(ordered, "cancel", SPECIALIST, reason="Delisted.")
    assert (cancelled["state"], cancelled["outstanding"], supply.incoming()) == ("cancelled", 0, 0)
    (event,) = supply.told("ReplenishmentCancelled")
    assert event["data"]["outstanding"] == 20
    assert supply.ask(key="new").status == 201


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"expected_on": "2026-11-23"}, "expected_on"),
        ({"expected_on": "soon"}, "expected_on"),
        ({"currency": "GBP"}, "currency"),
        ({"currency": "XXX"}, "currency"),
        ({"supplier": ""}, "supplier"),
        ({"unit_cost_minor": -1}, "unit_cost_minor"),
        ({"quantity": 0}, "quantity"),
    ],
)
def test_an_order_that_cannot_be_is_refused_by_name(
    supply: Supply, asked: Any, said: dict[str, Any], field: str
) -> None:
    taken = supply.take(asked, "acknowledge")
    before = supply.house.items("stock_alerts"), supply.house.items("sku")
    answer = supply.step(taken, "order", **ORDER | said)
    assert (answer.refusal, answer.fields) == ((422, "validation_failed"), [field])
    assert (supply.house.items("stock_alerts"), supply.house.items("sku")) == before


def test_lists_show_what_is_underway_by_the_day_on_which_something_is_due(supply: Supply, asked: Any) -> None:
    supply.ordered(asked, expected_on="2026-12-20")
    supply.stock("TEA")
    supply.ask("TEA", key="tea")
    assert [one["sku"] for one in supply.replenishments()] == ["TEA", "MUG"]
    assert supply.replenishments(late="true") == []
    supply.house.later(days=3)
    assert [one["sku"] for one in supply.replenishments(late="true")] == ["TEA"]
