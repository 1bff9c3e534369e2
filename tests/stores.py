"""The stores of the shop as the template makes them, made in moto for tests in process."""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import boto3

from infra import house
from infra.stand_ins import ACCOUNT, REGION, ROOM_TABLES, environment, stand_in, tables
from tests.mended import Kept, lying_in

__all__ = ["REGION", "ROOM_TABLES", "stand_in"]

PICTURE_BUCKET = stand_in("PictureBucket")
CARRIER_SECRET = {"salt": "salt-of-tests"}
BUS = stand_in("Bus")


def _secret(its: house.Properties) -> str:
    """What a secret holds at first."""
    match its:
        case {"SecretString": str(text)}:
            return text
        case {"GenerateSecretString": {"GenerateStringKey": str(key)}}:
            return json.dumps({key: f"{key}-of-tests"})
    raise AssertionError(f"nothing is known of {its}")


# What all functions find in their environments, and where they seem to run.
ENVIRONMENT = environment()


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
    return lying_in(table, ACCOUNT, REGION)


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
    for table in tables():
        client("dynamodb").create_table(**table)
