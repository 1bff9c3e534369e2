"""The shop's books: what must be true of its stock whatever happened."""

from collections import Counter

from shop.stock.allocations import Allocation
from shop.storage.values import Item
from stock_control.reconciling.reckoning import reckoned
from tests.harness import House


def the_books_are_right(house: House) -> None:
    """No level is negative, movements add up to levels, what lies somewhere is all there is.

    Every reservation is open or has one end, and what is open is what open orders want.
    """
    ledger = house.items("sku")
    pools = {item["pk"]: item for item in ledger if item["sk"] == "LEVEL"}
    for pk, pool in pools.items():
        of_sku = [item for item in ledger if item["pk"] == pk]
        movements = [item for item in of_sku if item["sk"].startswith("MOVEMENT#")]
        locations = [item for item in of_sku if item["sk"].startswith("LEVEL#")]
        assert pool["available"] >= 0
        assert pool["reserved"] >= 0
        assert sum(movement["available_change"] for movement in movements) == pool["available"], pk
        assert sum(movement["reserved_change"] for movement in movements) == pool["reserved"], pk
        assert all(location["available"] >= 0 and location["reserved"] >= 0 for location in locations), pk
        lying = sum(location["available"] + location["reserved"] for location in locations)
        assert lying == pool["available"] + pool["reserved"], pk
        every_promise_has_at_most_one_end(movements)
    the_reconciler_finds_nothing(house)
    promised = open_promises(ledger)
    assert promised == Counter({pk: pool["reserved"] for pk, pool in pools.items() if pool["reserved"]})


def the_reconciler_finds_nothing(house: House) -> None:
    """Also while an order is being worked on, what is tied at parties is what it may be."""
    by_partition: dict[str, list[Item]] = {}
    for item in house.items("sku"):
        by_partition.setdefault(item["pk"], []).append(item)
    given = {
        pk.removeprefix("TIED#"): Allocation(item.get("party"), item.get("underway", False))
        for pk, (item, *_) in by_partition.items()
        if pk.startswith("TIED#")
    }
    for pk, items in by_partition.items():
        if pk.startswith("SKU#"):
            reckoning = reckoned(items)
            reckoning.allocations = given
            assert reckoning.partings() == [], pk


def every_promise_has_at_most_one_end(movements: list[Item]) -> None:
    of_orders: dict[str, list[Item]] = {}
    for movement in movements:
        if movement["cause"].startswith("ORDER#"):
            of_orders.setdefault(movement["cause"], []).append(movement)
    for cause, its in of_orders.items():
        kinds = sorted(movement["kind"] for movement in its)
        assert kinds in (["reservation"], ["release", "reservation"], ["dispatch", "reservation"]), (cause, kinds)
        assert len({movement["quantity"] for movement in its}) == 1, cause


def open_promises(ledger: list[Item]) -> Counter[str]:
    """Units reserved and neither released nor dispatched, by SKU partition."""
    owed: Counter[str] = Counter()
    for item in ledger:
        if item["sk"].startswith("MOVEMENT#"):
            owed[item["pk"]] += item["reserved_change"]
    return +owed


def open_orders_want(house: House) -> Counter[str]:
    """What the orders want that are neither cancelled nor gone, by SKU: from their events."""
    owed: Counter[str] = Counter()
    heads = {item["pk"]: item for item in house.items("order_dispatch", "ORDER#") if item["sk"] == "ORDER"}
    for event in house.events("order_dispatch", "ORDER#"):
        if event["type"] == "OrderPlaced" and heads[event["entity"]]["state"] in ("placed", "confirmed", "allocated"):
            for line in event["data"]["lines"]:
                owed[f"SKU#{line['sku']}"] += line["quantity"]
    return owed


def reserved(house: House) -> Counter[str]:
    """What is reserved, by SKU partition."""
    return Counter({i["pk"]: i["reserved"] for i in house.items("sku") if i["sk"] == "LEVEL" and i["reserved"]})


def nothing_is_left_of_it(house: House, before: list[Item]) -> bool:
    """Whether the orders' table is as it was."""
    return house.items("order_dispatch") == before
