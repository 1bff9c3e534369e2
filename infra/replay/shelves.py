"""Before the first order: the month's products on the page and its goods in the warehouse.

Goes on from what the shop holds: what is published is left alone, what an earlier run left on its
way is finished, only what nobody knows is entered, and only what lacks for orders to come is received.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from infra.client.http import Json, Refused
from infra.client.pictures import png
from infra.replay import plan
from infra.replay.crew import Crew
from infra.replay.people import People
from infra.replay.plan import Article

Prices = dict[str, int]

# The lists of orders with something left to do.
_OPEN = ("placed", "confirmed", "allocated", "dispatched", "exception")


def prices_on_page(people: People) -> Prices:
    """What every published SKU of the shop costs, in pence."""
    page = people.listing.published(people.storefront)
    return {
        sku: price
        for product in page
        if product["currency"] == plan.CURRENCY
        for sku, price in _prices(product).items()
    }


def publish(people: People, crew: Crew, groups: Sequence[Sequence[Article]], on_page: Prices) -> Iterator[Prices]:
    """Bring every group onto the page, where it lacks; gives the prices of one group after the other.

    A SKU that the shop does not let be entered gets no price.
    """
    lacking: list[Sequence[Article]] = []
    for group in groups:
        if all(article.sku in on_page for article in group):
            yield {article.sku: on_page[article.sku] for article in group}
        else:
            lacking.append(group)
    on_their_way = _skus_on_their_way(people.listing.unfinished()) if lacking else {}

    def finish(group: Sequence[Article]) -> Prices:
        prices = {article.sku: on_page[article.sku] for article in group if article.sku in on_page}
        pending = [article for article in group if article.sku not in prices]
        products = {on_their_way[article.sku] for article in pending if article.sku in on_their_way}
        unknown = [article for article in pending if article.sku not in on_their_way]
        products |= _enter(people, unknown)
        for product_id in sorted(products):
            prices |= _prices(people.listing.finish(product_id, _picture(product_id)))
        return prices

    yield from crew.each(finish, lacking)


def _enter(people: People, unknown: Sequence[Article]) -> set[str]:
    """Enter a product with these articles, without those that another product has; its id, if there is one."""
    while unknown:
        body = plan.product(unknown)
        try:
            return {people.listing.enter(body, key=plan.key("product", body))["product_id"]}
        except Refused as refused:
            taken = {error.get("sku") for error in refused.errors}
            left = [article for article in unknown if article.sku not in taken]
            if refused.code != "sku_taken" or len(left) == len(unknown):
                raise
            unknown = left
    return set()


def open_orders(people: People) -> set[str]:
    """The numbers of all invoices whose orders the shop has on its lists."""
    return {
        order["external_id"] for state in _OPEN for order in people.manager.items("/orders", state=state, limit=100)
    }


def receive(
    people: People,
    crew: Crew,
    groups: Sequence[Sequence[Article]],
    *,
    placed: Collection[str] = (),
    stocked: Collection[str] = (),
) -> Iterator[bool]:
    """Receive what the shop lacks for the invoices that are not `placed`; tells of each group whether goods came in.

    `stocked` SKUs may have stock already, which is looked up.
    """
    _open_warehouse(people)

    def take_in(group: Sequence[Article]) -> bool:
        lacking = {article.sku: _lacking(people, article, placed, article.sku in stocked) for article in group}
        body = plan.receipt(group, people.warehouse, lacking)
        if not body["lines"]:
            return False
        try:
            return not people.keeper.post("/stock/receipts", body, key=plan.key("receipt", body)).replayed
        except Refused as refused:
            if refused.code != "document_taken":
                raise
            return False

    yield from crew.each(take_in, groups)


def _lacking(people: People, article: Article, placed: Collection[str], stocked: bool) -> int:
    needed = sum(line.quantity for line in article.lines if line.invoice not in placed)
    if not needed or not stocked:
        return needed
    available: int = people.manager.get(f"/stock/skus/{article.sku}")["available"]
    return max(0, needed - available)


def _open_warehouse(people: People) -> None:
    body = {"code": people.warehouse, "name": people.warehouse}
    try:
        people.manager.post("/stock/warehouses", body, key=plan.key("warehouse", body))
    except Refused as refused:
        if refused.code != "warehouse_taken":
            raise


def _skus_on_their_way(products: Iterable[Json]) -> dict[str, str]:
    return {sku: product["product_id"] for product in products for sku in _prices(product)}


def _prices(product: Json) -> Prices:
    return {entry["sku"]: entry["price_minor"] for entry in product["skus"]}


def _picture(product_id: str) -> bytes:
    red, green, blue = product_id.encode()[-3:]
    return png(red * 2 % 256, green * 2 % 256, blue * 2 % 256, side=8)
