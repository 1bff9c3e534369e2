"""The order's way through the house: placed, confirmed, allocated, verified, dispatched (R3.2.1, R3.2.2)."""

from datetime import UTC, datetime, timedelta

from infra.client import new_key
from infra.demo import road
from infra.demo.cast import Case, Day, listed, refusal
from infra.demo.stories import Way

CONFIRMED = ["goods", "quantity", "price", "address"]
REQUEST = "是送人的礼物：请用红色包装，不要放价格单。"


def place(day: Day, case: Case) -> None:
    """The storefront places an order; a shortage is refused, a repeat is answered again."""
    body = case.order.body(case.external_id, day.script.prices)
    storefront, key = day.cast.storefront, new_key()
    match case.order.story.name:
        case "shortage":
            code = refusal(lambda: storefront.post("/storefront/orders", body, key=key))
            day.claim("an order for more than there is is refused as out of stock", code == "out_of_stock")
            return
        case "placed_twice":
            first = storefront.post("/storefront/orders", body, key=key)
            again = storefront.post("/storefront/orders", body, key=key)
            same = again.replayed and again.body == first.body
            day.claim("the same order sent twice is answered again and placed once", same)
            other = refusal(lambda: storefront.post("/storefront/orders", body, key=new_key()))
            day.claim("under another key it is refused, naming the order", other == "external_id_taken")
            placed = first.body
        case _:
            placed = storefront.post("/storefront/orders", body, key=key).body
    case.order_id = placed["order_id"]
    case.moved(placed)


def see_new_orders(day: Day) -> None:
    """Customer service watches the orders come in."""
    new = [case for case in day.cases if case.order_id]
    entries = listed(day.cast.customer_service, "/orders", new, state="placed")
    day.claim(
        f"customer service sees {len(new)} new orders", len(new) == len(entries.keys() & {c.order_id for c in new})
    )


def confirm(day: Day, case: Case) -> None:
    """Customer service confirms an order with the customer, or cancels it for them."""
    clerk, path = day.cast.customer_service, f"/orders/{case.order_id}"
    match case.order.story.name:
        case "cancelled":
            body = {"version": case.version, "reason": "customer_request"}
            case.moved(clerk.post(f"{path}/cancel", body).body)
            return
        case "special_request":
            wish = {"text": REQUEST, "department": "warehouse"}
            case.moved(clerk.post(f"{path}/requests", wish, key=new_key()).body)
    if case.order.story.way >= Way.CONFIRMED:
        body = {"version": case.version, "channel": "phone", "confirmed": CONFIRMED}
        case.moved(clerk.post(f"{path}/confirm", body).body)


def allocate(day: Day, case: Case) -> None:
    """A specialist gives a confirmed order to the warehouse that has its goods."""
    path, specialist = f"/orders/{case.order_id}/allocate", day.cast.specialist
    if case.order.story.name == "wrong_warehouse":
        (other,) = day.script.warehouses.keys() - {case.order.warehouse}
        code = refusal(lambda: specialist.post(path, {"version": case.version, "warehouse": other}))
        day.claim("a warehouse without the goods is not given the order", code == "not_at_location")
    case.moved(specialist.post(path, {"version": case.version, "warehouse": case.order.warehouse}).body)


def dispatch(day: Day, case: Case) -> None:
    """The warehouse checks goods and stock, and lets the parcel leave."""
    keeper, path = day.cast.warehouses[case.order.warehouse], f"/orders/{case.order_id}"
    parcel = keeper.get(path)
    if case.order.story.name == "special_request":
        day.claim("the warehouse reads the special request", [one["text"] for one in parcel["requests"]] == [REQUEST])
        (other,) = day.cast.warehouses.keys() - {case.order.warehouse}
        hidden = refusal(lambda: day.cast.warehouses[other].get(path))
        day.claim("the other warehouse does not see the parcel", hidden == "not_found")
    case.moved(keeper.post(f"{path}/verify", {"version": parcel["version"]}).body)
    if case.order.story.way < Way.DISPATCHED:
        return
    road.report(day, case, case.order.story.early)
    arrival = datetime.now(UTC).date() + timedelta(days=3)
    leaving = {
        "version": case.version,
        "carrier": case.order.carrier,
        "tracking_number": case.tracking_number,
        "expected_arrival": arrival.isoformat(),
    }
    case.moved(keeper.post(f"{path}/dispatch", leaving).body)


def through_the_house(day: Day) -> None:
    """All orders, from hand to hand; each hand takes them from its own work list."""
    day.together("Orders placed", lambda case: place(day, case), day.cases)
    see_new_orders(day)
    live = [case for case in day.cases if case.order_id]
    day.together("Orders confirmed", lambda case: confirm(day, case), live)
    confirmed = _as_far_as(day, Way.CONFIRMED)
    listed(day.cast.specialist, "/orders", confirmed, state="confirmed")
    day.together("Orders allocated", lambda case: allocate(day, case), _as_far_as(day, Way.ALLOCATED))
    for code, keeper in day.cast.warehouses.items():
        parcels = [case for case in _as_far_as(day, Way.ALLOCATED) if case.order.warehouse == code]
        listed(keeper, "/orders/parcels", parcels, state="assigned")
    day.together("Parcels dispatched", lambda case: dispatch(day, case), _as_far_as(day, Way.VERIFIED))


def _as_far_as(day: Day, way: Way) -> list[Case]:
    return [case for case in day.cases if case.order.story.way >= way]
