"""A toy of the shop's HTTP API in memory: as much of it as a replay calls, true to its refusals."""

import json
import re
from collections.abc import Callable
from itertools import count
from typing import Any

import httpx
from pydantic import BaseModel, ValidationError

from infra.client.http import Client
from infra.client.listing import Listing
from infra.replay.people import People
from listing.schemas import EnterProduct
from order_dispatch.schemas import PlaceOrder
from stock_control.schemas import OpenWarehouse, ReceiveStock

Json = dict[str, Any]
Trouble = Callable[[httpx.Request], Exception | None]


# What the shop takes, by its own models.
TAKES: dict[str, type[BaseModel]] = {
    "/listing/products": EnterProduct,
    "/stock/warehouses": OpenWarehouse,
    "/stock/receipts": ReceiveStock,
    "/storefront/orders": PlaceOrder,
}


class Killed(Exception):
    """The replay was killed here: nothing of it runs any more."""


class Refusal(Exception):
    def __init__(self, status: int, code: str, **more: Any) -> None:
        super().__init__(code)
        self.answer = httpx.Response(status, json={"code": code, "detail": code, **more})


class ToyShop:
    """`before` and `after` each call may bring trouble: a kill, an answer that gets lost."""

    def __init__(self) -> None:
        self.products: dict[str, Json] = {}
        self.owners: dict[str, str] = {}
        self.available: dict[str, int] = {}
        self.reserved: dict[str, int] = {}
        self.documents: dict[str, Json] = {}
        self.orders: dict[str, Json] = {}
        self.answered: dict[str, tuple[Json, Json]] = {}
        self.warehouses: set[str] = set()
        self.received: set[str] = set()
        # Receipts of more units wait for a second person.
        self.usual = 10**9
        self.held: dict[str, Json] = {}
        self.before: Trouble = lambda request: None
        self.after: Trouble = lambda request: None
        self.ids = count(1)

    def people(self, wait: Callable[[float], object] = lambda seconds: None) -> People:
        def client(name: str) -> Client:
            transport = httpx.MockTransport(self)
            return Client("http://shop", lambda: {"X-Who": name}, http=httpx.Client(transport=transport), wait=wait)

        uploads = Client("", http=httpx.Client(transport=httpx.MockTransport(self)), wait=wait)
        listing = Listing(client("enterer"), client("designer"), client("reviewer"), uploads)
        return People(listing, client("manager"), client("keeper"), "WH-SH", client("storefront"))

    def __call__(self, request: httpx.Request) -> httpx.Response:
        try:
            if trouble := self.before(request):
                raise trouble
            answer = self._answer(request)
        except Refusal as refusal:
            answer = refusal.answer
        if trouble := self.after(request):
            raise trouble
        return answer

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if request.url.host == "pictures":
            return httpx.Response(200)
        body = json.loads(request.content) if request.content else {}
        if request.method == "GET":
            return httpx.Response(200, json=self._read(path, request.url.params))
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return httpx.Response(200, json=self._move(path, body, request.headers["X-Who"]))
        if key in self.answered:
            asked, said = self.answered[key]
            if asked != body:
                raise Refusal(422, "idempotency_key_reused")
            return httpx.Response(201, json=said, headers={"Idempotent-Replayed": "true"})
        said = self._create(path, body)
        self.answered[key] = (body, json.loads(json.dumps(said)))
        return httpx.Response(201, json=said)

    def forget_keys(self) -> None:
        """As after seven days."""
        self.answered.clear()

    def _read(self, path: str, params: httpx.QueryParams) -> Json:
        if path == "/storefront/products":
            return {"items": [one for one in self.products.values() if one["state"] == "published"], "next": None}
        if path == "/listing/products":
            on_list = [one for one in self.products.values() if one["state"] == params["state"]]
            return {"items": [{"product_id": one["product_id"]} for one in on_list], "next": None}
        if path.endswith("/movements"):
            return {"items": [{}] if path.split("/")[3] in self.received else [], "next": None}
        name = path.rsplit("/", 1)[1]
        return self.orders[name] if path.startswith("/storefront/orders/") else self.products[name]

    def _create(self, path: str, body: Json) -> Json:
        try:
            TAKES[path].model_validate(body)
        except ValidationError as error:
            raise Refusal(422, "invalid", errors=[{"reason": str(error)}]) from error
        match path:
            case "/listing/products":
                return self._enter(body)
            case "/stock/warehouses":
                if body["code"] in self.warehouses:
                    raise Refusal(409, "warehouse_taken")
                self.warehouses.add(body["code"])
            case "/stock/receipts":
                if body["document"] in self.documents:
                    raise Refusal(409, "document_taken")
                self.documents[body["document"]] = body
                if sum(line["quantity"] for line in body["lines"]) > self.usual:
                    receipt_id = f"R{next(self.ids):05}"
                    self.held[receipt_id] = body
                    return {**body, "state": "waiting", "receipt_id": receipt_id}
                self._take_in(body)
            case "/storefront/orders":
                return self._place(body)
        return body

    def _take_in(self, receipt: Json) -> None:
        for line in receipt["lines"]:
            self.available[line["sku"]] += line["quantity"]
            self.received.add(line["sku"])

    def _enter(self, body: Json) -> Json:
        taken = [{"sku": entry["sku"]} for entry in body["skus"] if entry["sku"] in self.owners]
        if taken:
            raise Refusal(409, "sku_taken", errors=taken)
        product_id = f"P{next(self.ids):05}"
        for entry in body["skus"]:
            self.owners[entry["sku"]] = product_id
            self.available[entry["sku"]] = self.reserved[entry["sku"]] = 0
        product = {**body, "product_id": product_id, "state": "draft", "version": 1, "pictures": []}
        self.products[product_id] = product
        return product

    def _move(self, path: str, body: Json, who: str) -> Json:
        if path.startswith("/stock/receipts/"):
            if (receipt := self.held.pop(path.split("/")[3], None)) is None:
                raise Refusal(409, "version_conflict")
            assert who == "manager"
            self._take_in(receipt)
            return receipt
        match = re.fullmatch(r"/listing/products/(\w+)/([a-z-]+)", path)
        assert match
        product, step = self.products[match[1]], match[2]
        if step == "picture-uploads":
            return {"key": "picture", "url": "http://pictures/picture", "headers": {}}
        sources = {"request-design": "draft", "pictures": "designing", "submit": "designing", "publish": "in_review"}
        if product["version"] != body["version"]:
            raise Refusal(409, "version_conflict")
        if product["state"] != sources[step]:
            raise Refusal(409, "transition_not_allowed")
        if step == "publish" and who != "reviewer":
            raise Refusal(403, "own_entry")
        if step == "pictures":
            product["pictures"] = [*product["pictures"], body["key"]]
        else:
            product["state"] = {"request-design": "designing", "submit": "in_review", "publish": "published"}[step]
        product["version"] += 1
        return product

    def _place(self, body: Json) -> Json:
        if body["external_id"] in self.orders:
            raise Refusal(409, "external_id_taken", order_id=body["external_id"])
        wanted: dict[str, int] = {}
        for line in body["lines"]:
            product = self.products[self.owners[line["sku"]]]
            price = {entry["sku"]: entry["price_minor"] for entry in product["skus"]}[line["sku"]]
            if product["state"] != "published" or line["unit_price"] != price:
                raise Refusal(409, "price_changed", errors=[{"sku": line["sku"]}])
            wanted[line["sku"]] = wanted.get(line["sku"], 0) + line["quantity"]
        short = [
            {"sku": sku, "available": self.available[sku]}
            for sku, quantity in wanted.items()
            if self.available[sku] < quantity
        ]
        if short:
            raise Refusal(409, "out_of_stock", errors=short)
        for sku, quantity in wanted.items():
            self.available[sku] -= quantity
            self.reserved[sku] += quantity
        goods = sum(line["quantity"] * line["unit_price"] - line["discount_minor"] for line in body["lines"])
        self.orders[body["external_id"]] = {**body, "goods_minor": goods}
        return {"order_id": body["external_id"], "state": "placed"}
