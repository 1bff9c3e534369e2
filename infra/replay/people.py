"""Who plays in a replay: each step is called by somebody whose step it is."""

from dataclasses import dataclass

from infra.client import Client, Staff, StorefrontClient
from infra.client.http import default_http
from infra.client.listing import Listing
from infra.local.stack import Stack
from infra.replay.crew import Crew


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
        http = default_http()
        enterer, reviewer = Staff.all(stack, "operations-specialist", http=http, wait=crew.pause)[:2]
        keeper = Staff(stack, "warehouse", http=http, wait=crew.pause)
        if keeper.party is None:
            raise LookupError(f"The account {keeper.username} belongs to no warehouse.")
        designer = Staff(stack, "designer", http=http, wait=crew.pause)
        return cls(
            Listing(enterer, designer, reviewer, Client("", http=http, wait=crew.pause)),
            Staff(stack, "operations-manager", http=http, wait=crew.pause),
            keeper,
            keeper.party,
            StorefrontClient(stack, http=http, wait=crew.pause),
        )
