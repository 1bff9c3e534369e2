"""What the replay's commands have in common: their arguments, and what these name."""

import argparse
from pathlib import Path

from infra.local.stack import Stack
from infra.replay import month
from infra.replay.month import Month


class CannotStartError(Exception):
    """The file or the stack cannot be read; the message is a sentence for the person at the keyboard."""


def parser(program: str, purpose: str) -> argparse.ArgumentParser:
    """The arguments that both commands take."""
    arguments = argparse.ArgumentParser(prog=f"python -m {program}", description=purpose)
    arguments.add_argument("file", type=Path, help="invoices as CSV, may be gzipped")
    arguments.add_argument("--stack", type=Path, default=Path(".local/stack.json"), help="the stack it is played on")
    arguments.add_argument("--workers", type=_at_least_one, default=8, help="calls at once (default: 8)")
    return arguments


def load(asked: argparse.Namespace) -> tuple[Month, Stack]:
    """The month and the stack that the arguments name. Raises CannotStartError."""
    try:
        the_month = month.read(asked.file)
    except (OSError, month.UnreadableFileError) as error:
        raise CannotStartError(f"The file of invoices cannot be read: {error}") from error
    try:
        return the_month, Stack.load(asked.stack)
    except (OSError, ValueError, TypeError) as error:
        raise CannotStartError(f"There is no stack at {asked.stack} ({error}); start one with: make run") from error


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number
