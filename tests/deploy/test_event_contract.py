"""Events are a contract: a schema each, and an example payload for every way a function is called."""

import json
from typing import Any

import pytest

from infra import schemas
from shop.contract.catalogue import all_types
from shop.events.recording import as_read
from shop.storage.values import load
from tests.deploy.template import ROOT, properties, routes

EXAMPLES = {path.stem: json.loads(path.read_text("utf-8")) for path in (ROOT / "events").glob("*.json")}


def of_queue(example: str) -> list[dict[str, Any]]:
    return [json.loads(record["body"])["detail"] for record in EXAMPLES[example]["Records"]]


def of_stream(example: str) -> list[dict[str, Any]]:
    return [as_read(load(record["dynamodb"]["NewImage"])) for record in EXAMPLES[example]["Records"]]


def test_the_schemas_are_fresh() -> None:
    assert schemas.stale() == [], "run: python -m infra.schemas"


def test_every_kind_of_trigger_has_an_example() -> None:
    functions = properties("AWS::Serverless::Function").values()
    kinds = {event["Type"] for its in functions for event in its.get("Events", {}).values()}
    example_of = {"DynamoDB": "stream", "SQS": "queue", "ScheduleV2": "schedule"}
    assert {"http", *(example_of[kind] for kind in kinds)} == {name.split("-")[0] for name in EXAMPLES}


QUEUES = ("queue-notices", "queue-staff", "queue-scan-match")


@pytest.mark.parametrize(
    "event", [*of_stream("stream-order-events"), *(event for queue in QUEUES for event in of_queue(queue))]
)
def test_example_events_are_what_their_schemas_say(event: dict[str, Any]) -> None:
    all_types()[event["type"]].model_validate(event["data"])
    schema = schemas.schema_of(event["type"], all_types()[event["type"]])
    assert set(schema["required"]) <= set(event) <= set(schema["properties"])


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name.startswith("http-")])
def test_example_requests_are_for_routes_that_there_are(name: str) -> None:
    event = EXAMPLES[name]
    assert f"{event['httpMethod']} {event['resource']}" in [line for _, line, _ in routes()]


def test_examples_hold_no_token() -> None:
    assert "eyJ" not in json.dumps(EXAMPLES)
