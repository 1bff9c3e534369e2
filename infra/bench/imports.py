"""CPU of starting each function in a fresh process, beside what every such function has to import.

The one function that Chalice has for all routes is among them, though another deployment's.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from infra import house
from infra.bench.wiring import Function
from infra.chalice import here

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
# What `app.py` of the package does; Chalice's own packages come last, as in the benchmark's process.
_CHALICE = """
import sys
sys.path += {packages}
from infra.chalice.adapter import Shop
app = Shop("zhanggui", {rooms})
"""
BY_CHALICE = "app (Chalice)"
_ROOT = Path(__file__).parents[2]
_PATH = os.pathsep.join(str(_ROOT / folder) for folder in ("functions", "layers/shop/python", "."))


@dataclass(frozen=True)
class Import:
    """What was measured of one module; times in milliseconds of CPU."""

    cpu_ms: float
    bare_cpu_ms: float
    ratio: float


def measured(functions: Iterable[Function], region: str, rounds: int) -> Iterator[tuple[str, Import]]:
    """The imports of the functions' modules by name: medians of interleaved runs, each beside a bare one."""
    programs = _programs(functions)
    spent: dict[str, list[float]] = {name: [] for name in programs}
    bare: list[float] = []
    with tempfile.TemporaryDirectory() as compiled:
        # Compiling is not importing: the first round compiles everything, ours and theirs, and is left out.
        for turn in range(rounds + 1):
            for name, (code, function) in programs.items():
                environment = _environment(function, region) | {"PYTHONPYCACHEPREFIX": compiled}
                bare_now, own = _cpu_ms(BARE, environment), _cpu_ms(code, environment)
                if turn:
                    bare.append(bare_now)
                    spent[name].append(own)
    both = median(bare)
    for name, times in spent.items():
        own = median(times)
        yield name, Import(round(own, 1), round(both, 1), round(own / both, 3))


def _programs(functions: Iterable[Function]) -> dict[str, tuple[str, Function]]:
    """What each function does when it starts, and which it is."""
    programs = {function.module: (f"import {function.module}", function) for function in functions}
    rooms = [room.name for room in house.rooms()]
    its = [programs[f"{room}.handler"][1] for room in rooms]
    settings = {name: value for function in its for name, value in function.settings.items()}
    code = _CHALICE.format(packages=here.packages(), rooms=rooms)
    return {**programs, BY_CHALICE: (code, replace(its[0], handler="app.app", settings=settings))}


def _environment(function: Function, region: str) -> dict[str, str]:
    """What Lambda starts a function with, and nothing that this process happens to have."""
    return {
        "AWS_LAMBDA_FUNCTION_NAME": function.name,
        "AWS_DEFAULT_REGION": region,
        "AWS_REGION": region,
        # Without keys a client would look for them elsewhere.
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "PYTHONPATH": _PATH,
        **function.settings,
    }


def _cpu_ms(code: str, environment: Mapping[str, str]) -> float:
    run = subprocess.run(
        [sys.executable, "-c", _TIMED.format(code=code)], env=environment, capture_output=True, text=True, check=True
    )
    return float(run.stdout.splitlines()[-1]) * 1000
