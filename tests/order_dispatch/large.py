"""Orders too large for one transaction, and work on them that is cut off or overtaken.

Transactions are made small here, so that eight SKUs are a large order.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from order_dispatch import reactions, store
from shop.sagas import running
from shop.stock.units import Cause, Units
from tests.faults import Faults
from tests.harness import Answer, House
from tests.order_dispatch.books import open_orders_want, reserved, the_books_are_right, the_reconciler_finds_nothing
from tests.order_dispatch.shop_floor import (
    EVERYTHING,
    PRICE,
    SH,
    WAREHOUSE_USERS,
    Floor,
    InHand,
    line,
    of_orders,
    parcel,
    wanted,
)
from tests.people import CUSTOMER_SERVICE, SPECIALIST

SKUS = [f"S{n:02d}" for n in range(8)]
ORDERED = wanted(*[line(sku, 2) for sku in SKUS], line(SKUS[0], 1))
_AT_ONCE = 30
KEY = "the-large-order"
# A lease is forty seconds: nobody holds it longer unless he works on.
LEASE_IS_OVER = 41
IN_PROGRESS = (409, "in_progress")


@dataclass(frozen=True)
class Kind:
    """One kind of work on a large order: from where to where, in how many writes."""

    name: str
    left: str
    reached: str
    writes: int
    event: str

    def __str__(self) -> str:
        return self.name


# A beginning, the chunks, an end.
PLACING = Kind("placing", "", "placed", 1 + 3 + 1, "OrderPlaced")
CANCELLING = Kind("cancelling", "confirmed", "cancelled", 1 + 3 + 1, "OrderCancelled")
ALLOCATING = Kind("allocating", "confirmed", "allocated", 1 + 2 + 1, "OrderAllocated")
DISPATCHING = Kind("dispatching", "verified", "dispatched", 1 + 4 + 1, "ShipmentDispatched")
KINDS = (PLACING, CANCELLING, ALLOCATING, DISPATCHING)


class Killed(BaseException):
    """The worker is gone: nothing catches this."""


class Interrupted(Faults):
    """Does something of its own at the nth write: before it is made, or after it (`made`)."""

    def __init__(self, nth: int, act: Callable[[], None], *, made: bool) -> None:
        super().__init__(store.database.client)
        self._nth, self._act, self._made = nth, act, made

    def _call(self, params: dict[str, Any], **more: Any) -> Any:
        mine = len(self.calls) + 1 == self._nth
        if mine and not self._made:
            self.calls.append({})
            self._step_aside()
        answer = super()._call(params, **more)
        if mine and self._made:
            self._step_aside()
        return answer

    def _step_aside(self) -> None:
        # So that others can be interrupted meanwhile.
        self.__exit__(None, None, None)
        try:
            self._act()
        finally:
            self.__enter__()


def killed() -> None:
    raise Killed


def changed_after_it_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stock changes between the asking, of which the next order of all SKUs hears no refusal, and its first chunk."""

    def once_nothing(ask: Callable[..., Any]) -> Callable[..., Any]:
        said: list[Any] = [[]]
        return lambda *asked: said.pop() if said and len(asked[-1]) == len(SKUS) else ask(*asked)

    for name in ("refusals", "not_at"):
        monkeypatch.setattr(store.stock, name, once_nothing(getattr(store.stock, name)))


def sweep() -> None:
    """The schedule says: look now."""
    reactions.sweep_stuck_orders()


