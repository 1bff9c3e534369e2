"""The guestbook on the local cloud: it answers, its reaction and its schedule are there, and a request has its price.

A program of its own: it becomes the functions to count what they use.
"""

import sys
from pathlib import Path

from infra.bench import cost, requests, rooms
from infra.bench.usage import used
from infra.bench.wiring import wiring
from infra.client import Staff, new_key
from infra.local.cloud import local_cloud
from infra.local.stack import Stack
from shop.roles import Role
from tests.e2e.shop import until


def write_and_be_thanked(stack: Stack) -> None:
    """Over HTTP, the stream, the bus and the queue."""
    service = Staff(stack, "customer-service")
    entry = service.post("/guestbook/entries", {"text": "很好"}, key=new_key()).body
    until(lambda: service.get(f"/guestbook/entries/{entry['entry_id']}")["thanked_at"])


def is_scheduled(stack: Stack) -> None:
    """Its job is called in the one role of all schedules."""
    scheduler = stack.aws.client("scheduler")
    targets = [
        scheduler.get_schedule(Name=one["Name"], GroupName=one["GroupName"])["Target"]
        for one in scheduler.list_schedules()["Schedules"]
    ]
    assert '{"job": "look_around"}' in [target["Input"] for target in targets]
    assert len({target["RoleArn"] for target in targets}) == 1


def has_its_price(stack: Stack) -> None:
    """What a request uses is counted, and a thousand of them cost something."""
    wired = wiring(stack)
    assert len(wired.told("zhanggui.guestbook", "EntryWritten")) == 1
    function = wired.function("guestbook.handler.lambda_handler")
    with rooms.opened(stack, wired) as log:
        asked = requests.staff("POST /guestbook/entries", Role.CUSTOMER_SERVICE, {"text": "很好"})
        with used(function, log) as usage:
            asked.send()
    assert usage.write_units == 6  # entry, event and idempotency key, in one transaction
    assert cost.of_orders(usage).total > 0


with local_cloud(Path(sys.argv[1])) as stack:
    write_and_be_thanked(stack)
    is_scheduled(stack)
    has_its_price(stack)
