"""Dollars: what is used by what is asked for it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from infra.bench.prices import AS_OF, ASSUMPTIONS, IDLE_POLLS, MONTHLY, REGION, TOKENS_A_MONTH, USED, Price
from infra.bench.usage import Usage
from infra.bench.wiring import Wiring
from infra.local.stack import Stack

ORDERS = 1000
_PER = {1: "each", 1_000: "a thousand", 1_000_000: "a million", 1_000_000_000: "a billion"}


@dataclass(frozen=True)
class Bill:
    """Dollars by what they are paid for."""

    parts: Mapping[str, float]

    @property
    def total(self) -> float:
        return sum(self.parts.values())

    @property
    def dominates(self) -> str:
        """What costs most."""
        return max(self.parts, key=lambda part: self.parts[part])


def of_orders(usage: Usage) -> Bill:
    """What a thousand orders cost of which each uses so much."""
    return _bill(USED, {name: amount * ORDERS for name, amount in asdict(usage).items()})


def of_a_month(held: Mapping[str, float]) -> Bill:
    """What a month costs in which nobody orders."""
    return _bill(MONTHLY, held)


def held(stack: Stack, wiring: Wiring) -> dict[str, float]:
    """What the shop holds all month, as deployed."""
    return {
        "alarms": len(stack.aws.client("cloudwatch").describe_alarms()["MetricAlarms"]),
        "secrets": len(stack.aws.client("secretsmanager").list_secrets()["SecretList"]),
        "idle_polls": len(wiring.queues) * IDLE_POLLS,
        "machine_clients": 1,
        "machine_tokens": TOKENS_A_MONTH,
    }


def as_json(usages: Mapping[int, Usage]) -> dict[str, Any]:
    """The bills by how many lines the orders have."""
    told = {}
    for lines, usage in usages.items():
        bill = of_orders(usage)
        told[str(lines)] = {
            "usd_per_1000": round(bill.total, 5),
            "parts": {part: round(usd, 5) for part, usd in bill.parts.items()},
            "dominates": bill.dominates,
            "usage": {name: round(amount, 6) for name, amount in asdict(usage).items()},
        }
    return told


def show(usages: Mapping[int, Usage], all_month: Mapping[str, float], console: Console) -> None:
    """Print the bills beside each other, what a month at rest costs, and all that they rest on."""
    bills = {lines: of_orders(usage) for lines, usage in usages.items()}
    table = Table(title=f"Dollars per {ORDERS:,} orders · {REGION} · prices of {AS_OF}")
    table.add_column("")
    table.add_column("price")
    for lines in usages:
        table.add_column(f"{lines} lines", justify="right")
    for price in USED:
        cells = (
            f"{bill.parts[price.part]:.4f} ({getattr(usages[lines], price.usage):,.4g})"
            for lines, bill in bills.items()
        )
        table.add_row(price.part, _asked(price), *cells)
    table.add_row("[bold]together[/bold]", "", *(f"[bold]{bill.total:.4f}[/bold]" for bill in bills.values()))
    table.add_row("what dominates", "", *(_dominating(bill) for bill in bills.values()))
    console.print(table, "In brackets: how much of it one order uses.\n")

    month = of_a_month(all_month)
    table = Table(title=f"Dollars for a month at rest: {month.total:.2f}")
    for column in ("", "price", "amount", "dollars"):
        table.add_column(column)
    for price in MONTHLY:
        table.add_row(price.part, _asked(price), f"{all_month[price.usage]:,}", f"{month.parts[price.part]:.2f}")
    console.print(table)

    console.print("What is assumed:")
    for assumption in ASSUMPTIONS:
        console.print(f"· {assumption}")
    console.print("Prices stand in infra/bench/prices.py, with the pages to check them against.")


def _asked(price: Price) -> str:
    return f"{price.usd:.10g} {_PER[price.per]}"


def _dominating(bill: Bill) -> str:
    return f"{bill.dominates}, {bill.parts[bill.dominates] / bill.total:.0%}"


def _bill(prices: Iterable[Price], amounts: Mapping[str, float]) -> Bill:
    return Bill({price.part: amounts[price.usage] * price.usd / price.per for price in prices})
