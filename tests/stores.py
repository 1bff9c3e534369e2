"""The stores of the shop as the template makes them, made in moto for tests in process."""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import boto3

from infra import house
from tests.mended import Kept, lying_in

REGION = "cn-north-1"
_ACCOUNT = "123456789012"


def stand_in(logical_id: str) -> str:
    """What a resource of the template is called in moto: `test-relay-dead-letters`."""
    return "test-" + re.sub(r"(?<!^)(?=[A-Z])", "-", logical_id).lower()


# By what they hold, as `house.tables` has them: the rooms' and those of the ground floor.
ROOM_TABLES = {holds: stand_in(table).removesuffix("-table") for holds, table in house.tables().items()}
PICTURE_BUCKET = stand_in("PictureBucket")
CARRIER_SECRET = {"salt": "salt-of-tests"}
BUS = stand_in("Bus")


def _told(value: Any) -> str:
    """What a function finds in its environment where the template has this value."""
    match value:
        case str() | int():
            return str(value)
        case {"Ref": str(name)} if name in house.template()["Parameters"]:
            return str(house.template()["Parameters"][name]["Default"])
        case {"Fn::If": ["OnAws", _, here]}:
            return _told(here)
        case {"Ref": str(name)} | {"Fn::GetAtt": [str(name), _]}:
            return _resource(name)
    raise AssertionError(f"nothing is known of {value}")


def _resource(name: str) -> str:
    kind = house.template()["Resources"][name]["Type"]
    match kind:
        case "AWS::DynamoDB::Table":
            return stand_in(name).removesuffix("-table")
        case "AWS::SQS::Queue":
            return f"https://sqs.{REGION}.amazonaws.com.cn/{_ACCOUNT}/{stand_in(name)}"
        case "AWS::SNS::Topic":
            return f"arn:aws-cn:sns:{REGION}:{_ACCOUNT}:{stand_in(name)}"
    return stand_in(name)


def _secret(its: house.Properties) -> str:
    """What a secret holds at first."""
    match its:
        case {"SecretString": str(text)}:
            return text
        case {"GenerateSecretString": {"GenerateStringKey": str(key)}}:
            return json.dumps({key: f"{key}-of-tests"})
    raise AssertionError(f"nothing is known of {its}")


# What all functions find in their environments, and where they seem to run.
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_SESSION_TOKEN": "testing",
    "AWS_DEFAULT_REGION": REGION,
    "AWS_REGION": REGION,
    **{name: _told(value) for _, its in house.functions() for name, value in its["Environment"]["Variables"].items()},
    "POWERTOOLS_SERVICE_NAME": "zhanggui",
}


@cache
def client(service: str) -> Any:
    """A client for tests to look around with: made once, since making one takes long."""
    return boto3.client(service)  # type: ignore[call-overload]


def scanned(table: str) -> Iterator[dict[str, Any]]:
    """All items of a table, wherever the environment says that it is."""
    for page in client("dynamodb").get_paginator("scan").paginate(TableName=table):
        yield from page["Items"]


def in_moto(table: str) -> Iterable[dict[str, Any]]:
    """All items of a table of moto's."""
    return lying_in(table, _ACCOUNT, REGION)


_built: list[Kept] = []


def build() -> None:
    """Make everything that keeps something: tables, buckets, secrets, topics, queues, the bus.

    First of all in a `mock_aws`: what it made once is brought back from then on.
    """
    if _built:
        _built[0].bring_back()
        return
    build_tables()
    for name in house.resources("AWS::S3::Bucket"):
        client("s3").create_bucket(Bucket=stand_in(name), CreateBucketConfiguration={"LocationConstraint": REGION})
    for name, secret in house.properties("AWS::SecretsManager::Secret").items():
        client("secretsmanager").create_secret(Name=stand_in(name), SecretString=_secret(secret))
    for name in house.resources("AWS::SNS::Topic"):
        client("sns").create_topic(Name=stand_in(name))
    for name in house.resources("AWS::SQS::Queue"):
        client("sqs").create_queue(QueueName=stand_in(name))
    for name in house.resources("AWS::Events::EventBus"):
        client("events").create_event_bus(Name=stand_in(name))
    _built.append(Kept())


def build_tables() -> None:
    """Make all tables, with their keys and indexes."""
    for name, its in house.properties("AWS::DynamoDB::Table").items():
        shape = {key: its[key] for key in ("AttributeDefinitions", "KeySchema", "BillingMode")}
        indexes = {key: its[key] for key in ("GlobalSecondaryIndexes",) if key in its}
        client("dynamodb").create_table(TableName=_resource(name), **shape, **indexes)
