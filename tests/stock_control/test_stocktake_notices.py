"""Who hears of a stocktake: those who are to count, to find a cause, to adjust (R3.1.3)."""

from notices import audiences
from notices.audiences import Audience
from shop.contract import Event
from shop.contract.catalogue import all_types
from shop.roles import Role
from tests.harness import House
from tests.people import MANAGER
from tests.stock_control.stocktaking import Stocktake, counting

COUNTERS = Audience(roles=frozenset({Role.WAREHOUSE}), party="WH-SH")
SPECIALISTS, MANAGERS = (Audience(roles=frozenset({role})) for role in (Role.SPECIALIST, Role.MANAGER))


def told(stocktake: Stocktake) -> list[tuple[str, Audience]]:
    """The events that somebody is told of, in their order, and who that is."""
    found = []
    for event in stocktake.house.events("stock_control", f"STOCKTAKE#{stocktake.stocktake_id}"):
        kind = all_types()[event["type"]]
        if kind in audiences.TOLD:
            audience = audiences.of(Event[kind].model_validate(event))  # type: ignore[valid-type]
            found.append((event["type"], audience))
    return found


def test_whose_turn_it_is_hears_of_it(shop: House) -> None:
    stocktake = counting(shop).differ(8)
    stocktake.step("assign", investigator="sub-of-lin", due="2026-12-01T00:00:00Z")
    stocktake.step("explain", cause="missing")
    stocktake.step("send-back")
    assert told(stocktake) == [
        ("StocktakeOpened", COUNTERS),
        ("CountingEnded", SPECIALISTS),
        ("DifferenceAssigned", Audience(people=frozenset({"sub-of-lin"}))),
        ("DifferenceExplained", Audience()),
        ("RecountOrdered", COUNTERS),
    ]


def test_the_manager_hears_of_a_difference_that_is_theirs_to_adjust(shop: House) -> None:
    stocktake = counting(shop, 100).explained(1)
    assert told(stocktake)[-1] == ("DifferenceExplained", MANAGERS)
    assert stocktake.step("adjust", MANAGER).status == 200
