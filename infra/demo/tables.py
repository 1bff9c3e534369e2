"""What is seen at the end of the day: tables that a terminal of 80 columns can show."""

from collections import Counter

from rich import box
from rich.console import Console
from rich.table import Table

from infra.client.http import Json
from infra.demo.cast import Case, Day
from infra.demo.evening import Levels, parcel_state
from infra.demo.visiting import COUNTS


def money(minor: int) -> str:
    """Fen as yuan."""
    return f"¥{minor / 100:,.2f}"


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))


def _text(table: Table, heading: str) -> None:
    """A column that gives way to the others."""
    table.add_column(heading, overflow="fold")


def _words(table: Table, *headings: str) -> None:
    for heading in headings:
        table.add_column(heading, no_wrap=True)


def _figures(table: Table, *headings: str) -> None:
    for heading in headings:
        table.add_column(heading, no_wrap=True, justify="right")


def orders(day: Day) -> Table:
    table = _table(f"Orders of day {day.number}: {day.cases[0].external_id} to {day.cases[-1].external_id}")
    _figures(table, "")
    _text(table, "what happens")
    _figures(table, "total")
    _words(table, "order is", "parcel is", "from")
    for case in day.cases:
        shown = case.shown
        table.add_row(
            str(case.order.number),
            case.order.story.title,
            money(shown["total_minor"]) if shown else "",
            shown.get("state", "refused"),
            parcel_state(case) or "",
            shown.get("party") or "",
        )
    return table


def stock(day: Day, levels: Levels) -> Table:
    """What can be sold, what is promised to orders, and what lies in each warehouse."""
    table = _table("Stock in the evening")
    _words(table, "SKU")
    _text(table, "product")
    _figures(table, "price", "available", "reserved", *day.script.warehouses)
    for product in day.script.products:
        for sku in product.skus:
            level = levels[sku.code]
            lying = {place["party"]: place["on_hand"] for place in level["locations"]}
            table.add_row(
                sku.code,
                product.name,
                money(level["price_minor"]),
                str(level["available"]),
                str(level["reserved"]),
                *(str(lying.get(code, "")) for code in day.script.warehouses),
            )
    return table


def replenishment(asked: Json) -> Table:
    """Why purchasing is asked for so many."""
    why = asked["why"]
    table = _table(
        f"Why {asked['quantity']} of {asked['sku']}: ordered of {asked['supplier']} for {asked['expected_on']}"
    )
    _text(table, "")
    _figures(table, "units")
    for words, figure in (
        ("available", why["available"]),
        ("and on its way", why["incoming"]),
        ("less what is owed", why["backlog"]),
        ("makes", why["projected"]),
        (f"of a target of {why['target']} lack", why["lacking"]),
        (f"at least {why['minimum_order']}, in packs of {why['pack']}", why["quantity"]),
    ):
        table.add_row(words, str(figure))
    return table


def traffic(came: Json) -> Table:
    """Who came, by source and kind of page; the last row is the day's own, in which nobody counts twice."""
    share = came["conversion"] or 0
    table = _table(f"Traffic of {came['day']}, version {came['version']}: {share:.1%} of the visitors paid")
    _words(table, "source", "page")
    _figures(table, "visits", "visitors", "paying visitors")
    for row in (*came["items"], {"source": "the day", "page_kind": "", **came}):
        table.add_row(row["source"], row["page_kind"], *(f"{row[name]:,}" for name in COUNTS))
    return table


def history(case: Case, events: list[Json]) -> Table:
    table = _table(f"History of order {case.external_id}: {case.order.story.title}")
    _figures(table, "version")
    _words(table, "at", "event", "by")
    for event in events:
        table.add_row(str(event["version"]), event["at"], event["type"], event["role"])
    return table


def stocktake(events: list[Json]) -> Table:
    """A stocktake, from opening to closing, with what was counted against what."""
    table = _table("A stocktake")
    _words(table, "event")
    _figures(table, "counted", "recorded", "difference")
    _words(table, "cause")
    _text(table, "by")
    for event in events:
        told = event["data"]
        figures = (told.get(name) for name in ("units", "recorded_units", "difference_units"))
        shown = ("" if figure is None else str(figure) for figure in figures)
        table.add_row(event["type"], *shown, told.get("cause", ""), event["role"])
    return table


def messages(case: Case) -> Table:
    table = _table(f"What the customer of {case.external_id} was told")
    _words(table, "event", "by")
    _text(table, "text")
    for notice in case.notices:
        table.add_row(notice["event_type"], notice["channel"], notice["text"])
    return table


def notices(day: Day) -> Table:
    told = Counter((notice["event_type"], notice["channel"]) for case in day.cases for notice in case.notices)
    table = _table("Notices to all customers")
    _words(table, "event")
    _figures(table, "sms", "email")
    for event in sorted({event for event, _ in told}):
        table.add_row(event, str(told[event, "sms"]), str(told[event, "email"]))
    return table


def claims(day: Day, console: Console) -> None:
    """What the day was to show, and whether it did."""
    for sentence, holds in sorted(day.claims, key=lambda claim: not claim[1]):
        mark = "[green]✓[/]" if holds else "[bold red]✗[/]"
        console.print(f" {mark} {sentence}", highlight=False, soft_wrap=True)
