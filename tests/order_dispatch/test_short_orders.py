"""Orders say what is missing for them: the newest promises first, until the units are there (R3.1.3)."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

from order_dispatch import reactions, store
from order_dispatch.shortages import looking
from order_dispatch.shortages import store as shortages
from order_dispatch.shortages.domain import Missing, Share, missing
from shop.contract.stock_control import ShortfallFound
from shop.events.recording import Entity, as_kept, as_read
from shop.roles import Caller
from tests.faults import NONE, Faults, refused
from tests.gateway import Context
from tests.order_dispatch.queue import as_delivered, batch
from tests.order_dispatch.shop_floor import GZ, SH, Floor, InHand, line
from tests.order_dispatch.test_dispatching_short import find_missing
from tests.people import CUSTOMER_SERVICE, MANAGER, PURCHASING, SPECIALIST, WAREHOUSE_SH, Person


def heard(floor: Floor, sku: str = "MUG", event_id: str = "event-1") -> list[str]:
    """A shortfall is heard of; what is to come again."""
    data = ShortfallFound(sku=sku, party=SH, units=0, pool_units=0, cause="STOCKTAKE#1")
    at = floor.house.now
    event = as_read(as_kept(Entity("STOCKTAKE#1", 1), data, by=Caller("sub-of-lin", "operations-specialist"), at=at))
    bodies = [as_delivered(event | {"id": event_id})]
    answer = reactions.lambda_handler(batch("note_short_orders", *bodies), Context("reactions"))
    assert answer is not None
    return [str(failure["itemIdentifier"]) for failure in answer["batchItemFailures"]]


def look(floor: Floor) -> None:
    """The schedule's word, a minute later."""
    floor.house.later(minutes=1)
    reactions.lambda_handler({"job": "look_at_short_orders"}, Context("reactions"))


def listed(floor: Floor, as_: Person = CUSTOMER_SERVICE, **query: Any) -> list[Any]:
    items: list[Any] = floor.house.call("GET /orders/short", as_=as_, query=query).body["items"]
    return items


def short(floor: Floor) -> dict[str, tuple[int, str | None]]:
    """What is missing, by order."""
    return {one["order_id"]: (one["short_units"], one["party"]) for one in listed(floor)}


def placed(floor: Floor, *quantities: int, sku: str = "MUG") -> list[InHand]:
    orders = []
    for quantity in quantities:
        floor.house.later(seconds=1)
        orders.append(floor.placed(line(sku, quantity)))
    return orders


def lose(floor: Floor, units: int, sku: str = "MUG") -> None:
    floor.house.later(seconds=1)
    find_missing(floor.house, sku, units)


def test_the_newest_promises_are_short_and_say_so_to_customer_service_and_specialists(floor: Floor) -> None:
    first, second, third = placed(floor, 4, 3, 3)
    lose(floor, 5)
    assert heard(floor) == []
    assert short(floor) == {third.order_id: (3, None), second.order_id: (2, None)}
    for who in (CUSTOMER_SERVICE, SPECIALIST, MANAGER):
        (shown,) = floor.view(second, who)["short"]
        assert (shown["sku"], shown["short_units"], shown["party"]) == ("MUG", 2, None)
        assert floor.view(first, who)["short"] == []
    assert floor.told(third) == ["OrderPlaced", "OrderRanShort"]
    assert floor.view(third)["version"] == 2


def test_orders_of_the_warehouse_where_units_are_missing_are_short_and_others_are_not(floor: Floor) -> None:
    floor.receive("MUG", 10, GZ)
    there, elsewhere, unallocated = placed(floor, 6, 6, 4)
    for order, party in ((there, SH), (elsewhere, GZ)):
        floor.confirm(order)
        floor.allocate(order, party)
    lose(floor, 7)  # four lay free there
    heard(floor)
    assert short(floor) == {there.order_id: (3, SH)}
    assert unallocated.order_id not in short(floor)
    mine = floor.house.call("GET /orders/{order_id}", as_=WAREHOUSE_SH, order_id=there.order_id).body["short"]
    # Whoever counts there is not to learn how many are missing.
    assert [sorted(one) for one in mine] == [["party", "since", "sku"]]
    history = floor.house.call("GET /orders/{order_id}/history", as_=WAREHOUSE_SH, order_id=there.order_id).body
    assert history["items"][-1]["type"] == "OrderRanShort"
    assert "short_units" not in history["items"][-1]["data"]


