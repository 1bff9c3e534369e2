"""Events as the bus delivers them to appraisal rounds, and the schedules that say to look."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from appraisal_rounds import reactions
from appraisal_rounds.evidence import books, figures
from appraisal_rounds.evidence.sums import Sums
from shop.business_days import SHANGHAI
from shop.clock import iso
from shop.contract import Event
from shop.contract.catalogue import all_types
from shop.ids import new_id
from tests.gateway import Context
from tests.harness import House
from tests.order_dispatch.queue import as_delivered, batch

Told = dict[str, Any]
LIN = "lin"


def at(text: str) -> datetime:
    """A moment by Shanghai's clocks: `2026-11-30 23:59:59`."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def told(
    kind: str,
    when: datetime,
    data: Mapping[str, Any],
    *,
    actor: str = LIN,
    due: datetime | None = None,
    version: int = 1,
) -> Told:
    """An event with an id of its own."""
    all_types()[kind].model_validate(data)
    return {
        "id": new_id(when), "type": kind, "at": iso(when), "actor": actor, "role": "r", "entity": f"{kind.upper()}#1",
        "version": version, "due": iso(due) if due else None, "data": dict(data),
    }  # fmt: skip


def read(event: Told) -> Event[Any]:
    """An event as a reaction is handed it."""
    found: Event[Any] = Event[all_types()[event["type"]]].model_validate(event)  # type: ignore[misc]
    return found


def placed(when: datetime, total: int, currency: str = "CNY") -> Told:
    data = {
        "external_id": "W-1", "client": "web", "payment_reference": "P", "currency": currency, "goods_minor": total,
        "shipping_minor": 0, "total_minor": total, "lines": [],
    }  # fmt: skip
    return told("OrderPlaced", when, data)


def cancelled(when: datetime, total: int, currency: str = "CNY") -> Told:
    data = {
        "reason": "customer", "currency": currency, "total_minor": total, "payment_reference": "P", "released": [],
        "due_back_minor": total,
    }  # fmt: skip
    return told("OrderCancelled", when, data)


def dispatched(when: datetime, *lines: tuple[int, int | None, int | None], currency: str = "CNY") -> Told:
    """A parcel with lines of so many units, what one cost, and what all brought."""
    data = {
        "shipment_id": "S", "party": "WH-SH", "carrier": "c", "tracking_number": "T", "expected_arrival": "2026-12-01",
        "currency": currency, "goods_minor": 1,
        "lines": [
            {"sku": "MUG", "quantity": units, "unit_cost_minor": cost, "net_minor": net} for units, cost, net in lines
        ],
    }  # fmt: skip
    return told("ShipmentDispatched", when, data)


def customer(kind: str, when: datetime) -> Told:
    return told(kind, when, {"order_id": "O"})


def entered(when: datetime, due: datetime | None, who: str = LIN) -> Told:
    data: dict[str, Any] = {"currency": "CNY", "skus": [], "revision": 1}
    return told("ProductEntered", when, data, actor=who, due=due)


def due_moved(when: datetime, former: datetime | None, due: datetime, who: str | None = LIN) -> Told:
    data = {"former_due": iso(former) if former else None, "entered_by": who}
    return told("DueMoved", when, data, actor="zhao", due=due)


def dropped(when: datetime, due: datetime, who: str = LIN) -> Told:
    return told("ProductDropped", when, {"skus": [], "entered_by": who}, due=due)


def published(when: datetime, due: datetime | None, who: str = LIN, **material: Any) -> Told:
    data = {"currency": "CNY", "skus": [], "revision": 1, "entered_by": who, **material}
    return told("ProductPublished", when, data, actor="chen", due=due)


def sent_back(when: datetime, to: str = "designing", **material: Any) -> Told:
    return told("ProductSentBack", when, {"to": to, **material}, actor="chen")


def counted(when: datetime, within: int, lines: int) -> Told:
    data = {
        "warehouse": "WH-SH", "kind": "cycle", "lines": lines, "differing": lines - within, "within_tolerance": within,
        "tolerance_permille": 0, "worth": [],
    }  # fmt: skip
    return told("StocktakeClosed", when, data)


def traffic(when: datetime, day: str, visits: int, visitors: int, paying: int, version: int = 1) -> Told:
    """A day's figures; they are the difference, too, as of a first version."""
    counts = {"visits": visits, "visitors": visitors, "paying_visitors": paying}
    return told(
        "TrafficRecorded", when, {"day": day, **counts, "change": counts, "sources": [], "rows": []}, version=version
    )


class Desk:
    """Where evidence comes in."""

    def __init__(self, house: House) -> None:
        self.house = house

    def hear(self, *events: Told) -> None:
        """Events come from the queue, in this order."""
        bodies = [as_delivered(event) for event in events]
        answer = reactions.lambda_handler(batch("collect", *bodies, room="appraisal_rounds"), Context("reactions"))
        assert answer == {"batchItemFailures": []}

    def say(self, job: str, when: datetime | None = None) -> None:
        """A schedule fires, now or at a moment to which the clock is put."""
        if when:
            self.house.now = when
        reactions.lambda_handler({"job": job}, Context("reactions"))

    def nights(self, until: str) -> None:
        """Days pass until this moment, each with its schedules at their times."""
        end = at(until)
        day = self.house.now.astimezone(SHANGHAI).replace(hour=3, minute=0, second=0)
        while day <= end:
            for job, hours in (("fold", 0), ("tick", 9), ("tick", 10)):
                moment = day + timedelta(hours=hours, minutes=5)
                if self.house.now <= moment <= end:
                    self.say(job, moment)
            day += timedelta(days=1)
        self.house.now = end

    def sums(self, month: str, subject: str) -> Sums:
        """What a month comes to by now: as frozen, where it is."""
        ours = books.read()
        if ours and ours.state_of(month) == "frozen":
            return figures.frozen(month, [subject]).get(subject, {})
        return figures.so_far(month, subject, self.house.now)

    def parts(self, month: str, subject: str, indicator: str, currency: str = "") -> dict[str, int]:
        """The sums of an indicator's parts."""
        tally = self.sums(month, subject).get(indicator)
        return dict(tally.counts.get(currency, {})) if tally else {}
