"""Placing an order (R3.2.1): paid, its stock reserved in the same write, or refused."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Self

from order_dispatch import external_ids, refusals, saving, store, working
from order_dispatch.domain import Line, Order, WholeOrder, demands
from order_dispatch.schemas import PlaceOrder
from order_dispatch.views import OrderSummary, summary
from shop.clock import iso
from shop.contacts import Customer, channels
from shop.contract.order_dispatch import OrderedLine, OrderPlaced
from shop.errors import NotFound, Refused
from shop.ids import new_id
from shop.roles import Caller
from shop.sagas import running
from shop.sagas.operation import LeaseLost, Operation
from shop.sagas.saga import Saga
from shop.stock.refusals import StockRefused
from shop.stock.units import Demand, Units
from shop.storage.transaction import Transaction
from shop.web.idempotency import IdempotencyKey, RequestInProgress


class Placing(Saga[Demand, Order]):
    """The reservation of an order's stock, and what stands for the order meanwhile."""

    kind: ClassVar[str] = "placing"
    refusal: ClassVar[type[Refused]] = StockRefused

    def __init__(
        self, order: Order, lines: Sequence[Line], by: Caller, key: IdempotencyKey, customer: Customer | None
    ) -> None:
        """`customer` is None where they are written already."""
        self.order, self.lines, self.by, self.key, self.customer = order, lines, by, key, customer
        self.head_table, self.head_key = store.orders, store.head_key(order.order_id)
        self.units: Sequence[Demand] = demands(lines, order.currency, order.placed_at)

    def intent(self) -> Mapping[str, Any]:
        return {"key": self.key.key, "fingerprint": self.key.fingerprint}

    @classmethod
    def resumed(cls, whole: WholeOrder, operation: Operation) -> Self:
        """The placing that was left unfinished, from what it had stored."""
        key = IdempotencyKey(operation.actor, **json.loads(operation.intent))
        return cls(whole.head, whole.lines, operation.caller, key, customer=None)

    def apply_whole(self, write: Transaction, now: datetime) -> Order:
        placed = self.order.placed(now)
        self.key.claim(write, store.orders, now, entity=placed.order_id, answer=summary(placed))
        self._enter(write, placed)
        saving.record(write, placed, self._event(), by=self.by, at=now)
        return placed

    def begin(self, write: Transaction, operation: Operation, now: datetime) -> None:
        self.key.claim(write, store.orders, now, entity=self.order.order_id)
        self._enter(write, self.order._replace(operation=operation))

    def _enter(self, write: Transaction, order: Order) -> None:
        assert self.customer is not None
        external_ids.claim(write, order)
        saving.enter(write, order, self.lines, self.customer)

    def apply(self, write: Transaction, unit: Demand, operation: Operation) -> None:
        store.stock.reserve(write, unit, working.cause(self.order, operation))

    def compensate(self, write: Transaction, unit: Demand, operation: Operation) -> None:
        store.stock.release(write, Units(unit.sku, unit.quantity), working.cause(self.order, operation))

    def refusals(self, units: Sequence[Demand]) -> list[dict[str, Any]]:
        return store.stock.refusals(units)

    def is_known(self) -> bool:
        # A repeat of what was placed, or is being placed, gets that answer, though its own units are gone by now.
        keys = (self.key.where, external_ids.key(self.order))
        return bool(store.database.read_many([(store.orders, key) for key in keys]))

    def finish(self, write: Transaction, operation: Operation, now: datetime) -> Order:
        placed = self.order.placed(now)
        saving.save(write, self.order, placed, self._event(), by=self.by, at=now, under=operation)
        external_ids.keep(write, placed)
        self.key.complete(write, store.orders, now, entity=placed.order_id, answer=summary(placed))
        return placed

    def roll_back(self, write: Transaction, operation: Operation, now: datetime) -> None:
        saving.erase(write, self.order, self.lines, under=operation)
        external_ids.give_up(write, self.order)
        self.key.release(write, store.orders, entity=self.order.order_id)

    def _event(self) -> OrderPlaced:
        order = self.order
        return OrderPlaced(
            **order.for_notices,
            client=order.client,
            payment_reference=order.payment_reference,
            currency=order.currency,
            goods_minor=order.goods_minor,
            shipping_minor=order.shipping_minor,
            total_minor=order.total_minor,
            lines=[OrderedLine.model_construct(**line._asdict()) for line in self.lines],
        )


def place(
    body: PlaceOrder, by: Caller, key: IdempotencyKey, now: Callable[[], datetime], untold: refusals.Untold
) -> OrderSummary:
    """Place a paid order whole, or not at all (R3.2.1); demand that is refused is told of, if that can be.

    Raises StockRefused naming every SKU that fails and why, Taken (external_id_taken), Replayed,
    IdempotencyKeyReused, InProgress while a large order is being placed, Busy.
    """
    at = now()
    lines = [Line(line.sku, line.quantity, line.unit_price, line.discount_minor) for line in body.lines]
    contact = body.contact.model_dump(exclude_none=True)
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
        channels=channels(contact),
    )
    saga = Placing(order, lines, by, key, Customer(contact, body.customer_id))
    try:
        return summary(running.run(saga, now))
    except RequestInProgress as begun:
        # A large order, begun by an earlier try of the same request: go on with it, if nobody does.
        try:
            return summary(working.resume(Placing, store.load_whole(begun.entity), now))
        except NotFound:  # given up meanwhile: the next repeat begins anew
            raise LeaseLost from None
    except StockRefused as refused:
        refusals.tell(order, lines, refused, untold, by=by, at=at)
        raise
