"""What is seen at the end of the day."""

from collections import Counter

from rich.console import Console
from rich.table import Table

from infra.client.http import Json
from infra.demo.cast import Case, Day
from infra.demo.evening import Levels, parcel_state


def money(minor: int) -> str:
    """Fen as yuan."""
    return f"¥{minor / 100:,.2f}"


def orders(day: Day) -> Table:
    table = Table(title=f"Orders of day {day.number}", title_justify="left")
    for heading in ("order", "what happens"):
        table.add_column(heading)
    table.add_column("lines", justify="right")
    table.add_column("total", justify="right")
    for heading in ("order is", "parcel is", "from", "carrier, number"):
        table.add_column(heading)
    for case in day.cases:
        shown = case.shown
        table.add_row(
            case.external_id,
            case.order.story.title,
            str(len(case.order.lines)),
            money(shown["total_minor"]) if shown else "",
            shown.get("state", "refused"),
            parcel_state(case) or "",
            shown.get("party") or "",
            f"{case.order.carrier} {case.tracking_number}" if _left(case) else "",
        )
    return table


def _left(case: Case) -> bool:
    return any(shipment["tracking_number"] for shipment in case.shown.get("shipments", []))


def stock(day: Day, levels: Levels) -> Table:
    table = Table(title="Stock in the evening", title_justify="left")
    table.add_column("SKU")
    table.add_column("product")
    for heading in ("price", "available", "reserved", "on hand", *day.script.warehouses):
        table.add_column(heading, justify="right")
    for product in day.script.products:
        for sku in product.skus:
            level = levels[sku.code]
            lying = {place["party"]: place["on_hand"] for place in level["locations"]}
            figures = (level["available"], level["reserved"], level["on_hand"])
            table.add_row(
                sku.code,
                product.name,
                money(level["price_minor"]),
                *map(str, figures),
                *(str(lying.get(code, "")) for code in day.script.warehouses),
            )
    return table


def history(case: Case, events: list[Json]) -> Table:
    table = Table(title=f"History of order {case.external_id}: {case.order.story.title}", title_justify="left")
    table.add_column("version", justify="right")
    for heading in ("at", "event", "by"):
        table.add_column(heading)
    for event in events:
        table.add_row(str(event["version"]), event["at"], event["type"], event["role"])
    return table


def messages(case: Case) -> Table:
    table = Table(title=f"What the customer of {case.external_id} was told", title_justify="left")
    for heading in ("event", "by", "text"):
        table.add_column(heading)
    for notice in case.notices:
        table.add_row(notice["event_type"], notice["channel"], notice["text"])
    return table


def notices(day: Day) -> Table:
    told = Counter((notice["event_type"], notice["channel"]) for case in day.cases for notice in case.notices)
    table = Table(title="Notices to all customers", title_justify="left")
    table.add_column("event")
    table.add_column("sms", justify="right")
    table.add_column("email", justify="right")
    for event in sorted({event for event, _ in told}):
        table.add_row(event, str(told[event, "sms"]), str(told[event, "email"]))
    return table


def claims(day: Day, console: Console) -> None:
    """What the day was to show, and whether it did."""
    for sentence, holds in sorted(day.claims, key=lambda claim: not claim[1]):
        mark = "[green]✓[/]" if holds else "[bold red]✗[/]"
        console.print(f" {mark} {sentence}", highlight=False, soft_wrap=True)
