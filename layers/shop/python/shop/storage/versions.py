"""Things that have a version: each is written over the one before it, the first where nothing is."""

from shop.errors import ShopError, VersionConflict
from shop.storage.requests import NamedTable
from shop.storage.transaction import Transaction
from shop.storage.values import Item


def put_version(write: Transaction, table: NamedTable, item: Item, *, before: int | None = None) -> None:
    """Write a thing as the version that it says, over the one before it, or over `before`. Refused: VersionConflict."""
    before = item["version"] - 1 if before is None else before

    def refused(found: Item | None) -> ShopError:
        return VersionConflict.between(before, found["version"] if found else 0)

    if before:
        write.put(table, item, when="#version = :before", values={"before": before}, refused=refused)
    else:
        write.put(table, item, refused=refused)
