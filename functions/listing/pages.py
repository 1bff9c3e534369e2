"""Pages: what customers see, what they saw before, and at which prices (R3.1.2, R3.1.4)."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from listing import page_views, views
from listing.domain import PICTURE_TYPES, Picture, Product, changes
from listing.store import AS_TEXT, partition, products, stock
from shop.clock import iso
from shop.contract.listing import PricedSku
from shop.errors import NotFound
from shop.settings import Setting
from shop.stock.terms import Terms
from shop.storage.lists import rank, ranked
from shop.storage.table import Page
from shop.storage.transaction import Transaction
from shop.storage.values import Key

PAGE = "PAGE"
REVISION = "REVISION#"
PRICE = "PRICE#"
STOREFRONT = "storefront"

# How long an order may come in at the price that a customer was shown before it changed.
GRACE = Setting("PRICE_GRACE_SECONDS")

# What a page shows that the storefront's list does not.
_BEYOND_SUMMARY = ("description", "revision", "published_at", "dispatch_hours", "return_exception")


def page_key(product_id: str) -> Key:
    return {"pk": partition(product_id), "sk": PAGE}


def revision_sort(revision: int) -> str:
    return f"{REVISION}{revision:04d}"


def publish(write: Transaction, product: Product, before: Product) -> None:
    """Put a product's reviewed content on its page and its SKUs on sale; `before` is the product under review."""
    page = page_views.page(product)
    shown = {name: getattr(page, name) for name in _BEYOND_SUMMARY}
    on_storefront = ranked(STOREFRONT, rank(page.published_at, product.product_id), page_views.published(product))
    write.put(products, {**page_key(product.product_id), **shown, **on_storefront}, when="")
    revision = {"page": page.model_dump_json(), "pictures": AS_TEXT["pictures"].dump_json(product.pictures).decode()}
    write.put(products, {"pk": partition(product.product_id), "sk": revision_sort(product.revision), **revision})
    terms = Terms(product.revision, page.published_at, product.dispatch_hours, product.return_exception).text()
    at = datetime.fromisoformat(page.published_at)
    seen = {sku.sku: sku.price_minor for sku in before.shown}
    others = {sku.sku for sku in changes(seen, product.skus)} if before.live else set()
    for sku in product.skus:
        until = former_until(at) if sku.sku in others else None
        stock.publish(write, sku.sku, sku.price_minor, product.revision, terms, until)
    note_prices(write, product, (sku for sku in product.skus if seen.get(sku.sku) != sku.price_minor), at)


def withdraw(write: Transaction, product: Product) -> None:
    """Take a product off the page and its SKUs off sale, in one write.

    Something without content stays where the page was: this room may not delete.
    """
    write.put(products, {**page_key(product.product_id), "revision": product.reviewed}, when="")
    for sku in product.skus:
        stock.withdraw(write, sku.sku)


def reprice(write: Transaction, product: Product, skus: Iterable[PricedSku], at: datetime, change: str) -> None:
    """Show a live product at its prices, and sell these SKUs at theirs. Reads the page, which the head guards."""
    page = products.get(page_key(product.product_id))
    assert page is not None
    summary = json.loads(page["summary"]) | {"skus": [sku.model_dump() for sku in product.shown]}
    write.put(products, page | {"summary": json.dumps(summary, ensure_ascii=False)}, when="")
    priced = list(skus)
    for sku in priced:
        stock.reprice(write, sku.sku, sku.price_minor, former_until(at))
    note_prices(write, product, priced, at, change)


def note_prices(
    write: Transaction, product: Product, skus: Iterable[PricedSku], at: datetime, change: str | None = None
) -> None:
    """Write down which prices customers see from now on."""
    for sku in skus:
        seen = views.ShownPrice(
            price_minor=sku.price_minor, since=iso(at), revision=product.reviewed or product.revision, change=change
        )
        sort = f"{PRICE}{seen.since}#{product.version:08d}"
        write.put(products, {"pk": f"SKU#{sku.sku}", "sk": sort, "summary": seen.model_dump_json()})


def prices(sku: str, limit: int, after: str | None) -> Page:
    """The prices at which customers saw a SKU, newest first."""
    return products.query(f"SKU#{sku}", PRICE, limit=limit, after=after, newest_first=True)


def former_until(at: datetime) -> str:
    """How long the price before this moment is good."""
    return iso(at + timedelta(seconds=int(GRACE.value)))


def revisions(product_id: str, limit: int, after: str | None) -> Page:
    """The pages that passed a review, newest first."""
    return products.query(partition(product_id), REVISION, limit=limit, after=after, newest_first=True)


def load_revision(product_id: str, revision: int) -> tuple[page_views.ProductPage, tuple[Picture, ...]]:
    """A page as it passed its review, and its pictures. Raises NotFound."""
    item = products.get({"pk": partition(product_id), "sk": revision_sort(revision)})
    if item is None:
        raise NotFound("No such revision of this product passed a review.")
    page = page_views.ProductPage.model_validate_json(item["page"])
    if "pictures" not in item:  # stored before there were revisions
        types = {ending: kind for kind, ending in PICTURE_TYPES.items()}
        keys = [key.replace("published/", "pictures/", 1) for key in page.pictures]
        return page, tuple(Picture(key, types[key.rpartition(".")[2]], 0) for key in keys)
    return page, AS_TEXT["pictures"].validate_json(item["pictures"])


def content_of(product_id: str, revision: int) -> dict[str, Any]:
    """What a product said and showed, but for prices, when this revision passed its review. Raises NotFound."""
    page, pictures = load_revision(product_id, revision)
    return {
        "name": page.name,
        "description": page.description,
        "pictures": pictures,
        "dispatch_hours": page.dispatch_hours,
        "return_exception": page.return_exception,
    }


def published(limit: int, after: str | None) -> Page:
    """The products' pages, newest first. One round trip."""
    return products.by_list(STOREFRONT, limit=limit, after=after, newest_first=True)


def load_page(product_id: str) -> page_views.ProductPage:
    """The page of a product on sale. One round trip. Raises NotFound."""
    item = products.get(page_key(product_id))
    if item is None or "summary" not in item:
        raise NotFound("There is no such product on the page.")
    shown = {name: item.get(name) for name in _BEYOND_SUMMARY}
    return page_views.ProductPage(**json.loads(item["summary"]), **shown)
