"""The reconciler finds what was changed behind the ledger's back, names it, and repairs nothing (R3.1.3)."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from shop.clock import clock
from shop.ids import new_id
from shop.stock.levels import MOVEMENT
from shop.stock.units import Cause, Demand, Units
from shop.storage.table import Page, Table
from stock_control import reactions as stock_reactions
from stock_control import store
from stock_control.reconciling import run
from tests.gateway import Context
from tests.harness import House
from tests.overtaking import overtake
from tests.people import MANAGER, SPECIALIST, WAREHOUSE_SH
from tests.stock_control.goods import delivery, dispatch, know, level, line, sell
from tests.stores import ROOM_TABLES, client


@pytest.fixture
def busy(shop: House) -> House:
    """Goods of four SKUs that came, were sold, counted, blocked, moved, and are short."""
    know("PAN")
    body = delivery(line("MUG", 10), line("TEA", 9) | {"refused_units": 1, "refusal_reason": "damaged"}, line("JAR", 5))
    assert shop.call("POST /stock/receipts", as_=WAREHOUSE_SH, key="k", body=body).status == 201
    moved = {"source": "WH-SH", "target": "WH-GZ", "lines": [{"sku": "TEA", "quantity": 4}]}
    assert shop.call("POST /stock/transfers", as_=WAREHOUSE_SH, key="t", body=moved).status == 201
    sell(6)
    dispatch(3)
    block = {"warehouse": "WH-SH", "lines": [{"sku": "MUG", "quantity": 5, "reason": "damaged"}]}
    assert shop.call("POST /stock/blocks", as_=WAREHOUSE_SH, key="b", body=block).status == 201
    assert level(shop) == (0, 3, 5, 1)
    return shop


@pytest.fixture(params=[1, 2, 500])
def chunks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much is read at once."""
    monkeypatch.setattr(run, "_AT_A_TIME", request.param)


def by_hand(sku: str, what: str, change: str, units: int) -> None:
    """Change an item behind the ledger's back."""
    client("dynamodb").update_item(
        TableName=ROOM_TABLES["sku"],
        Key={"pk": {"S": f"SKU#{sku}"}, "sk": {"S": what}},
        UpdateExpression=f"ADD {change} :units",
        ExpressionAttributeValues={":units": {"N": str(units)}},
    )


def listed(shop: House) -> list[Any]:
    items: list[Any] = shop.call("GET /stock/mismatches", as_=SPECIALIST).body["items"]
    return items


@pytest.mark.usefixtures("chunks")
def test_where_nothing_was_done_behind_its_back_nothing_is_found(busy: House) -> None:
    done = run.reconcile(clock.now)
    assert (done.parted, done.whole) == (0, True)
    assert done.skus == 5  # of some of which nothing ever came
    assert listed(busy) == busy.events("stock_control", "MISMATCH#") == []


@pytest.mark.usefixtures("chunks")
def test_a_level_changed_behind_the_ledgers_back_is_named_in_one_run_and_stays_as_it_is(busy: House) -> None:
    by_hand("TEA", "LEVEL", "available", 7)
    before = busy.items("sku")
    assert run.reconcile(clock.now).parted == 1
    (found,) = listed(busy)
    assert found["sku"] == "TEA"
    assert found["partings"] == [
        {"where": "available of the pool", "kept": 16, "moved": 9, "suspect": "a hand at the pool's level"}
    ]
    assert busy.items("sku") == before
    (event,) = busy.events("stock_control", "MISMATCH#")
    assert (event["type"], event["actor"], event["data"]["unit_cost_minor"]) == (
        "LedgerMismatchFound",
        "system:reconcile_ledger",
        1250,
    )


@pytest.mark.parametrize("hand", [True, False])
def test_units_that_are_tied_for_nobody_are_named_by_the_order_or_the_hand(busy: House, hand: bool) -> None:
    sell(2, "TEA")
    if hand:
        by_hand("TEA", "LEVEL#WH-SH", "available", -1)
        by_hand("TEA", "LEVEL#WH-SH", "reserved", 1)
    else:
        with store.database.transaction() as write:
            store.stock.tie(write, Units("TEA", 1), "WH-SH", "ORDER#1")
    assert run.reconcile(clock.now).parted == 1
    (found,) = listed(busy)
    whose = "a hand at the level of WH-SH" if hand else "the allocation of ORDER#1"
    assert found["partings"] == [{"where": "tied to orders at WH-SH", "kept": 3, "moved": 2, "suspect": whose}]


