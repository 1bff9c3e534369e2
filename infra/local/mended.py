"""ministack, mended in three places. Runs in its environment (.local/venv/cloud), which knows none of ours.

ministack 1.5.33 saves how far each function has read a table's stream, but not the stream: after a
restart it would skip as many new events as were read before, and forget those not read yet. Here
the records that a function still has to read are saved and restored with their table.

Of an API's body it reads who may come in and which function answers, but neither what the gateway
answers when it refuses nor what it answers by itself. Here it reads both, as AWS does.

It checks every call of a role against what the role is granted, and keeps no record. Here each kind of call that was
allowed is told once, in the file that CALLS_FILE names: what CloudTrail would tell.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

from ministack.app import main  # type: ignore[import-not-found]
from ministack.core import iam_evaluator  # type: ignore[import-not-found]
from ministack.services import apigateway_v1, dynamodb, lambda_svc  # type: ignore[import-not-found]

_save, _restore = dynamodb.get_state, dynamodb.load_persisted_state
_import_api, _import_operation = apigateway_v1._import_rest_api, apigateway_v1._import_operation
_evaluate = iam_evaluator.evaluate
_told: set[tuple[str, str, str]] = set()


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
    result = _evaluate(asked, *policies)
    call = (asked.principal_arn, asked.action, re.sub(r"^(arn:[^:]*:s3:::[^/]*/[^/]*/).*", r"\1*", asked.resource_arn))
    if result.decision == "Allow" and ":assumed-role/" in asked.principal_arn and call not in _told:
        _told.add(call)
        with Path(os.environ["CALLS_FILE"]).open("a") as file:
            file.write(json.dumps(dict(zip(("by", "action", "on"), call, strict=True))) + "\n")
    return result


iam_evaluator.evaluate = evaluate
dynamodb.get_state, dynamodb.load_persisted_state = get_state, load_persisted_state
apigateway_v1._import_rest_api, apigateway_v1._import_operation = import_rest_api, import_operation

if __name__ == "__main__":
    main()
