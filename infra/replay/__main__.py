"""python -m infra.replay FILE [--stack STACK.JSON] [--workers N] [--rejects PATH]

Exit code: 0 when every invoice is accounted for; 1 when the shop refused an order or was lost;
2 when the file or the stack cannot be read; 128 + the signal when told to stop.
"""

import json
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from infra.client.http import ShopTrouble
from infra.local.stack import Stack
from infra.replay import command, placing, plan, shelves
from infra.replay.crew import Crew, StoppedError
from infra.replay.month import Month
from infra.replay.outcome import Outcome
from infra.replay.people import People


def replay(stack: Stack, the_month: Month, crew: Crew, outcome: Outcome, progress: Progress) -> None:
    """Publish, receive, place; `outcome` counts what is done, also when an error or a stop cuts it short.

    Raises ShopTrouble, StoppedError.
    """
    people = People.of(stack, crew)
    groups = plan.groups(plan.articles(the_month.orders))
    prices: dict[str, int] = {}
    for published in progress.track(
        shelves.publish(people, crew, groups), len(groups), description="Products onto the page"
    ):
        prices |= published
    for _ in progress.track(shelves.receive(people, crew, groups), len(groups), description="Receipts of stock"):
        pass
    if crew.stopped:
        return
    orders = placing.place(people.storefront, crew, the_month.orders, prices)
    for result in progress.track(orders, len(the_month.orders), description="Orders"):
        outcome.add(result)


def summarise(outcome: Outcome, console: Console, seconds: float) -> None:
    """Say in words what the last line says in figures."""
    for reason, lines in outcome.reasons.most_common(12):
        console.print(f"  {lines:>6} lines rejected: {reason}", highlight=False, soft_wrap=True)
    console.print(
        f"{outcome.placed} orders placed, {outcome.already_placed} were placed before, "
        f"{outcome.unsold} invoices hold nothing to sell, {outcome.refused} were refused by the shop.\n"
        f"Placed for £{outcome.amount_minor / 100:,.2f}, rejected £{outcome.rejected_amount_minor / 100:,.2f}; "
        f"{seconds:.0f} s.",
        highlight=False,
        soft_wrap=True,
    )


def main(arguments: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = command.parser("infra.replay", "Place every order of a real month.")
    parser.add_argument("--rejects", type=Path, help="where rejected lines go (default: rejects.csv beside the stack)")
    asked = parser.parse_args(arguments)
    console = Console(stderr=True)
    try:
        the_month, stack = command.load(asked)
    except command.CannotStartError as error:
        console.print(str(error), style="red", highlight=False, soft_wrap=True)
        return 2
    beside = asked.stack if asked.stack.is_dir() else asked.stack.parent
    rejects = asked.rejects or beside / "rejects.csv"
    crew, outcome, began = Crew(asked.workers), Outcome(the_month), time.monotonic()
    columns = (
        TextColumn("{task.description:<24}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with crew.listening():
        try:
            with Progress(*columns, console=console) as progress:
                replay(stack, the_month, crew, outcome, progress)
        except StoppedError:
            pass
        except (ShopTrouble, LookupError) as error:
            console.print(f"The replay ended early: {error}", style="red", highlight=False, soft_wrap=True)
            crew.stop()
    outcome.write_rejects(rejects)
    summarise(outcome, console, time.monotonic() - began)
    console.print(f"Rejected lines: {rejects}", highlight=False, soft_wrap=True)
    if crew.stopped_by:
        console.print("Stopped; the same command goes on from here.", style="yellow")
    print(json.dumps(outcome.as_json()), flush=True)
    if crew.stopped_by:
        return 128 + crew.stopped_by
    return 0 if outcome.complete else 1


if __name__ == "__main__":
    sys.exit(main())
