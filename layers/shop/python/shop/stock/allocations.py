"""For which orders units are tied at a party, so that what parts can be laid to one of them.

A location keeps how many units are tied there, and beside that the sum of each order's units times a number of the
order's own (`ties`): both are added to in one write, which costs no unit more. Who has which order is an item for each:

    TIED#<cause>  TIED   the party to which the order's units are tied

What is promised to orders by the ledger and given to a party by these items is what is to be tied there. Where it is
not, the two gaps say whose units they are: their quotient is the order's number, and of a hand there is no second gap.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

from shop.stock.counts import Counts
from shop.storage.transaction import Transaction
from shop.storage.values import Key

_TIED = "TIED"


class Allocation(NamedTuple):
    """The party that has an order; `underway` while only some of its units may be tied there."""

    party: str | None
    underway: bool = False


def order_number(why: str) -> int:
    """The number of an order, by which its units are told from others'."""
    return int.from_bytes(sha256(why.encode()).digest()[:6]) + 1


def ties(why: str, units: int) -> dict[str, int]:
    """What so many more units of an order add to a location's `ties`, as values."""
    return {"ties": units * order_number(why)}


ADD_TIES = "#ties :ties"


def _key(why: str) -> Key:
    return {"pk": f"{_TIED}#{why}", "sk": _TIED}


class Allocations(Counts):
    """The SKU table as orders are given to parties."""

    def allocate(self, write: Transaction, why: str, party: str | None, *, underway: bool = False) -> None:
        """Note which party has an order (R3.2.2); None takes it back. It stays when the order has left."""
        write.put(self.table, {**_key(why), "party": party, "underway": underway or None}, when="")

    def allocations(self, whys: Iterable[str]) -> dict[str, Allocation]:
        """Which parties have these orders, by order; those that were ever given to one."""
        items = self.table.database.read_many([(self.table, _key(why)) for why in whys])
        return {
            item["pk"].removeprefix(f"{_TIED}#"): Allocation(item.get("party"), item.get("underway", False))
            for item in items
        }
