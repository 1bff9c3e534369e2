"""The room's table, where warehouses lie, and what is asked of stock in more than one place.

WAREHOUSE#<code>             WAREHOUSE            a warehouse or supplier
                             EVENT#<version>
RECEIPT#<ulid>               RECEIPT              goods that came in: `receipts`
                             EVENT#<version>
BLOCK#<ulid>                 BLOCK                goods that cannot be sold: `blocks`
                             EVENT#<version>
TRANSFER#<ulid>              TRANSFER             goods that went elsewhere: `transferring`
                             EVENT#<version>
DOCUMENT#<warehouse>#<no.>   DOCUMENT             a delivery's number in its canonical form, unique for ever
MISMATCH#<sku>               MISMATCH             where levels and movements part: `reconciling`
                             EVENT#<version>
SPREAD#<sku>                 SPREAD               over how many buckets a SKU was spread last: `spreading`
                             EVENT#<version>
SHORTFALL#<operation>#<sku>  EVENT#<version>      promised units that were found missing, by an operation on stock
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from shop.contract import EventData
from shop.contract.stock_control import ShortfallFound, ValuedUnits
from shop.errors import Taken
from shop.events.recording import Entity, record
from shop.roles import Caller
from shop.settings import Setting
from shop.stock.corrections import Seen
from shop.stock.ledger import SKU_TABLE, Stock
from shop.stock.refusals import StockRefused, UnknownWarehouse, must_be_there
from shop.stock.units import Cause, Shortfall
from shop.storage.lists import ranked
from shop.storage.table import Database, Page, Table
from shop.storage.transaction import Transaction
from stock_control import views
from stock_control.domain import Warehouse

WAREHOUSE = "WAREHOUSE"
# One shard: a shop has tens of warehouses and opens one once in a while.
WAREHOUSES = "warehouses"

TABLE = Setting("STOCK_CONTROL_TABLE")

database = Database()
table = Table(database, TABLE)
stock = Stock(Table(database, SKU_TABLE))


def warehouse_partition(code: str) -> str:
    return f"WAREHOUSE#{code}"


def save_warehouse(write: Transaction, warehouse: Warehouse, event: EventData, *, by: Caller, at: datetime) -> None:
    """Write a new warehouse with the event that tells of it. Refused: warehouse_taken."""
    partition = warehouse_partition(warehouse.code)
    place = ranked(WAREHOUSES, warehouse.code, views.warehouse(warehouse))
    write.put(
        table,
        {"pk": partition, "sk": WAREHOUSE, **warehouse._asdict(), **place},
        refused=lambda found: Taken(f"There is a warehouse {warehouse.code}.", code="warehouse_taken"),
    )
    stock.open_party(write, warehouse.code)
    record(write, table, Entity(partition, warehouse.version), event, by=by, at=at)


def record_shortfall(write: Transaction, short: Shortfall | None, cause: Cause, *, by: Caller) -> None:
    """Tell that promised units are missing, where they are: once an operation and SKU, as the movement of it."""
    if short:
        entity = Entity(f"SHORTFALL#{cause.operation}#{short.sku}", 1)
        record(write, table, entity, ShortfallFound(**short._asdict(), cause=cause.why), by=by, at=cause.at)


def check_warehouse(write: Transaction, code: str, *, field: str = "warehouse") -> None:
    """Refuse (UnknownWarehouse, naming `field`) what nobody opened."""
    write.check(
        table,
        {"pk": warehouse_partition(code), "sk": WAREHOUSE},
        "attribute_exists(#pk)",
        refused=lambda found: UnknownWarehouse(code, field),
    )


def warehouses(limit: int, after: str | None) -> Page:
    """The warehouses by code; one just opened shows a moment later."""
    return table.by_list(WAREHOUSES, limit=limit, after=after)


def value(seen: Seen, quantity: int) -> ValuedUnits:
    """Units of a SKU as events tell of them."""
    cost = seen.unit_cost_minor
    return ValuedUnits(sku=seen.sku, quantity=quantity, currency=seen.currency, unit_cost_minor=cost)


def seen_all(seen: Mapping[str, Seen], skus: Sequence[str]) -> list[Seen]:
    """What was seen of each of these SKUs. Raises StockRefused (unknown_sku) naming the lines of those nobody knows."""
    unknown = [must_be_there(f"lines[{place}]", sku, None) for place, sku in enumerate(skus) if sku not in seen]
    if unknown:
        raise unknown[0].joined_by(unknown[1:])
    return [seen[sku] for sku in skus]


def each(changes: Iterable[Callable[[], None]]) -> None:
    """Add all of these changes to a transaction, or raise what all that are refused say, in one."""
    refusals: list[StockRefused] = []
    for change in changes:
        try:
            change()
        except StockRefused as refused:
            refusals.append(refused)
    if refusals:
        raise refusals[0].joined_by(refusals[1:])
