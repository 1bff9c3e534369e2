"""An order makes its customer one: each is won once, by a paid order of theirs that stands (R4.2.1)."""

import json
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from order_dispatch import reactions, store
from order_dispatch.customers import claiming, knowing
from order_dispatch.customers import store as customers
from order_dispatch.customers.domain import MOST_OTHERS, Claim
from tests.faults import BROKEN, CONFLICT, LOST_ANSWER, NONE, UNREACHED, Faults
from tests.gateway import Context
from tests.harness import House
from tests.order_dispatch.log import Log
from tests.order_dispatch.queue import as_delivered, batch
from tests.order_dispatch.shop_floor import CONTACT, Floor, InHand, wanted
from tests.overtaking import overtake
from tests.people import STOREFRONT, Person

PHONE = CONTACT["phone"]


def told(floor: Floor, *orders: InHand) -> list[dict[str, Any]]:
    """The events that the reaction hears of these orders, in their order."""
    return [
        event
        for order in orders
        for event in floor.house.events("order_dispatch", f"ORDER#{order.order_id}")
        if event["type"] in ("OrderPlaced", "OrderCancelled")
    ]


def heard(events: list[dict[str, Any]]) -> list[str]:
    """Hand events to the reaction; what is to come again."""
    answer = reactions.lambda_handler(batch("claim_customer", *map(as_delivered, events)), Context("reactions"))
    assert answer is not None
    return [str(failure["itemIdentifier"]) for failure in answer["batchItemFailures"]]


def hear(floor: Floor, *orders: InHand) -> None:
    assert heard(told(floor, *orders)) == []


def counted(house: House) -> list[tuple[str, str]]:
    """Who was won and lost, as events tell it: by which orders."""
    events = house.events("order_dispatch", "CUSTOMER-OF#")
    return sorted(((event["type"], event["data"]["order_id"]) for event in events), reverse=True)


def won(*orders: InHand) -> list[tuple[str, str]]:
    return sorted((("CustomerWon", order.order_id) for order in orders), reverse=True)


def by(**contact: Any) -> dict[str, Any]:
    return {"contact": {**CONTACT, **contact}}


def test_a_customer_is_won_by_their_first_order_and_by_no_later_one(floor: Floor) -> None:
    first, second = floor.placed(), floor.placed()
    stranger = floor.placed(**by(phone="13600001111"))
    hear(floor, first, second, stranger)
    assert counted(floor.house) == won(first, stranger)
    (event,) = floor.house.events("order_dispatch", f"CUSTOMER-OF#{first.order_id}")
    assert (event["actor"], event["role"], event["version"]) == ("system:claim_customer", "system", 1)


def test_a_customer_is_won_at_the_time_of_the_placing_however_late_it_is_heard_of(floor: Floor) -> None:
    order = floor.placed()
    floor.house.later(days=9)
    hear(floor, order)
    (placed,) = told(floor, order)
    (event,) = floor.house.events("order_dispatch", "CUSTOMER-OF#")
    assert event["at"] == placed["at"]


def test_a_customer_whose_only_order_is_cancelled_is_lost_and_can_be_won_again(floor: Floor) -> None:
    order = floor.placed()
    hear(floor, order)
    floor.house.later(days=3)
    floor.cancel(order)
    hear(floor, order)
    assert counted(floor.house) == [*won(order), ("CustomerLost", order.order_id)]
    lost = floor.house.events("order_dispatch", "CUSTOMER-OF#")[-1]
    assert lost["at"] == told(floor, order)[-1]["at"]
    again = floor.placed()
    hear(floor, again)
    assert counted(floor.house) == [*won(order, again), ("CustomerLost", order.order_id)]


def test_an_order_that_stands_takes_over_when_the_one_before_it_is_cancelled(floor: Floor) -> None:
    first, second, third = floor.placed(), floor.placed(), floor.placed()
    hear(floor, first, third, second)
    floor.cancel(first)
    hear(floor, first)
    assert counted(floor.house) == [*won(first, second), ("CustomerLost", first.order_id)]
    taken_over, *_ = floor.house.events("order_dispatch", f"CUSTOMER-OF#{second.order_id}")
    assert taken_over["at"] == told(floor, first)[-1]["at"]


def test_a_later_order_that_is_cancelled_changes_nothing(floor: Floor) -> None:
    first, second = floor.placed(), floor.placed()
    hear(floor, first, second)
    floor.cancel(second)
    hear(floor, second)
    assert counted(floor.house) == won(first)
    floor.cancel(first)
    hear(floor, first)
    assert counted(floor.house) == [*won(first), ("CustomerLost", first.order_id)]


