"""What the shop's functions did with the rights of their roles, since the local cloud was started."""

import json
import re
from collections import defaultdict
from collections.abc import Mapping

from infra.local.deploy import STACK
from infra.local.emulator import CALLS_NAME
from tests.e2e.shop import Shop


def of_function(shop: Shop, function: str) -> Mapping[str, set[str]]:
    """A function's actions by what they were done to, in the words of `tests.rights`; nobody else's."""
    stack = shop.aws("cloudformation").describe_stack_resources(StackName=STACK)["StackResources"]
    # A queue's id is its address.
    logical = {re.split("[/:]", its["PhysicalResourceId"])[-1]: its["LogicalResourceId"] for its in stack}
    its_name = shop.output(f"{function}Name")
    found: dict[str, set[str]] = defaultdict(set)
    for line in (shop.state / CALLS_NAME).read_text().splitlines():
        call = json.loads(line)
        if call["by"].rsplit("/", 1)[-1] == its_name:
            # arn:aws:dynamodb:<region>:<account>:table/<name>/index/by_list
            name, slash, part = re.sub("^(table|event-bus)/|^secret:", "", call["on"].split(":", 5)[5]).partition("/")
            thing = logical.get(name) or logical.get(name[:-7], name)  # a secret's name ends in six characters more
            found[thing + slash + part].add(call["action"])
    return found
