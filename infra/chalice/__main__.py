"""The commands behind `make chalice-package` and `make chalice-local`."""

import argparse
import sys
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from infra.chalice import project, serving
from infra.local.cloud import STATE
from infra.local.preflight import CannotStartError, port
from infra.local.shell import ToolFailedError
from infra.local.stack import FILE_NAME, Stack

FAILED, CANNOT_START = 1, 2


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns 0, 1 (something failed) or 2 (it cannot be done here)."""
    options = _parser().parse_args(arguments)
    try:
        options.does(options)
    except (ToolFailedError, BotoCoreError, ClientError) as error:
        print(error, file=sys.stderr)
        return FAILED
    except (CannotStartError, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return CANNOT_START
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.chalice", description="The shop by Chalice.")
    commands = parser.add_subparsers(required=True)
    package = commands.add_parser("package", help="write Chalice's package of the shop and its template")
    package.set_defaults(does=_package)
    local = commands.add_parser("local", help="serve the routes by `chalice local`, on the stores of a running shop")
    local.add_argument(
        "--stack", type=Path, default=STATE / FILE_NAME, metavar="FILE", help="which (.local/stack.json)"
    )
    local.add_argument("--port", type=port, default=8000, metavar="N", help="its port (8000)")
    local.set_defaults(does=_serve)
    return parser


def _package(_: argparse.Namespace) -> None:
    template = project.package()
    print(f"The package is in {template.parent}: {template.name}, and deployment.zip with the code of the routes.")


def _serve(options: argparse.Namespace) -> None:
    if not options.stack.exists():
        raise CannotStartError(f"There is no {options.stack}: start the shop first, by make serve in another shell.")
    print("Tokens are not verified here, and storefronts not known; for that: make serve DEPLOY=chalice", flush=True)
    serving.serve(Stack.load(options.stack), options.port)


if __name__ == "__main__":
    raise SystemExit(main())
