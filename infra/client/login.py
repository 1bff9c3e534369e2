"""python -m infra.client.login NAME [--stack STACK.JSON]

Prints a token of the shop on this machine: the ID token of a member of staff, by user name or role, or
the access token of the `storefront`. It goes into a header, `Authorization: Bearer …`, and is good for
as long as the pool lets it. Exit code 2 when there is no such name, or no shop that answers.
"""

import argparse
import os
import sys
from pathlib import Path

from infra.client.callers import Staff, StorefrontClient
from infra.client.http import ShopTrouble
from infra.local.stack import FILE_NAME, Stack

HERE = Path(__file__).resolve().parents[2] / ".local" / FILE_NAME
STOREFRONT = "storefront"


def main(arguments: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m infra.client.login", description="Prints a token of the shop.")
    parser.add_argument("name", help="a user name or a role of the staff, or: storefront")
    default = Path(os.environ.get("STACK_JSON") or HERE)
    parser.add_argument("--stack", type=Path, default=default, metavar="FILE", help=f"stack.json (now: {default})")
    asked = parser.parse_args(arguments)
    try:
        stack = Stack.load(asked.stack)
    except (OSError, ValueError, TypeError) as error:
        print(f"There is no stack at {asked.stack} ({error}); start one with: make serve", file=sys.stderr)
        return 2
    try:
        print(StorefrontClient(stack).token if asked.name == STOREFRONT else Staff(stack, asked.name).token)
    except LookupError as error:
        names = [account["username"] for accounts in stack.accounts.values() for account in accounts]
        print(f"{error.args[0]} There are {', '.join([*names, STOREFRONT])}.", file=sys.stderr)
        return 2
    except ShopTrouble as error:
        print(f"The shop does not let {asked.name} in: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
