"""What AWS hands to the functions, made from the project's recorded payloads."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import NAMESPACE_OID, uuid4, uuid5

from infra import house
from infra.bench.rooms import Event, Request
from infra.bench.wiring import Wiring
from infra.client.carrier import Scan, param_of, signature
from shop.roles import Role

_PAYLOADS = Path(__file__).parents[2] / "events"


@cache
def _payload(name: str) -> str:
    return (_PAYLOADS / f"{name}.json").read_text()


def staff(
    route: str, role: Role, body: Any = None, *, query: Mapping[str, Any] | None = None, who: int = 1, **path: str
) -> Request:
    """A request of a member of staff, the first or another of that role; warehouses' people act for WH-SH."""
    request = _filled("http-receive-stock", route, body, query, path)
    claims = request.event["requestContext"]["authorizer"]["claims"]
    claims |= {"sub": str(uuid5(NAMESPACE_OID, f"{role} {who}")), "cognito:groups": str(role)}
    if role != Role.WAREHOUSE:
        del claims["custom:party"]
    return request


def storefront(route: str, body: Any = None, *, query: Mapping[str, Any] | None = None, **path: str) -> Request:
    """A request of the storefront."""
    return _filled("http-place-order", route, body, query, path)


def push(carrier: str, number: str, state: str, scans: list[Scan], salt: str) -> Request:
    """A carrier's signed push."""
    param = param_of(carrier, number, state, scans)
    return form(carrier, urlencode({"param": param, "sign": signature(param, salt)}))


def form(carrier: str, text: str) -> Request:
    """What anybody may send to a carrier's address."""
    request = _filled("http-carrier-push", "POST /webhooks/carriers/{carrier}", None, None, {"carrier": carrier})
    request.event["body"] = text
    return request


def records(wiring: Wiring, table: str, images: list[dict[str, Any]]) -> Request:
    """New items of a table, in DynamoDB's JSON, as its stream hands them to whoever listens."""
    stream = wiring.stream(table)
    pattern = json.loads(_payload("stream-order-events"))["Records"][0] | {"eventSourceARN": stream}
    found = [
        pattern
        | {"dynamodb": pattern["dynamodb"] | {"Keys": {key: image[key] for key in ("pk", "sk")}, "NewImage": image}}
        for image in images
    ]
    return Request(wiring.listeners[stream].handler, {"Records": found})


def message(wiring: Wiring, queue: str, event: Mapping[str, Any]) -> Request:
    """An event of the bus as a queue (its ARN) hands it to whoever listens."""
    pattern = json.loads(_payload("queue-notices"))["Records"][0]
    envelope = json.loads(pattern["body"]) | {"detail-type": event["type"], "detail": event}
    record = pattern | {"messageId": str(uuid4()), "body": json.dumps(envelope), "eventSourceARN": queue}
    return Request(wiring.listeners[queue].handler, {"Records": [record]})


def _filled(payload: str, route: str, body: Any, query: Mapping[str, Any] | None, path: Mapping[str, str]) -> Request:
    event: Event = json.loads(_payload(payload))
    method, resource = route.split(" ")
    headers = {"Idempotency-Key": str(uuid4())} if body is not None else {}
    asked = {name: str(value) for name, value in query.items()} if query else None
    event |= {
        "httpMethod": method,
        "resource": resource,
        "path": resource.format_map(path),
        "pathParameters": dict(path) or None,
        "headers": event["headers"] | headers,
        "multiValueHeaders": event["multiValueHeaders"] | {name: [value] for name, value in headers.items()},
        "queryStringParameters": asked,
        "multiValueQueryStringParameters": {name: [value] for name, value in asked.items()} if asked else None,
        "requestContext": event["requestContext"]
        | {"requestId": str(uuid4()), "resourcePath": resource, "httpMethod": method},
        "body": body if body is None or isinstance(body, str) else json.dumps(body, ensure_ascii=False),
    }
    return Request(f"{house.room_at(resource).name}.handler.lambda_handler", event)
