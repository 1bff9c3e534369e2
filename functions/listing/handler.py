"""Listing over HTTP: specialists and designers bring products onto the page, the storefront reads it."""

from typing import Any, Literal

from aws_lambda_powertools.event_handler import Response

from listing import domain, entering, picturing, reading, reviewing, schemas, store, views
from shop.clock import clock
from shop.events.history import History
from shop.web.api import Api, Cursor, Id, Limit, reply
from shop.web.gates import Staff, Storefront

api = Api("listing")

# What customers see may lag this far behind; an order is checked against the price itself.
FRESH_FOR = {"Cache-Control": "max-age=30"}


@api.on("POST /listing/products", Staff(domain.ENTER), answer=views.Entered, status=201)
def enter_product(body: schemas.EnterProduct) -> Response[str]:
    """Enter a product as a draft, with its SKUs and their prices (R3.1.2)."""
    return reply(entering.enter(body, api.caller, api.once(body), clock.now()), 201)


@api.on("GET /listing/products", Staff(domain.READ), answer=views.WaitingProducts)
def list_products(
    state: Literal["draft", "designing", "in_review"], limit: Limit = 50, cursor: Cursor = None
) -> Response[str]:
    """Products with something left to do, longest waiting first."""
    return reply(reading.waiting(state, limit, cursor))


@api.on("GET /listing/products/{product_id}", Staff(domain.READ), answer=views.ProductView)
def read_product(product_id: Id) -> Response[str]:
    """A product as it is being worked on."""
    return reply(views.whole(store.load(product_id)))


@api.on("GET /listing/products/{product_id}/history", Staff(domain.READ), answer=History)
def read_history(product_id: Id, limit: Limit = 50, cursor: Cursor = None) -> Response[str]:
    """A product's events, oldest first."""
    return reply(reading.history(product_id, limit, cursor))


@api.on("PATCH /listing/products/{product_id}", Staff(domain.REVISE), answer=views.ProductView)
def revise_product(product_id: Id, body: schemas.ReviseProduct) -> Response[str]:
    """Change a draft's name, description or prices (R3.1.2)."""
    return reply(views.whole(entering.revise(product_id, body, api.caller, clock.now())))


@api.on("POST /listing/products/{product_id}/request-design", Staff(domain.REQUEST_DESIGN), answer=views.ProductView)
def request_design(product_id: Id, body: schemas.Step) -> Response[str]:
    """Hand a draft to the designers (R3.1.2)."""
    return reply(views.whole(entering.request_design(product_id, body, api.caller, clock.now())))


@api.on("POST /listing/products/{product_id}/picture-uploads", Staff(domain.ATTACH), answer=views.Upload, status=201)
def ask_upload(product_id: Id, body: schemas.AskUpload) -> Response[str]:
    """Where to upload one picture. Writes nothing; asking again is harmless."""
    return reply(picturing.ask_upload(product_id, body, clock.now()), 201)


@api.on("POST /listing/products/{product_id}/pictures", Staff(domain.ATTACH), answer=views.ProductView)
def attach_picture(product_id: Id, body: schemas.AttachPicture) -> Response[str]:
    """Attach an uploaded picture, if it is what its upload was signed for (R3.1.2)."""
    return reply(views.whole(picturing.attach(product_id, body, api.caller, clock.now())))


@api.on("POST /listing/products/{product_id}/submit", Staff(domain.SUBMIT), answer=views.ProductView)
def submit_product(product_id: Id, body: schemas.Step) -> Response[str]:
    """Hand a product to the final review (R3.1.2)."""
    return reply(views.whole(picturing.submit(product_id, body, api.caller, clock.now())))


@api.on("POST /listing/products/{product_id}/send-back", Staff(domain.SEND_BACK["draft"]), answer=views.ProductView)
def send_back_product(product_id: Id, body: schemas.SendBack) -> Response[str]:
    """The review did not pass: back to the draft or to the designers, with reasons (R3.1.2)."""
    return reply(views.whole(reviewing.send_back(product_id, body, api.caller, clock.now())))


@api.on("POST /listing/products/{product_id}/publish", Staff(domain.PUBLISH), answer=views.ProductView)
def publish_product(product_id: Id, body: schemas.Step) -> Response[str]:
    """The review passed: onto the page and on sale, by another specialist than who entered it (R3.1.2)."""
    return reply(views.whole(reviewing.publish(product_id, body, api.caller, clock.now())))


@api.on("GET /storefront/products", Storefront(), answer=views.PublishedProducts)
def list_pages(limit: Limit = 50, cursor: Cursor = None) -> Response[str]:
    """The products on sale, newest first."""
    return reply(reading.published(limit, cursor), headers=FRESH_FOR)


@api.on("GET /storefront/products/{product_id}", Storefront(), answer=views.ProductPage)
def read_page(product_id: Id) -> Response[str]:
    """A product's page."""
    return reply(reading.page(product_id), headers=FRESH_FOR)


def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return api.handle(event, context)
