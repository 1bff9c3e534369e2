"""Reading products: what waits, one product, its history; and the storefront's pages."""

from datetime import datetime
from functools import partial

from listing import page_views, pages, price_changes, proposals, store, views
from shop.errors import NotFound
from shop.events.history import History
from shop.events.history import read as read_history
from shop.storage.paging import read_list, read_page


def waiting(state: str, limit: int, cursor: str | None) -> views.WaitingProducts:
    """Products in this state, longest waiting first. Raises Invalid for another list's cursor."""
    read = partial(store.waiting, state, limit)
    return read_list(views.WaitingProducts, store.work_list(state), cursor, read)


def history(product_id: str, limit: int, cursor: str | None) -> History:
    """A product's events, oldest first. Raises NotFound, Invalid for another list's cursor."""
    return read_history(store.products, store.partition(product_id), limit=limit, cursor=cursor)


def published(limit: int, cursor: str | None, at: datetime) -> page_views.PublishedProducts:
    """The products on the page, newest first. Raises Invalid for another list's cursor."""
    shown = read_list(page_views.PublishedProducts, pages.STOREFRONT, cursor, partial(pages.published, limit))
    page_views.addressed(shown.items, at)
    return shown


def page(product_id: str, at: datetime) -> page_views.ProductPage:
    """A published product. Raises NotFound."""
    page = pages.load_page(product_id)
    page_views.addressed([page], at)
    return page


def revisions(product_id: str, limit: int, cursor: str | None) -> views.Revisions:
    """The revisions that passed their reviews, newest first. Raises Invalid for another list's cursor."""
    name, read = f"revisions#{product_id}", partial(pages.revisions, product_id, limit)
    items, following = read_page(name, cursor, read, position=rf"{pages.REVISION}.*")
    found = [views.Revision.model_validate_json(item["page"]) for item in items]
    return views.Revisions(items=found, next=following)


def revision(product_id: str, number: int, at: datetime) -> page_views.ProductPage:
    """A page as it passed its review. Raises NotFound."""
    page, _ = pages.load_revision(product_id, number)
    page_views.addressed([page], at)
    return page


def prices(sku: str, limit: int, cursor: str | None) -> views.ShownPrices:
    """The prices at which customers saw a SKU, newest first. Raises NotFound, Invalid for another list's cursor."""
    read = partial(pages.prices, sku, limit)
    shown = read_list(views.ShownPrices, f"prices#{sku}", cursor, read, position=rf"{pages.PRICE}.*")
    if not (shown.items or cursor):
        raise NotFound("Customers never saw a price of such a SKU.")
    return shown


def price_changes_to_come(limit: int, cursor: str | None) -> views.PriceChanges:
    """The price changes that are scheduled, soonest first. Raises Invalid for another list's cursor."""
    return read_list(views.PriceChanges, price_changes.LIST, cursor, partial(price_changes.scheduled, limit))


def open_proposals(limit: int, cursor: str | None) -> views.Proposals:
    """What is proposed for delisting and nobody decided on, oldest first. Raises Invalid for another list's cursor."""
    return read_list(views.Proposals, proposals.LIST, cursor, partial(proposals.waiting, limit))
