"""python -m infra.replay FILE [--stack STACK.JSON] [--workers N] [--rejects PATH]

The file is read before anything is started. Without --stack it is the shop of this machine, which is
started for the time if it does not run. Exit code: 0 when every invoice is accounted for; 1 when the shop
refused an order or was lost; 2 when the file, the rejects or the shop are not to be had; 128 + the signal
when told to stop.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from infra.client.http import ShopTrouble
from infra.local.preflight import CannotStartError
from infra.local.stack import Stack
from infra.replay import command, placing, plan, shelves
from infra.replay.crew import Crew, StoppedError
from infra.replay.month import Month
from infra.replay.outcome import Outcome
from infra.replay.people import People
from infra.replay.plan import Article

Track = Callable[[Iterable[Any], int, str], Iterable[Any]]
# Changed invoices that are told at the end; the file of rejects has them all.
_MOST_TOLD = 20


def replay(people: People, the_month: Month, crew: Crew, outcome: Outcome, track: Track) -> None:
    """Publish, receive, place; `outcome` counts what is done, also when an error or a stop cuts it short.

    `track` hands on what is done of so much under a name. Raises ShopTrouble, StoppedError.
    """
    groups: Sequence[Sequence[Article]] = plan.groups(plan.articles(the_month.orders))
    on_page = shelves.prices_on_page(people)
    prices: dict[str, int] = {}
    for published in track(shelves.publish(people, crew, groups, on_page), len(groups), "Products onto the page"):
        prices |= published
    groups = [[article for article in group if article.sku in prices] for group in groups]
    receiving = shelves.receive(people, crew, groups, known=on_page)
    for _ in track(receiving, len(groups), "Receipts of stock"):
        pass
    if crew.stopped:
        return
    orders = placing.place(people, crew, the_month.orders, prices)
    for result in track(orders, len(the_month.orders), "Orders"):
        outcome.add(result)


def summarise(outcome: Outcome, console: Console, seconds: float) -> None:
    """Say in words what the last line says in figures."""
    for change in outcome.differences[:_MOST_TOLD]:
        console.print(f"  {change.line.invoice} {change.reason}", highlight=False, soft_wrap=True, markup=False)
    for reason, lines in outcome.reasons.most_common(12):
        console.print(f"  {lines:>6} lines rejected: {reason}", highlight=False, soft_wrap=True, markup=False)
    console.print(
        f"{outcome.placed} orders placed, {outcome.already_placed} were placed before "
        f"({outcome.changed} of them other than the file says now), "
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
        the_month = command.read(asked.file)
        with command.shop(asked, console) as stack:
            return _place(stack, the_month, asked, console)
    except CannotStartError as error:
        console.print(str(error), style="red", highlight=False, soft_wrap=True, markup=False)
        return command.CANNOT_START
    except KeyboardInterrupt:
        return command.INTERRUPTED


def _place(stack: Stack, the_month: Month, asked: argparse.Namespace, console: Console) -> int:
    rejects = asked.rejects or command.folder(asked) / "rejects.csv"
    crew, outcome, began = Crew(asked.workers), Outcome(the_month), time.monotonic()
    try:
        outcome.write_rejects(rejects)  # before the first order: not to find out at the end that it can't be
    except OSError as error:
        raise CannotStartError(f"The rejected lines cannot be written: {error}") from error
    columns = (
        TextColumn("{task.description:<24}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    ended_early = False
    with crew.listening():
        try:
            with Progress(*columns, console=console) as progress:

                def track(work: Iterable[Any], total: int, title: str) -> Iterable[Any]:
                    return progress.track(work, total, description=title)

                replay(People.of(stack, crew), the_month, crew, outcome, track)
        except StoppedError:
            pass
        except (ShopTrouble, LookupError) as error:
            console.print(
                f"The replay ended early: {error}", style="red", highlight=False, soft_wrap=True, markup=False
            )
            crew.stop()
            ended_early = True
    outcome.write_rejects(rejects)
    summarise(outcome, console, time.monotonic() - began)
    console.print(f"Rejected lines: {rejects}", highlight=False, soft_wrap=True, markup=False)
    if crew.stopped_by:
        console.print("Stopped; the same command goes on from here.", style="yellow")
    print(json.dumps(outcome.as_json()), flush=True)
    if crew.stopped_by:
        return 128 + crew.stopped_by
    return 0 if outcome.complete and not ended_early else 1


if __name__ == "__main__":
    sys.exit(main())
