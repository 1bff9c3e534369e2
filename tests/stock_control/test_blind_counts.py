"""Stocktakes are blind: whoever counts learns the recorded figure from nothing that the shop says (R3.1.3)."""

import json
import re
from typing import Any

import pytest

from infra import house as rooms
from notices import audiences, texts
from shop.contract import Event
from shop.contract.catalogue import all_types
from shop.roles import Role
from shop.web.gates import Staff
from tests.harness import House
from tests.people import MANAGER, SPECIALIST, WAREHOUSE_GZ, WAREHOUSE_SH, Person, staff
from tests.rights import NAMES
from tests.stock_control.stocktaking import (
    COST,
    ONE,
    OTHER,
    THIRD,
    Stocktake,
    counting,
    opened,
    order,
    receive,
    say,
    there,
    try_to_open,
)

# Numbers that are nowhere by chance: recorded, counted, and what follows from these.
RECORDED, FOUND = 4711, 3902
TIED = 1303
TELLING = {RECORDED, RECORDED - FOUND, RECORDED - TIED, (RECORDED - FOUND) * COST}
# Whoever may come to count at WH-SH: also who holds another post besides.
COUNTERS = [
    WAREHOUSE_SH,
    staff("both", "warehouse", "operations-specialist", party="WH-SH"),
    staff("boss", "operations-manager", party="WH-SH"),
]


def in_progress(shop: House) -> Stocktake:
    """A stocktake of mugs, of which some are promised to orders."""
    receive(shop, RECORDED)
    order(shop, TIED)
    answer = try_to_open(shop, "MUG")
    return Stocktake(shop, answer.body["stocktake_id"])


def to_the_first_count(stocktake: Stocktake) -> None:
    stocktake.count(FOUND, OTHER)


def to_the_second_count(stocktake: Stocktake) -> None:
    stocktake.differ(FOUND)


def to_the_cause(stocktake: Stocktake) -> None:
    stocktake.explained(FOUND)


def to_another_count(stocktake: Stocktake) -> None:
    stocktake.explained(FOUND).step("send-back")


STAGES: Any = (lambda stocktake: None, to_the_first_count, to_the_second_count, to_the_cause, to_another_count)
# What some lists want to be asked for.
QUERIES: Any = ({}, {"warehouse": "WH-SH"}, {"state": "assigned"}, {"state": "to_explain"})


def everything_read(stocktake: Stocktake, person: Person) -> list[tuple[str, str]]:
    """What every GET of the shop answers them about it."""
    found = []
    named = NAMES | {"sku": "MUG", "stocktake_id": stocktake.stocktake_id}
    for room in rooms.rooms():
        for route in room.api.routes.values():
            if route.method != "GET" or not isinstance(route.gate, Staff):
                continue
            for query in QUERIES:
                answer = stocktake.house.call(str(route), as_=person, query=query, path=_placed(route.path, named))
                found.append((f"{route} {query} {answer.status}", json.dumps(answer.body)))
                if answer.status in (200, 403) and not route.path.endswith("/lines"):
                    break
    return found


def _placed(path: str, named: dict[str, str]) -> dict[str, str]:
    return {name: named[name] for name in re.findall(r"{(\w+)}", path)}


def tells(text: str) -> bool:
    return any(re.search(rf"(?<![\w.]){number}(?![\w.])", text) for number in map(str, TELLING))


@pytest.mark.parametrize("stage", STAGES, ids=["open", "counted", "counted again", "explained", "sent back"])
def test_no_address_of_the_shop_tells_who_counts_what_is_recorded(shop: House, stage: Any) -> None:
    stocktake = in_progress(shop)
    stage(stocktake)
    told = [line for person in COUNTERS for line, text in everything_read(stocktake, person) if tells(text)]
    assert told == []
    # What hides it is the count, not a mistake of this test.
    assert tells(json.dumps(shop.call("GET /stock/skus/{sku}", as_=SPECIALIST, sku="MUG").body))


def test_what_was_hidden_is_shown_when_the_count_is_settled(shop: House) -> None:
    stocktake = in_progress(shop)
    route = "GET /stock/skus/{sku}"
    for path in (route, f"{route}/movements"):
        assert shop.call(path, as_=ONE, sku="MUG").refusal == (409, "being_counted")
        assert shop.call(path, as_=WAREHOUSE_GZ, sku="MUG").status == 200
        assert shop.call(path, as_=ONE, sku="TEA").status == 200
    stocktake.explained(FOUND).step("adjust", MANAGER)
    assert shop.call(route, as_=ONE, sku="MUG").body["on_hand"] == FOUND
    assert len(shop.call(f"{route}/movements", as_=ONE, sku="MUG").body["items"]) == 2