def receipt(floor: Floor, order: InHand) -> None:
    floor.receive("MUG", 5)


def release(floor: Floor, order: InHand) -> None:
    floor.cancel(order)


@pytest.mark.parametrize("back", [receipt, release])
def test_units_that_are_back_are_missing_no_more(floor: Floor, back: Callable[[Floor, InHand], None]) -> None:
    first, second = placed(floor, 5, 5)
    lose(floor, 5)
    heard(floor)
    assert short(floor) == {second.order_id: (5, None)}
    back(floor, first)
    look(floor)
    assert short(floor) == {}
    assert floor.view(second)["short"] == []
    assert floor.told(second) == ["OrderPlaced", "OrderRanShort", "OrderShortfallEnded"]
    assert floor.house.items("order_dispatch", "SHORT#") != []
    look(floor)
    assert floor.house.items("order_dispatch", "SHORT#") == []


def test_a_part_that_is_back_serves_the_older_promise_first_and_the_wait_goes_on(floor: Floor) -> None:
    _, second, third = placed(floor, 4, 3, 3)
    lose(floor, 5)
    heard(floor)
    since = {one["order_id"]: one["since"] for one in listed(floor)}
    floor.receive("MUG", 3)
    look(floor)
    assert short(floor) == {third.order_id: (2, None)}
    assert listed(floor)[0]["since"] == since[third.order_id]
    assert floor.told(second)[-1] == "OrderShortfallEnded"


def test_what_was_short_and_left_before_others_leaves_the_shortfall_to_them(floor: Floor) -> None:
    first, second = placed(floor, 6, 4)
    for order in (first, second):
        floor.bring(order, "verified")
    lose(floor, 4)
    heard(floor)
    assert short(floor) == {second.order_id: (4, SH)}
    second.version += 1
    floor.dispatch(second)  # its units were those that lay there
    look(floor)
    assert short(floor) == {first.order_id: (4, SH)}
    assert floor.told(second)[-2:] == ["ShipmentDispatched", "OrderShortfallEnded"]


def test_an_event_that_comes_twice_or_after_the_goods_notes_nothing(floor: Floor) -> None:
    _, second = placed(floor, 5, 5)
    lose(floor, 2)
    heard(floor)
    before = floor.house.items("order_dispatch", "ORDER#")
    heard(floor, event_id="event-2")
    look(floor)
    assert floor.house.items("order_dispatch", "ORDER#") == before
    floor.receive("MUG", 2)
    look(floor)
    heard(floor)
    assert short(floor) == {}
    look(floor)
    assert floor.house.items("order_dispatch", "SHORT#") == []
    assert floor.told(second).count("OrderRanShort") == 1


