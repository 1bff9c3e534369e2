"""The command behind `make bench`: measures the shop on a local cloud of its own.

Prints the budgets as a table, and as its last line everything measured as JSON:
operations (CPU beside the bare calls, of some through the Chalice app too; round trips, write
units, bytes read), imports, growth (the same costs with 100 and with 100,000 things stored), cost
(dollars per 1,000 orders, see `prices`), worst (CPU of the worst bodies) and alert_delay_s (seconds
until a SKU that sold out has its alert). It fails nothing: times are a machine's.
"""

import argparse
import json
import shutil
import sys
import time
from pathlib import Path

from rich.console import Console

from infra.bench import cost, delay, growth, imports, life, report, rooms, worst
from infra.bench.operations import Bench
from infra.bench.report import Measured
from infra.bench.stocking import stocked
from infra.bench.wiring import wiring
from infra.chalice import here
from infra.local.cloud import STATE, local_cloud
from infra.local.preflight import CannotStartError
from infra.local.stack import Stack

FEW, MANY = 100, 100_000
WARM_UP = 20


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; returns 0, or 2 when the local cloud cannot start here."""
    options = _parser().parse_args(arguments)
    console = Console(stderr=True)
    # Every run begins with an empty shop.
    shutil.rmtree(options.state, ignore_errors=True)
    try:
        here.packages()  # so that it is not missed in the middle
        with local_cloud(options.state, say=console.print) as stack:
            measured = measure(stack, console, rounds=options.rounds, many=options.things)
    except CannotStartError as error:
        print(error, file=sys.stderr)
        return 2
    finally:
        shutil.rmtree(options.state, ignore_errors=True)
    report.show(measured, Console())
    print(json.dumps(measured.as_json()))
    return 0


def measure(stack: Stack, console: Console, *, rounds: int, many: int) -> Measured:
    """Everything, in a freshly deployed shop; `rounds` of each operation, growth up to `many` things."""
    wired = wiring(stack)
    # While the functions still listen to their streams.
    alert_delay = delay.of_alerts(stack)
    console.print(f"An alert is there after {alert_delay:.2f} s")
    with rooms.opened(stack, wired) as log:
        shop = stocked(stack, wired)
        shop.grow(FEW)
        few = growth.costs(shop)
        operations = {}
        for name, operation in Bench(shop, here.shop(), rounds, min(WARM_UP, rounds)).run():
            operations[name] = operation
            console.print(f"{name}: {operation.cpu_ms:.2f} ms, bare {operation.bare_cpu_ms:.2f} ms")
        lives = [life.measured(shop, log, lines) for lines in life.LINES]
        bad = worst.measured(shop)
        started = time.monotonic()
        shop.grow(many)
        console.print(f"Stored {many} things of each kind in {time.monotonic() - started:.0f} s")
        costs = growth.costs(shop)
        imported = dict(imports.measured(wired.functions, stack.region, max(1, rounds // 10)))
        at_rest = cost.held(stack, wired)
        shop.forget()
    return Measured(operations, imported, few, costs, lives, at_rest, bad, alert_delay)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.bench", description="Measures the performance budgets.")
    parser.add_argument("--state", type=Path, default=STATE / "bench", metavar="DIR", help="where its cloud lies")
    parser.add_argument("--rounds", type=int, default=150, metavar="N", help="how often each operation is measured")
    parser.add_argument("--things", type=int, default=MANY, metavar="N", help="how much is stored for growth")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
