"""Who sees what, over all rooms: the table says the same as the second pair of eyes, and no answer shows more."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from infra import house as rooms
from infra.sight import lines
from shop.contract.catalogue import all_types
from shop.roles import Role
from shop.web.sight import STOREFRONT as THE_STOREFRONT
from shop.web.sight import TABLE
from tests.deploy.hiding import (
    COSTS,
    DISCOUNT,
    HERE,
    PAYMENT,
    PRICE,
    SHIPPING,
    THERE,
    TOLD,
    WHO,
    Full,
    Seen,
    fill,
    listen,
    shows,
    sweep,
)
from tests.harness import on_moto
from tests.order_dispatch.shop_floor import CONTACT, GZ, SH, Floor
from tests.people import (
    BY_ROLE,
    PURCHASING,
    SPECIALIST,
    WAREHOUSE_GZ,
    WAREHOUSE_SH,
    Person,
)
from tests.rights import SIGHTS

MARKS = {"yes": "x", "its own": "o", "until its parcel left": "u", "for its department": "d", "masked": "m", "no": "-"}


def test_who_sees_what_is_this_and_nothing_else() -> None:
    seers = (*Role, THE_STOREFRONT)
    in_code = []
    for sight in TABLE:
        marks = "".join(MARKS[sight.scope(seer)] for seer in seers)
        in_code.append((marks, sight.what, set(sight.fields)))
    by_hand = []
    for row in SIGHTS.strip().split("\n"):
        marks, _, words = row.partition("  ")
        what, _, fields = words.partition(": ")
        by_hand.append((marks, what, set(fields.split())))
    assert in_code == by_hand


@pytest.mark.parametrize("kind", [*all_types().values()], ids=lambda kind: kind.__name__)
def test_every_amount_and_payment_that_an_event_tells_is_for_named_roles(kind: Any) -> None:
    assert unguarded(kind.model_json_schema(by_alias=True)) == set()


def test_every_amount_and_payment_that_an_answer_shows_is_for_named_roles() -> None:
    for room in rooms.rooms():
        for route in room.api.routes.values():
            assert unguarded(route.answer.model_json_schema()) == set(), str(route)


def unguarded(schema: Any) -> set[str]:
    """The fields that sound like money and that everybody would be shown."""
    guarded = {name for sight in TABLE for name in sight.fields}
    parts = [schema, *schema.get("$defs", {}).values()]
    fields = {name for part in parts for name in part.get("properties", {})}
    return {name for name in fields if re.search(r"minor|price|cost|payment|amount|discount", name)} - guarded


def test_the_readme_can_show_the_table() -> None:
    heads, rule, *rows = [line.strip("|").split("|") for line in lines()]
    assert {len(cells) for cells in (heads, rule, *rows)} == {len(heads)}
    assert len(rows) == len(TABLE)


@pytest.fixture(scope="module")
def full() -> Iterator[Full]:
    with on_moto() as house, pytest.MonkeyPatch.context() as patch:
        seen: list[Seen] = []
        listen(house, seen, patch)
        floor = Floor(house)
        orders = fill(floor)
        sweep(house, orders)
        yield Full(floor, orders, seen)


AMOUNTS = (
    DISCOUNT,
    SHIPPING,
    *[units * PRICE - DISCOUNT for units in (101, 211, 307, 29, 37)],
    *[units * PRICE - DISCOUNT + SHIPPING for units in (101, 211, 307, 29, 37)],
)
# What is planted, how it may be called in answers, and who may be shown it.
PLANTED: dict[str, tuple[tuple[object, ...], set[str]]] = {
    "prices": ((PRICE,), {"operations-manager", "operations-specialist", "designer", "customer-service", "purchasing"}),
    "amounts": (AMOUNTS, {"operations-manager", "operations-specialist", "customer-service"}),
    "unit costs": (
        (*COSTS.values(), (HERE * COSTS[SH] + THERE * COSTS[GZ]) // (HERE + THERE)),
        {"operations-manager", "operations-specialist", "purchasing"},
    ),
    "payments": ((PAYMENT,), {"operations-manager", "customer-service"}),
    "contacts": (WHO, {"customer-service", "warehouse"}),
    **{f"words for {role}": ((words,), {"customer-service", role.value}) for role, words in TOLD.items()},
}  # fmt: skip


@pytest.mark.parametrize("what", PLANTED)
def test_whatever_is_answered_holds_nothing_that_is_not_the_readers_roles(full: Full, what: str) -> None:
    planted, roles = PLANTED[what]
    others = [person for role, person in BY_ROLE.items() if role not in roles]
    others += [WAREHOUSE_GZ] if "warehouse" not in roles else []
    assert [str(seen) for seen in full.by(*others) if shows(seen, *planted)] == []


@pytest.mark.parametrize("what", PLANTED)
def test_whose_it_is_is_shown_it(full: Full, what: str) -> None:
    planted, roles = PLANTED[what]
    shown = {role for role in roles for seen in full.by(BY_ROLE[Role(role)]) if shows(seen, *planted)}
    without_a_view_yet = {"prices": {"designer"}, "unit costs": {"purchasing"}}.get(what, set())
    assert shown == roles - without_a_view_yet


@pytest.mark.parametrize(("person", "own"), [(WAREHOUSE_SH, "here"), (WAREHOUSE_GZ, "there")], ids=[SH, GZ])
def test_a_warehouse_is_shown_the_contact_of_a_parcel_that_it_has_to_send_and_no_other(
    full: Full, person: Person, own: str
) -> None:
    with_contact = {(seen.line, seen.named) for seen in full.by(person) if shows(seen, *WHO)}
    assert with_contact == {("GET /orders/{order_id}", full.orders[own].order_id)}


def test_a_contact_is_in_one_view_and_in_no_list(full: Full) -> None:
    lines = {seen.line for seen in full.seen if shows(seen, *WHO)}
    assert lines == {"GET /orders/{order_id}"}


@pytest.mark.parametrize(
    ("person", "party", "others", "own"),
    [(WAREHOUSE_SH, GZ, ("there", "nobodys", "off"), HERE), (WAREHOUSE_GZ, SH, ("here", "delivered", "off"), THERE)],
    ids=[SH, GZ],
)
def test_a_warehouse_is_shown_nothing_of_other_parties(
    full: Full, person: Person, party: str, others: tuple[str, ...], own: int
) -> None:
    not_its: set[object] = {full.orders[name].order_id for name in others}
    for item in full.floor.house.items("sku"):
        if item["sk"] == f"LEVEL#{party}" or (item["sk"] == "LEVEL"):
            not_its |= {int(item["available"]), int(item["available"] + item["reserved"])}
        if item["sk"].startswith("MOVEMENT#") and item.get("party") == party:
            not_its |= {item["cause"], item["sk"].removeprefix("MOVEMENT#")}
    # What it asked for itself stands in the address; the answer is that there is no such thing, or that it is not its.
    told = [seen for seen in full.by(person) if not re.search("not_found|other_warehouse", seen.text)]
    assert [str(seen) for seen in told if shows(seen, party, *not_its)] == []
    assert any(shows(seen, own) for seen in told)


def test_a_department_that_a_request_does_not_concern_sees_that_there_is_one(full: Full) -> None:
    shown = full.floor.view(full.orders["here"], SPECIALIST)["requests"]
    assert [request["department"] for request in shown] == list(Role)
    assert {request["department"] for request in shown if request["text"]} == {"operations-specialist"}
    assert all(request["at"] and request["request_id"] for request in shown)


def test_who_buys_goods_sees_all_levels_and_no_orders(full: Full) -> None:
    level = full.floor.house.call("GET /stock/skus/{sku}", as_=PURCHASING, sku="MUG").body
    assert [place["party"] for place in level["locations"]] == [GZ, SH]
    assert CONTACT["name"] not in json.dumps(level)
