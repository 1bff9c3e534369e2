"""Listing over HTTP: specialists and designers bring products onto the page, the storefront reads it."""

from collections.abc import Callable
from typing import Any, Literal

from listing import addresses, bucket, domain, entering, picturing, reading, reviewing, schemas, store, views
from shop.clock import clock
from shop.events.history import History
from shop.roles import Caller
from shop.settings import start
from shop.stock.ledger import SKU_TABLE
from shop.web.api import CONSOLE_ORIGIN, Api, Cursor, Id, Limit
from shop.web.gates import Staff, Storefront
from shop.web.idempotency import IdempotencyKey
from shop.web.models import CURRENCIES, RequestModel

api = Api("listing")
SETTINGS = (store.TABLE, SKU_TABLE, bucket.BUCKET, addresses.PICTURES_AT, CURRENCIES, CONSOLE_ORIGIN)

# What customers see may lag this far behind; an order is checked against the price itself.
FRESH_SECONDS = 30


@api.post("/listing/products", Staff(domain.ENTER), status=201, once=True)
def enter_product(body: schemas.EnterProduct, caller: Caller, key: IdempotencyKey) -> views.Entered:
    """Enter a product as a draft, with its SKUs and their prices (R3.1.2)."""
    return entering.enter(body, caller, key, clock.now())


@api.get("/listing/products", Staff(domain.READ), tagged=True)
def list_products(
    state: Literal["draft", "designing", "in_review"], limit: Limit = 50, cursor: Cursor = None
) -> views.WaitingProducts:
    """Products with something left to do, longest waiting first."""
    return reading.waiting(state, limit, cursor)


@api.get("/listing/products/{product_id}", Staff(domain.READ), tagged=True)
def read_product(product_id: Id) -> views.ProductView:
    """A product as it is being worked on."""
    return views.whole(store.load(product_id), clock.now())


@api.get("/listing/products/{product_id}/history", Staff(domain.READ), tagged=True)
def read_history(product_id: Id, limit: Limit = 50, cursor: Cursor = None) -> History:
    """A product's events, oldest first."""
    return reading.history(product_id, limit, cursor)


@api.patch("/listing/products/{product_id}", Staff(domain.REVISE))
def revise_product(product_id: Id, body: schemas.ReviseProduct, caller: Caller) -> views.ProductView:
    """Change a draft's name, description or prices (R3.1.2)."""
    return _step(entering.revise, product_id, body, caller)


@api.post("/listing/products/{product_id}/drop", Staff(domain.DROP))
def drop_product(product_id: Id, body: schemas.Step, caller: Caller) -> views.ProductView:
    """Give a draft up; its SKU codes are free for other products (R3.1.2)."""
    return _step(entering.drop, product_id, body, caller)


@api.post("/listing/products/{product_id}/request-design", Staff(domain.REQUEST_DESIGN))
def request_design(product_id: Id, body: schemas.Step, caller: Caller) -> views.ProductView:
    """Hand a draft to the designers (R3.1.2)."""
    return _step(entering.request_design, product_id, body, caller)


@api.post("/listing/products/{product_id}/picture-uploads", Staff(domain.ATTACH), status=201)
def ask_upload(product_id: Id, body: schemas.AskUpload, caller: Caller) -> views.Upload:
    """Where to upload one picture. Writes nothing; asking again is harmless."""
    return picturing.ask_upload(product_id, body, caller, clock.now())


@api.post("/listing/products/{product_id}/pictures", Staff(domain.ATTACH))
def attach_picture(product_id: Id, body: schemas.AttachPicture, caller: Caller) -> views.ProductView:
    """Attach an uploaded picture, if it is what its upload was signed for (R3.1.2)."""
    return _step(picturing.attach, product_id, body, caller)


@api.post("/listing/products/{product_id}/submit", Staff(domain.SUBMIT))
def submit_product(product_id: Id, body: schemas.Step, caller: Caller) -> views.ProductView:
    """Hand a product to the final review (R3.1.2)."""
    return _step(picturing.submit, product_id, body, caller)


@api.post("/listing/products/{product_id}/send-back", Staff(domain.SEND_BACK["draft"]))
def send_back_product(product_id: Id, body: schemas.SendBack, caller: Caller) -> views.ProductView:
    """The review did not pass: back to the draft or to the designers, with reasons (R3.1.2)."""
    return _step(reviewing.send_back, product_id, body, caller)


@api.post("/listing/products/{product_id}/publish", Staff(domain.PUBLISH))
def publish_product(product_id: Id, body: schemas.Publish, caller: Caller) -> views.ProductView:
    """The review passed: onto the page and on sale, by somebody who contributed nothing to it (R3.1.2)."""
    return _step(reviewing.publish, product_id, body, caller)


@api.get("/storefront/products", Storefront(), cache_seconds=FRESH_SECONDS, tagged=True)
def list_pages(limit: Limit = 50, cursor: Cursor = None) -> views.PublishedProducts:
    """The products on sale, newest first."""
    return reading.published(limit, cursor, clock.now())


@api.get("/storefront/products/{product_id}", Storefront(), cache_seconds=FRESH_SECONDS, tagged=True)
def read_page(product_id: Id) -> views.ProductPage:
    """A product's page."""
    return reading.page(product_id, clock.now())


def _step(step: Callable[..., domain.Product], product_id: str, body: RequestModel, by: Caller) -> views.ProductView:
    """Take a step of a product's way, and show where it stands then."""
    now = clock.now()
    return views.whole(step(product_id, body, by, now), now)


def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return api.handle(event, context)


start(SETTINGS, store.database.connect)
