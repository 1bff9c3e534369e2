"""The demo day can be played: its goods suffice, its stories are told, its orders are valid."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from infra.demo import road, script, supplying, visiting
from infra.demo.stories import STORIES, Story, Way
from order_dispatch.carriers.kuaidi100 import codes
from order_dispatch.schemas import PlaceOrder
from order_dispatch.tracking import standing_of
from shop.contract.catalogue import all_types
from stock_alerts.schemas import SetPolicy
from traffic import views
from traffic.domain import Day
from traffic.schemas import RecordTraffic

DAY = script.read()


@pytest.mark.parametrize("warehouse", DAY.warehouses)
def test_every_warehouse_receives_what_it_ships(warehouse: str) -> None:
    wanted: Counter[str] = Counter()
    for order in DAY.orders:
        if order.warehouse == warehouse and order.story.way > Way.REFUSED:
            wanted.update(order.lines)
    received = {code: sku.receives.get(warehouse, 0) for code, sku in DAY.skus.items()}
    assert {code: units for code, units in wanted.items() if units > received[code]} == {}


@pytest.mark.parametrize("warehouse", DAY.warehouses)
def test_a_delivery_fits_one_receipt(warehouse: str) -> None:
    assert 1 <= sum(warehouse in sku.receives for sku in DAY.skus.values()) <= 30


def test_the_shortage_stays_one_however_many_days_are_played() -> None:
    (order,) = (order for order in DAY.orders if order.story.name == "shortage")
    ((code, wanted),) = order.lines.items()
    assert wanted >= 100 * sum(DAY.skus[code].receives.values())


def test_the_wrong_warehouse_never_has_the_goods() -> None:
    (order,) = (order for order in DAY.orders if order.story.name == "wrong_warehouse")
    (other,) = DAY.warehouses.keys() - {order.warehouse}
    assert not any(other in DAY.skus[code].receives for code in order.lines)


def test_the_sku_that_runs_low_is_sold_and_called_off_by_nobody_and_some_of_it_is_left() -> None:
    code, sold = supplying.watched(DAY)
    assert 0 < sold < sum(DAY.skus[code].receives.values())
    called_off = [order for order in DAY.orders if order.story.name == "cancelled"]
    assert not any(code in order.lines for order in called_off)
    SetPolicy.model_validate({"version": 0, "threshold": 1, "target": 51} | supplying.TERMS)


def test_traffic_is_such_as_the_shop_takes_however_many_days_of_one_date_are_played() -> None:
    at = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    now = Day.untold(at.date())
    for number in range(1, 4):
        before = views.day(now).model_dump() if now.version else {}
        for ways in (visiting.KNOWN_FIRST, visiting.WAYS):
            body = RecordTraffic.model_validate(visiting.traffic("2026-11-24", 29, ways, before))
            now = now.told(body.counts, [told.row for told in body.rows], at)
        assert (now.version, now.totals.paying_visitors) == (2 * number, 29 * number)


def test_every_story_is_played() -> None:
    assert {order.story.name for order in DAY.orders} == STORIES.keys()


@pytest.mark.parametrize("order", DAY.orders, ids=lambda order: f"order {order.number}")
def test_every_order_is_one_that_the_shop_takes(order: script.Order) -> None:
    body = PlaceOrder.model_validate(order.body("DAY-0001-01", DAY.prices))
    assert [line.unit_price for line in body.lines] == [DAY.skus[code].price_minor for code in order.lines]


@pytest.mark.parametrize("story", STORIES.values(), ids=lambda story: story.name)
def test_the_scans_of_a_story_lead_to_its_end(story: Story) -> None:
    sights = {sight for push in (*story.early, *story.pushes) for sight in push}
    standing = standing_of(codes.scan(f"{sight.minutes:03}", sight.code, sight.words) for sight in sights)
    assert (standing.state if standing else None) == (story.ends[1] if story.way == Way.DISPATCHED else None)
    assert set(story.told) <= all_types().keys()


@pytest.mark.parametrize("story", STORIES.values(), ids=lambda story: story.name)
def test_a_push_has_the_state_of_its_latest_scan(story: Story) -> None:
    for push in story.pushes:
        assert road.state_of(push) == {"1002": "0"}.get(max(push).code, max(push).code[0])
