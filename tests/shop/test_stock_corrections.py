"""Stock is put right: nobody can say no to what is found missing, and what comes free makes it up."""

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from shop.errors import Busy
from shop.stock.changes import Level
from shop.stock.corrections import Seen
from shop.stock.ledger import Stock
from shop.stock.levels import location_key
from shop.stock.refusals import Moved, StockRefused
from shop.stock.units import Shortfall, Units
from shop.storage.values import Item
from tests.faults import CONFLICT, Faults
from tests.shop.sku_table import cause, demand, do, pool, promised_at, receive, stocked
from tests.watch import Watch


@pytest.fixture
def stock() -> Iterator[Stock]:
    """Ten mugs at WH-SH."""
    with stocked() as stock:
        stock.table.database.retry = Watch().patience()
        yield stock


def here(stock: Stock, party: str = "WH-SH") -> Level:
    return Level.of(stock.table.get(location_key("MUG", party)))


def whole(stock: Stock) -> Level:
    return Level.of(pool(stock))


def seen(stock: Stock, party: str = "WH-SH") -> Seen:
    return stock.seen(party, ["MUG"])["MUG"]


def count(stock: Stock, units: int, party: str = "WH-SH", upon: Seen | None = None) -> Shortfall | None:
    """Find so many units more or fewer than are kept."""
    found: list[Shortfall | None] = []
    at = upon or seen(stock, party)
    do(
        stock,
        lambda write: found.append(
            stock.adjust(write, at, units, cause("STOCKTAKE#1"), reason="found", field="counted")
        ),
    )
    return found[0]


def newest(stock: Stock) -> Item:
    """The movement of the last correction."""
    return next(line for line in stock.movements("MUG", limit=100, after=None).items if "reason" in line)


def test_a_surplus_can_be_sold(stock: Stock) -> None:
    assert count(stock, 2) is None
    assert whole(stock) == here(stock) == Level(12)
    line = newest(stock)
    assert (line["kind"], line["quantity"], line["available_change"], line["party"], line["reason"]) == (
        "adjustment",
        2,
        2,
        "WH-SH",
        "found",
    )


def test_a_surplus_may_lie_where_nothing_was_before(stock: Stock) -> None:
    count(stock, 2, "WH-GZ")
    assert (whole(stock), here(stock, "WH-GZ")) == (Level(12), Level(2))
    assert [level["party"] for level in stock.levels("MUG")[1:]] == ["WH-GZ", "WH-SH"]


def test_what_is_missing_is_taken_from_what_is_free_before_it_is_short_of_what_is_promised(stock: Stock) -> None:
    promised_at(stock, 6)
    assert count(stock, -4) is None
    assert whole(stock) == here(stock) == Level(0, 6)
    assert count(stock, -2) == Shortfall("MUG", "WH-SH", 2, 2)
    assert whole(stock) == here(stock) == Level(0, 6, 0, 2)
    assert whole(stock).on_hand == 4
    assert {"shortfall_change": 2, "available_change": 0}.items() <= newest(stock).items()


def test_pool_and_location_are_short_each_by_itself(stock: Stock) -> None:
    do(stock, lambda write: receive(stock, write, 5, party="WH-GZ"))
    promised_at(stock, 9)
    assert count(stock, -3) == Shortfall("MUG", "WH-SH", 2, 0)  # five lie free at WH-GZ
    assert (whole(stock), here(stock)) == (Level(3, 9), Level(0, 9, 0, 2))
    do(stock, lambda write: stock.reserve(write, demand(3), cause("ORDER#2")))
    assert count(stock, -4, "WH-GZ") == Shortfall("MUG", "WH-GZ", 0, 4)
    assert (whole(stock), here(stock, "WH-GZ")) == (Level(0, 12, 0, 4), Level(1))


def test_a_count_of_fewer_units_than_lie_there_is_not_of_this_stock(stock: Stock) -> None:
    with pytest.raises(StockRefused) as refused:
        count(stock, -11)
    assert [(error["field"], error["code"]) for error in refused.value.errors] == [("counted", "not_there")]
    assert whole(stock) == Level(10)


