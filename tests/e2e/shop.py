"""The deployed shop as its tests meet it: everybody who calls it, and the account behind it."""

import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import httpx

from infra.client import Carrier, Client, Refused, Staff, StorefrontClient
from infra.client.http import Json, default_http
from infra.client.listing import Listing
from infra.local.stack import Stack
from tests.e2e.taps import Tap, on_bus, on_notices

SH, GZ = "WH-SH", "WH-GZ"

T = TypeVar("T")


@dataclass
class Shop:
    """One for the whole run, which `run` names. `state` is the local cloud's folder, `customers` all contacts used;
    `bus` and `notices` have heard whatever was said there.

    Nobody waits anything out: what the shop answers is what the test sees.
    """

    stack: Stack
    state: Path
    http: httpx.Client
    staff: dict[str, Staff]
    storefront: StorefrontClient
    bus: Tap
    notices: Tap
    run: str
    owner: dict[str, Any] = field(default_factory=dict)
    customers: list[Json] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.manager = self.staff["manager"]
        self.specialist, self.reviewer = self.staff["specialist-1"], self.staff["specialist-2"]
        self.designer = self.staff["designer"]
        self.customer_service = self.staff["customer-service"]
        self.purchasing = self.staff["purchasing"]
        self.warehouse_sh, self.warehouse_gz = self.staff["warehouse-sh"], self.staff["warehouse-gz"]

    @cached_property
    def listing(self) -> Listing:
        """The people who bring products onto the page."""
        uploads = Client("", http=self.http, patience=0)
        return Listing(self.specialist, self.designer, self.reviewer, uploads)

    @cached_property
    def nobody(self) -> Client:
        """Somebody from the street, without a token."""
        return Client(self.stack.api_url, http=self.http, patience=0)

    def carrier(self, code: str, *, salt: str | None = None) -> Carrier:
        """A carrier who signs with the shop's salt, or with another one."""
        return Carrier(self.stack, code, salt=salt, http=self.http, patience=0)

    def output(self, name: str) -> str:
        """What the stack puts out under this name."""
        return self.stack.outputs[name]

    def aws(self, service: str) -> Any:
        """The account's owner at work: tables, queues, logs as they are."""
        if service not in self.owner:
            self.owner[service] = self.stack.aws.client(service)  # type: ignore[call-overload]
        return self.owner[service]

    def number(self) -> int:
        """A number that nobody else got."""
        return next(self._numbers)

    def customer(self) -> Json:
        """A new customer's contact. The last test looks for every one of them where they must not be."""
        n = self.number()
        contact = {
            "name": f"欧阳闻莺之{n:03d}",
            "phone": f"+86139{n:04d}7781",
            "email": f"wenying.{n}@customer.example",
            "address": {"country": "中国", "city": "云梦泽市", "street": f"听雨巷{n}弄乙", "postcode": "Q7Z 9XJ"},
        }
        self.customers.append(contact)
        return contact


@contextmanager
def opened(stack: Stack, state: Path) -> Iterator[Shop]:
    """The shop with all its people, for the time of the block."""
    run = f"{time.time_ns() // 1_000_000:X}"
    with ExitStack() as ending:
        http = ending.enter_context(default_http())
        names = [account["username"] for accounts in stack.accounts.values() for account in accounts]
        staff = {name: Staff(stack, name, http=http, patience=0) for name in names}
        bus = ending.enter_context(on_bus(stack, f"e2e-bus-{run}"))
        notices = ending.enter_context(on_notices(stack))
        shop = Shop(stack, state, http, staff, StorefrontClient(stack, http=http, patience=0), bus, notices, run)
        yield shop
        for client in shop.owner.values():
            client.close()


def refusal(call: Callable[..., object], *args: Any, **more: Any) -> tuple[int, str]:
    """The status and the code that a call is refused with."""
    try:
        answer = call(*args, **more)
    except Refused as refused:
        return refused.status, refused.code
    raise AssertionError(f"It was not refused: {answer}")


def until(look: Callable[[], T | None], *, seconds: float = 40, every: float = 0.1) -> T:
    """What `look` finds, as soon as it finds something true; fails with what it saw last."""
    ends = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < ends, f"Nothing came in {seconds} seconds; last seen: {seen!r}"
        time.sleep(every)
    return seen
