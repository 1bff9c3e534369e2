"""ministack, mended in six places. Runs in its environment (.local/venv/cloud), which knows none of ours.

ministack 1.5.33 saves how far each function has read a table's stream, but not the stream: after a
restart it would skip as many new events as were read before, and forget those not read yet. Here
the records that a function still has to read are saved and restored with their table.

Of an API's body it reads who may come in and which function answers, but neither what the gateway
answers when it refuses nor what it answers by itself. Here it reads both, as AWS does.

It checks every call of a role against what the role is granted, and keeps no record. Here each kind of call that was
allowed is told once, in the file that CALLS_FILE names: what CloudTrail would tell.

It knows no `dynamodb:LeadingKeys`, and passes over conditions on it. Here it is told the keys that a request writes.

It knows a queue by an address with the port of the start that made it, and finds none again under another
port. Here queues are saved under a port that is always the same; callers are told the one that they called.

It takes anybody for the account's owner who signs with no key, with `test`, or with twelve digits, and the
owner's signature is not looked at. Here a doorkeeper stands before it: see `refusal`.
"""

import json
import os
import re
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from ministack import app  # type: ignore[import-not-found]
from ministack.core import iam_evaluator  # type: ignore[import-not-found]
from ministack.services import apigateway_v1, dynamodb, lambda_svc, sqs  # type: ignore[import-not-found]

Scope = dict[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]

_save, _restore = dynamodb.get_state, dynamodb.load_persisted_state
_import_api, _import_operation = apigateway_v1._import_rest_api, apigateway_v1._import_operation
_evaluate = iam_evaluator.evaluate
_pin = app.pin_signed_body
_told: set[tuple[str, str, str]] = set()
_WRITES = {
    "dynamodb:PutItem": "Put",
    "dynamodb:UpdateItem": "Update",
    "dynamodb:DeleteItem": "Delete",
    "dynamodb:ConditionCheckItem": "ConditionCheck",
}
_body: ContextVar[bytes] = ContextVar("body", default=b"")


def get_state() -> dict[str, Any]:
    """The tables' state, and what is left to read of their streams."""
    state: dict[str, Any] = _save()
    state["stream_trimmed"], state["stream_records"] = (
        type(dynamodb._stream_trimmed)(),
        type(dynamodb._stream_records)(),
    )
    for (account, region, table), records in dynamodb._stream_records.all_items():
        trimmed = dynamodb._stream_trimmed.get_scoped(account, region, table, 0)
        read_to = min(_readers(account, region, table), default=trimmed + len(records))
        state["stream_trimmed"].set_scoped(account, region, table, max(trimmed, read_to))
        state["stream_records"].set_scoped(account, region, table, records[max(0, read_to - trimmed) :])
    return state


def _readers(account: str, region: str, table: str) -> list[int]:
    """How far each function that reads the table's stream has come; one that never read stands at its start."""
    return [
        lambda_svc._dynamodb_stream_positions.get_scoped(account, region, reader, 0)
        for (_, _, reader), mapping in lambda_svc._esms.all_items()
        if f":table/{table}/stream/" in mapping.get("EventSourceArn", "")
    ]


def load_persisted_state(state: dict[str, Any]) -> None:
    """Restore streams and tables. Streams first: a reader may wait already, and has to find where it stopped."""
    dynamodb._stream_trimmed.update(state.get("stream_trimmed", {}))
    dynamodb._stream_records.update(state.get("stream_records", {}))
    _restore(state)


def import_rest_api(body: dict[str, Any], *settings: Any) -> str:
    """The API of a body, and what its gateway answers when it refuses; returns the API's id."""
    api: str = _import_api(body, *settings)
    for kind, answer in body.get("x-amazon-apigateway-gateway-responses", {}).items():
        apigateway_v1._put_gateway_response(api, kind, answer)
    return api


def import_operation(api: str, resource: str, method: str, operation: dict[str, Any], *security: Any) -> None:
    """A method of a body, and what the gateway answers to it by itself."""
    _import_operation(api, resource, method, operation, *security)
    for answer in operation["x-amazon-apigateway-integration"].get("responses", {}).values():
        apigateway_v1._put_integration_response(api, resource, method, answer["statusCode"], answer)


def evaluate(asked: Any, *policies: Any) -> Any:
    """Whether a call is allowed; the first one of its kind by a role is told. A picture stands for its folder."""
    if asked.action in _WRITES:
        written = leading_keys(_body.get()).get((_WRITES[asked.action], asked.resource_arn.rpartition("/")[2]))
        # A key that cannot be told fits no condition.
        asked.service_context["dynamodb:leadingkeys"] = written or [""]
    result = _evaluate(asked, *policies)
    call = (asked.principal_arn, asked.action, re.sub(r"^(arn:[^:]*:s3:::[^/]*/[^/]*/).*", r"\1*", asked.resource_arn))
    if result.decision == "Allow" and ":assumed-role/" in asked.principal_arn and call not in _told:
        _told.add(call)
        with Path(os.environ["CALLS_FILE"]).open("a") as file:
            file.write(json.dumps(dict(zip(("by", "action", "on"), call, strict=True))) + "\n")
    return result


