"""A stocktake on the deployed shop, by those whose work it is: counted blind, twice, explained, adjusted (R3.1.3)."""

import json
from contextlib import suppress

import pytest

from infra.client import Client, Refused, new_key
from infra.client.http import Json
from tests.e2e import goods, orders
from tests.e2e.shop import SH, Shop, refusal, until

pytestmark = pytest.mark.local_cloud


def say(shop: Shop, job: str) -> None:
    """The schedule's word, said now."""
    function = shop.output("StockControlReactionsFunctionName")
    answer = shop.aws("lambda").invoke(FunctionName=function, Payload=json.dumps({"job": job}))
    assert "FunctionError" not in answer, answer["Payload"].read()


def count(counter: Client, path: str, sku: str, units: int) -> Json:
    return counter.post(f"{path}/counts", {"sku": sku, "units": units}, key=new_key()).body


def step(by: Client, path: str, sku: str, name: str, **more: str) -> Json:
    line = next(one for one in by.items(f"{path}/lines") if one["sku"] == sku)
    return by.post(f"{path}/lines/{sku}/{name}", {"version": line["version"], **more}).body


def move(by: Client, path: str, name: str, **more: str) -> Json:
    return by.post(f"{path}/{name}", {"version": by.get(path)["version"], **more}).body


def told(client: Client, entity: str) -> set[str]:
    """The kinds of events of a thing that somebody was told of."""
    return {one["event_type"] for one in client.items("/notices/mine", limit=100) if one["entity"] == entity}


def test_a_stocktake_from_opening_to_its_accuracy(shop: Shop) -> None:
    promised, right = goods.in_stock(shop, 2, units=20)
    orders.allocate(shop, orders.confirm(shop, orders.place(shop, {promised: 18})))
    first, second = shop.warehouse_sh, shop.staff["warehouse-sh-2"]
    body = {"warehouse": SH, "skus": [promised, right]}
    opened = shop.specialist.post("/stock/stocktakes", body, key=new_key()).body
    path, entity = f"/stock/stocktakes/{opened['stocktake_id']}", f"STOCKTAKE#{opened['stocktake_id']}"

    assert refusal(first.get, f"/stock/skus/{promised}") == (409, "being_counted")
    assert refusal(shop.warehouse_gz.get, path) == (404, "not_found")
    assert [line["state"] for line in first.items(f"{path}/lines")] == ["to_count", "to_count"]
    count(first, path, right, 20)
    count(first, path, promised, 17)
    assert refusal(count, first, path, promised, 17) == (409, "same_counter")
    count(second, path, promised, 17)
    assert until(lambda: "StocktakeOpened" in told(first, entity))
    assert until(lambda: "CountingEnded" in told(shop.specialist, entity))

    explained = step(shop.specialist, path, promised, "explain", cause="missing")
    assert (explained["state"], explained["difference_units"]) == ("explained", -3)
    step(shop.specialist, path, promised, "adjust")
    level = shop.specialist.get(f"/stock/skus/{promised}")
    assert (level["on_hand"], level["available"], level["reserved"], level["shortfall"]) == (17, 0, 18, 1)
    short = until(lambda: [one["detail"] for one in shop.bus.heard() if is_short(one["detail"], promised)])
    assert [one["data"]["cause"] for one in short] == [entity]
    move(shop.specialist, path, "review")
    assert move(shop.specialist, path, "close")["state"] == "closed"
    assert first.get(f"/stock/skus/{promised}")["on_hand"] == 17
    assert [one["difference_units"] for one in shop.manager.items(f"/stock/skus/{promised}/counts")] == [-3]


def is_short(event: Json, sku: str) -> bool:
    return (event["type"], event["data"].get("sku")) == ("ShortfallFound", sku)


def test_what_lies_at_a_location_is_laid_out_and_cleared_away_when_the_schedule_says_so(shop: Shop) -> None:
    (sku,) = goods.in_stock(shop, units=5)
    place = f"E2E-{shop.number()}"
    goods.open_warehouse(shop, place)
    moved = {"source": SH, "target": place, "lines": [{"sku": sku, "quantity": 5}]}
    shop.manager.post("/stock/transfers", moved, key=new_key())
    opened = shop.specialist.post("/stock/stocktakes", {"warehouse": place}, key=new_key()).body
    path = f"/stock/stocktakes/{opened['stocktake_id']}"

    def laid_out() -> Json | None:
        say(shop, "tend_stocktakes")
        found = shop.specialist.get(path)
        return found if found["laid_out"] else None

    until(laid_out)
    assert [line["sku"] for line in shop.specialist.items(f"{path}/lines")] == [sku]
    move(shop.manager, path, "cancel", reason="e2e")

    def opens_again() -> Json | None:
        say(shop, "tend_stocktakes")
        again = {"warehouse": place, "skus": [sku]}
        with suppress(Refused):  # it is being counted, until that is cleared away
            return shop.specialist.post("/stock/stocktakes", again, key=new_key()).body
        return None

    assert until(opens_again)["state"] == "open"


def test_every_warehouse_gets_its_cycle_count_of_the_day(shop: Shop) -> None:
    goods.in_stock(shop, units=5)
    say(shop, "plan_cycle_counts")
    kinds = until(lambda: [one for one in shop.manager.items("/stock/stocktakes", limit=100) if one["kind"] == "cycle"])
    assert SH in {one["warehouse"] for one in kinds}
    for one in kinds:
        move(shop.manager, f"/stock/stocktakes/{one['stocktake_id']}", "cancel", reason="e2e")
    say(shop, "tend_stocktakes")
