"""What is seen at the end of the day: tables that a terminal of 80 columns can show."""

from collections import Counter
from datetime import datetime

from rich import box
from rich.console import Console
from rich.table import Table

from infra.client.http import Json
from infra.demo.appraising import Later
from infra.demo.cast import Case, Day
from infra.demo.evening import Levels, parcel_state
from infra.demo.measuring import figure_of
from infra.demo.visiting import COUNTS
from shop.business_days import business_date


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


def appraisal(later: Later) -> Table:
    """What the month comes to until now, and how far the round of the month before is."""
    opened, seen, sheet = later.round, later.figures, later.sheet
    title = f"A month later: {seen.month} until now, and the round of {opened['round_id']}"
    table = Table(title=title, title_justify="left", box=None, show_header=False, padding=(0, 1, 0, 1))
    _words(table, "")
    _figures(table, "")
    _text(table, "")
    for one in seen.indicators:
        kinds = [f"{many} {kind}" for kind, many in seen.sales.most_common() if one["name"] == "sales"]
        table.add_row(one["name"].replace("_", " "), *_shown(one, ", ".join(kinds) or f"{one['rows']} events"))
    due = business_date(datetime.fromisoformat(opened["reviews_due"]))
    table.add_row("the round", opened["state"], f"{opened['sheets']} sheets; reviews until {due}")
    table.add_row("a sheet", *_how_far(sheet))
    return table


def _shown(indicator: Json, made_of: str) -> tuple[str, str]:
    """A figure with what it is made of, or why there is none."""
    seen = figure_of(indicator)
    if seen is None:
        return "not given", str(indicator["not_given"]).replace("_", " ")
    match indicator["unit"]:
        case "minor":
            return money(int(seen["value"])), made_of
        case "share":
            return f"{float(seen['value']):.1%}", made_of
    return seen["value"], made_of


def _how_far(sheet: Json | None) -> tuple[str, str]:
    if sheet is None:
        return "none", "HR kept no records when the round was opened"
    given = [name for name in ("self", "superior") if sheet["status"][f"{name}_review_given"]]
    seal = "sealed; " if sheet["state"] == "reviewing" else ""
    return sheet["state"], f"{seal}reviewed by {' and '.join(given) or 'nobody'}"


def claims(day: Day, console: Console) -> None:
    """What the day was to show, and whether it did."""
    for sentence, holds in sorted(day.claims, key=lambda claim: not claim[1]):
        mark = "[green]✓[/]" if holds else "[bold red]✗[/]"
        console.print(f" {mark} {sentence}", highlight=False, soft_wrap=True)
