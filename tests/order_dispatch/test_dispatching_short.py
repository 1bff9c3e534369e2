"""A parcel of which units were found missing does not leave; what else is promised does (R3.1.3, R3.2.2)."""

import pytest

from order_dispatch import store
from shop.ids import new_id
from shop.stock.changes import Level
from shop.stock.units import Cause
from shop.storage.values import Item
from tests.harness import House
from tests.order_dispatch.large import DISPATCHING, SKUS, Bulk
from tests.order_dispatch.shop_floor import SH, Floor, line, parcel
from tests.people import WAREHOUSE_SH


def find_missing(house: House, sku: str, units: int) -> None:
    """A count at Shanghai finds so many units fewer."""
    cause = Cause(new_id(house.now), "STOCKTAKE#1", house.now)
    seen = store.stock.seen(SH, [sku])[sku]
    with store.database.transaction() as write:
        store.stock.adjust(write, seen, -units, cause, reason="missing", field="counted")


def level(house: House, sku: str, at: str = "LEVEL") -> Level:
    found: Item = next(item for item in house.items("sku", f"SKU#{sku}") if item["sk"] == at)
    return Level.of(found)


def test_of_two_parcels_the_one_whose_units_are_there_leaves_and_the_other_one_is_told_why_not(floor: Floor) -> None:
    first = floor.bring(floor.placed(line("MUG", 6)), "verified")
    second = floor.bring(floor.placed(line("MUG", 4), line("TEA", 1)), "verified")
    find_missing(floor.house, "MUG", 5)
    before = floor.house.items("order_dispatch"), floor.house.items("sku")
    answer = floor.act(first, "dispatch", WAREHOUSE_SH, **parcel("SF100001"))
    assert answer.refusal == (409, "units_missing")
    assert [(error["field"], error["sku"]) for error in answer.body["errors"]] == [("shipment", "MUG")]
    assert (floor.house.items("order_dispatch"), floor.house.items("sku")) == before
    floor.done(second, "dispatch", WAREHOUSE_SH, **parcel("SF100002"))
    assert level(floor.house, "MUG") == level(floor.house, "MUG", f"LEVEL#{SH}") == Level(0, 6, 0, 5)
    floor.receive("MUG", 5)
    floor.done(first, "dispatch", WAREHOUSE_SH, **parcel("SF100001"))
    assert level(floor.house, "MUG") == Level()


def test_a_cancelled_order_gives_its_units_to_those_that_are_short(floor: Floor) -> None:
    kept = floor.bring(floor.placed(line("MUG", 6)), "verified")
    other = floor.placed(line("MUG", 4))
    find_missing(floor.house, "MUG", 3)
    assert level(floor.house, "MUG") == Level(0, 10, 0, 3)
    floor.cancel(other)
    assert level(floor.house, "MUG") == Level(1, 6)
    floor.done(kept, "dispatch", WAREHOUSE_SH, **parcel("SF100001"))


def test_a_large_parcel_of_which_units_are_missing_does_not_begin_to_leave(bulk: Bulk) -> None:
    bulk.bring_before(DISPATCHING)
    for sku in ("S02", "S07"):
        find_missing(bulk.house, sku, 9)
    before = bulk.books()
    answer = bulk.ask(DISPATCHING)
    assert answer.refusal == (409, "units_missing")
    assert [error["sku"] for error in answer.body["errors"]] == ["S02", "S07"]
    assert bulk.books() == before


def test_a_large_parcel_of_which_units_are_found_missing_on_its_way_out_is_there_again_and_leaves_later(
    bulk: Bulk, monkeypatch: pytest.MonkeyPatch
) -> None:
    bulk.bring_before(DISPATCHING)
    find_missing(bulk.house, "S07", 9)
    with monkeypatch.context() as asked_before:
        asked_before.setattr(store.stock, "missing_at", lambda party, units: [])
        answer = bulk.ask(DISPATCHING)
    assert answer.refusal == (409, "units_missing")
    assert [error["sku"] for error in answer.body["errors"]] == ["S07"]
    assert {level(bulk.house, sku).reserved for sku in SKUS[1:]} == {2}
    bulk.floor.receive("S07", 9)
    assert bulk.ask(DISPATCHING).status == 200  # with the number that it was given before
    assert {level(bulk.house, sku).reserved for sku in SKUS} == {0}