def test_blocked_units_are_the_last_to_be_missing(stock: Stock) -> None:
    do(stock, lambda write: stock.block(write, seen(stock), 4, cause(), reason="damaged", field="lines[0]"))
    assert count(stock, -7) is None
    assert whole(stock) == here(stock) == Level(0, 0, 3)


@pytest.mark.parametrize("comes", ["receipt", "surplus", "unblocked", "released", "transfer"])
def test_whatever_comes_free_makes_up_what_is_short_first(stock: Stock, comes: str) -> None:
    do(stock, lambda write: receive(stock, write, 5, party="WH-GZ"))
    do(stock, lambda write: stock.reserve(write, demand(5), cause("ORDER#2")))
    promised_at(stock, 10)
    do(stock, lambda write: stock.block(write, seen(stock), 3, cause(), reason="damaged", field="lines[0]"))
    assert (whole(stock), here(stock)) == (Level(0, 15, 3, 3), Level(0, 10, 3, 3))
    match comes:
        case "receipt":
            do(stock, lambda write: receive(stock, write, 5))
            expected = Level(2, 15, 3), Level(2, 10, 3)
        case "surplus":
            count(stock, 1)
            expected = Level(0, 15, 3, 2), Level(0, 10, 3, 2)
        case "unblocked":
            do(stock, lambda write: stock.unblock(write, seen(stock), 3, cause(), reason="damaged", field="quantity"))
            expected = Level(0, 15), Level(0, 10)
        case "released":
            do(stock, lambda write: stock.release(write, Units("MUG", 5), cause("ORDER#2")))
            expected = Level(2, 10, 3), Level(0, 10, 3, 3)
        case _:
            units = Units("MUG", 4)
            do(stock, lambda write: stock.transfer(write, units, "WH-GZ", "WH-SH", cause(), field="lines[0]"))
            expected = Level(0, 15, 3, 3), Level(1, 10, 3)
    assert (whole(stock), here(stock)) == expected


def test_what_is_untied_makes_up_what_is_short_at_its_party(stock: Stock) -> None:
    promised_at(stock, 10)
    count(stock, -3)
    do(stock, lambda write: stock.untie(write, Units("MUG", 5), "WH-SH", "ORDER#1"))
    assert (whole(stock), here(stock)) == (Level(0, 10, 0, 3), Level(2, 5))


def test_tied_units_leave_as_long_as_they_are_there(stock: Stock) -> None:
    promised_at(stock, 10)
    count(stock, -3)
    do(stock, lambda write: stock.ship(write, Units("MUG", 7), "WH-SH", cause()))
    assert whole(stock) == here(stock) == Level(0, 3, 0, 3)
    with pytest.raises(StockRefused) as refused:
        do(stock, lambda write: stock.ship(write, Units("MUG", 1), "WH-SH", cause()))
    assert [error["code"] for error in refused.value.errors] == ["units_missing"]
    assert "10" not in refused.value.errors[0]["reason"]  # whoever is to count hears no figure
    assert [error["sku"] for error in stock.missing_at("WH-SH", [Units("MUG", 1)])] == ["MUG"]


def test_a_parcel_that_did_not_leave_after_all_is_there_again(stock: Stock) -> None:
    promised_at(stock, 10)
    do(stock, lambda write: stock.ship(write, Units("MUG", 7), "WH-SH", cause()))
    do(stock, lambda write: stock.unship(write, Units("MUG", 7), "WH-SH", cause()))
    assert whole(stock) == here(stock) == Level(0, 10)


def test_a_receipt_is_taken_back_with_its_cost(stock: Stock) -> None:
    do(stock, lambda write: receive(stock, write, 5, cost=4000))
    promised_at(stock, 12)
    found: list[Shortfall | None] = []
    do(
        stock,
        lambda write: found.append(
            stock.take_back(write, seen(stock), Units("MUG", 5), 4000, cause(), refused_units=0, field="lines[0]")
        ),
    )
    assert found == [Shortfall("MUG", "WH-SH", 2, 2)]
    assert stock.unit_costs(["MUG"]) == {"MUG": 1000}


