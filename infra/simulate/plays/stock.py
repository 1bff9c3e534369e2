"""Stock over a month (R3.1.3): given thresholds against proposed ones, beside each other.

OUT and counts are those of the run with proposed thresholds.
"""

from pathlib import Path
from typing import Any

from rich.console import Console

from infra.replay.month import Month
from infra.simulate.runs import beside_each_other
from infra.simulate.stock import days

_COMPARED = ("service_level", "mean_stock_value_minor")


def play(the_month: Month, out: Path, seed: int, console: Console) -> dict[str, Any]:
    """Both runs; returns the figures of the last line. Raises SimulationError, OSError."""
    runs = beside_each_other(
        {
            "Thresholds given": (days.run, (the_month, seed, False, None)),
            "Thresholds proposed": (days.run, (the_month, seed, True, out)),
        },
        console,
    )
    given, proposed = runs.values()
    figures: dict[str, Any] = proposed | {
        name: {"given": given[name], "proposed": proposed[name]} for name in _COMPARED
    }
    return figures
