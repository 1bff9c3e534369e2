"""Reading products: what waits, one product, its history; and the storefront's pages."""

from listing import store, views
from shop.errors import Invalid, NotFound
from shop.events import EVENT_PREFIX, as_read
from shop.lists import decode_cursor, encode_cursor


def waiting(state: str, limit: int, cursor: str | None) -> views.WaitingProducts:
    """Products in this state, longest waiting first. Raises Invalid for another list's cursor."""
    name = f"products#{state}"
    found = store.waiting(state, limit=limit, after=decode_cursor(name, cursor))
    return views.WaitingProducts(
        items=[views.WaitingProduct(**item) for item in found.items], next=encode_cursor(name, found.last)
    )


def history(product_id: str, limit: int, cursor: str | None) -> views.History:
    """A product's events, oldest first. Raises NotFound, Invalid for another list's cursor."""
    name = f"history#{product_id}"
    after = decode_cursor(name, cursor)
    if after is not None and not after.startswith(EVENT_PREFIX):
        raise Invalid.field("cursor", "is not a cursor of this list")
    found = store.history(product_id, limit=limit, after=after)
    if not found.items and after is None:
        raise NotFound("There is no such product.")
    return views.History(
        items=[views.EventView(**as_read(item)) for item in found.items], next=encode_cursor(name, found.last)
    )


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
