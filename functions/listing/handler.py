"""Listing over HTTP: specialists and designers bring products onto the page and change it, the storefront reads it."""

from collections.abc import Callable
from typing import Any, Literal

from listing import (
    changing,
    delisting,
    entering,
    page_views,
    pages,
    picturing,
    price_changes,
    pricing,
    proposing,
    reading,
    reviewing,
    schemas,
    store,
    tables,
    views,
)
from listing.domain import Product
from listing.pictures import addresses, bucket
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
SETTINGS = (store.TABLE, SKU_TABLE, pages.GRACE, bucket.BUCKET, addresses.PICTURES_AT, CURRENCIES, CONSOLE_ORIGIN)

# What customers see may lag this far behind; an order is checked against the price itself.
FRESH_SECONDS = 30


@api.post("/listing/products", Staff(tables.ENTER), status=201, once=True)
def enter_product(body: schemas.EnterProduct, caller: Caller, key: IdempotencyKey) -> views.Entered:
    """Enter a product as a draft, with its SKUs and their prices (R3.1.2)."""
    return entering.enter(body, caller, key, clock.now())


@api.get("/listing/products", Staff(tables.READ), tagged=True)
def list_products(
    state: Literal["draft", "designing", "in_review", "delisted"], limit: Limit = 50, cursor: Cursor = None
) -> views.WaitingProducts:
    """Products with something left to do, or that may come back, longest waiting first."""
    return reading.waiting(state, limit, cursor)


@api.get("/listing/products/{product_id}", Staff(tables.READ), tagged=True)
def read_product(product_id: Id) -> views.ProductView:
    """A product as it is being worked on."""
    return views.whole(store.load(product_id), clock.now())


@api.get("/listing/products/{product_id}/history", Staff(tables.READ), tagged=True)
def read_history(product_id: Id, limit: Limit = 50, cursor: Cursor = None) -> History:
    """A product's events, oldest first."""
    return reading.history(product_id, limit, cursor)


@api.patch("/listing/products/{product_id}", Staff(tables.REVISE))
def revise_product(product_id: Id, body: schemas.ReviseProduct, caller: Caller) -> views.ProductView:
    """Change a draft's name, description, prices or terms (R3.1.2)."""
    return _step(entering.revise, product_id, body, caller)


@api.post("/listing/products/{product_id}/drop", Staff(tables.DROP))
def drop_product(product_id: Id, body: schemas.Step, caller: Caller) -> views.ProductView:
    """Give a draft up: a product, whose SKU codes are free then, or a revision of one that was on the page (R3.1.4)."""
    return _step(entering.drop, product_id, body, caller)


@api.post("/listing/products/{product_id}/request-design", Staff(tables.REQUEST_DESIGN))
def request_design(product_id: Id, body: schemas.Step, caller: Caller) -> views.ProductView:
    """Hand a draft to the designers (R3.1.2)."""
    return _step(entering.request_design, product_id, body, caller)


@api.post("/listing/products/{product_id}/recall", Staff(tables.RECALL))
def recall_product(product_id: Id, body: schemas.Step, caller: Caller) -> views.ProductView:
    """Take a product back from the designers (R3.1.2)."""
    return _step(entering.recall, product_id, body, caller)


@api.post("/listing/products/{product_id}/request-review", Staff(tables.REQUEST_REVIEW))
def request_review(product_id: Id, body: schemas.Step, caller: Caller) -> views.ProductView:
    """Hand a draft to the final review whose pictures are as they should be (R3.1.4)."""
    return _step(reviewing.request, product_id, body, caller)


@api.post("/listing/products/{product_id}/due", Staff(tables.MOVE_DUE))
def move_due(product_id: Id, body: schemas.MoveDue, caller: Caller) -> views.ProductView:
    """Say another time for a product to be on the page (R3.1.2)."""
    return _step(reviewing.move_due, product_id, body, caller)


@api.post("/listing/products/{product_id}/picture-uploads", Staff(tables.ATTACH), status=201)
def ask_upload(product_id: Id, body: schemas.AskUpload, caller: Caller) -> views.Upload:
    """Where to upload one picture. Writes nothing; asking again is harmless."""
    return picturing.ask_upload(product_id, body, caller, clock.now())


@api.post("/listing/products/{product_id}/pictures", Staff(tables.ATTACH))
def attach_picture(product_id: Id, body: schemas.AttachPicture, caller: Caller) -> views.ProductView:
    """Attach an uploaded picture, if it is what its upload was signed for (R3.1.2)."""
    return _step(picturing.attach, product_id, body, caller)


@api.post("/listing/products/{product_id}/pictures/remove", Staff(tables.REMOVE))
def remove_picture(product_id: Id, body: schemas.RemovePicture, caller: Caller) -> views.ProductView:
    """Take a picture out of the revision that is being worked on (R3.1.4)."""
    return _step(picturing.remove, product_id, body, caller)


@api.post("/listing/products/{product_id}/submit", Staff(tables.SUBMIT))
def submit_product(product_id: Id, body: schemas.Step, caller: Caller) -> views.ProductView:
    """Hand a product to the final review (R3.1.2)."""
    return _step(picturing.submit, product_id, body, caller)


@api.post("/listing/products/{product_id}/send-back", Staff(tables.SEND_BACK["draft"]))
def send_back_product(product_id: Id, body: schemas.SendBack, caller: Caller) -> views.ProductView:
    """The review did not pass: back to the draft or to the designers, with reasons (R3.1.2)."""
    return _step(reviewing.send_back, product_id, body, caller)


