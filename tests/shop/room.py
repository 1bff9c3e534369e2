"""A room for tests of HTTP: some ways in, each of which can be told to fail."""

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from shop.roles import Caller, Right, Role
from shop.web.api import Api, Cursor, Id, Limit
from shop.web.gates import Signed, Staff, Storefront
from shop.web.idempotency import IdempotencyKey
from shop.web.models import RequestModel
from shop.web.routes import Form
from tests.gateway import Context, gateway_event
from tests.harness import Answer
from tests.people import SPECIALIST, STOREFRONT, Person
from tests.stores import ENVIRONMENT

WRITE = Right("write things", frozenset({Role.SPECIALIST}))
THING = "01JDE3M7ZP0000000000000000"
PHONE = "13800138000"


class Part(RequestModel):
    name: Annotated[str, Field(min_length=1)]
    quantity: Annotated[int, Field(strict=True, ge=1)]


class MakeThing(RequestModel):
    name: Annotated[str, Field(min_length=1)]
    parts: Annotated[list[Part], Field(default_factory=list)]


class Thing(BaseModel):
    name: str
    actor: str


class Keyed(BaseModel):
    key: str
    fingerprint: str
    actor: str


class Room:
    """A room with five routes; `fails` is what the next call of one raises."""

    def __init__(self) -> None:
        self.fails: Exception | None = None
        self.calls = 0
        self.api = api = Api("testing")

        @api.post("/things", Staff(WRITE), status=201)
        def make(body: MakeThing, caller: Caller) -> Thing:
            return self.thing(body.name, caller)

        @api.get("/things/{thing_id}", Storefront(), cache_seconds=30)
        def read(
            thing_id: Id,
            caller: Caller,
            colour: Literal["red", "blue"] = "red",
            limit: Limit = 50,
            cursor: Cursor = None,
        ) -> Thing:
            return self.thing(f"{colour} {thing_id} {limit}", caller)

        @api.get("/things/newest", Staff(WRITE))
        def newest(caller: Caller) -> Thing:
            return self.thing("newest", caller)

        @api.post("/hooks/{carrier}", Signed(), largest_body=1024)
        def hook(carrier: str, form: Form, caller: Caller) -> Thing:
            return self.thing(f"{carrier} {form}", caller)

        @api.post("/things/{thing_id}/parts", Staff(WRITE), status=201, once=True)
        def add(thing_id: Id, body: Part, key: IdempotencyKey) -> Keyed:
            return Keyed(key=key.key, fingerprint=key.fingerprint, actor=key.actor)

    def thing(self, name: str, caller: Caller) -> Thing:
        self.calls += 1
        if self.fails:
            raise self.fails
        return Thing(name=name, actor=caller.actor)

    def send(self, event: dict[str, Any]) -> Answer:
        answer = self.api.handle(event, Context("testing"))
        assert answer["isBase64Encoded"] is False
        headers = {name: values[0] for name, values in answer["multiValueHeaders"].items()}
        assert headers["X-Request-Id"] == event["requestContext"]["requestId"]
        assert headers["Access-Control-Allow-Origin"] == ENVIRONMENT["CONSOLE_ORIGIN"]
        return Answer(answer["statusCode"], json.loads(answer["body"]), headers)

    def post(self, body: Any, as_: Person | None = SPECIALIST, route: str = "POST /things", **headers: str) -> Answer:
        sent = {"Content-Type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
        text = body if isinstance(body, str) else json.dumps(body)
        return self.send(gateway_event(route, as_=as_, headers=sent, body=text))

    def add(self, *, thing_id: str = THING, base: str = "", **headers: str) -> Answer:
        """Add a part to a thing, at an API whose addresses begin with `base`."""
        sent = {"Content-Type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
        event = gateway_event(
            "POST /things/{thing_id}/parts",
            as_=SPECIALIST,
            path={"thing_id": thing_id},
            headers=sent,
            body='{"name": "lid", "quantity": 1}',
        )
        return self.send(event | {"path": base + event["path"]})

    def newest(self, as_: Person) -> Answer:
        return self.send(gateway_event("GET /things/newest", as_=as_))

    def get(self, thing_id: str = THING, *, base: str = "", **query: str) -> Answer:
        event = gateway_event("GET /things/{thing_id}", as_=STOREFRONT, path={"thing_id": thing_id}, query=query)
        return self.send(event | {"path": base + event["path"]})
