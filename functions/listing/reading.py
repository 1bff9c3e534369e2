"""Reading products: what waits, one product, its history; and the storefront's pages."""

from listing import store, views
from shop.errors import NotFound
from shop.events.history import History
from shop.events.history import read as read_history
from shop.storage.lists import decode_cursor, encode_cursor


def waiting(state: str, limit: int, cursor: str | None) -> views.WaitingProducts:
    """Products in this state, longest waiting first. Raises Invalid for another list's cursor."""
    name = f"products#{state}"
    found = store.waiting(state, limit=limit, after=decode_cursor(name, cursor))
    return views.WaitingProducts(
        items=[views.WaitingProduct(**item) for item in found.items], next=encode_cursor(name, found.last)
    )


def history(product_id: str, limit: int, cursor: str | None) -> History:
    """A product's events, oldest first. Raises NotFound, Invalid for another list's cursor."""
    return read_history(store.products, store.partition(product_id), limit=limit, cursor=cursor)


def published(limit: int, cursor: str | None) -> views.PublishedProducts:
    """The products on the page, newest first. Raises Invalid for another list's cursor."""
    found = store.published(limit=limit, after=decode_cursor(store.STOREFRONT, cursor))
    return views.pages(found.items, encode_cursor(store.STOREFRONT, found.last))


def page(product_id: str) -> views.ProductPage:
    """A published product. Raises NotFound."""
    found = store.page(product_id)
    if found is None:
        raise NotFound("There is no such product on the page.")
    return views.page(found)
