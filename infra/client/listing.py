"""The way of a product onto the page (R3.1.2), walked by those who may walk each step.

It goes on from wherever a product stands: a day that was cut short leaves drafts, products
without pictures and products under review, and the next one finishes them.
"""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from infra.client.http import Client, Json, Refused, Unreachable, default_http

UNFINISHED = ("draft", "designing", "in_review")
# Somebody (perhaps our own call, its answer lost) moved the product meanwhile: read it again.
_OVERTAKEN = frozenset({"version_conflict", "transition_not_allowed"})
_MOST_SURPRISES = 8
# An address is written once; since it is for one content, what lies there is the picture itself.
_THERE_ALREADY = 412


@dataclass(frozen=True, slots=True)
class Listing:
    """Who enters products, who designs them and who reviews them; the reviewer enters none."""

    enterer: Client
    designer: Client
    reviewer: Client
    uploads: Client = field(default_factory=lambda: Client("", http=default_http()))

    def enter(self, product: Json, *, key: str) -> Json:
        """Enter a product as a draft. Raises Refused (sku_taken among others)."""
        return self.enterer.post("/listing/products", product, key=key).body

    def unfinished(self) -> Iterator[Json]:
        """The products that are on their way."""
        for state in UNFINISHED:
            for product in self.enterer.items("/listing/products", state=state, limit=100):
                yield self.enterer.get(f"/listing/products/{product['product_id']}")

    def published(self, storefront: Client) -> Iterator[Json]:
        """The products on the page, as the storefront sees them."""
        return storefront.items("/storefront/products", limit=100)

    def finish(self, product_id: str, picture: bytes) -> Json:
        """Bring a product to its publication; `picture` is attached where there is none.

        Raises Refused, Unreachable (when the shop does not come back).
        """
        surprises = 0
        while True:
            product = self.enterer.get(f"/listing/products/{product_id}")
            try:
                while product["state"] != "published":
                    product = self._step(product, picture)
                return product
            except Refused as refused:
                surprises += 1
                if refused.code not in _OVERTAKEN or surprises > _MOST_SURPRISES:
                    raise
            except Unreachable:
                surprises += 1
                if surprises > _MOST_SURPRISES:
                    raise

    def attach(self, product: Json, picture: bytes) -> Json:
        """Upload a PNG to where the shop says, with its checksum, and attach it."""
        path = f"/listing/products/{product['product_id']}"
        wanted = {
            "content_type": "image/png",
            "content_length": len(picture),
            "checksum_sha256": base64.b64encode(hashlib.sha256(picture).digest()).decode(),
        }
        place = self.designer.call("POST", f"{path}/picture-uploads", json=wanted, repeatable=True).body
        try:
            self.uploads.call("PUT", place["url"], content=picture, headers=place["headers"], repeatable=True)
        except Refused as refused:
            if refused.status != _THERE_ALREADY:
                raise
        return self.designer.post(f"{path}/pictures", {"version": product["version"], "key": place["key"]}).body

    def move(self, by: Client, product: Json, step: str, **more: object) -> Json:
        """One step of the way: `request-design`, `submit`, `send-back` or `publish`."""
        body = {"version": product["version"], **more}
        return by.post(f"/listing/products/{product['product_id']}/{step}", body).body

    def _step(self, product: Json, picture: bytes) -> Json:
        match product["state"]:
            case "draft":
                return self.move(self.enterer, product, "request-design")
            case "designing" if not product["pictures"]:
                return self.attach(product, picture)
            case "designing":
                return self.move(self.designer, product, "submit")
            case "in_review":
                return self.move(self.reviewer, product, "publish")
            case state:
                raise ValueError(f"No way leads from '{state}' to the page.")
