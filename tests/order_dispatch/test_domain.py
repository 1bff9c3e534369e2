"""What becomes of an order and its parcel: decided without a store (R3.2)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from order_dispatch.domain import Line, Order
from order_dispatch.shipments import Shipment
from shop.clock import iso
from shop.errors import InProgress, NotFound, TransitionNotAllowed, VersionConflict
from shop.roles import Caller
from shop.sagas.operation import Operation

PLACED_AT = datetime(2026, 11, 25, 9, tzinfo=UTC)
LATER = PLACED_AT + timedelta(hours=3)
PARCEL = Shipment.assigned("O-1", "WH-SH", LATER)
LI = Caller("li", "operations-specialist")
ORDER = Order(
    order_id="O",
    external_id="WEB-1",
    client="storefront:shop-web",
    payment_reference="PAY-1",
    state="placed",
    version=1,
    placed_at=iso(PLACED_AT),
    since=iso(PLACED_AT),
    currency="CNY",
    goods_minor=500,
    shipping_minor=0,
    total_minor=500,
    line_count=1,
)


def order(state: str, trouble: str | None = None) -> Order:
    return ORDER._replace(state=state, trouble=trouble)


def parcel(state: str) -> Shipment:
    return PARCEL._replace(state=state)


STEPS: dict[str, tuple[Callable[[Order], Order], set[str], str]] = {
    "confirmed": (lambda order: order.confirmed(LI, LATER), {"placed"}, "confirmed"),
    "cancelled": (lambda order: order.cancelled(LATER), {"placed", "confirmed"}, "cancelled"),
    "allocated": (lambda order: order.allocated(PARCEL, LI, LATER), {"confirmed"}, "allocated"),
    "dispatched": (lambda order: order.dispatched(LATER), {"allocated"}, "dispatched"),
    "delivered": (lambda order: order.tracked(parcel("delivered"), LATER), {"dispatched"}, "delivered"),
}
STATES = ("placed", "confirmed", "allocated", "dispatched", "delivered", "cancelled")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", STATES)
def test_a_step_makes_the_next_version_of_an_order_or_is_not_allowed(state: str, step: str) -> None:
    take, sources, reached = STEPS[step]
    if state not in sources:
        with pytest.raises(TransitionNotAllowed):
            take(order(state))
        return
    after = take(order(state))
    assert (after.state, after.version, after.since) == (reached, 2, iso(LATER))


def test_an_allocated_order_knows_its_party_and_its_parcel() -> None:
    allocated = order("confirmed").allocated(PARCEL, LI, LATER)
    assert (allocated.party, allocated.shipment_id) == ("WH-SH", "O-1")


def test_an_order_knows_from_then_on_who_confirmed_and_who_allocated_it() -> None:
    confirmed = ORDER.confirmed(Caller("mei", "customer-service"), LATER)
    assert confirmed.handled == {"confirmed_by": "mei", "allocated_by": None}
    left = confirmed.allocated(PARCEL, LI, LATER).noted(LATER).dispatched(LATER)
    assert left.handled == {"confirmed_by": "mei", "allocated_by": "li"}


@st.composite
def _lines_in_parts(draw: st.DrawFn) -> tuple[Line, list[int]]:
    quantity, price = draw(st.integers(1, 1000)), draw(st.integers(0, 10**6))
    cuts = draw(st.lists(st.integers(0, quantity), max_size=8))
    ends = [0, *sorted(cuts), quantity]
    return (
        Line("MUG", quantity, price, draw(st.integers(0, quantity * price))),
        [end - begin for begin, end in pairwise(ends)],
    )


@given(_lines_in_parts())
def test_in_whatever_parts_a_line_leaves_they_come_to_its_amount_and_none_is_less_than_nothing(
    cut: tuple[Line, list[int]],
) -> None:
    line, parts = cut
    left, nets = 0, []
    for units in parts:
        nets.append(line.net_minor(units, after=left))
        left += units
    assert sum(nets) == line.amount_minor
    assert min(nets) >= 0


def test_a_share_of_a_discount_is_rounded_so_that_none_of_it_is_lost() -> None:
    line = Line("MUG", 3, 500, 100)
    assert [line.net_minor(1, after=left) for left in range(3)] == [467, 466, 467]


@pytest.mark.parametrize(
    ("before", "moved_to", "waits_for", "since"),
    [
        (None, "in_transit", "dispatched", PLACED_AT),
        (None, "exception", "exception", LATER),
        ("exception", "returned_to_sender", "exception", PLACED_AT),
        ("exception", "out_for_delivery", "dispatched", LATER),
        ("exception", "delivered", None, LATER),
    ],
)
def test_an_order_waits_where_its_parcel_is_since_it_came_to_wait_there(
    before: str | None, moved_to: str, waits_for: str | None, since: datetime
) -> None:
    after = order("dispatched", before).tracked(parcel(moved_to), LATER)
    assert (after.waits_for, after.since) == (waits_for, iso(since))


@pytest.mark.parametrize("state", STATES)
def test_what_is_noted_of_an_order_makes_a_version_and_moves_it_nowhere(state: str) -> None:
    before = order(state, "exception" if state == "dispatched" else None)
    assert before.noted(LATER) == before._replace(version=2)


def test_an_order_that_a_saga_works_on_waits_for_nobody_and_cannot_be_decided_on() -> None:
    operation = Operation.begin("allocating", LI, LATER, {})
    begun = order("confirmed").begun(operation, LATER)
    assert (begun.state, begun.version, begun.waits_for) == ("allocating", 1, None)
    with pytest.raises(InProgress):
        begun.at_version(1)


def test_an_order_is_decided_on_at_its_version_alone() -> None:
    assert ORDER.at_version(1) is ORDER
    with pytest.raises(VersionConflict):
        ORDER.at_version(2)


def test_a_warehouse_sees_the_orders_given_to_it_alone() -> None:
    here = order("confirmed").allocated(PARCEL, LI, LATER)
    assert here.seen_by(Caller("wei", "warehouse", "WH-SH")) is here
    for other in (here, ORDER):
        with pytest.raises(NotFound):
            other.seen_by(Caller("wu", "warehouse", "WH-GZ"))


def test_a_parcel_is_verified_before_it_leaves_and_leaves_before_it_is_tracked() -> None:
    left = PARCEL.verified(LATER).dispatched("jd", "JD1234567", "2026-11-28", LATER)
    assert (left.state, left.carrier, left.tracking_number) == ("dispatched", "jd", "JD1234567")
    assert left.tracked("in_transit", LATER).as_scanned("1001", "2026-11-26T00:00:00Z").carrier_code == "1001"
    with pytest.raises(TransitionNotAllowed):
        PARCEL.dispatched("jd", "JD1234567", "2026-11-28", LATER)
    with pytest.raises(TransitionNotAllowed):
        PARCEL.verified(LATER).tracked("in_transit", LATER)
    with pytest.raises(TransitionNotAllowed):
        left.tracked("delivered", LATER).tracked("exception", LATER)
