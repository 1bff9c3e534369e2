"""The command behind `make run`, `make demo` and all that needs the shop to be up."""

import argparse
import contextlib
import shlex
import signal
import sys
import time
from pathlib import Path
from typing import get_args

from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console

from infra.local.cloud import STATE, furnish, started
from infra.local.companion import accompany
from infra.local.deploy import By
from infra.local.emulator import Emulator
from infra.local.env import ENV_NAME
from infra.local.preflight import CannotStartError, port
from infra.local.progress import Progress
from infra.local.stack import FILE_NAME, Stack

FAILED, CANNOT_START, INTERRUPTED = 1, 2, 130


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns 0, 1 (something failed), 2 (it cannot start here) or 130 (interrupted early)."""
    options = _parser().parse_args(arguments)
    console = Console(stderr=options.does is _with)  # there the output is the program's
    try:
        return int(options.does(console, options))
    except CannotStartError as error:
        print(error, file=sys.stderr)
        return CANNOT_START
    except (BotoCoreError, ClientError) as error:
        print(error, file=sys.stderr)
        return FAILED
    except OSError as error:
        print(f"It cannot be done here: {error}", file=sys.stderr)
        return CANNOT_START
    except KeyboardInterrupt:
        console.print("Interrupted; everything that was started has ended.")
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.local", description="The shop on this machine.")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--state", type=Path, default=STATE, metavar="DIR", help="where it is kept (default: .local)")
    common.add_argument("--port", type=port, metavar="N", help="its port, 0 for any (default: the last one, or any)")
    common.add_argument(
        "--deploy", choices=get_args(By), default="sam", help="which way; a shop that came the other way is moved"
    )
    commands = parser.add_subparsers(required=True)
    up = commands.add_parser("up", parents=[common], help="start or update the local cloud and serve until Ctrl-C")
    up.add_argument("--demo", action="store_true", help="play the demo day")
    up.add_argument("--exit", action="store_true", help="end after that instead of serving")
    up.set_defaults(does=_up)
    along = commands.add_parser("with", parents=[common], help="have the local cloud up while a program runs")
    along.add_argument("program", nargs="+", help="the program and its arguments, after --")
    along.set_defaults(does=_with)
    return parser


def _with(console: Console, options: argparse.Namespace) -> int:
    with contextlib.ExitStack() as cloud:
        _start(cloud, console, options)
        return accompany(options.program)


def _start(cloud: contextlib.ExitStack, console: Console, options: argparse.Namespace) -> tuple[Emulator, Stack]:
    with Progress(console) as progress:
        running = cloud.enter_context(started(options.state, port=options.port, say=progress.say, by=options.deploy))
        if running.keeper is None and options.does is _up:
            console.print(_what_it_does_to(running, demo=options.demo), highlight=False, soft_wrap=True)
        return running, furnish(running, options.state, say=progress.say, by=options.deploy)


def _what_it_does_to(running: Emulator, *, demo: bool) -> str:
    more = ", then plays another demo day in it, which adds orders and stock" if demo else ""
    return (
        f"A shop runs here already, at {running.owner.endpoint_url}. This brings it to what this folder says{more}. "
        "Whoever started it goes on serving it."
    )


def _up(console: Console, options: argparse.Namespace) -> int:
    with contextlib.ExitStack() as cloud:
        running, stack = _start(cloud, console, options)
        went_well = not options.demo or _play(stack, console)
        if not options.exit:
            _serve(running, stack, options.state, console)
    return 0 if went_well else FAILED


def _play(stack: Stack, console: Console) -> bool:
    from infra.demo import play

    return play(stack, console)


def _serve(running: Emulator, stack: Stack, state: Path, console: Console) -> None:
    console.print(f"\nThe shop answers at {stack.api_url}", highlight=False)
    taken_in = f". {shlex.quote(str(state / ENV_NAME))}"
    console.print(
        f"Accounts and addresses are in {state / FILE_NAME}; for a shell: {taken_in}",
        highlight=False,
        soft_wrap=True,
        markup=False,
    )
    if running.keeper is None:
        console.print("It is served by another program, which goes on.")
        return
    console.print("Ctrl-C ends it; what it holds is there again at the next start.")
    try:
        while running.runs():
            time.sleep(0.5)
    except KeyboardInterrupt:
        console.print("\nSaving what the shop holds …")
        return
    raise CannotStartError(f"The local cloud ended by itself; {state / 'cloud.log'} says why.")


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)  # all end it in order, also in a shell's background
    raise SystemExit(main())