def test_what_is_found_is_told_once_and_what_is_gone_again_too(busy: House) -> None:
    by_hand("TEA", "LEVEL", "available", 7)
    run.reconcile(clock.now)
    assert run.reconcile(clock.now).skus == 0  # of this day all is done
    busy.later(days=1)
    with store.database.transaction() as write:
        cause = Cause(new_id(clock.now()), "RECEIPT#2", clock.now())
        store.stock.receive(write, Units("TEA", 3), 800, "CNY", "WH-SH", cause, field="lines[0]")
    assert run.reconcile(clock.now).parted == 1  # it has the same gap, though goods moved
    by_hand("TEA", "LEVEL", "available", -7)
    busy.later(days=1)
    assert run.reconcile(clock.now).parted == 0
    assert [event["type"] for event in busy.events("stock_control", "MISMATCH#")] == [
        "LedgerMismatchFound",
        "LedgerMismatchEnded",
    ]
    assert listed(busy) == []


def test_a_run_that_is_cut_off_is_gone_on_with_and_finds_everything(
    busy: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for sku in ("MUG", "TEA", "JAR"):
        by_hand(sku, "LEVEL#WH-SH", "available", 1)
    monkeypatch.setattr(run, "_AT_A_TIME", 2)
    runs = 0
    while True:
        left = iter([1.0] * 5)
        monkeypatch.setattr(run, "invocation", SimpleNamespace(time_left=lambda left=left: next(left, 0.0)))
        runs += 1
        if run.reconcile(clock.now).whole:
            break
        assert runs < 50
    assert runs > 1
    assert sorted(found["sku"] for found in listed(busy)) == ["JAR", "MUG", "TEA"]
    assert len(busy.events("stock_control", "MISMATCH#")) == 3


def test_goods_that_move_while_they_are_looked_at_are_no_mismatch(busy: House, monkeypatch: pytest.MonkeyPatch) -> None:
    by_hand("JAR", "LEVEL", "available", 2)
    overtake(monkeypatch, run, "reckoned", one_comes)
    assert run.reconcile(clock.now).parted == 1
    (found,) = listed(busy)
    assert [(one["where"], one["kept"] - one["moved"]) for one in found["partings"]] == [("available of the pool", 2)]


def while_movements_are_read(patch: pytest.MonkeyPatch, before: Callable[[], None], after: Callable[[], None]) -> None:
    """Let something happen at each look, between the first reading of the levels and the second."""
    read = Table.query

    def query(table: Table, partition: str, prefix: str = "", **asked: Any) -> Page:
        if prefix != MOVEMENT:
            return read(table, partition, prefix, **asked)
        before()
        found = read(table, partition, prefix, **asked)
        after()
        return found

    patch.setattr(Table, "query", query)


def one_comes() -> None:
    with store.database.transaction() as write:
        cause = Cause(new_id(clock.now()), "RECEIPT#2", clock.now())
        store.stock.receive(write, Units("JAR", 1), 800, "CNY", "WH-SH", cause, field="lines[0]")


def test_of_a_sku_that_never_stands_still_nothing_is_said_until_it_does(
    busy: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_hand("JAR", "LEVEL", "available", 2)
    with monkeypatch.context() as patch:
        while_movements_are_read(patch, one_comes, lambda: None)
        assert run.reconcile(clock.now).parted == 0
    assert listed(busy) == []
    busy.later(days=1)
    assert run.reconcile(clock.now).parted == 1
    assert [one["kept"] - one["moved"] for one in listed(busy)[0]["partings"]] == [2]


def test_what_comes_and_goes_again_within_one_look_is_no_mismatch(busy: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def promised() -> None:
        with store.database.transaction() as write:
            store.stock.reserve(write, Demand("JAR", 1, "CNY", ((0, 2500),)), cause("01K0000000000000000000000A"))

    def freed() -> None:
        with store.database.transaction() as write:
            store.stock.release(write, Units("JAR", 1), cause("01K0000000000000000000000B"))

    def cause(operation: str) -> Cause:
        return Cause(operation, "ORDER#2", clock.now())

    with store.database.transaction() as write:
        store.stock.publish(write, "JAR", 2500, 1)
    by_hand("JAR", "LEVEL", "available", 2)
    steps = iter([promised, freed])

    def disturb_the_first_look() -> None:
        next(steps, lambda: None)()

    while_movements_are_read(monkeypatch, disturb_the_first_look, disturb_the_first_look)
    assert run.reconcile(clock.now).parted == 1
    (found,) = listed(busy)
    assert [(one["where"], one["kept"] - one["moved"]) for one in found["partings"]] == [("available of the pool", 2)]


def test_the_schedule_looks_for_what_parts(busy: House) -> None:
    by_hand("TEA", "LEVEL", "available", 7)
    stock_reactions.lambda_handler({"job": "reconcile_ledger"}, Context("stock-control-reactions"))
    assert [found["sku"] for found in listed(busy)] == ["TEA"]


def test_the_list_is_for_those_who_find_causes(busy: House) -> None:
    assert busy.call("GET /stock/mismatches", as_=WAREHOUSE_SH).refusal == (403, "forbidden")
    assert busy.call("GET /stock/mismatches", as_=MANAGER).status == 200
