"""HTTP: one factory for every room's routes.

    api = Api("order_dispatch")

    @api.post("/orders/{order_id}/requests", Staff(RECORD_REQUEST), status=201, once=True)
    def record_request(order_id: Id, body: RecordRequest, caller: Caller, key: IdempotencyKey) -> RequestRecorded: ...

    def lambda_handler(event, context):
        return api.handle(event, context)

Admits the caller, bounds and validates the request, turns every error into a problem document
and writes one log line a request. Nothing unhandled reaches the gateway.
"""

import json
import time
from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestUnsupportedContentType, RequestValidationError
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import BaseModel

from shop import invocation
from shop.errors import NotFound, ShopError, frames
from shop.ids import ULID_PATTERN
from shop.roles import Caller
from shop.settings import Setting
from shop.web import drawings, problems, sheets, sight, tags
from shop.web.bodies import LARGEST_BODY, header, parse_json, readable
from shop.web.drawings import Drawing
from shop.web.gates import Gate
from shop.web.idempotency import IdempotencyKey, Replayed
from shop.web.routes import Form, Route

Handler = TypeVar("Handler", bound=Callable[..., BaseModel])
Id = Annotated[str, Path(pattern=ULID_PATTERN, max_length=26)]
Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=1024)]

CONSOLE_ORIGIN = Setting("CONSOLE_ORIGIN")
_CONSOLE_READS = f"ETag, X-Request-Id, Idempotent-Replayed, Retry-After, {sheets.NEXT}"


