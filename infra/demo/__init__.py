"""The demo day: the shop's own small data, played through HTTP by everybody who has a part.

from infra.demo import play
went_well = play(stack, console)

day.yaml     the goods, the buyers, their orders
stories.py   what can happen to an order and how it must end
script.py    both of these, read
cast.py      who plays, and what is known of the day
shelves.py   the morning: warehouses, products, stock
leaving.py   a product whose price changes, and that is delisted
counting.py  a shelf that is counted, and is not what was recorded
supplying.py a SKU that runs low, and what purchasing does about it
desk.py      the orders, from hand to hand
road.py      the carriers
visiting.py  who came to the shop, and by which way
measuring.py who is appraised, and what the month's figures are made of
appraising.py the round of the month before, and a sheet in it
schedule.py  the word of the schedule that opens it
evening.py   what must be true at the end
tables.py    what is shown
"""

from datetime import UTC, datetime

import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from infra.client.http import ShopTrouble, default_http
from infra.demo import appraising, counting, desk, evening, leaving, road, script, shelves, supplying, tables, visiting
from infra.demo.cast import Case, Cast, Day, DayFailedError
from infra.demo.schedule import Schedule
from infra.local.stack import Stack

_COLUMNS = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())


def play(stack: Stack, console: Console) -> bool:
    """Play one day on a stack and show how it ended; tells whether all that was to be true is true.

    Each run is a day of its own: products stay, stock comes in again, orders are new.
    """
    try:
        with default_http() as http, Progress(*_COLUMNS, console=console) as progress:
            day, before = morning(stack, progress, http)
            leaving.a_product_comes_and_goes(day)
            counted = counting.a_shelf_is_counted(day)
            supplying.watch(day)
            desk.through_the_house(day)
            asked = supplying.follow_up(day)
            road.on_the_road(day)
            evening.wait_for_all(day)
            came = visiting.told(day)
            after = evening.levels(day)
            evening.claim_endings(day)
            evening.claim_single_delivery(day)
            evening.claim_staff(day)
            evening.claim_stock(day, before, after)
            told = next(case for case in day.cases if case.order.story.name == "scans_out_of_order")
            history = evening.history(day, told)
            later = appraising.a_month_later(day, Schedule(stack), datetime.now(UTC))
    except (ShopTrouble, DayFailedError, LookupError) as error:
        console.print(f"The day ended early: {error}", style="bold red", highlight=False, soft_wrap=True)
        return False
    for table in (
        tables.orders(day),
        tables.stock(day, after),
        tables.stocktake(counted),
        tables.replenishment(asked),
        tables.traffic(came),
        tables.history(told, history),
        tables.messages(told),
        tables.notices(day),
        tables.appraisal(later),
    ):
        console.print(table, "")
    tables.claims(day, console)
    failed = sum(not holds for _, holds in day.claims)
    if failed:
        console.print(f"Day {day.number} did not go as it should: {failed} of {len(day.claims)}.", style="bold red")
    return not failed


def morning(stack: Stack, progress: Progress, http: httpx.Client) -> tuple[Day, evening.Levels]:
    """Everything before the first order; also the stock before today's came in."""
    the_script = script.read()
    cast = Cast.of(stack, the_script, http)
    shelves.open_warehouses(cast, the_script)
    day = Day(0, cast, the_script, progress)
    shelves.fill_the_page(day)
    before = evening.levels(day)
    day.number = shelves.receive_stock(cast, the_script)
    day.cases = [
        Case(order, f"DAY-{day.number:04}-{order.number:02}", tracking_number=f"ZG{day.number:05}{order.number:03}")
        for order in the_script.orders
    ]
    return day, before
