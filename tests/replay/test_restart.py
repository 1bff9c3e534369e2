"""A replay that is cut short anywhere and started again ends as one that was left alone."""

import contextlib
import threading
from decimal import Decimal

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.client import Refused
from infra.replay import month
from infra.replay.__main__ import replay
from infra.replay.crew import Crew
from infra.replay.month import Month
from infra.replay.outcome import Outcome
from infra.replay.people import People
from infra.replay.sifting import Line
from tests.replay.months import line, lines
from tests.replay.toy_shop import Killed, Refusal, ToyShop


def run(people: People, the_month: Month, crew: Crew | None = None) -> Outcome:
    crew = crew or Crew(1)
    outcome = Outcome(the_month)
    replay(people, the_month, crew, outcome, lambda work, total, title: work)
    return outcome


def everything(shop: ToyShop) -> tuple[object, ...]:
    skus = {entry["sku"]: entry["price_minor"] for one in shop.products.values() for entry in one["skus"]}
    states = {one["state"] for one in shop.products.values()}
    return skus, states, shop.available, shop.reserved, set(shop.documents), shop.orders


@given(lines())
@settings(max_examples=50, deadline=None)
def test_a_month_is_placed_whole_and_a_second_run_places_nothing(read: list[Line]) -> None:
    shop, the_month = ToyShop(), month.sift(read)
    first = run(shop.people(), the_month)
    after_first = repr(everything(shop))
    second = run(shop.people(), the_month)
    assert first.complete
    assert second.complete
    assert first.placed == len(the_month.orders) == len(shop.orders)
    assert (second.placed, second.already_placed) == (0, first.placed)
    assert {**first.as_json(), "placed": 0, "already_placed": 0} == {
        **second.as_json(),
        "placed": 0,
        "already_placed": 0,
    }
    assert not any(shop.available.values())
    assert repr(everything(shop)) == after_first


@given(lines(), st.lists(st.tuples(st.booleans(), st.integers(0, 25)), max_size=4), st.booleans())
@settings(max_examples=100, deadline=None)
def test_killed_anywhere_and_started_again_it_ends_the_same(
    read: list[Line], kills: list[tuple[bool, int]], a_week_passes: bool
) -> None:
    the_month = month.sift(read)
    alone, killed = ToyShop(), ToyShop()
    run(alone.people(), the_month)
    for answered, calls in kills:
        left = iter([None] * calls)

        def kill(request: httpx.Request, left: object = left) -> Exception | None:
            return None if next(left, "none left") is None else Killed()  # type: ignore[call-overload]

        killed.before, killed.after = (lambda request: None, kill) if answered else (kill, lambda request: None)
        with contextlib.suppress(Killed):
            run(killed.people(), the_month)
        if a_week_passes:
            killed.forget_keys()
    killed.before = killed.after = lambda request: None
    assert run(killed.people(), the_month).complete
    assert everything(killed)[0] == everything(alone)[0]
    assert everything(killed)[1:] == everything(alone)[1:]


@pytest.mark.parametrize("calls", range(12))
def test_goods_far_above_the_usual_are_let_in_by_a_second_person_wherever_the_replay_was_killed(calls: int) -> None:
    shop, the_month = ToyShop(), month.sift([line(2, "1"), line(3, "2")])
    shop.usual = 1
    left = iter([None] * calls)
    shop.after = lambda request: None if next(left, "none left") is None else Killed()
    with contextlib.suppress(Killed):
        run(shop.people(), the_month)
    shop.after = lambda request: None
    assert run(shop.people(), the_month).complete
    assert (shop.held, shop.reserved) == ({}, {"85123A": 12})


def test_a_lost_answer_is_no_second_order() -> None:
    shop, the_month = ToyShop(), month.sift([line(2, "1"), line(3, "2")])
    lost = iter([httpx.ReadError("gone"), None] * 20)
    shop.after = lambda request: next(lost)
    outcome = run(shop.people(), the_month)
    assert outcome.complete
    assert set(shop.orders) == {"1", "2"}
    assert shop.reserved == {"85123A": 12}


def test_an_order_that_the_shop_refuses_is_rejected_whole_and_the_run_is_no_success() -> None:
    shop, the_month = ToyShop(), month.sift([line(2, "1"), line(3, "1", "71053"), line(4, "2"), line(5, "2", "POST")])
    shop.before = lambda request: shop.available.update({"71053": 0}) if "orders" in request.url.path else None
    outcome = run(shop.people(), the_month)
    figures = outcome.as_json()
    assert not outcome.complete
    assert (figures["placed"], figures["rejected"], figures["invoices"]) == (1, 1, 2)
    assert (figures["lines_placed"], figures["lines_rejected"], figures["lines"]) == (1, 3, 4)
    assert outcome.reasons == {"refused: out_of_stock 71053 0": 2, "not goods": 1}


def test_skus_of_other_products_are_sold_at_their_price_and_not_entered_again() -> None:
    shop = ToyShop()
    people = shop.people()
    others = month.sift([line(2, "1", "71053", price=Decimal(9)), line(3, "1", "22752")])
    run(people, others)
    outcome = run(people, month.sift([line(2, "2", "71053", price=Decimal(4)), line(3, "2")]))
    assert outcome.complete
    assert [[entry["sku"] for entry in one["skus"]] for one in shop.products.values()] == [
        ["22752", "71053"],
        ["85123A"],
    ]
    assert shop.orders["2"]["lines"][0] == {"sku": "71053", "quantity": 6, "unit_price": 900, "discount_minor": 3000}


def test_told_to_stop_it_finishes_what_is_under_way_and_begins_no_more() -> None:
    shop, the_month = ToyShop(), month.sift([line(number, str(number)) for number in range(2, 42)])
    crew = Crew(4)
    twelfth = threading.Event()

    def stop_at_the_twelfth(request: httpx.Request) -> None:
        if len(shop.orders) >= 12 and not twelfth.is_set():
            twelfth.set()
            crew.stop()

    shop.before = stop_at_the_twelfth
    outcome = run(shop.people(crew.pause), the_month, crew)
    assert 12 <= outcome.placed == len(shop.orders) <= 16
    assert not outcome.complete
    shop.before = lambda request: None
    again = run(shop.people(), the_month)
    assert again.complete
    assert again.placed + again.already_placed == 40
    assert again.already_placed == outcome.placed


def test_a_shop_that_turns_away_the_caller_ends_the_run() -> None:
    shop, the_month = ToyShop(), month.sift([line()])
    shop.before = lambda request: Refusal(403, "forbidden") if request.url.path == "/storefront/orders" else None
    with pytest.raises(Refused, match="403 forbidden"):
        run(shop.people(), the_month)
