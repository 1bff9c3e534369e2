"""HTTP: one factory for every room's routes.

    api = Api("order_dispatch")

    @api.on("POST /orders/{order_id}/confirm", Staff(CONFIRM), answer=OrderView)
    def confirm(order_id: OrderId, body: ConfirmOrder) -> Response[str]: ...

    def lambda_handler(event, context):
        return api.handle(event, context)

Admits the caller, bounds and validates the request, turns every error into a problem document
and writes one log line a request. Nothing unhandled reaches the gateway.
"""

import re
import time
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Annotated, Any, TypeVar

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestUnsupportedContentType, RequestValidationError
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import BaseModel

from shop.errors import Invalid, NotFound, ShopError, frames
from shop.ids import ULID_PATTERN
from shop.roles import Caller
from shop.web import problems
from shop.web.bodies import parse_json, readable
from shop.web.gates import Gate
from shop.web.idempotency import IdempotencyKey, Replayed

Handler = TypeVar("Handler", bound=Callable[..., Response[str]])
Id = Annotated[str, Path(pattern=ULID_PATTERN)]
Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=1024)]

_KEY = re.compile(r"[\x21-\x7e]{1,255}")


def reply(body: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None) -> Response[str]:
    """An answer as JSON."""
    return Response(status, "application/json", body.model_dump_json(), dict(headers or {}))


class Api(APIGatewayRestResolver):
    """A room's HTTP routes: a Powertools resolver that denies by default."""

    def __init__(self, room: str) -> None:
        super().__init__(enable_validation=True, json_body_deserializer=parse_json)
        self.room = room
        self.logger = Logger(service=room)
        self.gates: dict[str, Gate] = {}
        self.content_types: dict[str, str] = {}
        self.handlers: dict[str, Callable[..., Response[str]]] = {}
        self.line = ""
        self.caller: Caller
        self.exception_handler([RequestValidationError, RequestUnsupportedContentType])(problems.of_validation)
        self.exception_handler(Replayed)(_replay)
        self.exception_handler(ShopError)(problems.of)
        # A path with characters that no route takes.
        self.exception_handler(NotFoundError)(lambda error: problems.of(NotFound("There is nothing at this address.")))
        self.exception_handler(Exception)(self._crashed)

    def on(
        self, line: str, gate: Gate, *, answer: type[BaseModel], status: int = 200, takes: str = "application/json"
    ) -> Callable[[Handler], Handler]:
        """Register `METHOD /path/{id}` for those whom the gate admits."""
        method, path = line.split(" ")
        self.gates[line] = gate
        self.content_types[line] = takes
        register = self.route(
            path.replace("{", "<").replace("}", ">"),
            method,
            tags=[self.room],
            operation_id=re.sub(r"\W+", "_", line.lower()).strip("_"),
            responses=problems.documented(status, answer),
            openapi_extensions={"x-audience": type(gate).__name__.lower(), **_roles(gate)},
        )

        def keep(handler: Handler) -> Handler:
            self.handlers[line] = handler

            @wraps(handler)
            def admitted(**arguments: Any) -> Response[str]:
                # The gate was chosen by the gateway's resource, the handler by the path. Should the two
                # ever be read differently (an encoded slash), nobody comes in by another's gate.
                if self.line != line:
                    raise NotFound("There is no such route.")
                return handler(**arguments)

            register(admitted)
            return handler

        return keep

    def handle(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        """Answer one gateway event. Never raises."""
        started = time.perf_counter()
        self.line = line = f"{event.get('httpMethod')} {event.get('resource')}"
        actor = None
        try:
            gate = self.gates.get(line)
            if gate is None:
                raise NotFound("There is no such route.")
            self.caller = gate.admit(event)
            actor = self.caller.actor
            response = self.resolve(readable(event, self.content_types[line]), context)
        except ShopError as error:
            response = problems.as_gateway_answer(problems.of(error))
        except Exception as error:  # nothing unhandled reaches the gateway
            response = problems.as_gateway_answer(self._crashed(error))
        request_id = event.get("requestContext", {}).get("requestId", "")
        response["multiValueHeaders"]["X-Request-Id"] = [request_id]
        self.logger.info(
            line,
            status=response["statusCode"],
            ms=round((time.perf_counter() - started) * 1000, 1),
            actor=actor,
            request_id=request_id,
        )
        return response

    def once(self, body: BaseModel) -> IdempotencyKey:
        """The creating request's Idempotency-Key. Raises Invalid when it is missing."""
        key = self.current_event.headers.get("Idempotency-Key", "")
        if not _KEY.fullmatch(key):
            raise Invalid.field("Idempotency-Key", "this header is needed: 1 to 255 visible ASCII characters")
        return IdempotencyKey.of(self.caller, key, f"{self.current_event.http_method} {self.current_event.path}", body)

    def _crashed(self, error: Exception) -> Response[str]:
        # Where, but not what: messages of unforeseen errors may quote customers' data.
        self.logger.error("crashed", error=type(error).__name__, frames=frames(error))
        return problems.of(ShopError("Something went wrong here; it has been recorded."))


def _replay(replayed: Replayed) -> Response[str]:
    return Response(
        replayed.answered_status, "application/json", replayed.answer, headers={"Idempotent-Replayed": "true"}
    )


def _roles(gate: Gate) -> dict[str, Any]:
    permission = getattr(gate, "permission", None)
    return {"x-roles": sorted(permission.roles), "x-permission": permission.name} if permission else {}
