"""Placing an order (R3.2.1): paid, its stock reserved in the same write, or refused."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from order_dispatch import saving, store, working
from order_dispatch.domain import Line, Order, WholeOrder, demands
from order_dispatch.schemas import PlaceOrder
from order_dispatch.views import OrderSummary, summary
from shop.clock import iso
from shop.contract.order_dispatch import OrderedLine, OrderPlaced
from shop.errors import NotFound
from shop.events.recording import Entity, record
from shop.ids import new_id
from shop.roles import Caller
from shop.sagas import operations, running
from shop.sagas.operations import Condition, Operation
from shop.stock.units import Cause, Demand, Units
from shop.storage.transaction import Transaction
from shop.web.idempotency import IdempotencyKey, RequestInProgress


class Placing(operations.Saga):
    """The reservation of an order's stock, and what stands for the order meanwhile."""

    kind: ClassVar[str] = "placing"
    actions_per_unit: ClassVar[int] = 2

    def __init__(
        self, order: Order, lines: list[Line], by: Caller, once: IdempotencyKey, contact: dict[str, Any]
    ) -> None:
        self.order, self.lines, self.by, self.once, self.contact = order, lines, by, once, contact
        self.head_table, self.head_key = store.orders, store.head_key(order.order_id)
        self.units: Sequence[Demand] = demands(lines, order.currency)

    @property
    def overhead(self) -> int:
        return 5 + saving.blocks(self.lines)  # idempotency, external id, head, contact, event

    def intent(self) -> Mapping[str, Any]:
        return {"key": self.once.key, "fingerprint": self.once.fingerprint}

    @classmethod
    def resumed(cls, whole: WholeOrder, operation: Operation) -> "Placing":
        """The placing that was left unfinished, from what it had stored."""
        once = IdempotencyKey(operation.actor, **json.loads(operation.intent))
        return cls(whole.head, whole.lines, operation.caller, once, whole.contact)

    def apply_whole(self, write: Transaction, now: datetime) -> None:
        self.order = replace(self.order, state="placed", placed_at=iso(now), since=iso(now))
        order_id = self.order.order_id
        self.once.claim(write, store.orders, now, entity=order_id, answer=summary(self.order))
        self._enter(write)
        self._tell(write, now)

    def begin(self, write: Transaction, operation: Operation, now: datetime) -> None:
        self.order = replace(self.order, operation=operation)
        self.once.claim(write, store.orders, now, entity=self.order.order_id)
        self._enter(write)

    def _enter(self, write: Transaction) -> None:
        saving.claim_external_id(write, self.order)
        saving.put_head(write, self.order)
        saving.put_contact(write, self.order.order_id, self.contact)
        saving.put_lines(write, self.order.order_id, self.lines)

    def apply(self, write: Transaction, unit: Demand, cause: Cause) -> None:
        store.stock.reserve(write, unit, cause)

    def compensate(self, write: Transaction, unit: Demand, cause: Cause) -> None:
        store.stock.release(write, Units(unit.sku, unit.quantity), cause)

    def finish(self, write: Transaction, guard: Condition, now: datetime) -> None:
        self.order = saving.move(
            write, self.order, guard, state="placed", since=iso(now), placed_at=iso(now), bump=False
        )
        self._tell(write, now)
        saving.keep_external_id(write, self.order)
        self.once.complete(write, store.orders, now, entity=self.order.order_id, answer=summary(self.order))

    def _tell(self, write: Transaction, now: datetime) -> None:
        order = self.order
        data = OrderPlaced(
            external_id=order.external_id,
            client=order.client,
            payment_reference=order.payment_reference,
            currency=order.currency,
            goods_minor=order.goods_minor,
            shipping_minor=order.shipping_minor,
            total_minor=order.total_minor,
            lines=[OrderedLine.model_construct(**line._asdict()) for line in self.lines],
        )
        record(write, store.orders, Entity(store.partition(order.order_id), order.version), data, by=self.by, at=now)

    def roll_back(self, write: Transaction, guard: Condition, now: datetime) -> None:
        write.delete(store.orders, self.head_key, when=guard.when, values=guard.values, refused=guard.refused)
        saving.erase(write, self.order, self.lines)
        self.once.release(write, store.orders, entity=self.order.order_id)

    def cause(self, movement: str, at: datetime) -> Cause:
        return Cause(movement, store.partition(self.order.order_id), at)

    def refusals(self, units: Sequence[Demand]) -> list[dict[str, Any]]:
        return store.stock.refusals(units)


def place(body: PlaceOrder, by: Caller, once: IdempotencyKey, now: Callable[[], datetime]) -> OrderSummary:
    """Place a paid order whole, or not at all (R3.2.1).

    Raises StockRefused naming every SKU that fails and why, Taken (external_id_taken), Replayed,
    IdempotencyKeyReused, InProgress while a large order is being placed, Busy.
    """
    at = now()
    lines = [Line(line.sku, line.quantity, line.unit_price, line.discount_minor) for line in body.lines]
    goods = sum(line.amount_minor for line in lines)
    order = Order(
        order_id=new_id(at),
        external_id=body.external_id,
        client=by.actor,
        payment_reference=body.payment_reference,
        state="placing",
        version=1,
        placed_at=iso(at),
        since=iso(at),
        currency=body.currency,
        goods_minor=goods,
        shipping_minor=body.shipping_minor,
        total_minor=goods + body.shipping_minor,
        line_count=len(lines),
    )
    work = Placing(order, lines, by, once, body.contact.model_dump(exclude_none=True))
    try:
        running.run(work, now)
    except RequestInProgress as underway:
        # A large order, begun by an earlier try of the same request: go on with it, if nobody does.
        try:
            return working.take_up(Placing, store.load_whole(underway.entity), now)
        except NotFound:  # given up meanwhile: the next repeat begins anew
            raise operations.LeaseLost from None
    return summary(work.order)
