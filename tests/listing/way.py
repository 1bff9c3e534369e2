"""A product's way, for tests: entered, pictured, reviewed."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any

from tests.harness import Answer, House
from tests.people import DESIGNER, REVIEWER, SPECIALIST, STOREFRONT, Person
from tests.stores import PICTURE_BUCKET, client

PRODUCTS = "/listing/products"
PRODUCT = f"{PRODUCTS}/{{product_id}}"
_BEGINNINGS = {
    "image/png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "image/jpeg": b"\xff\xd8\xff\xe0",
    "image/webp": b"RIFF\0\0\0\0WEBP",
}


def picture(of: str, content_type: str = "image/png") -> bytes:
    """What begins as a picture does; `of` makes it another one."""
    return _BEGINNINGS[content_type] + of.encode()


PICTURE = picture("a mug")
ASKED_BY = "x-amz-meta-asked-by"


def mug(**other: Any) -> dict[str, Any]:
    """A mug in two colours, unless told otherwise."""
    return {
        "name": "Mug 马克杯",
        "description": "Holds tea.",
        "currency": "CNY",
        "skus": [{"sku": "MUG-RED", "price_minor": 2900}, {"sku": "MUG-BLUE", "price_minor": 3100}],
    } | other


def enter(house: House, body: Any = None, *, key: str = "k", as_: Person | None = SPECIALIST) -> Answer:
    return house.call(f"POST {PRODUCTS}", as_=as_, key=key, body=mug() if body is None else body)


def wanted(content: bytes = PICTURE, content_type: str = "image/png") -> dict[str, Any]:
    """What a designer asks an upload for."""
    checksum = base64.b64encode(hashlib.sha256(content).digest()).decode()
    return {"content_type": content_type, "content_length": len(content), "checksum_sha256": checksum}


def put(
    key: str, content: bytes = PICTURE, content_type: str = "image/png", *, algorithm: Any = "SHA256", **more: Any
) -> None:
    """What stands in the bucket after an upload (moto checks no signature; the local cloud does)."""
    client("s3").put_object(
        Bucket=PICTURE_BUCKET, Key=key, Body=content, ContentType=content_type, ChecksumAlgorithm=algorithm, **more
    )


@dataclass
class Mug:
    """One product on its way, by those who may move it; remembers the newest version."""

    house: House
    product_id: str
    version: int = 1

    def call(self, step: str, as_: Person | None, body: Any = None, **more: Any) -> Answer:
        """A step on this product: `POST /publish`, `PATCH`, `GET /history`."""
        method, _, rest = step.partition(" ")
        answer = self.house.call(f"{method} {PRODUCT}{rest}", as_=as_, body=body, product_id=self.product_id, **more)
        if answer.status == 200 and "version" in answer.body:
            self.version = answer.body["version"]
        return answer

    def move(self, step: str, as_: Person | None, **more: Any) -> Answer:
        """A step decided on the newest version, unless told otherwise."""
        return self.call(f"POST /{step}", as_, {"version": self.version, **more})

    def revise(self, as_: Person | None = SPECIALIST, **changes: Any) -> Answer:
        return self.call("PATCH", as_, {"version": self.version, **changes})

    def upload(self, content: bytes = PICTURE, content_type: str = "image/png", as_: Person = DESIGNER) -> str:
        """Ask for an upload and make it; returns the key."""
        answer = self.call("POST /picture-uploads", as_, wanted(content, content_type))
        assert answer.status == 201, answer
        put(answer.body["key"], content, content_type, Metadata={"asked-by": answer.body["headers"][ASKED_BY]})
        key: str = answer.body["key"]
        return key

    def attach(self, of: str = "a mug") -> Answer:
        return self.move("pictures", DESIGNER, key=self.upload(picture(of)))

    def read(self) -> Any:
        return self.call("GET", SPECIALIST).body

    def history(self) -> list[dict[str, Any]]:
        """Its events, each checked against its schema."""
        return self.house.events("listing", f"PRODUCT#{self.product_id}")


def _begun(tell: Callable[..., Mug]) -> Callable[..., Mug]:
    """In an empty shop its end is brought back."""

    @wraps(tell)
    def told(house: House, *said: Any, **more: Any) -> Mug:
        if house.items("listing"):
            return tell(house, *said, **more)

        def of() -> tuple[str, int]:
            product = tell(house, *said, **more)
            return product.product_id, product.version

        return Mug(house, *house.at_the_end_of(f"{tell.__name__} {said} {more}", of))

    return told


@_begun
def draft(house: House, *, key: str = "k", **other: Any) -> Mug:
    """A product just entered by SPECIALIST."""
    return Mug(house, enter(house, mug(**other), key=key).body["product_id"])


@_begun
def designing(house: House, **more: Any) -> Mug:
    """A product that waits for pictures."""
    product = draft(house, **more)
    assert product.move("request-design", SPECIALIST).status == 200
    return product


@_begun
def in_review(house: House, **more: Any) -> Mug:
    """A product that waits for its review."""
    product = designing(house, **more)
    assert product.attach().status == 200
    assert product.move("submit", DESIGNER).status == 200
    return product


@_begun
def published(house: House, **more: Any) -> Mug:
    """A product on the page, published by REVIEWER."""
    product = in_review(house, **more)
    assert product.move("publish", REVIEWER).status == 200
    return product


@_begun
def dropped(house: House, **more: Any) -> Mug:
    """A product that was given up as a draft."""
    product = draft(house, **more)
    assert product.move("drop", SPECIALIST).status == 200
    return product


@_begun
def delisted(house: House, reason: str = "sold_out", **more: Any) -> Mug:
    """A product that was on the page."""
    product = published(house, **more)
    assert product.move("delist", SPECIALIST, reason=reason).status == 200
    return product


@_begun
def revising(house: House, state: str = "draft", *, live: bool = True, **more: Any) -> Mug:
    """A product whose second revision, by SPECIALIST, is being worked on; customers see the first if it is live."""
    product = published(house, **more)
    steps: dict[str, tuple[tuple[str, Person], ...]] = {
        "draft": (),
        "designing": (("request-design", SPECIALIST),),
        "in_review": (("request-review", SPECIALIST),),
    }
    for step, by in (("revisions", SPECIALIST), *steps[state]):
        assert product.move(step, by).status == 200
    if not live:
        assert product.move("delist", SPECIALIST, reason="quality").status == 200
    return product


AT: dict[str, Callable[..., Mug]] = {
    "dropped": dropped,
    "draft": draft,
    "designing": designing,
    "in_review": in_review,
    "published": published,
    "delisted": delisted,
    **{
        f"{state} of a {kind}": partial(revising, state=state, live=live)
        for state in ("draft", "designing", "in_review")
        for kind, live in (("live one", True), ("delisted one", False))
    },
}


def on_page(house: House, product: Mug) -> Answer:
    """What a customer hears who asks for the product's page."""
    return house.call("GET /storefront/products/{product_id}", as_=STOREFRONT, product_id=product.product_id)
