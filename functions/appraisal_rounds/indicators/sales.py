"""Sales: what was placed in the month, less what is due back, each at its own time (R4.2.1)."""

from collections.abc import Iterator

from appraisal_rounds.indicators.definition import SHOP, Entry, Indicator
from shop.business_days import business_date
from shop.contract import Event
from shop.contract.order_dispatch import OrderCancelled, OrderPlaced
from shop.roles import Role


def _placed(event: Event[OrderPlaced]) -> Iterator[Entry]:
    order = event.data
    # `orders` is for comparison with the paying visitors that the storefront counts.
    counts = {"placed": order.total_minor, "orders": 1}
    yield Entry(SHOP, business_date(event.at), counts, {"order": order.external_id}, order.currency)


def _due_back(event: Event[OrderCancelled]) -> Iterator[Entry]:
    order = event.data
    facts = {"order": order.external_id}
    yield Entry(SHOP, business_date(event.at), {"due_back": order.due_back_minor}, facts, order.currency)


INDICATOR = Indicator(
    "sales",
    Role.MANAGER,
    "minor",
    SHOP,
    numerator={"placed": 1, "due_back": -1},
    rows={OrderPlaced: _placed, OrderCancelled: _due_back},
)
