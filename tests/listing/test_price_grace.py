"""An order pays what its customer was shown: the price of that moment, and for a while the one before it (R3.1.4)."""

from listing import pages
from tests.harness import House
from tests.listing.trade import change, place, stocked
from tests.listing.way import Mug
from tests.people import REVIEWER, SPECIALIST

GRACE = 900


def repriced(house: House) -> Mug:
    """A mug at 19.00 that was at 29.00 until now."""
    product = stocked(house)
    assert change(product, 1900).status == 201
    return product


def test_an_order_has_the_price_that_was_shown_until_the_grace_ends(house: House) -> None:
    repriced(house)
    changed_at = house.now
    assert pages.GRACE.value == str(GRACE)
    assert place(house, 2900).status == 201
    assert place(house, 1900).status == 201
    house.now = changed_at
    house.later(seconds=GRACE - 10)
    assert place(house, 2900).status == 201
    house.later(seconds=30)
    answer = place(house, 2900)
    assert (answer.refusal, answer.body["errors"][0]["price_minor"]) == ((409, "price_changed"), 1900)
    assert place(house, 1900).status == 201


def test_no_third_price_comes_in_with_two_that_are_good(house: House) -> None:
    repriced(house)
    assert place(house, 2900, 1900).status == 201
    for prices in ((2900, 1900, 1), (1, 1900, 2900), (2900, 9999, 1900), (1800,)):
        assert place(house, *prices).refusal == (409, "price_changed")


def test_a_price_raised_by_a_revision_has_the_same_grace(house: House) -> None:
    product = stocked(house)
    product.move("revisions", SPECIALIST)
    product.revise(prices=[{"sku": "MUG-RED", "price_minor": 3900}])
    product.move("request-review", SPECIALIST)
    product.move("publish", REVIEWER)
    assert place(house, 2900).status == 201
    house.later(seconds=GRACE)
    assert place(house, 2900).refusal == (409, "price_changed")


def test_what_comes_back_at_another_price_has_no_former_one(house: House) -> None:
    """Nobody was shown a price while it was off the page."""
    product = stocked(house)
    product.move("delist", SPECIALIST, reason="quality")
    product.move("revisions", SPECIALIST)
    product.revise(prices=[{"sku": "MUG-RED", "price_minor": 3900}])
    product.move("request-review", SPECIALIST)
    assert product.move("publish", REVIEWER).status == 200
    assert place(house, 2900).refusal == (409, "price_changed")
    assert place(house, 3900).status == 201


def test_a_former_price_brings_back_nothing_that_was_delisted(house: House) -> None:
    product = repriced(house)
    product.move("delist", SPECIALIST, reason="quality")
    for price in (1900, 2900):
        assert place(house, price).refusal == (409, "not_on_sale")
