"""CPU of importing each handler in a fresh process, beside what every such handler has to import."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

HANDLERS = (
    "listing.handler",
    "stock_control.handler",
    "order_dispatch.handler",
    "order_dispatch.reactions",
    "event_relay.handler",
)
# A client, a resolver that validates, and pydantic.
BARE = """
import boto3
from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from pydantic import BaseModel
boto3.client("dynamodb")
APIGatewayRestResolver(enable_validation=True)
"""
_TIMED = """
import time
started = time.process_time()
{code}
print(time.process_time() - started)
"""
_ROOT = Path(__file__).parents[2]
_PATH = os.pathsep.join(str(_ROOT / folder) for folder in ("functions", "layers/shop/python"))


@dataclass(frozen=True)
class Import:
    """What was measured of one handler; times in milliseconds of CPU."""

    cpu_ms: float
    bare_cpu_ms: float
    ratio: float


def measured(settings: Mapping[str, str], rounds: int) -> Iterator[tuple[str, Import]]:
    """The handlers' imports by name: medians of interleaved runs, each beside a bare one."""
    spent: dict[str, list[float]] = {handler: [] for handler in HANDLERS}
    bare: list[float] = []
    with tempfile.TemporaryDirectory() as compiled:
        # Compiling is not importing: the first round compiles everything, ours and theirs, and is left out.
        kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": compiled}
        # A function connects as Lambda starts it.
        environment = {**os.environ, **settings, **kept, "AWS_LAMBDA_FUNCTION_NAME": "bench", "PYTHONPATH": _PATH}
        for turn in range(rounds + 1):
            for handler in HANDLERS:
                bare_now, own = _cpu_ms(BARE, environment), _cpu_ms(f"import {handler}", environment)
                if turn:
                    bare.append(bare_now)
                    spent[handler].append(own)
    for handler, times in spent.items():
        own, both = median(times), median(bare)
        yield handler, Import(round(own, 1), round(both, 1), round(own / both, 3))


def _cpu_ms(code: str, environment: Mapping[str, str]) -> float:
    run = subprocess.run(
        [sys.executable, "-c", _TIMED.format(code=code)], env=environment, capture_output=True, text=True, check=True
    )
    return float(run.stdout.splitlines()[-1]) * 1000
