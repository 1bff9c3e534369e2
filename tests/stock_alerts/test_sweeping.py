"""What the stream lost is found within the hour; a round that ends early is gone on with (R3.1.3)."""

from typing import Any

import pytest

from shop import invocation
from shop.events.reactions import JobFailedError
from stock_alerts import looking, policies, reactions, sweeping
from tests.order_dispatch.shop_floor import line
from tests.stock_alerts.supply import Supply
from tests.watch import Watch


def lost(supply: Supply, *skus: str) -> None:
    """SKUs that fell below their thresholds, of which the stream said nothing."""
    supply.stock(*[sku for sku in skus if sku != "MUG"])
    for sku in skus:
        supply.set(sku, threshold=4)
        supply.floor.placed(line(sku, 7))


def test_what_the_stream_lost_is_found_once_an_hour(supply: Supply) -> None:
    lost(supply, "MUG", "TEA")
    supply.say("look_again")
    assert {sku for sku, *_ in supply.short()} == {"MUG", "TEA"}
    lost(supply, "JAR")
    supply.say("look_again")  # this hour's round is done
    assert len(supply.short()) == 2
    supply.house.later(hours=1)
    supply.say("look_again")
    assert len(supply.short()) == 3


def test_an_alert_of_a_sku_of_which_nothing_is_set_is_looked_at_too(supply: Supply) -> None:
    supply.sell(10)
    supply.floor.receive("MUG", 5)
    supply.say("look_again")
    assert supply.short() == []


def test_what_lasts_for_the_fewest_hours_comes_first_by_figures_of_this_hour(supply: Supply) -> None:
    supply.stock("TEA", units=40)
    for sku in ("MUG", "TEA"):
        supply.set(sku, threshold=50)
    for _ in range(7):
        supply.floor.placed(line("MUG", 1))
        supply.floor.placed(line("TEA", 5))
        supply.house.later(days=1)
    supply.say("learn_demand")
    supply.say("look_again")
    assert [(one["sku"], one["available"], one["cover_hours"]) for one in supply.alerts()] == [
        ("TEA", 5, 24),
        ("MUG", 3, 72),
    ]
    supply.floor.receive("TEA", 20)
    supply.house.later(hours=1)
    supply.say("look_again")
    assert [(one["sku"], one["cover_hours"], one["version"]) for one in supply.alerts()] == [
        ("MUG", 72, 1),
        ("TEA", 120, 1),
    ]


def test_a_round_that_dies_is_gone_on_with_where_it_was(supply: Supply, monkeypatch: pytest.MonkeyPatch) -> None:
    lost(supply, "MUG", "TEA", "JAR")
    monkeypatch.setattr(sweeping, "_AT_A_TIME", 1)
    look, looked = looking.look, list[str]()

    def dies(skus: Any, *more: Any, **named: Any) -> None:
        looked.extend(skus)
        if len(looked) == 2:
            raise RuntimeError("the machine is gone")
        look(skus, *more, **named)

    monkeypatch.setattr(looking, "look", dies)
    with pytest.raises(JobFailedError):
        supply.say("look_again")
    assert len(supply.short()) == 1
    supply.say("look_again")
    assert len(supply.short()) == 3
    assert sorted(looked[:4]) == sorted(["MUG", "TEA", "JAR", looked[1]])  # one twice, the others once


def test_a_run_that_has_no_time_left_leaves_the_rest_of_a_page_to_the_next_one(
    supply: Supply, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost(supply, "MUG", "TEA", "JAR")
    watch, learn = Watch(), policies._learn

    def slowly(*asked: Any) -> None:
        learn(*asked)
        watch.pauses.append(15)

    monkeypatch.setattr(policies, "_learn", slowly)
    # Two of them begin before all that is left is needed for winding up.
    reactions.lambda_handler({"job": "learn_demand"}, watch.invocation(invocation.WINDING_UP + 20))
    assert [supply.see(sku)["known_until"] for sku in ("JAR", "MUG", "TEA")].count("2026-11-23") == 2
    supply.say("learn_demand")
    assert [supply.see(sku)["known_until"] for sku in ("JAR", "MUG", "TEA")].count("2026-11-23") == 3
