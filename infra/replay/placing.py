"""The orders of the month: begun in time order, many at once, each placed whole or not at all.

What an order is refused for lack of is received, and the order placed then.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from infra.client import Refused
from infra.client.http import Json
from infra.replay import plan, shelves
from infra.replay.crew import Crew
from infra.replay.month import Invoice
from infra.replay.people import People

_ORDERS = "/storefront/orders"
# SKUs of one invoice whose differences are told.
_MOST_TOLD = 10
# Goods that came in for one order may be taken by another one: so often are they brought in again.
_MOST_TURNS = 5


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of an invoice: placed now, placed before (`again`), or refused for a reason.

    `held` is the order as the shop holds it, where that is not what the file says; `difference` says how.
    """

    invoice: Invoice
    again: bool = False
    refused: str | None = None
    held: Json | None = None
    difference: str | None = None

    @property
    def lines(self) -> int:
        return len(self.held["lines"]) if self.held else len(self.invoice.goods)

    @property
    def units(self) -> int:
        return sum(line["quantity"] for line in self.held["lines"]) if self.held else self.invoice.units

    @property
    def amount_minor(self) -> int:
        return self.held["goods_minor"] if self.held else self.invoice.amount_minor


def place(people: People, crew: Crew, invoices: Iterable[Invoice], prices: Mapping[str, int]) -> Iterator[Placed]:
    """Place each invoice with goods as one order.

    Raises Unreachable when the shop stays away, and Refused when it turns away the caller, not the order.
    """
    yield from crew.each(lambda invoice: _place(people, invoice, prices), invoices)


def _place(people: People, invoice: Invoice, prices: Mapping[str, int]) -> Placed:
    try:
        body = plan.order(invoice, prices)
    except plan.CannotBePlacedError as error:
        return Placed(invoice, refused=str(error))
    turn = 0
    while True:
        try:
            return Placed(invoice, again=people.storefront.post(_ORDERS, body, key=plan.key("order", body)).replayed)
        except Refused as refused:
            turn += 1
            if refused.code != "out_of_stock" or turn > _MOST_TURNS:
                return _not_placed(people, invoice, refused)
            shelves.restock(people, invoice, refused.errors, turn=turn)


def _not_placed(people: People, invoice: Invoice, refused: Refused) -> Placed:
    if refused.code == "external_id_taken":
        return compared(invoice, people.storefront.get(f"{_ORDERS}/{refused.document['order_id']}"))
    if refused.status not in (409, 413, 422) or refused.passing:
        raise refused
    first = refused.errors[0] if refused.errors else {}
    return Placed(invoice, refused=" ".join(["refused:", refused.code, *map(str, first.values())]))


def compared(invoice: Invoice, held: Json) -> Placed:
    """An invoice whose order the shop holds from before, perhaps from a file that said something else."""
    ours = Counter({line.sku: 0 for line in invoice.goods})
    theirs, paid = ours.copy(), ours.copy()
    for line in invoice.goods:
        ours[line.sku] += line.quantity
        paid[line.sku] += line.quantity * line.price_minor
    for line in held["lines"]:
        theirs[line["sku"]] += line["quantity"]
        paid[line["sku"]] -= line["quantity"] * line["unit_price"] - line["discount_minor"]
    differ = [
        f"{sku}: {theirs[sku]} in the shop, {ours[sku]} in the file" + (f", {paid[sku]:+} pence" if paid[sku] else "")
        for sku in sorted({*theirs, *ours})
        if theirs[sku] != ours[sku] or paid[sku]
    ]
    if not differ:
        return Placed(invoice, again=True)
    return Placed(invoice, again=True, held=held, difference="; ".join(differ[:_MOST_TOLD]))
