"""A storefront may ask again: the same request has the same answer and one effect."""

from tests.harness import Answer
from tests.order_dispatch.books import open_orders_want, reserved
from tests.order_dispatch.shop_floor import CONTACT, Floor, in_hand, line, wanted
from tests.people import STOREFRONT, Person

OTHER_STOREFRONT = Person(dict(STOREFRONT.claims) | {"sub": "app", "client_id": "app"})


def replayed(answer: Answer) -> bool:
    return answer.headers.get("Idempotent-Replayed") == "true"


def test_a_repeat_of_a_placed_order_gets_the_same_answer_and_sells_nothing_more(floor: Floor) -> None:
    body = wanted(line("MUG", 3))
    first, second, third = (floor.place(body, key="k") for _ in range(3))
    assert not replayed(first)
    assert replayed(second)
    assert replayed(third)
    assert (second.status, second.body) == (third.status, third.body) == (first.status, first.body)
    assert floor.available("MUG") == 7
    assert len(floor.told(in_hand(first))) == 1


def test_a_repeat_is_answered_as_the_first_time_however_far_the_order_has_come(floor: Floor) -> None:
    body = wanted(line("MUG", 3), external_id="WEB-9")
    first = floor.place(body, key="k")
    floor.bring(in_hand(first), "cancelled")
    again = floor.place(body, key="k")
    assert replayed(again)
    assert again.body == first.body


def test_a_body_that_means_the_same_is_the_same_request(floor: Floor) -> None:
    first = floor.place(wanted({"sku": "MUG", "quantity": 1, "unit_price": 500}), key="k")
    same = wanted(line(" mug "), contact=CONTACT | {"name": f" {CONTACT['name']} "})
    assert floor.place(dict(reversed(same.items())), key="k").body == first.body


def test_a_repeat_is_answered_even_when_nothing_is_left_to_sell(floor: Floor) -> None:
    body = wanted(line("MUG", 10))
    first = floor.place(body, key="k")
    floor.publish("MUG", price=900)
    assert floor.place(body, key="k").body == first.body


def test_a_key_belongs_to_one_body(floor: Floor) -> None:
    floor.place(wanted(line("MUG", 1)), key="k")
    for other in (wanted(line("MUG", 2)), wanted(external_id="WEB-2"), wanted(line("MUG", 99))):
        assert floor.place(other, key="k").refusal == (422, "idempotency_key_reused")
    assert floor.available("MUG") == 9


def test_a_key_belongs_to_one_storefront(floor: Floor) -> None:
    first = floor.place(wanted(), key="k")
    second = floor.place(wanted(), key="k", as_=OTHER_STOREFRONT)
    assert first.body["order_id"] != second.body["order_id"]
    assert not replayed(second)


def test_an_external_id_is_one_orders_and_the_refusal_names_it(floor: Floor) -> None:
    first = floor.place(wanted())
    second = floor.place(wanted())
    assert second.refusal == (409, "external_id_taken")
    assert second.body["order_id"] == first.body["order_id"]
    assert floor.available("MUG") == 9


def test_a_taken_external_id_outranks_whatever_is_wrong_with_the_lines(floor: Floor) -> None:
    first = floor.place(wanted())
    for lines in ([line("MUG", 99)], [line("NOTHING")], [line("MUG", 1, 1)]):
        refused = floor.place(wanted(*lines))
        assert refused.refusal == (409, "external_id_taken")
        assert refused.body["order_id"] == first.body["order_id"]


def test_a_reused_key_outranks_a_taken_external_id(floor: Floor) -> None:
    floor.place(wanted(), key="k")
    assert floor.place(wanted(line("MUG", 2)), key="k").code == "idempotency_key_reused"


def test_an_external_id_stays_taken_after_the_order_is_cancelled(floor: Floor) -> None:
    floor.bring(in_hand(floor.place(wanted())), "cancelled")
    assert floor.place(wanted()).code == "external_id_taken"


def test_two_storefronts_may_have_the_same_external_id(floor: Floor) -> None:
    floor.place(wanted())
    assert floor.place(wanted(), as_=OTHER_STOREFRONT).status == 201


def test_a_key_is_remembered_for_seven_days(floor: Floor) -> None:
    first = floor.place(wanted(), key="k")
    floor.house.later(days=6, hours=23)
    assert floor.place(wanted(), key="k").body == first.body
    floor.house.later(hours=2)
    # The number is taken for ever; the key is not.
    assert floor.place(wanted(), key="k").refusal == (409, "external_id_taken")
    assert floor.place(wanted(line("TEA"), external_id="WEB-2"), key="k").status == 201


def test_a_key_used_anew_is_remembered_anew(floor: Floor) -> None:
    floor.place(wanted(), key="k")
    floor.house.later(days=8)
    second = floor.place(wanted(external_id="WEB-2"), key="k")
    floor.house.later(days=6)
    assert floor.place(wanted(external_id="WEB-2"), key="k").body == second.body


def test_a_request_is_recorded_once(floor: Floor) -> None:
    order = floor.placed()
    first, second = floor.request(order), floor.request(order)
    assert (first.status, second.status) == (201, 201)
    assert replayed(second)
    assert second.body == first.body
    assert len(floor.view(order)["requests"]) == 1
    assert floor.request(order, "别的话").refusal == (422, "idempotency_key_reused")


def test_a_requests_key_is_not_that_of_another_order(floor: Floor) -> None:
    one, other = floor.placed(), floor.placed()
    floor.request(one)
    assert floor.request(other).refusal == (422, "idempotency_key_reused")


def test_books_and_orders_agree_after_repeats_and_refusals(floor: Floor) -> None:
    for _ in range(3):
        floor.place(wanted(line("MUG", 2)), key="k")
        floor.place(wanted(line("MUG", 2)))
        floor.place(wanted(line("MUG", 2), external_id="WEB-2"))
    assert reserved(floor.house) == open_orders_want(floor.house) == {"SKU#MUG": 4}
