"""A room for tests of HTTP: three ways in, each of which can be told to fail."""

import json
from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel, Field

from shop.roles import Right, Role
from shop.web.api import Api, Cursor, Id, Limit, reply
from shop.web.gates import Signed, Staff, Storefront
from shop.web.models import RequestModel
from tests.gateway import Context, gateway_event
from tests.harness import Answer
from tests.people import SPECIALIST, STOREFRONT, Person

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


class Room:
    """A room with three routes; `fails` is what the next call of one raises."""

    def __init__(self) -> None:
        self.fails: Exception | None = None
        self.calls = 0
        self.api = api = Api("testing")

        @api.on("POST /things", Staff(WRITE), answer=Thing, status=201)
        def make(body: MakeThing) -> Response[str]:
            self.work()
            return reply(Thing(name=body.name, actor=api.caller.actor), 201)

        @api.on("GET /things/{thing_id}", Storefront(), answer=Thing)
        def read(thing_id: Id, colour: Literal["red", "blue"] = "red", limit: Limit = 50, cursor: Cursor = None) -> Any:
            self.work()
            return reply(Thing(name=f"{colour} {thing_id} {limit}", actor=api.caller.actor))

        @api.on("POST /hooks/{carrier}", Signed(), answer=Thing, takes="application/x-www-form-urlencoded")
        def hook(carrier: str) -> Response[str]:
            self.work()
            return reply(Thing(name=api.current_event.body or "", actor=api.caller.actor))

        @api.on("POST /once", Staff(WRITE), answer=Thing, status=201)
        def once(body: MakeThing) -> Response[str]:
            request = api.once(body)
            return reply(Thing(name=request.key, actor=request.actor), 201)

    def work(self) -> None:
        self.calls += 1
        if self.fails:
            raise self.fails

    def send(self, event: dict[str, Any]) -> Answer:
        answer = self.api.handle(event, Context("testing"))
        assert answer["isBase64Encoded"] is False
        headers = {name: values[0] for name, values in answer["multiValueHeaders"].items()}
        assert headers["X-Request-Id"] == event["requestContext"]["requestId"]
        return Answer(answer["statusCode"], json.loads(answer["body"]), headers)

    def post(self, body: Any, as_: Person | None = SPECIALIST, line: str = "POST /things", **headers: str) -> Answer:
        sent = {"Content-Type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
        text = body if isinstance(body, str) else json.dumps(body)
        return self.send(gateway_event(line, as_=as_, headers=sent, body=text))

    def get(self, thing_id: str = THING, **query: str) -> Answer:
        path = {"thing_id": thing_id}
        return self.send(gateway_event("GET /things/{thing_id}", as_=STOREFRONT, path=path, query=query))
