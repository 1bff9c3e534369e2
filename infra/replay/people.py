"""Who plays in a replay: each step is called by somebody whose step it is."""

from dataclasses import dataclass
from typing import Any

from infra.client import Client, Staff, StorefrontClient
from infra.client.http import default_http
from infra.client.listing import Listing
from infra.local.stack import Stack
from infra.replay.crew import Crew

# Seconds: a machine with much else to do is slow, and one slow order of thousands is not to end a month.
_PATIENCE = 600


@dataclass(frozen=True, slots=True)
class People:
    """The staff and machines of the shop, and the warehouse that takes the month's goods in."""

    listing: Listing
    manager: Client
    keeper: Client
    warehouse: str
    storefront: Client

    @classmethod
    def of(cls, stack: Stack, crew: Crew) -> "People":
        """Everyone with their accounts; their waits end when the crew is stopped."""
        calls: dict[str, Any] = {"http": default_http(), "wait": crew.pause, "patience": _PATIENCE}
        enterer, reviewer = Staff.all(stack, "operations-specialist", **calls)[:2]
        keeper = Staff(stack, "warehouse", **calls)
        if keeper.party is None:
            raise LookupError(f"The account {keeper.username} belongs to no warehouse.")
        return cls(
            Listing(enterer, Staff(stack, "designer", **calls), reviewer, Client("", **calls)),
            Staff(stack, "operations-manager", **calls),
            keeper,
            keeper.party,
            StorefrontClient(stack, **calls),
        )
