"""The redrive command; see the package for what it does."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

import infra.redrive
from event_relay.publishing import BusFailedError
from infra.redrive.deployed import Shop
from infra.redrive.ledger import Ledger
from infra.redrive.letters import Letters
from shop.errors import Busy


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns 0 when everything went, 1 when something stayed, 2 when it cannot begin."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.until and not options.since:
        parser.error("--until goes with --since")
    try:
        shop = Shop.on_this_machine(options.stack) if options.stack else Shop.in_aws(options.stack_name)
        return _redrive(shop, options)
    except (OSError, ValueError, KeyError) as error:
        print(f"The deployed shop cannot be read: {error}", file=sys.stderr)
    except (BotoCoreError, ClientError, BusFailedError, Busy) as error:
        print(f"It stopped, and can be run again: {error}", file=sys.stderr)
    return 2


def _redrive(shop: Shop, options: argparse.Namespace) -> int:
    ledger = Ledger(shop)
    letters = Letters(shop, ledger)
    unknown: list[str] = []
    if options.dead_letters:
        letters.send_back()
    elif options.entity:
        unknown = [f"{key}: has no events" for key in options.entity if not ledger.entity(key)]
    else:
        ledger.time(options.since, options.until or datetime.now(UTC))
    stayed = [*ledger.refused, *letters.left, *unknown]
    for line in stayed:
        print(line, file=sys.stderr)
    print(f"{ledger.published} events published, {letters.moved} messages sent back, {len(stayed)} left.")
    return 1 if stayed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m infra.redrive",
        description=infra.redrive.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--dead-letters", action="store_true", help="send back whatever waits in a dead-letter queue")
    what.add_argument("--entity", nargs="+", metavar="KEY", help="publish all events of these things")
    what.add_argument("--since", type=_time, metavar="TIME", help="publish all events from this time on (ISO 8601)")
    parser.add_argument("--until", type=_time, metavar="TIME", help="with --since: up to this time")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--stack", type=Path, metavar="FILE", help="stack.json of the shop on this machine")
    where.add_argument("--stack-name", default="zhanggui", metavar="NAME", help="the stack in AWS (default: zhanggui)")
    return parser


def _time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text} says no time zone; end it with Z or +08:00")
    return at


if __name__ == "__main__":
    sys.exit(main())
