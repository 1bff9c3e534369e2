"""All that lies at a location is laid out in pieces, and cleared away in pieces, whatever comes between (R3.1.3)."""

from typing import Any

import pytest

from shop.events.reactions import JobFailedError
from stock_control import store
from stock_control.stocktakes import chores
from tests.harness import House
from tests.overtaking import overtake
from tests.people import MANAGER, WAREHOUSE_GZ
from tests.stock_control.goods import know
from tests.stock_control.stocktaking import (
    ONE,
    OTHER,
    Stocktake,
    opened,
    order,
    receive,
    say,
    there,
    try_to_open,
)

SKUS = [f"CUP-{number}" for number in range(5)]


@pytest.fixture
def full(shop: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """Five SKUs lie at WH-SH, pieces are of two; a sixth was sold out, a seventh lies elsewhere."""
    monkeypatch.setattr(chores, "_AT_A_TIME", 2)
    know(*SKUS)
    for sku in SKUS:
        receive(shop, 10, sku)
    receive(shop, 1, "TEA")
    order(shop, 1, "TEA", leaves=True)
    receive(shop, 5, "MUG", at="WH-GZ")
    return shop


def skus(stocktake: Stocktake) -> list[str]:
    return [line["sku"] for line in stocktake.lines()]


def test_all_that_lies_at_a_location_is_laid_out_within_a_minute(full: House) -> None:
    stocktake = opened(full)
    assert (stocktake.read()["laid_out"], stocktake.lines()) == (False, [])
    assert stocktake.count(10, sku="CUP-0").refusal == (409, "in_progress")
    for _ in range(2):
        say("tend_stocktakes")
    assert skus(stocktake) == SKUS
    read = stocktake.read()
    assert (read["kind"], read["state"], read["laid_out"]) == ("location", "open", True)
    assert (read["tally"]["lines"], read["tally"]["uncounted"]) == (5, 5)
    laid_out = [event for event in full.events("stock_control") if event["type"] == "StocktakeExtended"]
    assert [sku for event in laid_out for sku in event["data"]["skus"]] == SKUS
    assert {event["actor"] for event in laid_out} == {"system:tend_stocktakes"}
    for sku in SKUS:
        assert stocktake.count(10, sku=sku).status == 201
    assert stocktake.read()["state"] == "investigating"


def crash(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """The job dies when it has done so many pieces."""
    done = 0
    piece = chores._piece

    def dies(*asked: Any) -> bool:
        nonlocal done
        if done == after:
            monkeypatch.setattr(chores, "_piece", piece)
            raise RuntimeError
        done += 1
        return piece(*asked)

    monkeypatch.setattr(chores, "_piece", dies)


@pytest.mark.parametrize("after", [1, 2])
def test_what_a_run_leaves_undone_the_next_one_does(full: House, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    stocktake = opened(full)
    crash(monkeypatch, after)
    with pytest.raises(JobFailedError):
        say("tend_stocktakes")
    assert skus(stocktake) == SKUS[: 2 * after]
    say("tend_stocktakes")
    assert (skus(stocktake), stocktake.read()["tally"]["lines"]) == (SKUS, 5)


def test_what_another_stocktake_counts_is_left_to_it(full: House) -> None:
    opened(full, "CUP-1", "CUP-4")
    stocktake = opened(full)
    say("tend_stocktakes")
    assert skus(stocktake) == ["CUP-0", "CUP-2", "CUP-3"]


def test_what_another_stocktake_begins_to_count_meanwhile_is_left_to_it(
    full: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    stocktake = opened(full)
    overtake(monkeypatch, store.stock, "seen", lambda: opened(full, "CUP-0"))  # type: ignore[arg-type]
    say("tend_stocktakes")
    assert skus(stocktake) == SKUS[1:]


def test_what_is_found_on_the_shelf_and_nowhere_in_the_records_is_counted(full: House) -> None:
    stocktake = opened(full)
    say("tend_stocktakes")
    assert stocktake.explained(2, "found", "TEA").step("adjust", MANAGER, sku="TEA").status == 200
    assert there("TEA") == 2


def cancel(stocktake: Stocktake) -> None:
    assert stocktake.move("cancel", MANAGER, reason="仓库搬迁").status == 200


@pytest.mark.parametrize("after", [1, 2])
def test_of_a_cancelled_stocktake_nothing_is_being_counted_any_more(
    full: House, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    stocktake = opened(full)
    say("tend_stocktakes")
    stocktake.count(10, sku="CUP-0")
    stocktake.count(3, sku="CUP-1")
    cancel(stocktake)
    assert try_to_open(full, "CUP-1").refusal == (409, "being_counted")
    crash(monkeypatch, after)
    with pytest.raises(JobFailedError):
        say("tend_stocktakes")
    for _ in range(2):
        say("tend_stocktakes")
    assert not [item for item in full.items("sku") if "counted_in" in item]
    assert full.call("GET /stock/skus/{sku}", as_=ONE, sku="CUP-1").body["on_hand"] == 10
    again = opened(full, *SKUS)
    say("tend_stocktakes")
    assert again.count(10, OTHER, sku="CUP-1").status == 201


def test_a_stocktake_that_is_cancelled_while_it_is_laid_out_leaves_nothing(
    full: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    stocktake = opened(full)
    crash(monkeypatch, 1)
    with pytest.raises(JobFailedError):
        say("tend_stocktakes")
    overtake(monkeypatch, store.stock, "seen", lambda: cancel(stocktake))  # type: ignore[arg-type]
    say("tend_stocktakes")
    say("tend_stocktakes")
    assert not [item for item in full.items("sku") if "counted_in" in item]
    assert stocktake.told() == ["StocktakeOpened", "StocktakeExtended", "StocktakeCancelled"]


def test_an_empty_location_is_laid_out_with_nothing_to_count(shop: House) -> None:
    stocktake = opened(shop, at="WH-GZ")
    say("tend_stocktakes")
    assert (stocktake.read()["laid_out"], stocktake.lines()) == (True, [])
    assert stocktake.count(0, WAREHOUSE_GZ).status == 201


def test_a_stocktake_of_some_skus_leaves_no_chore(shop: House) -> None:
    opened(shop, "MUG")
    before = shop.items("stock_control")
    say("tend_stocktakes")
    assert shop.items("stock_control") == before


def test_one_stocktake_that_cannot_be_laid_out_does_not_hold_up_the_others(
    full: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, other = opened(full), opened(full, at="WH-GZ")
    piece = chores._piece
    with monkeypatch.context() as patch:
        patch.setattr(chores, "_piece", lambda which, now: 1 / 0 if which == bad.stocktake_id else piece(which, now))
        with pytest.raises(JobFailedError):
            say("tend_stocktakes")
    assert (bad.read()["laid_out"], other.read()["laid_out"]) == (False, True)
    say("tend_stocktakes")
    assert skus(bad) == SKUS
