"""Terms of sale that a SKU's reviewed page states: how soon it leaves the house, and whether it can be returned. Pure.

They lie beside the price in the SKU's pool; those before them too, since an order has the terms of when it was placed.
"""

import json
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, Self

# Consumer Rights Protection Law art. 25: not to be returned without a reason. `by_nature` wants the customer's
# confirmation at each purchase.
ReturnException = Literal["made_to_order", "perishable", "digital", "periodical", "by_nature"]


class Terms(NamedTuple):
    """What a revision promises since a time; without `dispatch_hours` the shop's own promise holds."""

    revision: int
    since: str
    dispatch_hours: int | None = None
    return_exception: str | None = None

    def text(self) -> str:
        """As the pool keeps it."""
        return json.dumps({name: value for name, value in self._asdict().items() if value is not None})

    @classmethod
    def at(cls, pool: Mapping[str, Any], time: str) -> Self | None:
        """What a pool as found says of a time (ISO 8601): the terms, or those before them; None where none are kept."""
        if "terms" not in pool:
            return None
        terms = cls(**json.loads(pool["terms"]))
        return terms if terms.since <= time else cls(**json.loads(pool["former_terms"]))
