"""What cannot be served whole is refused, with every line that fails and why (R3.2.1)."""

import pytest

from order_dispatch import store
from tests.faults import Faults
from tests.harness import Answer, House
from tests.order_dispatch.books import the_books_are_right
from tests.order_dispatch.shop_floor import Floor, line, of_orders, wanted


def reasons(answer: Answer) -> list[tuple[str, str, str]]:
    """The lines a refusal names: field, SKU, code."""
    return [(error["field"], error["sku"], error["code"]) for error in answer.body["errors"]]


@pytest.fixture
def shop(floor: Floor) -> Floor:
    """With a draft nobody published, and a scone in pounds."""
    floor.enter("DRAFT")
    floor.stock("SCONE", units=3, currency="GBP")
    return floor


def refused_without_a_trace(floor: Floor, *lines: dict[str, object]) -> Answer:
    before = of_orders(floor.house), floor.house.items("sku")
    answer = floor.place(wanted(*lines))
    assert answer.status == 409
    assert (of_orders(floor.house), floor.house.items("sku")) == before
    return answer


@pytest.mark.parametrize(
    ("asked", "code", "facts"),
    [
        (line("MUG", 11), "out_of_stock", {"available": 10}),
        (line("MUG", 1_000_000), "out_of_stock", {"available": 10}),
        (line("MUG", 1, 499), "price_changed", {"price_minor": 500}),
        (line("MUG", 1, 501), "price_changed", {"price_minor": 500}),
        (line("NOTHING", 1), "unknown_sku", {}),
        (line("DRAFT", 1), "not_on_sale", {}),
        (line("SCONE", 1), "currency_mismatch", {"currency": "GBP"}),
    ],
)
def test_a_line_that_cannot_be_served_is_named_with_its_reason(
    shop: Floor, asked: dict[str, object], code: str, facts: dict[str, object]
) -> None:
    answer = refused_without_a_trace(shop, line("TEA", 1), asked)
    assert answer.refusal == (409, code)
    (error,) = answer.body["errors"]
    assert error.items() >= ({"field": "lines[1]", "sku": asked["sku"], "code": code} | facts).items()
    assert error["reason"]


def test_a_sku_sold_out_is_out_of_stock(floor: Floor) -> None:
    floor.placed(line("MUG", 10))
    answer = floor.place(wanted(line("MUG", 1), external_id="WEB-2"))
    assert reasons(answer) == [("lines[0]", "MUG", "out_of_stock")]
    assert answer.body["errors"][0]["available"] == 0


def test_every_line_that_fails_is_named_and_the_gravest_reason_names_the_whole(shop: Floor) -> None:
    answer = refused_without_a_trace(
        shop,
        line("MUG", 11),
        line("TEA", 1, 499),
        line("JAR", 1),
        line("SCONE", 1),
        line("DRAFT", 1),
        line("NOTHING", 1),
    )
    assert sorted(reasons(answer)) == [
        ("lines[0]", "MUG", "out_of_stock"),
        ("lines[1]", "TEA", "price_changed"),
        ("lines[3]", "SCONE", "currency_mismatch"),
        ("lines[4]", "DRAFT", "not_on_sale"),
        ("lines[5]", "NOTHING", "unknown_sku"),
    ]
    assert answer.code == "unknown_sku"


@pytest.mark.parametrize(
    ("graver", "lesser"),
    [
        (line("NOTHING"), line("DRAFT")),
        (line("DRAFT"), line("SCONE")),
        (line("SCONE"), line("TEA", 1, 499)),
        (line("TEA", 1, 499), line("MUG", 11)),
    ],
)
def test_one_reason_is_graver_than_another_wherever_it_stands(
    shop: Floor, graver: dict[str, object], lesser: dict[str, object]
) -> None:
    alone = shop.place(wanted(graver)).code
    assert shop.place(wanted(graver, lesser)).code == alone
    assert shop.place(wanted(lesser, graver)).code == alone


def test_a_line_whose_own_price_is_right_fails_for_stock_beside_one_whose_price_is_wrong(floor: Floor) -> None:
    answer = refused_without_a_trace(floor, line("MUG", 6), line("MUG", 6, 400))
    assert reasons(answer) == [("lines[0]", "MUG", "out_of_stock"), ("lines[1]", "MUG", "price_changed")]


def test_only_the_line_with_the_wrong_price_is_named_when_there_is_stock(floor: Floor) -> None:
    answer = refused_without_a_trace(floor, line("MUG", 1), line("MUG", 1, 501), line("TEA", 1))
    assert reasons(answer) == [("lines[1]", "MUG", "price_changed")]


def test_a_thousand_prices_for_one_sku_are_a_thousand_wrong_prices(floor: Floor) -> None:
    answer = refused_without_a_trace(floor, *[line("MUG", 1, 1000 + n) for n in range(1000)])
    assert answer.refusal == (409, "price_changed")
    assert len(answer.body["errors"]) == 1000


def test_no_condition_is_longer_than_the_store_takes(floor: Floor) -> None:
    # The store takes 4 KB; moto takes any length.
    with Faults(store.database.client) as watched:
        floor.place(wanted(*[line("MUG", 1, 1000 + n) for n in range(1000)]))
    (call,) = watched.calls
    actions = [request for action in call["TransactItems"] for request in action.values()]
    assert max(len(action["ConditionExpression"]) for action in actions) < 4096


def test_a_price_published_meanwhile_is_the_price(floor: Floor) -> None:
    floor.publish("MUG", price=650)
    assert floor.place(wanted(line("MUG", 1))).code == "price_changed"
    floor.placed(line("MUG", 1, 650))


def test_a_discount_above_the_lines_amount_is_no_discount(floor: Floor) -> None:
    answer = floor.place(wanted(line("TEA"), line("MUG", 2, discount_minor=1001)))
    assert answer.refusal == (422, "validation_failed")
    assert answer.fields == ["lines[1]"]


def test_an_order_above_what_a_shop_can_sell_is_refused(floor: Floor) -> None:
    answer = floor.place(wanted(*[line("MUG", 1_000_000, 1_000_000)] * 2))
    assert answer.refusal == (422, "validation_failed")
    assert answer.fields == ["lines"]


def test_after_a_refusal_the_key_and_the_number_are_free(floor: Floor) -> None:
    assert floor.place(wanted(line("MUG", 11)), key="k").code == "out_of_stock"
    assert floor.place(wanted(line("MUG", 10)), key="k").status == 201
    the_books_are_right(floor.house)


def test_stock_of_every_warehouse_counts(floor: Floor) -> None:
    floor.receive("MUG", 5, "WH-GZ")
    floor.placed(line("MUG", 15))
    assert floor.available("MUG") == 0


def test_there_are_as_many_units_as_were_received(house: House) -> None:
    floor = Floor(house)
    floor.stock("MUG", units=20)
    sold = [floor.place(wanted(line("MUG", 3), external_id=f"WEB-{n}")) for n in range(10)]
    assert [answer.status for answer in sold].count(201) == 6
    assert {answer.refusal for answer in sold[6:]} == {(409, "out_of_stock")}
    assert floor.available("MUG") == 2
    the_books_are_right(house)
