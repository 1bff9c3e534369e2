"""A stocktake at WH-SH, and those who work on it, for tests."""

from dataclasses import dataclass
from itertools import count
from typing import Any

from shop.ids import new_id
from shop.stock.units import Cause, Demand, Units
from stock_control import reactions, store
from tests.gateway import Context
from tests.harness import Answer, House
from tests.people import MANAGER, SPECIALIST, WAREHOUSE_GZ, WAREHOUSE_SH, Person, staff
from tests.stock_control.goods import delivery, line

ONE, OTHER, THIRD = WAREHOUSE_SH, staff("shu", "warehouse", party="WH-SH"), staff("sha", "warehouse", party="WH-SH")
COST, PRICE = 1250, 2500
STOCKTAKE = "/stock/stocktakes/{stocktake_id}"
_numbers = count(1)


def say(job: str) -> None:
    """A schedule says to look now."""
    reactions.lambda_handler({"job": job}, Context("stock-control-reactions"))


def receive(house: House, units: int = 10, sku: str = "MUG", *, cost: int = COST, at: str = "WH-SH") -> None:
    """So many units come in at a warehouse."""
    keeper, number = ONE if at == "WH-SH" else WAREHOUSE_GZ, f"DN-{next(_numbers)}"
    body = delivery(line(sku, units, cost), document=number, warehouse=at)
    assert house.call("POST /stock/receipts", as_=keeper, key=number, body=body).status == 201


def order(house: House, units: int, sku: str = "MUG", *, at: str = "WH-SH", leaves: bool = False) -> None:
    """An order wants so many units, which are tied at a warehouse, and may leave."""
    cause = f"ORDER#{next(_numbers)}"
    with store.database.transaction() as write:
        store.stock.publish(write, sku, PRICE, 1)
    demand = Demand(sku, units, "CNY", ((0, PRICE),))
    with store.database.transaction() as write:
        store.stock.reserve(write, demand, Cause(new_id(house.now), cause, house.now))
    with store.database.transaction() as write:
        store.stock.tie(write, Units(sku, units), at, "ORDER#1")
    if leaves:
        with store.database.transaction() as write:
            store.stock.ship(write, Units(sku, units), at, Cause(new_id(house.now), cause, house.now))


@dataclass
class Stocktake:
    """A stocktake, and the calls that work on it."""

    house: House
    stocktake_id: str

    def call(self, route: str, as_: Person, **more: Any) -> Answer:
        method, path = route.split(" ")
        return self.house.call(f"{method} {STOCKTAKE}{path}", as_=as_, stocktake_id=self.stocktake_id, **more)

    def count(self, units: int, as_: Person = ONE, *, sku: str = "MUG", key: str = "") -> Answer:
        """Somebody counted so many."""
        key = key or f"k-{next(_numbers)}"
        return self.call("POST /counts", as_, key=key, body={"sku": sku, "units": units})

    def read(self, as_: Person = MANAGER) -> Any:
        return self.call("GET ", as_).body

    def lines(self, as_: Person = MANAGER, **query: Any) -> Any:
        return self.call("GET /lines", as_, query=query).body["items"]

    def line(self, sku: str = "MUG") -> Any:
        return next(line for line in self.lines() if line["sku"] == sku)

    def step(self, name: str, as_: Person = SPECIALIST, *, sku: str = "MUG", **body: Any) -> Answer:
        """A step of a line, decided on what it is now."""
        body = {"version": self.line(sku)["version"], **body}
        return self.call(f"POST /lines/{{sku}}/{name}", as_, sku=sku, body=body)

    def move(self, name: str, as_: Person = SPECIALIST, **body: Any) -> Answer:
        """A step of the stocktake, decided on what it is now."""
        return self.call(f"POST /{name}", as_, body={"version": self.read()["version"], **body})

    def differ(self, units: int, sku: str = "MUG") -> "Stocktake":
        """Two people found so many."""
        for person in (ONE, OTHER):
            assert self.count(units, person, sku=sku).status == 201
        return self

    def explained(self, units: int, cause: str = "missing", sku: str = "MUG") -> "Stocktake":
        """Two people found so many, and why is known."""
        assert self.differ(units, sku).step("explain", sku=sku, cause=cause).status == 200
        return self

    def told(self) -> list[str]:
        """What happened to it, by the types of events."""
        return [event["type"] for event in self.house.events("stock_control", f"STOCKTAKE#{self.stocktake_id}")]

    def event(self, kind: str) -> Any:
        """The last event of a type."""
        return [event for event in self.house.events("stock_control") if event["type"] == kind][-1]


def try_to_open(house: House, *skus: str, at: str = "WH-SH", as_: Person = SPECIALIST, key: str = "") -> Answer:
    body = {"warehouse": at, **({"skus": list(skus)} if skus else {})}
    return house.call("POST /stock/stocktakes", as_=as_, key=key or f"s-{next(_numbers)}", body=body)


def opened(house: House, *skus: str, at: str = "WH-SH") -> Stocktake:
    """A stocktake of these SKUs, or of all that lies there."""
    answer = try_to_open(house, *skus, at=at)
    assert answer.status == 201, answer
    return Stocktake(house, answer.body["stocktake_id"])


def counting(house: House, units: int = 10, sku: str = "MUG") -> Stocktake:
    """A stocktake of a SKU of which so many units lie there."""
    receive(house, units, sku)
    return opened(house, sku)


def there(sku: str = "MUG", at: str = "WH-SH") -> int:
    """What the ledger says lies of a SKU at a warehouse."""
    return store.stock.seen(at, [sku])[sku].location.on_hand