def test_refused_units_lie_there_blocked_and_cost_nothing(stock: Stock) -> None:
    where = cause("RECEIPT#2")
    do(
        stock,
        lambda write: stock.receive(
            write, Units("MUG", 2), 1000, "CNY", "WH-SH", where, field="lines[0]", refused_units=3
        ),
    )
    assert whole(stock) == here(stock) == Level(12, 0, 3)
    assert pool(stock)["received_units"] == 12


def test_a_transfer_is_one_movement_that_both_parties_see(stock: Stock) -> None:
    do(stock, lambda write: stock.transfer(write, Units("MUG", 4), "WH-SH", "WH-GZ", cause(), field="lines[0]"))
    assert (whole(stock), here(stock), here(stock, "WH-GZ")) == (Level(10), Level(6), Level(4))
    for party in ("WH-SH", "WH-GZ"):
        kinds = [line["kind"] for line in stock.movements_at(party, "MUG", limit=10, after=None).items]
        assert "transfer" in kinds
    with pytest.raises(StockRefused) as refused:
        do(stock, lambda write: stock.transfer(write, Units("MUG", 7), "WH-SH", "WH-GZ", cause(), field="lines[3]"))
    assert [(error["field"], error["code"]) for error in refused.value.errors] == [("lines[3]", "not_at_location")]


def test_a_correction_upon_what_others_moved_meanwhile_is_refused_and_made_again_upon_a_new_look(stock: Stock) -> None:
    promised_at(stock, 8)
    old = seen(stock)
    do(stock, lambda write: stock.ship(write, Units("MUG", 8), "WH-SH", cause()))
    with pytest.raises(StockRefused, match="lines"):
        count(stock, -4)  # nothing but two lie there by now
    with pytest.raises(Moved):
        count(stock, -4, upon=old)
    looks: list[Seen] = []

    def counted(all_seen: dict[str, Seen]) -> None:
        looks.append(old if not looks else all_seen["MUG"])
        count(stock, -2 - 2 * (len(looks) == 1), upon=looks[-1])

    stock.on_seen("WH-SH", ["MUG"], counted)  # type: ignore[arg-type]
    assert len(looks) == 2
    assert whole(stock) == Level(0)


def test_corrections_that_never_meet_a_still_level_are_given_up(stock: Stock) -> None:
    def never(all_seen: object) -> None:
        raise Moved

    with pytest.raises(Busy):
        stock.on_seen("WH-SH", ["MUG"], never)


def test_where_nothing_is_short_a_write_is_tried_once_and_where_something_is_twice_with_a_token_each(
    stock: Stock,
) -> None:
    promised_at(stock, 10)
    with Faults(stock.table.database.client) as calls:
        do(stock, lambda write: stock.release(write, Units("MUG", 1), cause()))
        assert len(calls.calls) == 1
        do(stock, lambda write: stock.reserve(write, demand(1), cause()))
        count(stock, -3)
        before = len(calls.calls)
        do(stock, lambda write: receive(stock, write, 5))
    assert len(calls.calls) - before == 2
    assert len(set(calls.tokens)) == len(calls.tokens)
    assert whole(stock) == Level(2, 10)


def test_a_conflict_on_the_way_keeps_what_was_put_right(stock: Stock) -> None:
    promised_at(stock, 10)
    count(stock, -3)
    with Faults(stock.table.database.client, CONFLICT) as calls:
        do(stock, lambda write: receive(stock, write, 5))
    assert len(calls.calls) == 3
    assert whole(stock) == here(stock) == Level(2, 10)


def test_what_is_refused_for_good_is_refused_though_something_is_short(stock: Stock) -> None:
    promised_at(stock, 10)
    count(stock, -3)
    with pytest.raises(StockRefused) as refused:
        do(stock, lambda write: receive(stock, write, 5, currency="GBP"))
    assert refused.value.code == "currency_mismatch"
    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        do(stock, lambda write: stock.release(write, Units("MUG", 11), cause()))
    assert whole(stock) == Level(0, 10, 0, 3)
