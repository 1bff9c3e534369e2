"""A parcel's pushes in any order and however often: it ends where its scans by time say it is (R3.2.3)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from order_dispatch.carriers.kuaidi100.codes import scan
from order_dispatch.tracking import moment, standing_of, timely
from tests.harness import House, on_moto
from tests.order_dispatch.carrier import param_of, push_param
from tests.order_dispatch.queue import as_delivered, match
from tests.order_dispatch.shop_floor import Floor, parcel
from tests.people import WAREHOUSE_SH

# Hours from the order's placing: from long before it to long after now, which is at the hundredth.
NOW = 100
hours = st.sampled_from([-2000, -100, 1, 5, 20, 50, 90, 99, 300])
codes = st.sampled_from(["101", "103", "1002", "5", "501", "204", "203", "401", "301"])
pushes = st.lists(st.lists(st.tuples(hours, codes), min_size=1, max_size=4), min_size=1, max_size=4)


@pytest.fixture(scope="module")
def floor() -> Iterator[Floor]:
    with on_moto() as house:
        floor = Floor(house)
        floor.stock("MUG", units=10_000)
        yield floor


def arrival(house: House) -> str:
    return (house.now + timedelta(days=2)).date().isoformat()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pushes, st.data())
def test_in_any_order_and_however_often_pushes_come_the_parcel_ends_where_its_scans_by_time_say(
    floor: Floor, way: list[list[tuple[int, str]]], data: st.DataObject
) -> None:
    house: House = floor.house
    order = floor.placed()
    placed = house.now
    floor.bring(order, "verified")
    in_china = {
        hour: (placed + timedelta(hours=8 + hour)).strftime("%Y-%m-%d %H:%M:%S") for one in way for hour, _ in one
    }
    # A state that its lines bear out; what a state says by itself is as of its coming.
    params = [param_of(order.tracking_number, *[(in_china[h], code) for h, code in one], state="0") for one in way]
    told = data.draw(st.lists(st.sampled_from(params), max_size=6)) + data.draw(st.permutations(params))
    leaves = data.draw(st.integers(0, len(told)))
    house.later(hours=NOW)
    for param in told[:leaves]:
        assert push_param(house, param).status == 200
    floor.done(order, "dispatch", WAREHOUSE_SH, **parcel(order.tracking_number, expected_arrival=arrival(house)))
    for param in told[leaves:]:
        assert push_param(house, param).status == 200
    events = house.events("order_dispatch", f"ORDER#{order.order_id}")
    (dispatched,) = [event for event in events if event["type"] == "ShipmentDispatched"]
    assert match(as_delivered(dispatched)) == []
    seen: Any = floor.view(order)["shipments"][0]
    scans = [scan(moment(datetime.fromisoformat(f"{in_china[h]}+08:00")), code) for one in way for h, code in one]
    standing = standing_of(timely(scans, placed, house.now).scans)
    assert seen["state"] == (standing.state if standing else "dispatched")
    assert floor.told(order).count("ShipmentDelivered") == (seen["state"] == "delivered")
