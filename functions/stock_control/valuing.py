"""What stock is worth (R3.1.3): what lies at a warehouse, at its average purchase cost, SKU by SKU.

What is blocked is worth nothing until it is freed. Sums are of the page: nothing is kept for them, so that no sale and
no receipt pays for a figure that is asked for once a week, and no request reads more than its page.
"""

from shop.errors import NotFound
from shop.stock.corrections import Seen
from shop.storage.paging import read_page
from shop.storage.table import Page
from stock_control import store
from stock_control.views import CurrencyValue, StockValuePage, ValuedSku


def of_warehouse(warehouse: str, limit: int, cursor: str | None) -> StockValuePage:
    """What lies at a warehouse or supplier and what it is worth, by SKU; a page may be short.

    Raises NotFound, Invalid for another list's cursor.
    """

    def shelf(after: str | None) -> Page:
        return store.stock.on_shelf(warehouse, limit=limit, after=after)

    items, following = read_page(f"value@{warehouse}", cursor, shelf)
    if not items and cursor is None and not store.stock.knows_party(warehouse):
        raise NotFound("There is no such warehouse or supplier.")
    seen = store.stock.seen(warehouse, [item["rank"] for item in items])
    rows = [_valued(sku) for sku in seen.values() if sku.location.on_hand]
    return StockValuePage(items=rows, sums=_sums(rows), next=following)


def _valued(seen: Seen) -> ValuedSku:
    here = seen.location
    return ValuedSku(
        sku=seen.sku,
        warehouse=seen.party,
        on_hand=here.on_hand,
        blocked=here.blocked,
        currency=seen.currency,
        unit_cost_minor=seen.unit_cost_minor,
        stock_value_minor=here.sellable * seen.unit_cost_minor,
    )


def _sums(rows: list[ValuedSku]) -> list[CurrencyValue]:
    sums: dict[str, int] = {}
    for row in rows:
        sums[row.currency] = sums.get(row.currency, 0) + row.stock_value_minor
    return [CurrencyValue(currency=currency, stock_value_minor=worth) for currency, worth in sorted(sums.items())]
