"""How it is shown that units are missing for an order: on it, and on the list of all such."""

from shop.web.models import ResponseModel


class ShortView(ResponseModel):
    """Units of a SKU that are promised to the order and were found missing; `since` is when that was noted first."""

    sku: str
    short_units: int
    party: str | None
    since: str


class ListedShort(ShortView):
    """The same by itself."""

    order_id: str
    external_id: str
    placed_at: str


class ShortPage(ResponseModel):
    items: list[ListedShort]
    next: str | None = None


class ShortSku(ResponseModel):
    """A SKU of which units may be missing for orders."""

    sku: str
