"""What the replay's commands have in common: their arguments, and what these name."""

import argparse
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console

from infra.local.cloud import STATE, local_cloud
from infra.local.preflight import CannotStartError
from infra.local.progress import Progress
from infra.local.stack import Stack
from infra.replay import month
from infra.replay.month import Month
from infra.replay.rows import UnreadableFileError

CANNOT_START, INTERRUPTED = 2, 130


def parser(program: str, purpose: str) -> argparse.ArgumentParser:
    """The arguments that both commands take."""
    arguments = argparse.ArgumentParser(prog=f"python -m {program}", description=purpose)
    arguments.add_argument("file", type=Path, help="invoices as CSV, may be gzipped; docs/replay.md tells its columns")
    arguments.add_argument(
        "--stack",
        type=Path,
        metavar="FILE",
        help="stack.json of a shop that runs (default: the one in .local, started if need be)",
    )
    arguments.add_argument("--workers", type=_at_least_one, default=8, metavar="N", help="calls at once (default: 8)")
    return arguments


def read(file: Path) -> Month:
    """The month in a file, before anything is started. Raises CannotStartError."""
    try:
        return month.read(file)
    except (OSError, UnreadableFileError) as error:
        raise CannotStartError(f"The file of invoices cannot be read: {error}") from error


@contextmanager
def shop(asked: argparse.Namespace, console: Console) -> Iterator[Stack]:
    """The shop that is asked for, for the time of the block: one that runs, or else that of this machine.

    Raises CannotStartError.
    """
    with ExitStack() as cloud:
        if asked.stack is not None:
            yield _running(asked.stack)
            return
        try:
            with Progress(console) as progress:
                stack = cloud.enter_context(local_cloud(STATE, say=progress.say))
        except (BotoCoreError, ClientError) as error:
            raise CannotStartError(str(error)) from error
        yield stack


def _running(file: Path) -> Stack:
    try:
        stack = Stack.load(file)
    except (OSError, ValueError, TypeError) as error:
        raise CannotStartError(f"There is no stack at {file} ({error}); start one with: make serve") from error
    try:
        httpx.get(stack.api_url, timeout=10)
    except httpx.HTTPError as error:
        raise CannotStartError(f"The shop of {file} does not answer; start it with: make serve") from error
    return stack


def folder(asked: argparse.Namespace) -> Path:
    """Where the state of the shop that is asked for lies."""
    if asked.stack is None:
        return STATE
    return Path(asked.stack if asked.stack.is_dir() else asked.stack.parent)


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number