def test_who_counts_sees_what_there_is_to_count_and_not_whether_it_was_counted(shop: House) -> None:
    receive(shop, 10)
    receive(shop, 5, "TEA")
    stocktake = Stocktake(shop, try_to_open(shop, "MUG", "TEA").body["stocktake_id"])
    (before,) = shop.call("GET /stock/stocktakes", as_=ONE).body["items"]
    seen = {person: stocktake.lines(person) for person in (ONE, OTHER)}
    assert seen[ONE] == seen[OTHER]
    assert [(line["sku"], line["state"], line["version"]) for line in seen[ONE]] == [
        ("MUG", "to_count", None),
        ("TEA", "to_count", None),
    ]
    stocktake.count(8)
    # One more is to be counted: by somebody else, who cannot tell it from what nobody has counted.
    assert stocktake.lines(OTHER) == seen[OTHER]
    assert [line["sku"] for line in stocktake.lines(ONE)] == ["TEA"]
    assert stocktake.lines(OTHER, state="to_recount") == []
    (listed,) = shop.call("GET /stock/stocktakes", as_=ONE).body["items"]
    hidden = ("version", "tally", "worth", "tolerance_permille", "reason")
    assert [listed[name] for name in hidden] == [before[name] for name in hidden] == [None] * 5
    assert stocktake.read(ONE) == listed


def test_a_right_and_a_wrong_count_are_answered_alike(shop: House) -> None:
    receive(shop, 10)
    receive(shop, 10, "TEA")
    stocktake = Stocktake(shop, try_to_open(shop, "MUG", "TEA").body["stocktake_id"])
    wrong, right = stocktake.count(8), stocktake.count(10, sku="TEA")
    varies = {"sku": "", "units": 0, "counted_at": ""}
    assert (wrong.status, wrong.body | varies) == (right.status, right.body | varies)
    wrong, right = (stocktake.count(9, sku=sku) for sku in ("MUG", "TEA"))
    assert (wrong.refusal, wrong.body) == (right.refusal, right.body)


def test_what_happened_is_not_for_those_who_count_whatever_other_post_they_hold(shop: House) -> None:
    stocktake = counting(shop)
    for person in COUNTERS:
        assert stocktake.call("GET /history", person).refusal == (403, "forbidden")
        assert shop.call("GET /stock/skus/{sku}/counts", as_=person, sku="MUG").refusal == (403, "forbidden")
    history = stocktake.call("GET /history", SPECIALIST).body
    assert [event["type"] for event in history["items"]] == ["StocktakeOpened"]


def test_no_message_to_a_warehouse_tells_what_is_recorded(shop: House) -> None:
    stocktake = in_progress(shop).explained(FOUND)
    stocktake.step("send-back")
    told = []
    for event in shop.events("stock_control"):
        kind = all_types()[event["type"]]
        if kind not in audiences.TOLD:
            continue
        heard = Event[kind].model_validate(event)  # type: ignore[valid-type]
        if Role.WAREHOUSE in audiences.of(heard).roles:
            assert audiences.of(heard).party == "WH-SH"
            told += [event["type"], *texts.for_staff(heard).values()]
    assert {"StocktakeOpened", "RecountOrdered"} <= set(told)
    assert not any(tells(text) for text in told)


def test_goods_received_meanwhile_are_taken_in_without_telling_how_many_there_are(shop: House) -> None:
    in_progress(shop)
    receive(shop, 17)
    assert there() == RECORDED + 17
    too_many = {"source": "WH-SH", "target": "WH-GZ", "lines": [{"sku": "MUG", "quantity": 9999}]}
    refused = shop.call("POST /stock/transfers", as_=THIRD, key="t", body=too_many)
    assert refused.status == 409
    assert not re.search(r"47\d\d|34\d\d", json.dumps(refused.body))


def test_who_acts_for_no_warehouse_is_shown_all_of_it(shop: House) -> None:
    stocktake = in_progress(shop).differ(FOUND)
    say("tend_stocktakes")
    (line,) = stocktake.lines(SPECIALIST)
    assert [count["recorded_units"] for count in line["counts"]] == [RECORDED, RECORDED]
    assert line["difference_units"] == FOUND - RECORDED


def test_what_nobody_is_to_count_any_more_is_on_no_counters_list(shop: House) -> None:
    receive(shop, 10)
    receive(shop, 5, "TEA")
    stocktake = opened(shop, "MUG", "TEA", "JAR")
    stocktake.count(10)
    stocktake.differ(4, "TEA")
    assert [line["sku"] for line in stocktake.lines(THIRD)] == ["JAR"]
    assert len(stocktake.lines(SPECIALIST)) == 3


def test_why_a_stocktake_was_cancelled_is_not_for_who_counts(shop: House) -> None:
    stocktake = counting(shop)
    assert stocktake.move("cancel", MANAGER, reason="3902 statt 4711").status == 200
    assert (stocktake.read(ONE)["reason"], stocktake.read(SPECIALIST)["reason"]) == (None, "3902 statt 4711")
