"""How often the room asks the store: once, and when the store does not keep up, nothing is half written."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from stock_control import store
from tests.harness import House
from tests.people import SPECIALIST, WAREHOUSE_SH
from tests.stock_control.goods import delivery, know, line
from tests.watch import Watch


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """The operations that the room asks of the store."""
    seen: list[str] = []

    def note(model: Any, **more: Any) -> None:
        seen.append(model.name)

    events = store.database.client.meta.events
    events.register("before-call.dynamodb", note)
    yield seen
    events.unregister("before-call.dynamodb", note)


def test_receiving_goods_is_one_write(shop: House, asked: list[str]) -> None:
    skus = [f"SKU-{number}" for number in range(5)]
    know(*skus)
    asked.clear()
    shop.call("POST /stock/receipts", as_=WAREHOUSE_SH, key="k", body=delivery(*map(line, skus)))
    assert asked == ["TransactWriteItems"]


def test_a_repeated_delivery_is_one_write_that_does_not_happen(shop: House, asked: list[str]) -> None:
    for _ in range(2):
        asked.clear()
        shop.call("POST /stock/receipts", as_=WAREHOUSE_SH, key="k", body=delivery())
    assert asked == ["TransactWriteItems"]


@pytest.mark.parametrize("route", ["GET /stock/skus/{sku}", "GET /stock/skus/{sku}/movements", "GET /stock/warehouses"])
def test_each_read_of_stock_control_is_one_query(shop: House, asked: list[str], route: str) -> None:
    shop.call("POST /stock/receipts", as_=WAREHOUSE_SH, key="k", body=delivery())
    asked.clear()
    assert shop.call(route, as_=SPECIALIST, sku="MUG").status == 200
    assert asked == ["Query"]


@pytest.mark.parametrize("code", ["ThrottlingException", "TransactionCanceledException"])
def test_a_store_that_does_not_keep_up_is_answered_as_busy(
    shop: House, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    tries = []

    def fails(**request: Any) -> None:
        tries.append(request["ClientRequestToken"])
        reasons = [{"Code": "None"} for _ in request["TransactItems"]]
        reasons[-1] = {"Code": "TransactionConflict"}
        answer: Any = {"Error": {"Code": code, "Message": ""}, "CancellationReasons": reasons}
        kind = store.database.client.exceptions.TransactionCanceledException
        raise (kind if code == "TransactionCanceledException" else ClientError)(answer, "TransactWriteItems")

    before = shop.items("sku")
    monkeypatch.setattr(store.database, "retry", Watch().patience())
    monkeypatch.setattr(store.database.client, "transact_write_items", fails)
    answer = shop.call("POST /stock/receipts", as_=WAREHOUSE_SH, key="k", body=delivery())
    assert answer.refusal == (503, "busy")
    assert answer.headers["Retry-After"] == "1"
    assert len(tries) > 1
    assert len(set(tries)) == 1
    assert shop.items("sku") == before
