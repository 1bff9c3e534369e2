"""A shop whose stock runs low, for tests: goods, sales, what is set of SKUs, and whatever says to look."""

import json
from collections.abc import Mapping
from typing import Any

from shop.contract.stock_control import ReceiptReversed, ReceivedLine, StockReceived
from shop.events.recording import Entity, as_kept, as_read
from shop.ids import new_id
from shop.roles import Caller
from shop.storage.values import dump
from stock_alerts import reactions
from tests.gateway import Context
from tests.harness import Answer, House
from tests.order_dispatch.queue import as_delivered, batch
from tests.order_dispatch.shop_floor import SH, Floor, line
from tests.people import MANAGER, PURCHASING, SPECIALIST, Person
from tests.stores import REGION, ROOM_TABLES

SKU = "/stock-alerts/skus/{sku}"
REPLENISHMENTS = "/stock-alerts/replenishments"
CONTEXT = Context("stock-alerts-reactions")


class Supply:
    """The rooms of a house, of which stock alerts are one."""

    def __init__(self, house: House) -> None:
        self.house, self.floor = house, Floor(house)

    # -- goods and sales -----------------------------------------------------------------------------

    def stock(self, *skus: str, units: int = 10) -> None:
        self.floor.stock(*skus, units=units)

    def open_warehouse(self, party: str) -> None:
        """A warehouse at which nothing lies yet."""
        body = {"code": party, "name": party}
        assert self.house.call("POST /stock/warehouses", as_=MANAGER, key=party, body=body).status == 201

    def sell(self, units: int, sku: str = "MUG") -> None:
        self.floor.placed(line(sku, units))
        self.changed(sku)

    def receive(self, units: int, sku: str = "MUG", party: str = SH) -> None:
        self.house.later(seconds=1)
        self.floor.receive(sku, units, party)
        self.changed(sku)

    # -- what is said --------------------------------------------------------------------------------

    def set(self, sku: str = "MUG", *, version: int = 0, as_: Person = SPECIALIST, **policy: Any) -> Answer:
        return self.house.call(f"POST {SKU}/policy", as_=as_, sku=sku, body={"version": version, **policy})

    def ask(self, sku: str = "MUG", *, key: str = "ask", **more: Any) -> Answer:
        body = {"sku": sku, **more}
        return self.house.call(f"POST {REPLENISHMENTS}", as_=SPECIALIST, key=key, body=body)

    def step(self, one: Mapping[str, Any], what: str, as_: Person = PURCHASING, **more: Any) -> Answer:
        """A step on a replenishment at the version in hand."""
        path = f"POST {REPLENISHMENTS}/{{replenishment_id}}/{what}"
        body = {"version": one["version"], **more}
        return self.house.call(path, as_=as_, replenishment_id=one["replenishment_id"], body=body)

    def take(self, one: Mapping[str, Any], what: str, as_: Person = PURCHASING, **more: Any) -> Any:
        """The same, of a step that succeeds."""
        answer = self.step(one, what, as_, **more)
        assert answer.status == 200, answer
        return answer.body

    def ordered(self, one: Mapping[str, Any], *, expected_on: str = "2026-12-04", **more: Any) -> Any:
        """A request, taken up and ordered."""
        said: dict[str, Any] = {
            "supplier": "YIXING",
            "unit_cost_minor": 200,
            "currency": "CNY",
            "expected_on": expected_on,
        }
        return self.take(self.take(one, "acknowledge"), "order", **said | more)

    # -- what says to look ---------------------------------------------------------------------------

    def changed(self, *skus: str, key: str = "LEVEL") -> list[str]:
        """The SKUs' stream says that levels changed, and nothing else that is true; what is to come again."""
        answer = reactions.lambda_handler(stream(*[(f"SKU#{sku}", key) for sku in skus]), CONTEXT)
        assert answer is not None
        return [str(failure["itemIdentifier"]) for failure in answer["batchItemFailures"]]

    def say(self, job: str) -> None:
        reactions.lambda_handler({"job": job}, CONTEXT)

    def heard(self, *events: Mapping[str, Any]) -> list[str]:
        """Receipts are heard of, in this order; what is to come again."""
        bodies = [as_delivered(event) for event in events]
        answer = reactions.lambda_handler(batch("count_down", *bodies, room="stock_alerts"), CONTEXT)
        assert answer is not None
        return [str(failure["itemIdentifier"]) for failure in answer["batchItemFailures"]]

    def receipt(self, *lines: tuple[str, int, str | None], refused: int = 0) -> dict[str, Any]:
        """The event of a receipt: SKUs, units, and the replenishments that they came for."""
        self.house.later(seconds=1)
        at = self.house.now
        its = [
            ReceivedLine(sku=sku, quantity=units, unit_cost_minor=200, replenishment_id=which, refused_units=refused)
            for sku, units, which in lines
        ]
        data = StockReceived(document=f"DN-{new_id(at)}", warehouse=SH, currency="CNY", lines=its)
        by = Caller("sub-of-shen", "warehouse", SH)
        return as_read(as_kept(Entity(f"RECEIPT#{new_id(at)}", 1), data, by=by, at=at))

    def reversal(self, receipt: Mapping[str, Any]) -> dict[str, Any]:
        """The event by which a receipt is reversed."""
        self.house.later(seconds=1)
        data = ReceiptReversed.model_validate(receipt["data"])
        by = Caller("sub-of-gu", "warehouse", SH)
        return as_read(as_kept(Entity(receipt["entity"], 2), data, by=by, at=self.house.now))

    # -- what is seen --------------------------------------------------------------------------------

    def see(self, sku: str = "MUG") -> Any:
        answer = self.house.call(f"GET {SKU}", as_=PURCHASING, sku=sku)
        assert answer.status == 200, answer
        return answer.body

    def alerts(self, **query: Any) -> list[Any]:
        items: list[Any] = self.house.call("GET /stock-alerts", as_=MANAGER, query=query).body["items"]
        return items

    def short(self) -> list[tuple[str, str | None, str, str]]:
        return [(one["sku"], one["party"], one["kind"], one["state"]) for one in self.alerts()]

    def replenishments(self, **query: Any) -> list[Any]:
        items: list[Any] = self.house.call(f"GET {REPLENISHMENTS}", as_=PURCHASING, query=query).body["items"]
        return items

    def read(self, one: Mapping[str, Any]) -> Any:
        path = f"GET {REPLENISHMENTS}/{{replenishment_id}}"
        return self.house.call(path, as_=PURCHASING, replenishment_id=one["replenishment_id"]).body

    def told(self, *kinds: str) -> list[dict[str, Any]]:
        """The room's events of these types, in the order in which they happened."""
        events = [event for event in self.house.events("stock_alerts") if event["type"] in kinds]
        return sorted(events, key=lambda event: (event["at"], event["id"]))

    def incoming(self, sku: str = "MUG") -> int:
        return int(self.house.pool(sku).get("incoming", 0))


def stream(*keys: tuple[str, str]) -> dict[str, Any]:
    """What Lambda is handed of the SKUs' stream: images that are long out of date."""
    arn = f"arn:aws-cn:dynamodb:{REGION}:123456789012:table/{ROOM_TABLES['sku']}/stream/2026-11-24T00:00:00.000"
    records = [
        {
            "eventID": f"event-{number}",
            "eventName": "MODIFY",
            "eventSource": "aws:dynamodb",
            "dynamodb": {
                "Keys": dump({"pk": pk, "sk": sk}),
                "NewImage": dump({"pk": pk, "sk": sk, "available": 999}),
                "SequenceNumber": str(100 + number),
            },
            "eventSourceARN": arn,
        }
        for number, (pk, sk) in enumerate(keys)
    ]
    return dict(json.loads(json.dumps({"Records": records})))
