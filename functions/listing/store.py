"""Where products lie, and the questions asked of them.

PRODUCT#<ulid>        PRODUCT                 the product as it is being worked on
                      REVISION#<nnnn>         a page as it was published, never changed (listing.pages)
                      PAGE                    what the storefront shows
                      EVENT#<version>         the history
SKU#<code>            PRICE#<time>#<version>  a price that customers have seen since then, never changed
PRICE-CHANGE#<ulid>   CHANGE, EVENT#<n>       prices that change at a time (listing.price_changes)
DELISTING#<ulid>      PROPOSAL, EVENT#<n>     that the product of this id be delisted (listing.proposals)
"""

from datetime import datetime
from typing import Any

from pydantic import ConfigDict, TypeAdapter

from listing import views
from listing.domain import Picture, Product
from listing.refusals import NotOnPage
from listing.tables import OPEN_STATES
from shop.contract import EventData
from shop.contract.listing import PricedSku
from shop.errors import NotFound
from shop.events.recording import Entity, record
from shop.roles import Caller
from shop.settings import Setting
from shop.stock.ledger import SKU_TABLE, Stock
from shop.storage.lists import oldest_first, on_list
from shop.storage.table import Database, Page, Table
from shop.storage.transaction import Transaction
from shop.storage.values import Item, Key
from shop.storage.versions import put_version

HEAD = "PRODUCT"
# Where work waits, and what may come back.
LISTED_STATES = (*OPEN_STATES, "delisted")

TABLE = Setting("LISTING_TABLE")

database = Database()
products = Table(database, TABLE)
stock = Stock(Table(database, SKU_TABLE))

# Built when first used: a start is not to wait for what no request asks for.
_WHEN_USED = ConfigDict(defer_build=True)
# Lists stand in items as JSON text: half the size of maps and a fraction of the work.
AS_TEXT: dict[str, TypeAdapter[Any]] = {
    "skus": TypeAdapter(tuple[PricedSku, ...], config=_WHEN_USED),
    "shown": TypeAdapter(tuple[PricedSku, ...], config=_WHEN_USED),
    "pictures": TypeAdapter(tuple[Picture, ...], config=_WHEN_USED),
}
_ACTORS = ("entered_by", "contributors", "designers")
_COUNTED = ("deliveries", "judged")
_PLAIN = tuple(name for name in Product._fields if name not in {*AS_TEXT, *_ACTORS})


def partition(product_id: str) -> str:
    return f"PRODUCT#{product_id}"


def head_key(product_id: str) -> Key:
    return {"pk": partition(product_id), "sk": HEAD}


def load(product_id: str) -> Product:
    """A product. Raises NotFound."""
    item = products.get(head_key(product_id))
    if item is None:
        raise NotFound("There is no such product.")
    values: dict[str, Any] = {name: item.get(name) for name in _PLAIN}
    values |= {name: kind.validate_json(item.get(name, "[]")) for name, kind in AS_TEXT.items()}
    # Products stored before contributors were kept have those who entered them alone; before designers were, none.
    actors = {"contributors": item["entered_by"], "designers": (), **item}
    values |= {name: tuple(actors[name]) for name in _ACTORS}
    values |= {name: item.get(name, 0) for name in _COUNTED}
    if values["live"] is None:  # stored before there were revisions
        live = values["state"] == "published"
        values |= {
            "live": live,
            "reviewed": values["revision"] if live else None,
            "shown": values["skus"] if live else (),
        }
    return Product(**values)


def save(
    write: Transaction, product: Product, event: EventData, *, by: Caller, at: datetime, of_revision: bool = True
) -> None:
    """Write a product as changed, with the event that tells of it. Refused: VersionConflict.

    `of_revision` when the event is of a revision's way to the page, which is due at a time.
    """
    item = {
        **head_key(product.product_id),
        **{name: getattr(product, name) for name in _PLAIN},
        **{name: kind.dump_json(getattr(product, name)).decode() for name, kind in AS_TEXT.items()},
        **{name: list(getattr(product, name)) for name in _ACTORS},
        **_place(product),
    }
    put_version(write, products, item)
    due = datetime.fromisoformat(product.due) if product.due and of_revision else None
    record(write, products, Entity(partition(product.product_id), product.version), event, by=by, at=at, due=due)


def saved(product: Product, event: EventData, by: Caller, at: datetime) -> Product:
    """Write a product that changes by itself, with its event; the product. Raises NotFound, VersionConflict, Busy."""
    with database.transaction() as write:
        save(write, product, event, by=by, at=at)
    return product


def check_live(write: Transaction, product_id: str) -> None:
    """Refuse (NotOnPage) when customers do not see the product any more."""
    write.check(
        products,
        head_key(product_id),
        "#live = :yes",
        values={"yes": True},
        refused=lambda found: NotOnPage("Customers do not see this product."),
    )


def work_list(state: str) -> str:
    """The name of the list of products in this state."""
    return f"products#{state}"


def waiting(state: str, limit: int, after: str | None) -> Page:
    """Products in this state, longest waiting first."""
    return oldest_first(products, work_list(state), limit=limit, after=after)


def _place(product: Product) -> Item:
    if product.state not in LISTED_STATES:
        return {}
    return on_list(work_list(product.state), product.since, product.product_id, views.waiting(product))
