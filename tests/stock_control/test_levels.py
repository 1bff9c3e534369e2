"""What there is of a SKU, where it lies, and how it came to be (R3.1.3)."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from shop.ids import new_id
from shop.stock import levels
from shop.stock.units import Cause, Demand, Units
from stock_control import store
from tests.harness import Answer, House
from tests.people import CUSTOMER_SERVICE, PURCHASING, WAREHOUSE_GZ, WAREHOUSE_SH, Person
from tests.stock_control.goods import delivery, line

ULID = "01M85MG55RB0P9WDDRSMW59XF0"


def level(shop: House, sku: str = "MUG") -> Answer:
    return shop.call("GET /stock/skus/{sku}", as_=PURCHASING, sku=sku)


def movements(shop: House, sku: str = "MUG", **query: Any) -> Answer:
    return shop.call("GET /stock/skus/{sku}/movements", as_=PURCHASING, sku=sku, query=query)


def cause(order: str, at: datetime = datetime(2026, 11, 25, tzinfo=UTC)) -> Cause:
    return Cause(new_id(at), f"ORDER#{order}", at)


@pytest.fixture(scope="module")
def shop(shared_shop: House) -> House:
    """Of 10 mugs at 25.00, order 1 gave its two back, order 2 got its three, order 3 waits for one at WH-SH."""
    body = delivery(line("MUG", 10))
    assert shared_shop.call("POST /stock/receipts", as_=WAREHOUSE_SH, key="k", body=body).status == 201
    stock = store.stock
    with store.database.transaction() as write:
        stock.publish(write, "MUG", 2500, 1)
    for order, quantity in (("1", 2), ("2", 3), ("3", 1)):
        with store.database.transaction() as write:
            stock.reserve(write, Demand("MUG", quantity, "CNY", ((0, 2500),)), cause(order))
    with store.database.transaction() as write:
        stock.release(write, Units("MUG", 2), cause("1"))
    for quantity in (3, 1):
        with store.database.transaction() as write:
            stock.tie(write, Units("MUG", quantity), "WH-SH", "ORDER#1")
    with store.database.transaction() as write:
        stock.ship(write, Units("MUG", 3), "WH-SH", cause("2", datetime(2026, 11, 26, tzinfo=UTC)))
    return shared_shop


def test_a_known_sku_starts_with_nothing(shop: House) -> None:
    assert level(shop, "JAR").body == {
        "sku": "JAR",
        "available": 0,
        "reserved": 0,
        "blocked": 0,
        "shortfall": 0,
        "on_hand": 0,
        "on_sale": False,
        "price_minor": None,
        "currency": "CNY",
        "locations": [],
    }
    assert movements(shop, "JAR").body == {"items": [], "next": None}


def test_a_level_shows_what_is_promised_and_what_can_be_sold(shop: House) -> None:
    assert level(shop).body == {
        "sku": "MUG",
        "available": 6,
        "reserved": 1,
        "blocked": 0,
        "shortfall": 0,
        "on_hand": 7,
        "on_sale": True,
        "price_minor": 2500,
        "currency": "CNY",
        "locations": [{"party": "WH-SH", "available": 6, "reserved": 1, "blocked": 0, "shortfall": 0, "on_hand": 7}],
    }


def test_the_ledger_adds_up_to_the_level(shop: House) -> None:
    items = movements(shop).body["items"]
    assert sum(item["available_change"] for item in items) == 6
    assert sum(item["reserved_change"] for item in items) == 1


def test_the_ledger_shows_what_happened_newest_first(shop: House) -> None:
    newest = movements(shop).body["items"]
    assert sorted((item["kind"], item["quantity"], item["cause"][:7]) for item in newest) == [
        ("dispatch", 3, "ORDER#2"),
        ("receipt", 10, "RECEIPT"),
        ("release", 2, "ORDER#1"),
        ("reservation", 1, "ORDER#3"),
        ("reservation", 2, "ORDER#1"),
        ("reservation", 3, "ORDER#2"),
    ]
    assert newest[0] | {"movement_id": ""} == {
        "movement_id": "",
        "kind": "dispatch",
        "quantity": 3,
        "available_change": 0,
        "reserved_change": -3,
        "blocked_change": 0,
        "shortfall_change": 0,
        "party": "WH-SH",
        "from_party": None,
        "reason": None,
        "cause": "ORDER#2",
        "at": "2026-11-26T00:00:00.000Z",
    }
    assert newest[-1]["kind"] == "receipt"


def test_the_ledger_is_read_in_pages_without_gap_or_repeat(shop: House) -> None:
    whole = movements(shop, limit=100).body["items"]
    read, cursor = [], None
    while True:
        page = movements(shop, limit=4, **({"cursor": cursor} if cursor else {})).body
        read += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert read == whole


def test_goods_at_two_warehouses_are_shown_apart(shop: House) -> None:
    for keeper, party, quantity in ((WAREHOUSE_SH, "WH-SH", 7), (WAREHOUSE_GZ, "WH-GZ", 4)):
        body = delivery(line("TEA", quantity), warehouse=party, document="DN-2")
        assert shop.call("POST /stock/receipts", as_=keeper, key="k-2", body=body).status == 201
    answer = level(shop, "TEA").body
    assert answer["on_hand"] == sum(place["on_hand"] for place in answer["locations"]) == 11
    assert [place["party"] for place in answer["locations"]] == ["WH-GZ", "WH-SH"]


def test_a_warehouse_sees_what_lies_with_it_as_all_there_is(shop: House) -> None:
    for keeper, level_there in ((WAREHOUSE_SH, (6, 1, 7)), (WAREHOUSE_GZ, (0, 0, 0))):
        seen = shop.call("GET /stock/skus/{sku}", as_=keeper, sku="MUG").body
        assert (seen["available"], seen["reserved"], seen["on_hand"]) == level_there
        assert [place["party"] for place in seen["locations"]] == ["WH-SH"] * (keeper is WAREHOUSE_SH)
        assert "price_minor" not in seen
    assert shop.call("GET /stock/skus/{sku}", as_=WAREHOUSE_GZ, sku="NOBODY").refusal == (404, "not_found")


def pages_shown(shop: House, keeper: Person, limit: int) -> list[list[str]]:
    """The kinds of a SKU's movements that a warehouse is shown, page by page."""
    pages: list[list[str]] = []
    query: dict[str, Any] = {"limit": limit}
    while True:
        page = shop.call("GET /stock/skus/{sku}/movements", as_=keeper, sku="MUG", query=query).body
        pages.append([movement["kind"] for movement in page["items"]])
        if page["next"] is None:
            return pages
        query["cursor"] = page["next"]