@api.post("/listing/products/{product_id}/publish", Staff(tables.PUBLISH))
def publish_product(product_id: Id, body: schemas.Publish, caller: Caller) -> views.ProductView:
    """The review passed: onto the page and on sale, by somebody who contributed nothing to it (R3.1.2)."""
    return _step(reviewing.publish, product_id, body, caller)


@api.post("/listing/products/{product_id}/revisions", Staff(tables.BEGIN))
def begin_revision(product_id: Id, body: schemas.BeginRevision, caller: Caller) -> views.ProductView:
    """Begin a new revision; customers see the reviewed one until it passes. An earlier one can be restored (R3.1.4)."""
    return _step(changing.begin, product_id, body, caller)


@api.get("/listing/products/{product_id}/revisions", Staff(tables.READ), tagged=True)
def list_revisions(product_id: Id, limit: Limit = 50, cursor: Cursor = None) -> views.Revisions:
    """The revisions that passed their reviews, newest first."""
    return reading.revisions(product_id, limit, cursor)


@api.get("/listing/products/{product_id}/revisions/{revision}", Staff(tables.READ), tagged=True)
def read_revision(product_id: Id, revision: schemas.RevisionInPath) -> page_views.ProductPage:
    """A page as it passed its review."""
    return reading.revision(product_id, revision, clock.now())


@api.get("/listing/products/{product_id}/difference", Staff(tables.READ), tagged=True)
def read_difference(product_id: Id) -> views.Difference:
    """What the newest revision changes about the last that passed its review: what a reviewer looks at."""
    return reviewing.difference(product_id)


@api.post("/listing/products/{product_id}/delist", Staff(tables.DELIST))
def delist_product(product_id: Id, body: schemas.Delist, caller: Caller) -> views.ProductView:
    """Off the page and off sale at once, with a reason (R3.1.4)."""
    return _step(delisting.delist, product_id, body, caller)


@api.post("/listing/products/{product_id}/relist", Staff(tables.RELIST))
def relist_product(product_id: Id, body: schemas.Step, caller: Caller) -> views.ProductView:
    """Ask for a delisted product to come back as it was, through the final review (R3.1.4)."""
    return _step(changing.relist, product_id, body, caller)


@api.post("/listing/products/{product_id}/price-changes", Staff(tables.REPRICE), status=201, once=True)
def change_prices(product_id: Id, body: schemas.ChangePrices, caller: Caller, key: IdempotencyKey) -> views.PriceChange:
    """Change a live product's prices, now or from a time on (R3.1.4)."""
    return pricing.change(product_id, body, caller, key, clock.now())


@api.get("/listing/price-changes", Staff(tables.READ_CHANGES), tagged=True)
def list_price_changes(limit: Limit = 50, cursor: Cursor = None) -> views.PriceChanges:
    """The price changes that are scheduled, soonest first."""
    return reading.price_changes_to_come(limit, cursor)


@api.get("/listing/price-changes/{change_id}", Staff(tables.READ_CHANGES), tagged=True)
def read_price_change(change_id: Id) -> views.PriceChange:
    """A price change, and what became of it."""
    return price_changes.shown(price_changes.load(change_id))


@api.post("/listing/price-changes/{change_id}/cancel", Staff(tables.CANCEL_CHANGE))
def cancel_price_change(change_id: Id, body: schemas.Step, caller: Caller) -> views.PriceChange:
    """Take a scheduled price change back before its time (R3.1.4)."""
    return pricing.cancel(change_id, body, caller, clock.now())


@api.get("/listing/proposals", Staff(tables.PROPOSALS), tagged=True)
def list_proposals(limit: Limit = 50, cursor: Cursor = None) -> views.Proposals:
    """What is proposed for delisting, longest waiting first (R3.1.4)."""
    return reading.open_proposals(limit, cursor)


@api.post("/listing/proposals/{product_id}/accept", Staff(tables.ACCEPT))
def accept_proposal(product_id: Id, body: schemas.Step, caller: Caller) -> views.Proposal:
    """Delist a product for the reason that was proposed (R3.1.4)."""
    return proposing.accept(product_id, body, caller, clock.now())


@api.post("/listing/proposals/{product_id}/dismiss", Staff(tables.DISMISS))
def dismiss_proposal(product_id: Id, body: schemas.Step, caller: Caller) -> views.Proposal:
    """Leave a product on its page; it is not proposed again for a while (R3.1.4)."""
    return proposing.dismiss(product_id, body, caller, clock.now())


@api.get("/listing/skus/{sku}/prices", Staff(tables.READ), tagged=True)
def list_shown(sku: schemas.SkuInPath, limit: Limit = 50, cursor: Cursor = None) -> views.ShownPrices:
    """The prices at which customers saw a SKU, newest first (R3.1.4)."""
    return reading.prices(sku, limit, cursor)


@api.get("/storefront/products", Storefront(), cache_seconds=FRESH_SECONDS, tagged=True)
def list_pages(limit: Limit = 50, cursor: Cursor = None) -> page_views.PublishedProducts:
    """The products on sale, newest first."""
    return reading.published(limit, cursor, clock.now())


@api.get("/storefront/products/{product_id}", Storefront(), cache_seconds=FRESH_SECONDS, tagged=True)
def read_page(product_id: Id) -> page_views.ProductPage:
    """A product's page."""
    return reading.page(product_id, clock.now())


def _step(step: Callable[..., Product], product_id: str, body: RequestModel, by: Caller) -> views.ProductView:
    """Take a step of a product's way, and show where it stands then."""
    now = clock.now()
    return views.whole(step(product_id, body, by, now), now)


def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return api.handle(event, context)


start(SETTINGS, store.database.connect)
