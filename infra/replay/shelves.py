"""Before the first order: the month's products on the page and its goods in the warehouse.

Goes on from what the shop holds: what is published is left alone, what an earlier run left on its
way is finished, and only what nobody knows is entered. Goods are received for the whole month at once where none ever
came in; elsewhere only what an order is refused for (`restock`), since no list tells which orders of a month the shop
has: those that were delivered are on none.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from infra.client.http import Json, Refused
from infra.client.pictures import png
from infra.replay import plan
from infra.replay.crew import Crew
from infra.replay.month import Invoice
from infra.replay.people import People
from infra.replay.plan import Article

Prices = dict[str, int]


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


def receive(
    people: People, crew: Crew, groups: Sequence[Sequence[Article]], *, known: Collection[str] = ()
) -> Iterator[bool]:
    """Receive the month's goods of every group of which nothing ever came in; tells of each whether that was so now.

    `known` SKUs may have had goods before, which is looked up.
    """
    _open_warehouse(people)

    def take_in(group: Sequence[Article]) -> bool:
        if not group or any(article.sku in known and _had_goods(people, article.sku) for article in group):
            return False
        return _receive(
            people, plan.receipt(group, people.warehouse, {article.sku: article.units for article in group})
        )

    yield from crew.each(take_in, groups)


def restock(people: People, invoice: Invoice, errors: Iterable[Json], *, turn: int) -> None:
    """Receive what an order was refused for lack of, for the first, the second … time, as the refusal's errors say."""
    available = {error["sku"]: error["available"] for error in errors}
    for group in plan.groups([article for article in plan.articles([invoice]) if article.sku in available]):
        lacking = {article.sku: article.units - available[article.sku] for article in group}
        _receive(people, plan.receipt(group, people.warehouse, lacking, turn=turn))


def _receive(people: People, body: Json) -> bool:
    try:
        answer = people.keeper.post("/stock/receipts", body, key=plan.key("receipt", body))
        if answer.body.get("state") == "waiting":
            _let_in(people, answer.body["receipt_id"])
        return not answer.replayed
    except Refused as refused:
        if refused.code != "document_taken":
            raise
        return False


def _let_in(people: People, receipt_id: str) -> None:
    """A month's goods may be far above the usual: then a second person looks, unless an earlier run's did."""
    try:
        people.manager.post(f"/stock/receipts/{receipt_id}/accept", {"version": 1})
    except Refused as refused:
        if refused.code != "version_conflict":
            raise


def _had_goods(people: People, sku: str) -> bool:
    return bool(people.manager.get(f"/stock/skus/{sku}/movements", limit=1)["items"])


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