def pin_body(body: bytes) -> None:
    """Keep a request's body: when rights are asked for, nothing else has it any more."""
    _body.set(body)
    _pin(body)


@lru_cache(maxsize=16)  # a transaction is asked for item by item
def leading_keys(body: bytes) -> dict[tuple[str, str], list[str]]:
    """The partition keys that a request writes, or checks beside, by kind and table; a single write has each kind."""
    asked = json.loads(body)
    writes = [write for part in asked.get("TransactItems", []) for write in part.items()]
    found: dict[tuple[str, str], list[str]] = {}
    for kind, write in writes or [(kind, asked) for kind in _WRITES.values()]:
        key = (write.get("Item") or write.get("Key") or {}).get("pk", {}).get("S", "")
        found.setdefault((kind, write.get("TableName", "").rpartition("/")[2]), []).append(key)
    return found


def load_queues(state: dict[str, Any]) -> None:
    """Restore queues, also such as were saved under the port of their start."""
    queues = type(sqs._queues)()
    for (account, region, url), queue in state["queues"].all_items():
        address = sqs._queue_url_for_account(account, url.rpartition("/")[2])
        queues.set_scoped(account, region, address, {**queue, "url": address})
    _restore_queues({**state, "queues": queues})


PORT = os.environ["GATEWAY_PORT"]
HOSTS = {f"127.0.0.1:{PORT}", f"localhost:{PORT}"}
# What needs no key of the account: the shop's own API, which checks tokens, the pool's pages, and signing in.
OPEN = re.compile(
    r"/_aws/execute-api/.+|/oauth2/[a-zA-Z]+|/log(in|out)|/[\w-]+/\.well-known/(jwks\.json|openid-configuration)"
    r"|/_ministack/health",
    re.DOTALL,  # an id may be anything, ends of lines too
)
SIGN_IN = re.compile(r"AWSCognitoIdentityProviderService\.(InitiateAuth|RespondToAuthChallenge|GetUser|RevokeToken)")
SIGNED = re.compile(r"AWS4-HMAC-SHA256 Credential=[A-Z0-9]{16,128}/.+")
KEY = re.compile(r"[A-Z0-9]{16,128}/.+")
KEY_IN_ADDRESS = frozenset({"x-amz-credential", "awsaccesskeyid"})


def refusal(scope: Scope) -> str | None:
    """Why a request may not come in, or None: no other user of this machine, and no page in a browser, is the owner.

    A name that was made to lead here is not ours. Pages of others reach the API, which answers to tokens, the
    pool's pages, and addresses signed for them. All else is signed with a key that was given out, and once: of two
    signatures the emulator may look at one and believe the other.
    """
    headers: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        headers.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    if headers.get("host", []) not in [[host] for host in HOSTS]:
        return "This is another host's name."
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    keys = [key for name, values in query.items() if name.lower() in KEY_IN_ADDRESS for key in values]
    if len(headers.get("authorization", [])) + bool(keys) > 1:
        return "Sign the request once."
    if OPEN.fullmatch(scope["path"]):
        return None
    if keys and "X-Amz-Signature" in query and all(KEY.fullmatch(key) for key in keys):
        return "The emulator's own pages are closed." if scope["path"].startswith("/_") else None
    if "origin" in headers:
        return "Pages of other origins may not call AWS here."
    if scope["path"].startswith("/_"):
        return "The emulator's own pages are closed."
    if not keys and SIGN_IN.fullmatch("".join(headers.get("x-amz-target", []))):
        return None
    if not SIGNED.fullmatch("".join(headers.get("authorization", []))):
        return "Sign the request with a key of this account."
    return None


async def doorkeeper(scope: Scope, receive: Any, send: Send) -> None:
    """The emulator behind the door."""
    reason = refusal(scope) if scope["type"] in ("http", "websocket") else None
    if reason is None:
        await _behind(scope, receive, send)
    elif scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
    else:
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": 403, "headers": headers})
        await send({"type": "http.response.body", "body": f"{reason}\n".encode()})


iam_evaluator.evaluate, app.pin_signed_body = evaluate, pin_body
dynamodb.get_state, dynamodb.load_persisted_state = get_state, load_persisted_state
apigateway_v1._import_rest_api, apigateway_v1._import_operation = import_rest_api, import_operation
sqs.DEFAULT_PORT, sqs._CANONICAL_NETLOC, sqs._HOST_EXPLICIT = "4566", f"{sqs.DEFAULT_HOST}:4566", False
_restore_queues, sqs.load_persisted_state = sqs.load_persisted_state, load_queues
# Signatures are looked at unless this says that the key is the owner's.
iam_evaluator._is_root_key = lambda key: not key
_behind, app.app = app.app, doorkeeper

if __name__ == "__main__":
    app.main()
