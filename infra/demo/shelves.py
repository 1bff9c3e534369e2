"""The morning: warehouses open, products reach the page, stock comes in (R3.1.2, R3.1.3)."""

from itertools import count

from infra.client import Client, Refused, new_key
from infra.client.http import Json
from infra.client.pictures import png
from infra.demo.cast import Cast, Day, refusal, until
from infra.demo.script import CURRENCY, Product, Script


def open_warehouses(cast: Cast, script: Script) -> None:
    """The manager opens the warehouses that are not open yet."""
    for code, name in script.warehouses.items():
        _unless("warehouse_taken", cast.manager, "/stock/warehouses", {"code": code, "name": name})


def fill_the_page(day: Day) -> None:
    """Bring every product onto the page: entered, pictured, reviewed by somebody else, published."""
    listing = day.cast.listing

    def skus_on_page() -> set[str]:
        return {sku["sku"] for product in listing.published(day.cast.storefront) for sku in product["skus"]}

    on_page = skus_on_page()
    lacking = [product for product in day.script.products if any(sku.code not in on_page for sku in product.skus)]
    on_their_way = {sku["sku"]: one for one in listing.unfinished() for sku in one["skus"]} if lacking else {}

    def publish(product: Product) -> None:
        missing = tuple(sku for sku in product.skus if sku.code not in on_page and sku.code not in on_their_way)
        begun = {on_their_way[sku.code]["product_id"] for sku in product.skus if sku.code in on_their_way}
        if missing:
            begun.add(_enter(day, product, product.entry(missing)))
        for product_id in begun:
            listing.finish(product_id, png(*product.colour))

    day.together("Products onto the page", publish, lacking)
    until(lambda: day.script.skus.keys() <= skus_on_page(), "Products on the storefront's page")
    day.claim(f"{len(day.script.products)} products are on the page, each reviewed by who did not enter it", True)


def _enter(day: Day, product: Product, entry: Json) -> str:
    """Enter a product; if the script says so, its first review does not pass. Returns its id."""
    listing = day.cast.listing
    product_id: str = listing.enter(entry, key=new_key())["product_id"]
    if product.sent_back:
        draft = listing.enterer.get(f"/listing/products/{product_id}")
        pictured = listing.attach(listing.move(listing.enterer, draft, "request-design"), png(*product.colour))
        submitted = listing.move(listing.designer, pictured, "submit")
        refused = refusal(lambda: listing.move(listing.enterer, submitted, "publish"))
        day.claim("a specialist cannot publish what they entered themselves", refused == "own_entry")
        returned = listing.move(listing.reviewer, submitted, "send-back", to="designing", reasons=product.sent_back)
        lighter = png(*(min(255, channel + 60) for channel in product.colour))
        listing.attach(returned, lighter)
        day.claim("a review sends a product back to the designer, who adds a picture", True)
    return product_id


def receive_stock(cast: Cast, script: Script) -> int:
    """Each warehouse receives what comes every morning; returns which day this is.

    A delivery's document carries the day's number and is taken in once: the first number that no
    day has used is today's.
    """
    first, *others = script.warehouses
    today = next(n for n in count(1) if _received(cast, script, first, n))
    for code in others:
        _received(cast, script, code, today)
    return today


def _received(cast: Cast, script: Script, warehouse: str, number: int) -> bool:
    lines = [
        {"sku": sku.code, "quantity": sku.receives[warehouse], "unit_cost_minor": sku.cost_minor}
        for sku in script.skus.values()
        if warehouse in sku.receives
    ]
    body = {"document": f"DAY-{number:04}-{warehouse}", "warehouse": warehouse, "currency": CURRENCY, "lines": lines}
    return _unless("document_taken", cast.warehouses[warehouse], "/stock/receipts", body)


def _unless(code: str, client: Client, path: str, body: Json) -> bool:
    """Create a thing unless it is there; tells whether it was created."""
    try:
        client.post(path, body, key=new_key())
    except Refused as refused:
        if refused.code != code:
            raise
        return False
    return True
