"""Warehouses and suppliers are data: opened once, listed by code."""

from typing import Any

from tests.harness import Answer, House
from tests.people import ADMIN, MANAGER, SPECIALIST

SHANGHAI = {"code": "WH-SH", "name": "上海仓"}


def open_(house: House, body: Any = SHANGHAI, key: str = "k-1") -> Answer:
    return house.call("POST /stock/warehouses", as_=MANAGER, key=key, body=body)


def list_(house: House, **query: Any) -> Answer:
    return house.call("GET /stock/warehouses", as_=SPECIALIST, query=query)


def test_a_manager_opens_a_warehouse(house: House) -> None:
    opened = open_(house)
    assert opened.status == 201
    assert opened.body == SHANGHAI | {"opened_at": "2026-11-24T02:00:01.000Z", "version": 1}
    assert list_(house).body == {"items": [opened.body], "next": None}


def test_opening_a_warehouse_is_an_event_of_it(house: House) -> None:
    open_(house)
    (event,) = house.events("stock_control")
    assert event | {"id": ""} == {
        "id": "",
        "type": "WarehouseOpened",
        "at": "2026-11-24T02:00:01.000Z",
        "actor": MANAGER.actor,
        "role": "operations-manager",
        "entity": "WAREHOUSE#WH-SH",
        "version": 1,
        "data": {"code": "WH-SH"},
    }


def test_the_code_of_a_warehouse_is_used_once(house: House) -> None:
    open_(house)
    again = house.call("POST /stock/warehouses", as_=ADMIN, key="k-2", body=SHANGHAI | {"name": "Another"})
    assert again.refusal == (409, "warehouse_taken")
    assert [warehouse["name"] for warehouse in list_(house).body["items"]] == ["上海仓"]


def test_a_repeated_opening_gets_the_same_answer_and_opens_nothing(house: House) -> None:
    opened = open_(house)
    repeated = open_(house)
    assert repeated.status == 201
    assert repeated.body == opened.body
    assert repeated.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in opened.headers
    assert len(house.events("stock_control")) == 1


def test_the_idempotency_key_of_an_opening_belongs_to_one_body(house: House) -> None:
    open_(house)
    assert open_(house, SHANGHAI | {"name": "Another"}).refusal == (422, "idempotency_key_reused")


def test_the_list_of_warehouses_goes_on_where_its_page_ended(house: House) -> None:
    for code in ("WH-GZ", "WH-SH", "SUP-1"):
        open_(house, {"code": code, "name": code}, key=code)
    first = list_(house, limit=2)
    assert [warehouse["code"] for warehouse in first.body["items"]] == ["SUP-1", "WH-GZ"]
    second = list_(house, limit=2, cursor=first.body["next"])
    assert [warehouse["code"] for warehouse in second.body["items"]] == ["WH-SH"]
    assert second.body["next"] is None


def test_blanks_around_code_and_name_are_not_part_of_them(house: House) -> None:
    assert open_(house, {"code": " WH-SH\n", "name": " 上海仓 "}).body["code"] == "WH-SH"
