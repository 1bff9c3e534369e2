"""The orders of the month: begun in time order, many at once, each placed whole or not at all."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from infra.client import Client, Refused
from infra.replay import plan
from infra.replay.crew import Crew
from infra.replay.month import Invoice


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of an invoice: placed now, placed before (`again`), or refused for a reason."""

    invoice: Invoice
    again: bool = False
    refused: str | None = None


def place(storefront: Client, crew: Crew, invoices: Iterable[Invoice], prices: Mapping[str, int]) -> Iterator[Placed]:
    """Place each invoice with goods as one order.

    Raises Unreachable when the shop stays away, and Refused when it turns away the caller, not the order.
    """
    yield from crew.each(lambda invoice: _place(storefront, invoice, prices), invoices)


def _place(storefront: Client, invoice: Invoice, prices: Mapping[str, int]) -> Placed:
    try:
        body = plan.order(invoice, prices)
        answer = storefront.post("/storefront/orders", body, key=plan.key("order", body))
    except plan.CannotBePlacedError as error:
        return Placed(invoice, refused=str(error))
    except Refused as refused:
        if refused.code == "external_id_taken":
            return Placed(invoice, again=True)
        if refused.status not in (409, 413, 422) or refused.passing:
            raise
        first = refused.errors[0] if refused.errors else {}
        return Placed(invoice, refused=" ".join(["refused:", refused.code, *map(str, first.values())]))
    return Placed(invoice, again=answer.replayed)