def test_no_ledger_is_read_while_as_much_is_noted_as_is_missing(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    placed(floor, 5, 5)
    lose(floor, 2)
    heard(floor)
    with monkeypatch.context() as watched:
        watched.setattr(type(store.stock), "movements", None)
        look(floor)


def test_an_order_that_somebody_works_on_is_seen_to_by_the_next_look(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = placed(floor, 5, 5)
    lose(floor, 5)
    heads = shortages.heads

    def overtaken(ids: list[str]) -> Any:
        found = heads(ids)
        if second.order_id in found and second.version == 1:
            floor.confirm(second)
        return found

    monkeypatch.setattr(shortages, "heads", overtaken)
    heard(floor)
    assert short(floor) == {}
    look(floor)
    assert short(floor) == {second.order_id: (5, None)}
    assert floor.told(second) == ["OrderPlaced", "OrderConfirmed", "OrderRanShort"]
    assert floor.view(first)["short"] == []


def test_a_crash_between_orders_loses_none(floor: Floor) -> None:
    placed(floor, 5, 5)
    lose(floor, 9)
    with Faults(store.database.client, NONE, NONE, refused("ValidationException")):
        assert heard(floor) == ["message-0"]
    assert len(short(floor)) == 1
    look(floor)
    assert sorted(units for units, _ in short(floor).values()) == [4, 5]


def test_one_sku_that_cannot_be_looked_at_does_not_hold_up_the_others(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    placed(floor, 10)
    placed(floor, 10, sku="TEA")
    for sku in ("MUG", "TEA"):
        lose(floor, 1, sku)
        shortages.mark(sku, "event-1", floor.house.now)
    settle = looking.settle

    def failing(sku: str, now: Any) -> int:
        if sku == "MUG":
            raise RuntimeError
        return settle(sku, now)

    monkeypatch.setattr(looking, "settle", failing)
    with pytest.raises(Exception, match="look_at_short_orders"):
        look(floor)
    assert [one["sku"] for one in listed(floor)] == ["TEA"]


def test_the_list_goes_page_by_page_and_as_a_sheet_and_is_for_those_who_follow_orders(floor: Floor) -> None:
    placed(floor, 5, 5)
    lose(floor, 10)
    heard(floor)
    one = floor.house.call("GET /orders/short", as_=CUSTOMER_SERVICE, query={"limit": 1}).body
    rest = floor.house.call("GET /orders/short", as_=CUSTOMER_SERVICE, query={"limit": 1, "cursor": one["next"]}).body
    assert [*one["items"], *rest["items"]] == listed(floor)
    sheet = floor.house.call("GET /orders/short", as_=SPECIALIST, headers={"Accept": "text/csv"}).body
    rows = list(csv.DictReader(io.StringIO(sheet.removeprefix("\ufeff"), newline="")))
    assert [row["order_id"] for row in rows] == [item["order_id"] for item in listed(floor)]
    for who in (PURCHASING, WAREHOUSE_SH):
        assert floor.house.call("GET /orders/short", as_=who).refusal == (403, "forbidden")


def test_what_is_short_beyond_the_parties_is_missing_for_orders_that_nobody_has() -> None:
    levels: list[dict[str, Any]] = [{"shortfall": 5}, {"party": SH, "shortfall": 2}, {"party": GZ}]
    assert missing(levels) == {None: 3, SH: 2}
    assert missing([{"shortfall": 1}, {"party": SH, "shortfall": 2}]) == {SH: 2}  # others lie free elsewhere
    assert missing([{}, {"party": SH}]) == {}
    share = Share({None: 3, SH: 2})
    assert [share.of(SH, 5), share.of(None, 2), share.of(GZ, 9)] == [Missing(2, SH), Missing(2, None), None]
    assert not share.is_done
    assert (share.of(SH, 1), share.of(None, 4), share.is_done) == (None, Missing(1, None), True)


def test_promises_are_those_that_neither_left_nor_were_given_up(floor: Floor) -> None:
    kept, cancelled, left = placed(floor, 2, 3, 4)
    floor.cancel(cancelled)
    floor.bring(left, "dispatched")
    assert list(store.stock.promises("MUG")) == [(f"ORDER#{kept.order_id}", 2)]
    assert list(store.stock.promises("TEA")) == []


def test_orders_that_drew_from_several_buckets_are_short_for_all_that_they_drew(floor: Floor) -> None:
    body = {"buckets": 4}
    assert floor.house.call("POST /stock/skus/{sku}/spread", as_=SPECIALIST, sku="MUG", body=body).status == 200
    first, second = placed(floor, 4, 5)  # more than one bucket holds
    lose(floor, 7)
    heard(floor)
    assert short(floor) == {second.order_id: (5, None), first.order_id: (1, None)}
    floor.receive("MUG", 6)
    look(floor)
    assert short(floor) == {}
