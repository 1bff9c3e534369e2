"""python -m infra.simulate WHAT FILE --out FOLDER [--seed N]

Exit code: 0 when it was simulated; 1 when the shop did something that it must not; 2 when the file, the folder or the
local cloud's store are not to be had.
"""

import argparse
import json
import sys
import time
from pathlib import Path

from rich.console import Console

from infra.local.preflight import CannotStartError
from infra.replay import command
from infra.simulate import plays
from infra.simulate.shop import SimulationError

SEED = 20101201


def main(arguments: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m infra.simulate", description="Simulate the shop over a month.")
    parser.add_argument("what", choices=plays.names(), help="what is simulated")
    parser.add_argument("file", type=Path, help="invoices as CSV, may be gzipped; docs/replay.md tells its columns")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where what was stored is written")
    parser.add_argument("--seed", type=int, default=SEED, help=f"what chance depends on (default: {SEED})")
    asked = parser.parse_args(arguments)
    console = Console(stderr=True)
    began = time.monotonic()
    try:
        the_month = command.read(asked.file)
        if not the_month.orders:
            raise CannotStartError(f"{asked.file} has nothing in it that can be sold.")
        asked.out.mkdir(parents=True, exist_ok=True)
        figures = plays.named(asked.what).play(the_month, asked.out, asked.seed, console)
    except (CannotStartError, OSError) as error:
        console.print(str(error), style="red", highlight=False, soft_wrap=True, markup=False)
        return command.CANNOT_START
    except SimulationError as error:
        console.print(str(error), style="red", highlight=False, soft_wrap=True, markup=False)
        return 1
    except KeyboardInterrupt:
        return command.INTERRUPTED
    console.print(f"{time.monotonic() - began:.0f} s; what was stored is in {asked.out}", highlight=False)
    print(json.dumps(figures), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
