"""The evening: waits until everything has arrived, and holds it against what must be true."""

import time
from collections import Counter

from infra.client.http import Json
from infra.demo.cast import Case, Day
from infra.demo.stories import Story, Way

Levels = dict[str, Json]
# Seconds: news comes within one or two, unless none comes.
SILENCE = 20


def levels(day: Day) -> Levels:
    """What the shop says of the stock of every SKU of the day."""
    found: Levels = {}

    def look(sku: str) -> None:
        found[sku] = day.cast.manager.get(f"/stock/skus/{sku}")

    day.together("Levels looked up", look, day.script.skus)
    return found


def wait_for_all(day: Day) -> None:
    """Wait for the last scan and the last notice; what does not come becomes a claim that fails.

    When nothing of any order has come for a while, nothing will: the waiting ends for all of them.
    """
    waiting = [case for case in day.cases if case.order_id]
    lately = time.monotonic()

    def wait(case: Case) -> None:
        nonlocal lately
        seen: tuple[object, ...] | None = None
        while not has_ended(day, case):
            before, seen = seen, (case.shown.get("version"), case.notices)
            if before not in (None, seen):
                lately = time.monotonic()
            if time.monotonic() > lately + SILENCE:
                return  # as_told tells which story it is
            time.sleep(0.3)
        lately = time.monotonic()

    day.together("Notices and scans", wait, waiting)
    if left := sum(not as_told(case) for case in waiting):
        day.progress.console.print(
            f"Nothing has come for {SILENCE} s, and {left} of {len(waiting)} orders wait for scans or notices: "
            "the shop's queues or reactions stand still. cloud.log beside stack.json may say why.",
            style="bold red",
            highlight=False,
            soft_wrap=True,
        )


def has_ended(day: Day, case: Case) -> bool:
    """Look at an order again: whether it stands where its story ends and the customer knows."""
    path = f"/orders/{case.order_id}"
    case.shown = day.cast.manager.get(path)
    case.notices = day.cast.manager.get(f"{path}/notices")["items"]
    return as_told(case)


def as_told(case: Case) -> bool:
    """Whether order, parcel and notices are as the story says: each notice once, and published."""
    if not case.order_id or case.order.story.way == Way.REFUSED:
        return not case.order_id and case.order.story.way == Way.REFUSED
    told = Counter((notice["event_type"], notice["channel"]) for notice in case.notices)
    expected = Counter((event, channel) for event in case.order.story.told for channel in case.order.channels)
    published = all(notice["published_at"] for notice in case.notices)
    return (case.shown.get("state"), parcel_state(case)) == case.order.story.ends and told == expected and published


def parcel_state(case: Case) -> str | None:
    """Where the parcel is, if there is one."""
    return next((shipment["state"] for shipment in case.shown.get("shipments", [])), None)


def claim_endings(day: Day) -> None:
    """Each story must have ended as it is told, for each of its orders."""
    by_story: dict[str, list[Case]] = {}
    for case in day.cases:
        by_story.setdefault(case.order.story.name, []).append(case)
    for cases in by_story.values():
        day.claim(_ending(cases[0].order.story, len(cases)), all(as_told(case) for case in cases))


def _ending(story: Story, orders: int) -> str:
    many = f"{orders} orders" if orders > 1 else "one order"
    order, parcel = story.ends
    if order is None:
        return f"{many}: {story.title}"
    return f"{many}: {story.title} → {parcel or order}"


def claim_single_delivery(day: Day) -> None:
    """However often and in whatever order it was reported: one delivery in the history."""
    for name in ("push_twice", "scans_out_of_order", "late_exception"):
        for case in day.cases:
            if case.order.story.name == name:
                events = Counter(event["type"] for event in history(day, case))
                once = events["ShipmentDelivered"] == 1 and not events["ShipmentException"]
                day.claim(f"{case.order.story.title}: delivered once in the history", once)


def claim_staff(day: Day) -> None:
    """Whoever of the staff has something to see to is told of it: by another queue than customers, so perhaps later."""
    cases = [case for case in day.cases if case.order_id and case.order.story.name in ("exception", "returned")]
    wanted = {f"ORDER#{case.order_id}" for case in cases}
    ends = time.monotonic() + SILENCE
    while wanted - (told := staff_told(day)) and time.monotonic() < ends:
        time.sleep(0.3)
    for case in cases:
        day.claim(f"{case.order.story.title}: customer service is told", f"ORDER#{case.order_id}" in told)


def staff_told(day: Day) -> set[str]:
    """What customer service was told of, as the newest of its list say."""
    return {notice["entity"] for notice in day.cast.customer_service.get("/notices/mine?limit=100")["items"]}


def history(day: Day, case: Case) -> list[Json]:
    """An order's events, oldest first."""
    return list(day.cast.manager.items(f"/orders/{case.order_id}/history", limit=100))


def claim_stock(day: Day, before: Levels, after: Levels) -> None:
    """What came in and was sold explains every level to the unit."""
    wrong = [sku for sku in day.script.skus if not _explained(day, sku, before[sku], after[sku])]
    day.claim(
        f"the stock of {len(after)} SKUs is explained to the unit" + "".join(f", not {s}" for s in wrong), not wrong
    )


def _explained(day: Day, sku: str, before: Json, after: Json) -> bool:
    received = sum(day.script.skus[sku].receives.values())
    sold = sum(case.order.lines.get(sku, 0) for case in day.cases if _holds_stock(case))
    gone = sum(case.order.lines.get(sku, 0) for case in day.cases if case.order.story.way >= Way.DISPATCHED)
    expected = (before["available"] + received - sold, before["reserved"] + sold - gone)
    return (after["available"], after["reserved"]) == expected


def _holds_stock(case: Case) -> bool:
    return case.order.story.way >= Way.PLACED and case.order.story.name != "cancelled"
