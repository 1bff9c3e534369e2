"""Who sees what of the things that the shop shows: one table for all rooms. Pure.

A route lets somebody in, and that is enough to see its answer, except for what stands here: it is for the
roles that its row names and for nobody else, whoever a route comes to let in. Where a row has `fields`,
answers are cleared of them for everybody else, refusals, histories and replayed answers too, whichever room
they come from. What depends on more than a name (whose parcel it is, which department) the rooms' views decide
by the row's scope.
"""

import json
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from shop.roles import Role

STOREFRONT = "storefront"


class Scope(StrEnum):
    """How much of a thing a role sees; its text is for people."""

    ALL = "yes"
    OWN = "its own"
    UNTIL_SHIPPED = "until its parcel left"
    DEPARTMENT = "for its department"
    MASKED = "masked"
    NONE = "no"


class Sight(NamedTuple):
    """A row: something that is not for everybody, and how much of it each role sees."""

    what: str
    roles: Mapping[str, Scope]
    fields: frozenset[str] = frozenset()

    def scope(self, role: str) -> Scope:
        """How much of it this role sees."""
        return self.roles.get(role, Scope.NONE)


def _all(*roles: str) -> dict[str, Scope]:
    return dict.fromkeys(roles, Scope.ALL)


_FOLLOWS_ORDERS = (Role.MANAGER, Role.SPECIALIST, Role.CUSTOMER_SERVICE)

PARCELS = Sight(
    "orders, their histories and parcels",
    _all(*_FOLLOWS_ORDERS) | {Role.WAREHOUSE: Scope.OWN, STOREFRONT: Scope.OWN},
)
CONTACT = Sight(
    "a customer's contact",
    {
        Role.CUSTOMER_SERVICE: Scope.ALL,
        Role.WAREHOUSE: Scope.UNTIL_SHIPPED,
        Role.SPECIALIST: Scope.MASKED,
        Role.MANAGER: Scope.MASKED,
    },
)
REQUEST_TEXT = Sight(
    "a special request's text and answer",
    dict.fromkeys(map(str, Role), Scope.DEPARTMENT)
    | {Role.CUSTOMER_SERVICE: Scope.ALL, Role.WAREHOUSE: Scope.UNTIL_SHIPPED},
)
STOCK = Sight(
    "levels, and movements with their causes",
    _all(*_FOLLOWS_ORDERS, Role.PURCHASING) | {Role.WAREHOUSE: Scope.OWN},
)
PRICES = Sight(
    "prices of goods",
    _all(*_FOLLOWS_ORDERS, Role.DESIGNER, Role.PURCHASING, STOREFRONT),
    frozenset({"price_minor", "former_price_minor", "sales_at_risk_minor", "sales_refused_minor"}),
)
AMOUNTS = Sight(
    "what an order's customer pays",
    _all(*_FOLLOWS_ORDERS, STOREFRONT),
    frozenset({"unit_price", "discount_minor", "goods_minor", "shipping_minor", "total_minor"}),
)
BROUGHT = Sight(
    "what of it parcels brought, and what is due back",
    _all(*_FOLLOWS_ORDERS),
    frozenset({"net_minor", "due_back_minor"}),
)
UNIT_COSTS = Sight(
    "unit costs",
    _all(Role.MANAGER, Role.SPECIALIST, Role.PURCHASING),
    frozenset({"unit_cost_minor", "stock_value_minor"}),
)
# Stocktakes are blind: whoever counts must not know what to find.
RECORDED = Sight(
    "what is recorded where somebody counts, and how counts differ",
    _all(Role.MANAGER, Role.SPECIALIST),
    frozenset({"recorded_units", "difference_units"}),
)
# Nor what was promised and is not there.
MISSING = Sight("how much is missing for an order", _all(*_FOLLOWS_ORDERS), frozenset({"short_units"}))
DIFFERENCES = Sight(
    "what differences are worth",
    _all(Role.MANAGER, Role.SPECIALIST),
    frozenset({"unit_value_minor", "difference_value_minor", "surplus_value_minor", "missing_value_minor"}),
)
PAYMENTS = Sight("payment references", _all(Role.MANAGER, Role.CUSTOMER_SERVICE), frozenset({"payment_reference"}))
TABLE = (
    PARCELS,
    CONTACT,
    REQUEST_TEXT,
    STOCK,
    PRICES,
    AMOUNTS,
    BROUGHT,
    UNIT_COSTS,
    RECORDED,
    MISSING,
    DIFFERENCES,
    PAYMENTS,
)


def cleared(body: str, role: str) -> str:
    """An answer's JSON text without the fields that are not for this role."""
    hidden = hidden_from(role)
    # Mostly there is nothing to clear: to look for the names is cheaper than to read the text.
    if not any(f'"{name}"' in body for name in hidden):
        return body
    return json.dumps(_without(json.loads(body), hidden), ensure_ascii=False, separators=(",", ":"))


@cache
def hidden_from(role: str) -> frozenset[str]:
    """The fields that no answer to this role has."""
    return frozenset(name for sight in TABLE for name in sight.fields if role not in sight.roles)


def _without(value: Any, hidden: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {name: _without(part, hidden) for name, part in value.items() if name not in hidden}
    if isinstance(value, list):
        return [_without(part, hidden) for part in value]
    return value
