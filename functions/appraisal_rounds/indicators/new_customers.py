"""New customers: first-ever paid orders in the month, less those that were refunded in full (R4.2.1)."""

from collections.abc import Callable, Iterator
from functools import partial

from appraisal_rounds.indicators.definition import SHOP, Entry, Indicator
from shop.business_days import business_date
from shop.contract import Event
from shop.contract.order_dispatch import CustomerLost, CustomerWon
from shop.roles import Role


def _one(part: str, event: Event[CustomerWon | CustomerLost]) -> Iterator[Entry]:
    yield Entry(SHOP, business_date(event.at), {part: 1}, {"order": event.data.order_id})


_won: Callable[[Event[CustomerWon | CustomerLost]], Iterator[Entry]] = partial(_one, "won")
_lost: Callable[[Event[CustomerWon | CustomerLost]], Iterator[Entry]] = partial(_one, "lost")

INDICATOR = Indicator(
    "new_customers",
    Role.MANAGER,
    "count",
    SHOP,
    numerator={"won": 1, "lost": -1},
    rows={CustomerWon: _won, CustomerLost: _lost},
)
