"""What a month needs of the shop: the same for the same month, and exactly enough."""

from decimal import Decimal

import pytest
from hypothesis import given

from infra.replay import month, plan
from infra.replay.sifting import Line
from tests.replay.months import line, lines


def test_codes_that_differ_in_case_are_one_sku_at_its_highest_price() -> None:
    sifted = month.sift([line(2, code="85123a"), line(3, code="85123A", price=Decimal("2.95"), quantity=1)])
    (article,) = plan.articles(sifted.orders)
    assert (article.sku, article.price_minor, article.units, article.unit_cost_minor) == ("85123A", 295, 7, 148)


def test_what_a_line_paid_less_becomes_its_discount() -> None:
    (invoice,) = month.sift([line(quantity=6, price=Decimal("2.55"))]).orders
    (ordered,) = plan.order(invoice, {"85123A": 295})["lines"]
    assert ordered == {"sku": "85123A", "quantity": 6, "unit_price": 295, "discount_minor": 240}


def test_nothing_is_sold_above_the_published_price() -> None:
    (invoice,) = month.sift([line(price=Decimal("2.55"))]).orders
    with pytest.raises(plan.CannotBePlacedError, match="85123A is sold at 200"):
        plan.order(invoice, {"85123A": 200})


def test_lines_of_one_sku_stay_lines() -> None:
    (invoice,) = month.sift([line(2), line(3), line(4, code="85123a")]).orders
    assert len(plan.order(invoice, {"85123A": 255})["lines"]) == 3


@given(lines())
def test_an_order_comes_to_what_was_paid(read: list[Line]) -> None:
    sifted = month.sift(read)
    prices = {article.sku: article.price_minor for article in plan.articles(sifted.orders)}
    for invoice in sifted.orders:
        ordered = plan.order(invoice, prices)["lines"]
        paid = sum(one["quantity"] * one["unit_price"] - one["discount_minor"] for one in ordered)
        assert paid == invoice.amount_minor
        assert all(one["discount_minor"] >= 0 for one in ordered)


@given(lines())
def test_exactly_what_is_sold_is_received(read: list[Line]) -> None:
    sifted = month.sift(read)
    received: dict[str, int] = {}
    for group in plan.groups(plan.articles(sifted.orders)):
        for entry in plan.receipt(group, "WH-SH", {article.sku: article.units for article in group})["lines"]:
            assert entry["sku"] not in received
            received[entry["sku"]] = entry["quantity"]
    sold: dict[str, int] = {}
    for invoice in sifted.orders:
        for one in invoice.goods:
            sold[one.sku] = sold.get(one.sku, 0) + one.quantity
    assert received == sold


def test_no_product_and_no_receipt_has_more_than_thirty_lines() -> None:
    read = [line(number, code=f"{10_000 + number}") for number in range(2, 73)]
    sizes = [len(group) for group in plan.groups(plan.articles(month.sift(read).orders))]
    assert sizes == [30, 30, 11]


def test_other_orders_need_a_receipt_of_their_own() -> None:
    documents = {
        plan.receipt(plan.articles(month.sift([line(invoice=number)]).orders), "WH-SH", {"85123A": 6})["document"]
        for number in ("1001", "1002")
    }
    assert len(documents) == 2