class Api:
    """A room's HTTP routes; whoever is not let in by a route's gate is refused."""

    def __init__(self, room: str) -> None:
        self.room = room
        self.logger = Logger(service=room)
        self.routes: dict[str, Route] = {}
        self._known: set[str] = set()
        self._resolver = APIGatewayRestResolver(enable_validation=True, json_body_deserializer=parse_json)
        answers = self._resolver.exception_handler
        answers([RequestValidationError, RequestUnsupportedContentType])(problems.of_validation)
        answers(Replayed)(_replay)
        answers(ShopError)(problems.of)
        # A path with characters that no route takes.
        answers(NotFoundError)(lambda error: problems.of(NotFound("There is nothing at this address.")))
        answers(Exception)(self._crashed)

    def get(
        self, path: str, gate: Gate, *, cache_seconds: int | None = None, tagged: bool = False, csv: bool = False
    ) -> Callable[[Handler], Handler]:
        """Register a route that reads. `cache_seconds` is how long browsers and caches may keep its answer.

        `tagged` where answers have an ETag, and who comes with it (If-None-Match) is told 304 while nothing changed.
        `csv` where a list is shown as CSV too, to who accepts that.
        """
        return self._register("GET", path, gate, cache_seconds=cache_seconds, tagged=tagged, csv=csv)

    def post(
        self, path: str, gate: Gate, *, status: int = 200, once: bool = False, largest_body: int = LARGEST_BODY
    ) -> Callable[[Handler], Handler]:
        """Register a route that does something; `once` where a repeat with its key gets the first answer.

        `largest_body` is in bytes; whoever sends a larger one hears 413 before anything of it is parsed.
        """
        return self._register("POST", path, gate, status=status, once=once, largest_body=largest_body)

    def patch(self, path: str, gate: Gate) -> Callable[[Handler], Handler]:
        """Register a route that changes parts of a thing."""
        return self._register("PATCH", path, gate)

    def handle(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        """Answer one gateway event. Never raises."""
        with invocation.running(context):
            return self._handle(event, context)

    def _handle(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        started = time.perf_counter()
        name = f"{event.get('httpMethod')} {event.get('resource')}"
        caller: Caller | None = None
        try:
            route = self.routes.get(name)
            if route is None:
                raise NotFound("There is no such route.")
            caller = route.gate.admit(event)
            request = readable(event, route.content_type, route.largest_body) | {"path": route.address(event)}
            self._introduce(route)
            self._resolver.context.update(route=route, caller=caller)
            answer = self._resolver.resolve(request, context)
        except ShopError as error:
            answer = problems.as_gateway_answer(problems.of(error))
        except Exception as error:  # nothing unhandled reaches the gateway
            answer = problems.as_gateway_answer(self._crashed(error))
        if caller and answer["body"]:
            (kind,) = answer["multiValueHeaders"]["Content-Type"]
            answer["body"] = _shown(kind, answer["body"], caller)
        request_id = event.get("requestContext", {}).get("requestId", "")
        answer["multiValueHeaders"] |= {
            "X-Request-Id": [request_id],
            "Access-Control-Allow-Origin": [CONSOLE_ORIGIN.value],
            "Access-Control-Expose-Headers": [_CONSOLE_READS],
        }
        self.logger.info(
            name,
            status=answer["statusCode"],
            ms=round((time.perf_counter() - started) * 1000, 1),
            actor=caller.actor if caller else None,
            request_id=request_id,
        )
        return answer

    def described(self) -> dict[str, Any]:
        """The routes as an OpenAPI document, as far as the resolver knows them."""
        for route in self.routes.values():
            self._introduce(route)
        document: dict[str, Any] = json.loads(self._resolver.get_openapi_json_schema(title=self.room, version="1"))
        return document

    def _register(self, method: str, path: str, gate: Gate, **more: Any) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            route = Route(method, path, gate, handler, **more)
            self.routes[str(route)] = route
            return handler

        return register

    def _introduce(self, route: Route) -> None:
        """Make a route known to the resolver, when it is first asked for: a start does not wait for all of them."""
        if str(route) in self._known:
            return
        self._known.add(str(route))
        self._resolver.route(
            route.path.replace("{", "<").replace("}", ">"),
            route.method,
            tags=[self.room],
            operation_id=route.operation_id,
            responses=problems.documented(route.status, route.answer),
            openapi_extensions={"x-audience": type(route.gate).__name__.lower(), **_roles(route.gate)},
        )(self._answering(route))

    def _answering(self, route: Route) -> Callable[..., Response[str]]:
        """The route's function as the resolver calls it: with what was parsed."""

        def answer(**parsed: Any) -> Response[str]:
            request = self._resolver.context
            # The gate was chosen by the gateway's resource, this function by the address. Should the two
            # ever be read differently (an encoded slash), nobody comes in by another's gate.
            if request["route"] is not route:
                raise NotFound("There is no such route.")
            given = {name: self._given(kind, route, request["caller"], parsed) for name, kind in route.given.items()}
            answered = route.handler(**parsed, **given)
            event = self._resolver.current_event.raw_event
            if route.csv and sheets.is_wanted(header(event, "accept")):
                return sheets.answer(answered, request["caller"].role, route.headers)
            if isinstance(answered, Drawing):
                kind, body = drawings.TYPE, answered.root
            else:
                kind, body = "application/json", answered.model_dump_json()
            if route.tagged:
                # Tagged as it is shown: of what is hidden the tag would let one guess until it fits.
                shown = _shown(kind, body, request["caller"])
                return tags.answer(header(event, "if-none-match"), kind, shown, route.headers)
            return Response(route.status, kind, body, dict(route.headers))

        answer.__signature__ = route.parsed  # type: ignore[attr-defined]
        return answer

    def _given(self, kind: Any, route: Route, caller: Caller, parsed: Mapping[str, Any]) -> Any:
        if kind is Caller:
            return caller
        event = self._resolver.current_event.raw_event
        if kind is Form:
            return event["body"]
        key = header(event, "idempotency-key")
        return IdempotencyKey.of(caller, key, f"{route.method} {event['path']}", parsed["body"])

    def _crashed(self, error: Exception) -> Response[str]:
        # Where, but not what: messages of unforeseen errors may quote customers' data.
        self.logger.error("crashed", error=type(error).__name__, frames=frames(error))
        return problems.of(ShopError("Something went wrong here; it has been recorded."))


def _replay(replayed: Replayed) -> Response[str]:
    return Response(
        replayed.answered_status, "application/json", replayed.answer, headers={"Idempotent-Replayed": "true"}
    )


def _shown(kind: str, body: str, caller: Caller) -> str:
    """A body as this caller sees it. A sheet is made without what is hidden, and a drawing has no fields."""
    return sight.cleared(body, caller.role) if "json" in kind else body


def _roles(gate: Gate) -> dict[str, Any]:
    permission = getattr(gate, "permission", None)
    return {"x-roles": sorted(permission.roles), "x-permission": permission.name} if permission else {}
