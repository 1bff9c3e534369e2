"""Who plays the day, and what is known of it while it is played."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

import httpx
from rich.progress import Progress

from infra.client import Carrier, Client, Refused, Staff, StorefrontClient
from infra.client.http import Json
from infra.client.listing import Listing
from infra.demo.script import Order, Script
from infra.local.stack import Stack

Thing = TypeVar("Thing")
Found = TypeVar("Found")
# Calls at once: the local cloud keeps one process per concurrent call.
_AT_ONCE = 4
_PATIENCE = 30.0
# The roles of which one person has a part.
_ALONE = ("operations-manager", "designer", "customer-service", "purchasing", "hr", "director")


class DayFailedError(Exception):
    """The day cannot go on; the message is a sentence for whoever watches."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who has a part (R1.2), and the machines; `counters` are a second person, where a warehouse has one.

    `users` are the accounts of those who are appraised, by user name: the `sub` that HR's records say.
    """

    manager: Client
    listing: Listing
    warehouses: dict[str, Client]
    counters: dict[str, Client]
    customer_service: Client
    purchasing: Client
    hr: Client
    director: Client
    users: dict[str, str]
    storefront: Client
    carriers: dict[str, Carrier]
    forger: Carrier

    @property
    def specialist(self) -> Client:
        return self.listing.enterer

    @classmethod
    def of(cls, stack: Stack, script: Script, http: httpx.Client) -> "Cast":
        """Everybody with the account of their role. Raises LookupError."""
        enterer, reviewer = Staff.all(stack, "operations-specialist", http=http)[:2]
        keepers, counters = _two_each(Staff.all(stack, "warehouse", http=http))
        manager, designer, clerk, purchasing, hr, director = (Staff(stack, role, http=http) for role in _ALONE)
        codes = sorted({order.carrier for order in script.orders})
        return cls(
            manager,
            Listing(enterer, designer, reviewer, Client("", http=http)),
            keepers,
            counters,
            clerk,
            purchasing,
            hr,
            director,
            {one.username: one.user for one in (manager, enterer, reviewer, designer, clerk)},
            StorefrontClient(stack, http=http),
            {code: Carrier(stack, code, http=http) for code in codes},
            Carrier(stack, codes[0], salt="not the shop's", http=http),
        )


def _two_each(staff: Iterable[Staff]) -> tuple[dict[str, Client], dict[str, Client]]:
    """The first and the second person of each warehouse."""
    first: dict[str, Client] = {}
    second: dict[str, Client] = {}
    for person in staff:
        (second if str(person.party) in first else first).setdefault(str(person.party), person)
    return first, second


@dataclass(slots=True)
class Case:
    """An order of the day and what is known of it so far."""

    order: Order
    external_id: str
    order_id: str = ""
    version: int = 0
    tracking_number: str = ""
    shown: Json = field(default_factory=dict)
    notices: list[Json] = field(default_factory=list)

    def moved(self, answer: Json) -> None:
        """Remember the version that a step made."""
        self.version = answer["version"]


@dataclass(slots=True)
class Day:
    """One run of the script; `number` counts the days this shop has seen."""

    number: int
    cast: Cast
    script: Script
    progress: Progress
    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    cases: list[Case] = field(default_factory=list)
    claims: list[tuple[str, bool]] = field(default_factory=list)

    def claim(self, sentence: str, holds: bool) -> None:
        """Write down something that is to be true of this day."""
        self.claims.append((sentence, holds))

    def together(self, title: str, work: Callable[[Thing], object], things: Iterable[Thing]) -> None:
        """Do the same with many things, a few at once. Raises what the work raises."""
        those = list(things)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for _ in self.progress.track(pool.map(work, those), len(those), description=title):
                pass


def refusal(work: Callable[[], object]) -> str | None:
    """The code with which the shop refuses this; None when it does not."""
    try:
        work()
    except Refused as refused:
        return refused.code
    return None


def found(client: Client, path: str) -> Json | None:
    """A thing as somebody sees it; None where there is none, or it is not theirs to see."""
    try:
        return client.get(path)
    except Refused as refused:
        if refused.code != "not_found":
            raise
        return None


def until(look: Callable[[], Found | None], what: str, *, patience: float = _PATIENCE) -> Found:
    """Ask again until the answer is truthy: lists and reactions follow a little later.

    Raises DayFailedError, naming what did not come.
    """
    ends = time.monotonic() + patience
    while True:
        if answer := look():
            return answer
        if time.monotonic() > ends:
            raise DayFailedError(f"{what} did not come within {patience:.0f} s.")
        time.sleep(0.3)


def listed(client: Client, path: str, wanted: Iterable[Case], **params: object) -> dict[str, Json]:
    """The entries of a work list by order, once all wanted orders stand on it. Raises DayFailedError."""
    ids = {case.order_id for case in wanted}

    def found() -> dict[str, Json] | None:
        entries = {item["order_id"]: item for item in client.items(path, limit=100, **params)}
        return entries if ids <= entries.keys() else None

    if not ids:
        return {}
    return until(found, f"{len(ids)} orders on {path} {params}")
