"""Reading products: what waits, one product, its history; and the storefront's pages."""

from datetime import datetime
from functools import partial

from listing import store, views
from shop.events.history import History
from shop.events.history import read as read_history
from shop.storage.paging import read_list


def waiting(state: str, limit: int, cursor: str | None) -> views.WaitingProducts:
    """Products in this state, longest waiting first. Raises Invalid for another list's cursor."""
    read = partial(store.waiting, state, limit)
    return read_list(views.WaitingProducts, store.work_list(state), cursor, read)


def history(product_id: str, limit: int, cursor: str | None) -> History:
    """A product's events, oldest first. Raises NotFound, Invalid for another list's cursor."""
    return read_history(store.products, store.partition(product_id), limit=limit, cursor=cursor)


def published(limit: int, cursor: str | None, at: datetime) -> views.PublishedProducts:
    """The products on the page, newest first. Raises Invalid for another list's cursor."""
    pages = read_list(views.PublishedProducts, store.STOREFRONT, cursor, partial(store.published, limit))
    views.addressed(pages.items, at)
    return pages


def page(product_id: str, at: datetime) -> views.ProductPage:
    """A published product. Raises NotFound."""
    page = store.load_page(product_id)
    views.addressed([page], at)
    return page