def test_a_cancellation_that_is_heard_before_the_placing_wins_nobody(floor: Floor) -> None:
    order = floor.placed()
    floor.cancel(order)
    assert heard(told(floor, order)[::-1]) == []
    assert counted(floor.house) == []


def test_events_that_come_twice_count_once(floor: Floor) -> None:
    order = floor.placed()
    hear(floor, order, order)
    placed = told(floor, order)
    floor.cancel(order)
    hear(floor, order, order)
    assert heard(placed) == []
    assert counted(floor.house) == [*won(order), ("CustomerLost", order.order_id)]


def test_an_order_that_is_cancelled_while_it_is_looked_at_wins_nobody(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = floor.placed()

    def cancel() -> None:
        floor.cancel(order)
        hear(floor, order)

    overtake(monkeypatch, customers, "see", cancel)
    claiming.look(order.order_id)
    assert counted(floor.house) == []


def test_of_two_orders_that_are_looked_at_at_once_one_wins_the_customer(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = floor.placed(), floor.placed()
    overtake(monkeypatch, customers, "load", lambda: claiming.look(second.order_id))
    claiming.look(first.order_id)
    assert counted(floor.house) == won(second)
    floor.cancel(second)
    hear(floor, second)
    assert counted(floor.house) == [*won(first, second), ("CustomerLost", second.order_id)]


@pytest.mark.parametrize("fault", [CONFLICT, BROKEN, LOST_ANSWER, UNREACHED], ids=lambda fault: fault.name)
def test_what_goes_wrong_in_the_store_is_tried_again_and_counts_once(floor: Floor, fault: Any) -> None:
    order = floor.placed()
    with Faults(store.database.client, fault, NONE):
        hear(floor, order)
    hear(floor, order)
    assert counted(floor.house) == won(order)


def test_a_reaction_that_is_cut_off_leaves_all_or_nothing(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Claim and event are one write: whichever try comes through, comes through whole."""
    order = floor.placed()

    def gone(*_: Any, **__: Any) -> None:
        raise RuntimeError("the worker is gone")

    with monkeypatch.context() as patch:
        patch.setattr(customers, "check_still_stands", gone)
        assert heard(told(floor, order)) == ["message-0"]
    assert (counted(floor.house), floor.house.items("order_dispatch", "CUSTOMER")) == ([], [])
    hear(floor, order)
    assert counted(floor.house) == won(order)


SAME: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    ({"customer_id": "u-1", **by(phone="13600001111")}, {"customer_id": "u-1", **by(phone="13600002222")}),
    (by(phone="+86 139 0001 7782"), by(phone="13900017782")),
    (by(phone="021-5555 0000"), by(phone="+86 (0)21 5555 0000")),
    (by(email="a@b.example"), by(name="别人", email="c@d.example")),
)
OTHERS: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    ({"customer_id": "u-1"}, {"customer_id": "U-1"}),
    ({"customer_id": PHONE.removeprefix("+")}, {}),
    (by(phone="021-5555 0000 x1"), by(phone="021-5555 0000 x2")),
    (by(phone="+44 20 7946 0000"), by(phone="020 7946 0000")),
)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_a_customer_is_known_by_the_storefronts_id_else_by_the_phone_in_whatever_writing(
    floor: Floor, one: dict[str, Any], other: dict[str, Any]
) -> None:
    first, second = floor.placed(**one), floor.placed(**other)
    hear(floor, first, second)
    assert counted(floor.house) == won(first)


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_customers_of_whom_one_thing_differs_that_tells_them_are_two(
    floor: Floor, one: dict[str, Any], other: dict[str, Any]
) -> None:
    first, second = floor.placed(**one), floor.placed(**other)
    hear(floor, first, second)
    assert counted(floor.house) == won(first, second)


def test_an_id_is_somebody_elses_at_another_storefront(floor: Floor) -> None:
    app = Person({**STOREFRONT.claims, "sub": "shop-app", "client_id": "shop-app"})
    answers = [floor.place(wanted(customer_id="u-1"), as_=who) for who in (STOREFRONT, app)]
    orders = [InHand(answer.body["order_id"], 1) for answer in answers]
    hear(floor, *orders)
    assert counted(floor.house) == won(*orders)


def test_who_has_neither_id_nor_phone_is_known_by_the_address(house: House) -> None:
    mei, same, other = (
        knowing.hashed("c", None, {"email": email}) for email in ("Mei@shop.example", "mei@SHOP.example", "m@x.example")
    )
    assert mei == same != other
    assert knowing.hashed("c", None, {}) is None


def test_nobody_is_won_by_an_order_whose_contact_was_erased(floor: Floor) -> None:
    order = floor.placed()
    with store.database.transaction() as write:
        store.contacts.erase(write, order.order_id)
    hear(floor, order)
    assert counted(floor.house) == []


def test_what_is_kept_of_a_customer_is_a_hash_that_only_the_key_can_tell(floor: Floor, log: Log) -> None:
    order = floor.placed(customer_id="openid:oX-77")
    hear(floor, order)
    kept = json.dumps(floor.house.items("order_dispatch") + floor.house.items("sku"))
    told_of = kept + log.text + json.dumps(floor.view(order))
    assert "oX-77" not in told_of
    assert PHONE not in kept + log.text
    (claim,) = floor.house.items("order_dispatch", "CUSTOMER#")
    known_by = claim["pk"].removeprefix("CUSTOMER#")
    assert known_by not in json.dumps(floor.house.events("order_dispatch")) + log.text
    (contact,) = floor.house.items("contacts", f"ORDER#{order.order_id}")
    assert contact["customer_id"] == "openid:oX-77"


def test_with_another_key_everybody_is_somebody_else() -> None:
    hashes = []
    for key in (b"one", b"other"):
        with knowing.kept.told(key):
            hashes.append(knowing.hashed("c", "u-1", {}))
    assert len(set(hashes)) == 2


@pytest.mark.parametrize("bad", ["a b", "u" * 129, "欧阳", 7, ["u-1"], {"id": 1}, "u\n1"])
def test_an_id_that_is_none_is_refused_by_name(floor: Floor, bad: Any) -> None:
    answer = floor.place(wanted(customer_id=bad))
    assert (answer.status, answer.fields) == (422, ["customer_id"])


@pytest.mark.parametrize("blank", ["", " ", None])
def test_a_customer_whom_the_storefront_does_not_know_is_known_by_the_phone(floor: Floor, blank: str | None) -> None:
    first, second = floor.placed(), floor.placed(customer_id=blank)
    hear(floor, first, second)
    assert counted(floor.house) == won(first)


def test_the_same_order_with_another_id_is_another_request(floor: Floor) -> None:
    assert floor.place(wanted(customer_id="u-1"), key="k").status == 201
    assert floor.place(wanted(customer_id="u-1"), key="k").status == 201
    assert floor.place(wanted(customer_id="u-2"), key="k").refusal == (422, "idempotency_key_reused")


# -- the rule --------------------------------------------------------------------------------------

ORDERS = MOST_OTHERS + 1


@given(st.lists(st.tuples(st.sampled_from(["place", "cancel", "hear"]), st.integers(0, ORDERS - 1)), max_size=60))
def test_in_whatever_order_things_are_heard_a_customer_counts_while_an_order_of_theirs_stands(
    happening: list[tuple[str, int]],
) -> None:
    clock = count()
    placed: dict[str, str] = {}
    cancelled: dict[str, str] = {}
    claim, balance = Claim("somebody"), 0

    def look(order: str) -> None:
        nonlocal claim, balance
        before = claim
        gone = cancelled.get(order)
        claim = claim.refunded(order, gone) if gone else claim.standing(order, placed[order])
        assert claim.version == before.version + (claim != before)
        assert claim.since >= before.since
        if claim.won_by != before.won_by:
            balance += bool(claim.won_by) - bool(before.won_by)
            assert balance in (0, 1)

    for what, number in happening:
        order, now = f"O-{number}", f"{next(clock):04d}"
        if what == "place":
            placed.setdefault(order, now)
        elif order in placed and what == "cancel":
            cancelled.setdefault(order, now)
        elif order in placed:
            look(order)
    for order in placed:
        look(order)
    standing = placed.keys() - cancelled.keys()
    assert balance == bool(standing)
    assert claim.won_by in standing if standing else claim.won_by is None


def test_a_customer_of_very_many_orders_is_kept_in_as_little_as_one_of_some() -> None:
    claim = Claim("somebody")
    for number in range(1000):
        claim = claim.standing(f"O-{number:04d}", f"{number:04d}")
    assert (claim.won_by, len(claim.others), claim.version) == ("O-0000", MOST_OTHERS, 1 + MOST_OTHERS)