class Bulk:
    """A shop with ten of each SKU at Shanghai, and one large order in it.

    Without a monkeypatch transactions keep their size.
    """

    def __init__(self, house: House, monkeypatch: pytest.MonkeyPatch | None, ordered: dict[str, Any] = ORDERED) -> None:
        if monkeypatch:
            monkeypatch.setattr(running, "LARGEST_TRANSACTION", 7)
        self.house = house
        self.floor = Floor(house)
        self.ordered = ordered
        self.order = InHand("", 1, tracking_number="SF00000001")
        self.skus = sorted({line["sku"] for line in ordered["lines"]})
        house.at_the_end_of(f"{len(self.skus)} SKUs are on sale", self._stock)

    def _stock(self) -> None:
        cause = Cause("RECEIPT", "RECEIPT#1", self.house.now)
        for start in range(0, len(self.skus), _AT_ONCE):
            some = self.skus[start : start + _AT_ONCE]
            with store.database.transaction() as write:
                for sku in some:
                    store.stock.enter(write, sku, "CNY", field="skus[0]")
            with store.database.transaction() as write:
                for sku in some:
                    store.stock.publish(write, sku, PRICE, 1)
            with store.database.transaction() as write:
                for sku in some:
                    store.stock.receive(write, Units(sku, 10), 200, "CNY", SH, cause, field="lines[0]")

    def bring_before(self, kind: Kind) -> None:
        """Everything up to the work of this kind."""
        if kind.left:
            self.house.at_the_end_of(f"{self.ordered} {kind.left}", partial(self._bring, kind.left))
            self.find()

    def _bring(self, state: str) -> None:
        assert self.ask(PLACING).status == 201
        self.find()
        self.floor.bring(self.order, state)

    def find(self) -> None:
        """Take the one order there is in hand."""
        (head,) = self.heads()
        self.order.order_id, self.order.version = head["order_id"], head["version"]

    def heads(self) -> list[dict[str, Any]]:
        return [item for item in self.house.items("order_dispatch", "ORDER#") if item["sk"] == "ORDER"]

    def ask(self, kind: Kind, **other: Any) -> Answer:
        """The request that begins the work, or repeats it."""
        if kind is PLACING:
            return self.floor.place(self.ordered | other, key=KEY)
        if kind is CANCELLING:
            return self.floor.act(self.order, "cancel", CUSTOMER_SERVICE, **{"reason": "other"} | other)
        if kind is ALLOCATING:
            return self.floor.act(self.order, "allocate", SPECIALIST, **{"warehouse": SH} | other)
        asked = parcel(self.order.tracking_number) | other
        return self.floor.act(self.order, "dispatch", WAREHOUSE_USERS[SH], **asked)

    def cut(self, kind: Kind, writes: int, **other: Any) -> None:
        """Begin the work and lose its worker after so many writes."""
        whole = writes == kind.writes
        with pytest.raises(Killed), Interrupted(writes if whole else writes + 1, killed, made=whole):
            self.ask(kind, **other)
        the_reconciler_finds_nothing(self.house)
        if writes and kind is PLACING:
            self.order.order_id = self.house.items("order_dispatch", "EXTERNAL#storefront:shop-web#WEB-1")[0][
                "order_id"
            ]

    def confirm_is_in_progress(self) -> None:
        answer = self.floor.act(self.order, "confirm", CUSTOMER_SERVICE, channel="chat", confirmed=EVERYTHING)
        assert answer.refusal == IN_PROGRESS
        assert int(answer.headers["Retry-After"]) >= 1

    def lease_is_over(self) -> None:
        self.house.later(seconds=LEASE_IS_OVER)

    def is_done(self, kind: Kind) -> None:
        """The work is done, once, and the books are right."""
        (head,) = self.heads()
        assert head["state"] == kind.reached
        assert "operation" not in head
        assert head["version"] == len(self.floor.told(self.order))
        assert self.floor.told(self.order).count(kind.event) == 1
        if kind is not CANCELLING:
            assert self.floor.work_list(kind.reached) == [self.order.order_id]
        self.nothing_is_underway()

    def is_gone(self) -> None:
        """Nothing is left of the order but that units went out and came back."""
        assert self.house.items("order_dispatch") == []
        assert {item["available"] for item in self.house.items("sku") if item["sk"] == "LEVEL"} <= {10, 1}
        self.nothing_is_underway()

    def nothing_is_underway(self) -> None:
        assert not store.underway(limit=10, after=None).items
        assert reserved(self.house) == open_orders_want(self.house)
        the_books_are_right(self.house)

    def books(self) -> tuple[Any, Any]:
        """All there is of orders and stock: to be compared."""
        return of_orders(self.house), self.house.items("sku")
