"""An order is placed whole, its stock reserved in the same write (R3.2.1)."""

from order_dispatch import store
from tests.order_dispatch.books import open_orders_want, reserved, the_books_are_right
from tests.order_dispatch.shop_floor import CONTACT, Floor, line, wanted
from tests.people import STOREFRONT


def test_an_order_is_placed_and_its_units_are_reserved(floor: Floor) -> None:
    answer = floor.place(wanted(line("MUG", 3, discount_minor=100), line("TEA", 2)))
    assert answer.status == 201
    placed = answer.body
    assert {name: placed[name] for name in ("external_id", "state", "version", "currency", "line_count")} == {
        "external_id": "WEB-1",
        "state": "placed",
        "version": 1,
        "currency": "CNY",
        "line_count": 2,
    }
    assert (placed["goods_minor"], placed["shipping_minor"], placed["total_minor"]) == (2400, 800, 3200)
    assert reserved(floor.house) == {"SKU#MUG": 3, "SKU#TEA": 2} == open_orders_want(floor.house)
    the_books_are_right(floor.house)


def test_the_event_of_a_placed_order_tells_what_was_bought_and_paid(floor: Floor) -> None:
    order = floor.placed(line("MUG", 3, discount_minor=100))
    (event,) = floor.house.events("order_dispatch", f"ORDER#{order.order_id}")
    assert (event["type"], event["version"], event["actor"], event["role"]) == (
        "OrderPlaced",
        1,
        STOREFRONT.actor,
        "storefront",
    )
    assert event["data"] == {
        "external_id": "WEB-1",
        "channels": ["sms", "email"],
        "client": STOREFRONT.actor,
        "payment_reference": "PAY-1",
        "currency": "CNY",
        "goods_minor": 1400,
        "shipping_minor": 800,
        "total_minor": 2200,
        "lines": [{"sku": "MUG", "quantity": 3, "unit_price": 500, "discount_minor": 100}],
    }


def test_the_last_units_can_be_bought(floor: Floor) -> None:
    floor.placed(line("MUG", 10))
    assert floor.available("MUG") == 0


def test_two_lines_of_one_sku_count_together(floor: Floor) -> None:
    refused = floor.place(wanted(line("MUG", 6), line("TEA", 1), line("MUG", 5)))
    assert refused.refusal == (409, "out_of_stock")
    assert refused.fields == ["lines[0]", "lines[2]"]
    assert floor.available("MUG") == floor.available("TEA") == 10
    floor.placed(line("MUG", 6), line("MUG", 4, discount_minor=2000))
    assert floor.available("MUG") == 0


def test_a_sku_written_in_lower_case_is_the_same_sku(floor: Floor) -> None:
    floor.placed(line(" mug ", 6))
    assert floor.place(wanted(line("Mug", 3), line("mUG", 2), external_id="WEB-2")).code == "out_of_stock"


def test_a_line_may_cost_nothing_after_its_discount(floor: Floor) -> None:
    answer = floor.place(wanted(line("MUG", 2, discount_minor=1000), shipping_minor=0))
    assert (answer.status, answer.body["total_minor"]) == (201, 0)


def test_a_thousand_lines_of_one_sku_are_one_order(floor: Floor) -> None:
    floor.receive("MUG", 1000)
    order = floor.placed(*[line("MUG", 1)] * 1000)
    view = floor.view(order)
    assert (view["line_count"], len(view["lines"]), floor.available("MUG")) == (1000, 1000, 10)


def test_lines_come_back_in_the_order_they_were_sent(floor: Floor) -> None:
    floor.receive("MUG", 10_000)
    order = floor.placed(*[line("MUG", 1 + n) for n in range(120)])
    assert [shown["quantity"] for shown in floor.view(order)["lines"]] == [1 + n for n in range(120)]


def test_an_order_with_little_about_its_customer_is_enough(floor: Floor) -> None:
    contact = {"name": "林", "phone": "02112345", "address": {"country": "中国", "city": "上海", "street": "一号"}}
    order = floor.placed(contact=contact)
    assert floor.view(order)["contact"] == contact


def test_phone_and_email_are_kept_in_their_normal_form_and_names_as_they_were_written(floor: Floor) -> None:
    name = "علی\u200cرضا"
    contact = {**CONTACT, "name": name, "phone": "\u202d(021) 5555.1234 转 12\u202c", "email": "Ali@EXAMPLE.COM"}
    kept = floor.view(floor.placed(contact=contact))["contact"]
    assert (kept["name"], kept["phone"], kept["email"]) == (name, "02155551234x12", "Ali@example.com")


def test_what_a_form_sends_empty_is_missing(floor: Floor) -> None:
    address = {**CONTACT["address"], "province": "", "district": " ", "postcode": "\u3000"}
    kept = floor.view(floor.placed(contact={**CONTACT, "email": "", "address": address}))["contact"]
    assert "email" not in kept
    assert not kept["address"].keys() & {"province", "district", "postcode"}


def test_the_storefront_reads_its_order_and_no_contact(floor: Floor) -> None:
    order = floor.placed(line("MUG", 2))
    answer = floor.house.call("GET /storefront/orders/{order_id}", as_=STOREFRONT, order_id=order.order_id)
    assert (answer.status, answer.body["state"], answer.body["lines"]) == (
        200,
        "placed",
        [{"line": 1} | line("MUG", 2)],
    )
    assert "contact" not in answer.body


def test_placing_an_order_that_fits_is_one_round_trip(floor: Floor) -> None:
    seen: list[str] = []
    events = store.database.client.meta.events
    events.register("before-call.dynamodb", lambda model, **_: seen.append(model.name), unique_id="round trips")
    try:
        floor.placed(*[line(sku) for sku in ("MUG", "TEA", "JAR")])
    finally:
        events.unregister("before-call.dynamodb", unique_id="round trips")
    assert seen == ["TransactWriteItems"]
