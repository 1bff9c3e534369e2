"""The salts that carriers sign their pushes with: what a carrier's is, and a new one in its place.

    python -m infra.salts show shunfeng      the salt to tell the carrier
    python -m infra.salts rotate shunfeng    a new one; the one it has stays valid beside it
    python -m infra.salts end shunfeng       the one before is not valid any more

Each carrier has a salt of its own. Rotate, tell the carrier the new one, and end the one before when the carrier
signs with the new one. Functions read salts anew: a new one is taken after seconds, one that was ended is refused
within a minute, and nothing is deployed. Whose salt has leaked is rotated and ended at once.

Add `--stack .local/stack.json` for the shop on this machine; without it the command works on the stack `zhanggui`
in the AWS account of the environment, or on the one that `--stack-name` says.
"""

import argparse
import json
import re
import sys
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from infra.redrive.deployed import Shop
from order_dispatch.carriers.kuaidi100 import salts


def main(arguments: list[str] | None = None) -> int:
    """Run the command; prints the carrier's current salt. Returns 0, or 2 when it cannot be done."""
    options = _parser().parse_args(arguments)
    try:
        shop = Shop.on_this_machine(options.stack) if options.stack else Shop.in_aws(options.stack_name)
        secret = _changed(shop, options.does, options.carrier)
    except (OSError, ValueError, KeyError) as error:
        print(f"The deployed shop cannot be read: {error}", file=sys.stderr)
    except (BotoCoreError, ClientError) as error:
        print(f"The salts cannot be reached: {error}", file=sys.stderr)
    else:
        current, *previous = salts.valid(secret, options.carrier)
        print(current)
        if previous:
            print("The one before is valid too, until `end`.", file=sys.stderr)
        return 0
    return 2


def _changed(shop: Shop, does: str, carrier: str) -> salts.Secret:
    manager, secret_id = shop.aws.client("secretsmanager"), shop.outputs["CarrierSaltSecret"]
    secret = salts.load(manager.get_secret_value(SecretId=secret_id)["SecretString"])
    if does == "show":
        return secret
    after = {"rotate": salts.rotated, "end": salts.ended}[does](secret, carrier)
    manager.put_secret_value(SecretId=secret_id, SecretString=json.dumps(after))
    return after


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m infra.salts", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("does", choices=["show", "rotate", "end"])
    parser.add_argument("carrier", type=_carrier, help="the carrier's code, such as shunfeng")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--stack", type=Path, metavar="FILE", help="stack.json of the shop on this machine")
    where.add_argument("--stack-name", default="zhanggui", metavar="NAME", help="the stack in AWS (default: zhanggui)")
    return parser


def _carrier(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]{1,20}", text):
        raise argparse.ArgumentTypeError(f"{text} is no carrier's code")
    return text


if __name__ == "__main__":
    sys.exit(main())
