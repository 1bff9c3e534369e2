"""The budgets (see the project's design) and whether each of them holds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from infra.bench import cost
from infra.bench.calls import Cost
from infra.bench.cpu import Operation
from infra.bench.imports import BY_CHALICE, Import
from infra.bench.life import PRICED, Life
from infra.bench.usage import Usage
from infra.bench.worst import Worst

CPU_RATIO = 1.5
# Times waver: a tenth of tolerance.
TOLERANCE = 0.1
MOST_CPU_RATIO = CPU_RATIO * (1 + TOLERANCE)
IMPORT_RATIO = 1.10
UNITS_PER_LINE = 14
USD_PER_1000, GOAL_LINES = 0.15, 3
# Of what need not be done: the shop is not to spend more on refusing than on serving.
REFUSAL_MS = 300
# Reads, and placing an order that fits one transaction.
ONE_ROUND_TRIP = ("list_products", "read_product", "place_1", "place_5", "place_40")


@dataclass(frozen=True)
class Measured:
    """All that was measured."""

    operations: Mapping[str, Operation]
    imports: Mapping[str, Import]
    at_100: Mapping[str, Cost]
    at_100000: Mapping[str, Cost]
    lives: Sequence[Life]
    at_rest: Mapping[str, float]
    worst: Mapping[str, Worst]
    alert_delay_s: float

    @property
    def priced(self) -> dict[int, Usage]:
        """What the orders used that have a price, by their lines."""
        return {life.lines: life.usage for life in self.lives if life.lines in PRICED}

    def as_json(self) -> dict[str, Any]:
        operations = {name: asdict(operation) for name, operation in self.operations.items()}
        return {
            "operations": {
                name: {what: value for what, value in told.items() if value is not None}
                for name, told in operations.items()
            },
            "imports": {name: asdict(measured) for name, measured in self.imports.items()},
            "growth": {
                name: {"at_100": asdict(few), "at_100000": asdict(self.at_100000[name])}
                for name, few in self.at_100.items()
            },
            "cost": cost.as_json(self.priced),
            "worst": {name: asdict(worst) for name, worst in self.worst.items()},
            "alert_delay_s": self.alert_delay_s,
        }


@dataclass(frozen=True)
class Line:
    """One budget and what was found."""

    what: str
    found: str
    budget: str
    holds: bool


def lines(measured: Measured) -> Iterator[Line]:
    """Every budget beside what was measured. CPU has a tolerance, nothing else has."""
    for name, operation in measured.operations.items():
        found = f"{operation.cpu_ratio:.2f} ({operation.cpu_ms:.2f} : {operation.bare_cpu_ms:.2f} ms)"
        yield Line(
            f"{name}: CPU to bare calls",
            found,
            f"≤ {CPU_RATIO} + {TOLERANCE:.0%}",
            operation.cpu_ratio <= MOST_CPU_RATIO,
        )
        if operation.chalice_cpu_ratio is not None:
            found = f"{operation.chalice_cpu_ratio:.2f} ({operation.chalice_cpu_ms:.2f} ms)"
            yield Line(
                f"{name} by Chalice: CPU to bare calls",
                found,
                f"≤ {CPU_RATIO} + {TOLERANCE:.0%}",
                operation.chalice_cpu_ratio <= MOST_CPU_RATIO,
            )
    for name in ONE_ROUND_TRIP:
        trips = measured.operations[name].round_trips
        yield Line(f"{name}: round trips", str(trips), "1", trips == 1)
    for name, own in measured.imports.items():
        found = f"{own.ratio:.2f} ({own.cpu_ms:.0f} : {own.bare_cpu_ms:.0f} ms)"
        stated = name == BY_CHALICE
        holds = stated or own.ratio <= IMPORT_RATIO
        yield Line(f"{name}: import", found, "stated" if stated else f"≤ {IMPORT_RATIO:.2f}", holds)
    for name, few in measured.at_100.items():
        many = measured.at_100000[name]
        yield Line(f"{name}: growth", f"{_told(few)} → {_told(many)}", "none", few == many)
    smallest, largest = measured.lives[0], measured.lives[-1]
    for life in measured.lives:
        found = f"{life.per_line:.1f} ({life.usage.write_units:.0f} in all)"
        yield Line(f"life of {life.lines} lines: write units a line", found, "stated", True)
    more = (largest.usage.write_units - smallest.usage.write_units) / (largest.lines - smallest.lines)
    yield Line("each line more: write units", f"{more:.1f}", f"≤ {UNITS_PER_LINE}", more <= UNITS_PER_LINE)
    usd = cost.of_orders(measured.priced[GOAL_LINES]).total
    what = f"{cost.ORDERS:,} orders of {GOAL_LINES} lines: dollars"
    yield Line(what, f"{usd:.3f}", f"≤ {USD_PER_1000}", usd <= USD_PER_1000)
    yield Line("sold out to alert", f"{measured.alert_delay_s:.2f} s", "stated", True)
    for name, worst in measured.worst.items():
        found = f"{worst.cpu_ms:.0f} ms ({worst.bytes} bytes, {worst.status})"
        holds = not worst.is_refused or worst.cpu_ms <= REFUSAL_MS
        yield Line(f"{name}: CPU", found, f"≤ {REFUSAL_MS} ms" if worst.is_refused else "stated", holds)


def show(measured: Measured, console: Console) -> None:
    """Print the tables."""
    table = Table(title="Performance budgets")
    for column in ("", "measured", "budget", "holds"):
        table.add_column(column)
    for line in lines(measured):
        table.add_row(line.what, line.found, line.budget, "yes" if line.holds else "[bold]no[/bold]")
    console.print(table)
    cost.show(measured.priced, measured.at_rest, console)


def _told(found: Cost) -> str:
    return f"{found.round_trips} trips, {found.write_units:g} units, {found.bytes_read} bytes"