@pytest.mark.parametrize("at_a_time", [1, 2, 3, 4, 5, 6, 200])
@pytest.mark.parametrize("limit", [1, 2])
def test_a_warehouse_sees_what_came_to_it_and_left_it_once_in_full_pages_however_the_ledger_is_read(
    shop: House, monkeypatch: pytest.MonkeyPatch, limit: int, at_a_time: int
) -> None:
    monkeypatch.setattr(levels, "_AT_A_TIME", at_a_time)
    pages = pages_shown(shop, WAREHOUSE_SH, limit)
    assert [kind for page in pages for kind in page] == ["dispatch", "receipt"]
    assert all(len(page) == limit for page in pages[:-1])
    assert pages_shown(shop, WAREHOUSE_GZ, limit) == [[]]


def test_a_page_ends_though_a_warehouse_has_little_in_a_long_ledger_and_the_next_one_goes_on(
    shop: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(levels, "_AT_A_TIME", 1)
    monkeypatch.setattr(levels, "_MOST_READS", 2)
    pages = pages_shown(shop, WAREHOUSE_SH, 1)
    assert [page for page in pages if page] == [["dispatch"], ["receipt"]]
    assert len(pages) > 2


def test_a_sku_is_found_however_its_code_is_written(shop: House) -> None:
    assert level(shop, "mug").body["sku"] == "MUG"
    assert movements(shop, "mug").status == 200


@pytest.mark.parametrize("read", [level, movements])
def test_an_unknown_sku_is_not_found(shop: House, read: Any) -> None:
    assert read(shop, "NOBODY").refusal == (404, "not_found")


@pytest.mark.parametrize("read", [level, movements])
@pytest.mark.parametrize("sku", ["MUG#1", "-", "茶", "A" * 41, "a b", "LEVEL#WH-SH", "%00", '"', "..;"])
def test_an_odd_sku_is_refused(shop: House, read: Any, sku: str) -> None:
    answer = read(shop, sku)
    assert answer.refusal == (422, "validation_failed")
    assert answer.fields == ["sku"]


@pytest.mark.parametrize("limit", ["0", "101", "-1", "many", "1.5", "", "1e2", "9" * 5000])
def test_a_page_of_the_ledger_has_1_to_100_movements(shop: House, limit: str) -> None:
    assert movements(shop, limit=limit).fields == ["limit"]


def cursor_of(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "nonsense",
        "====",
        "é",
        cursor_of([]),
        cursor_of({"movements#MUG": f"MOVEMENT#{ULID}"}),
        cursor_of(["movements#MUG"]),
        cursor_of(["movements#MUG", None]),
        cursor_of(["movements#MUG", ""]),
        cursor_of(["movements#MUG", "LEVEL"]),
        cursor_of(["movements#MUG", ULID]),
        cursor_of(["movements#MUG", f"MOVEMENT#{ULID}\n"]),
        cursor_of(["movements#TEA", f"MOVEMENT#{ULID}"]),
        cursor_of(["warehouses", f"MOVEMENT#{ULID}"]),
        "W" * 1025,
    ],
)
def test_a_forged_cursor_of_the_ledger_is_refused(shop: House, cursor: str) -> None:
    answer = movements(shop, cursor=cursor)
    assert answer.refusal == (422, "validation_failed")
    assert answer.fields == ["cursor"]


def test_a_cursor_of_the_ledger_is_good_for_its_own_sku_alone(shop: House) -> None:
    cursor = movements(shop, limit=1).body["next"]
    assert movements(shop, "mug", cursor=cursor).status == 200
    assert movements(shop, "TEA", cursor=cursor).fields == ["cursor"]


def test_an_unknown_query_parameter_changes_nothing(shop: House) -> None:
    answer = shop.call("GET /stock/skus/{sku}", as_=CUSTOMER_SERVICE, sku="MUG", query={"colour": "red"})
    assert answer.status == 200
