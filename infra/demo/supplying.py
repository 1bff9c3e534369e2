"""A SKU that runs low: its threshold, the alert that a sale opens, and what purchasing does about it (R3.1.3)."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from infra.client.http import Json
from infra.demo.cast import Day, until
from infra.demo.script import CURRENCY, Script
from infra.demo.stories import Way

SUPPLIER = "YIXING-01"
LEAD_TIME_DAYS = 9
TERMS = {"replenish": "automatic", "supplier": SUPPLIER, "minimum_order": 24, "pack": 12}


def watched(script: Script) -> tuple[str, int]:
    """The SKU that runs low, and how many of it the day sells: one that nobody calls off, and not the last of it."""
    sold: Counter[str] = Counter()
    for order in script.orders:
        if order.story.way > Way.REFUSED:
            sold.update(order.lines)
    for order in script.orders:
        if order.story.name == "cancelled":
            for code in order.lines:
                del sold[code]
    left = {code: sum(script.skus[code].receives.values()) - units for code, units in sold.items()}
    code = max(sold, key=lambda code: (left[code] > 0, sold[code], code))
    return code, sold[code]


def watch(day: Day) -> None:
    """Before the first order the specialist says when the SKU is short; what yesterday asked for is closed."""
    code, sold = watched(day.script)
    cast, path = day.cast, f"/stock-alerts/skus/{code}"
    seen = cast.purchasing.get(path)
    for one in seen["replenishments"]:
        closing = {"version": one["version"], "reason": "It came with this morning's delivery."}
        cast.purchasing.post(f"/stock-alerts/replenishments/{one['replenishment_id']}/cancel", closing)
    threshold = seen["available"] - sold
    policy = {"version": seen["policy"]["version"], "threshold": threshold, "target": threshold + 50}
    policy |= TERMS | {"lead_time_days": LEAD_TIME_DAYS}
    cast.specialist.post(f"{path}/policy", policy)
    until(lambda: not cast.purchasing.get(path)["alerts"], f"The end of yesterday's alert of {code}")


def follow_up(day: Day) -> Json:
    """The day's sales open the alert and ask purchasing by themselves; purchasing orders. Returns the replenishment."""
    code, _ = watched(day.script)
    cast, path = day.cast, f"/stock-alerts/skus/{code}"
    (alert,) = until(lambda: cast.purchasing.get(path)["alerts"], f"The alert of {code}")
    (asked,) = cast.purchasing.get(path)["replenishments"]
    day.claim(
        f"sales bring {code} down to its threshold: one alert, and purchasing is asked for {asked['quantity']}",
        (alert["available"] <= alert["threshold"], alert["replenishment_id"]) == (True, asked["replenishment_id"]),
    )
    cast.purchasing.post(f"{path}/acknowledge", {"version": alert["version"]})
    where = f"/stock-alerts/replenishments/{asked['replenishment_id']}"
    taken = cast.purchasing.post(f"{where}/acknowledge", {"version": asked["version"]}).body
    cost = day.script.skus[code].cost_minor
    arrival = datetime.now(UTC).date() + timedelta(days=LEAD_TIME_DAYS)
    order = {"supplier": SUPPLIER, "unit_cost_minor": cost, "currency": CURRENCY, "expected_on": arrival.isoformat()}
    ordered = cast.purchasing.post(f"{where}/order", {"version": taken["version"], **order}).body
    seen = cast.purchasing.get(path)
    day.claim(f"what is ordered of {code} is on its way", seen["incoming"] == ordered["quantity"])

    def heard() -> bool:
        told = cast.specialist.get("/notices/mine?limit=100")["items"]
        return any(notice["entity"] == f"REPLENISHMENT#{ordered['replenishment_id']}" for notice in told)

    until(heard, "The specialist's notice of the order")
    day.claim("the specialist is told what purchasing ordered, and for when", True)
    return ordered
