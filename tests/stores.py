"""The stores of the shop as the template makes them, made in moto for tests in process."""

import json
from functools import cache
from typing import Any

import boto3

ROOM_TABLES = {
    "listing": "test-listing",
    "stock_control": "test-stock-control",
    "order_dispatch": "test-order-dispatch",
    "sku": "test-sku",
}
PICTURE_BUCKET = "test-pictures"
CARRIER_SECRET = "test-carrier-salt"
CARRIER_SALT = "salt-of-tests"
REGION = "cn-north-1"

# Must stand in the environment before a handler is imported: settings are checked at import.
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_SESSION_TOKEN": "testing",
    "AWS_DEFAULT_REGION": REGION,
    "AWS_REGION": REGION,
    "POWERTOOLS_SERVICE_NAME": "zhanggui",
    "POWERTOOLS_LOG_LEVEL": "INFO",
    "CURRENCIES": "CNY,GBP",
    "CARRIERS": "shunfeng,yuantong,zhongtong,jd,ems",
    "PICTURE_BUCKET": PICTURE_BUCKET,
    "CARRIER_SECRET_ID": CARRIER_SECRET,
    "NOTICE_TOPIC_ARN": f"arn:aws-cn:sns:{REGION}:123456789012:test-notices",
    "EVENT_BUS_NAME": "test-shop",
    "RELAY_DEAD_LETTER_URL": f"https://sqs.{REGION}.amazonaws.com.cn/123456789012/test-relay-dead-letters",
    "LISTING_TABLE": ROOM_TABLES["listing"],
    "STOCK_CONTROL_TABLE": ROOM_TABLES["stock_control"],
    "ORDER_DISPATCH_TABLE": ROOM_TABLES["order_dispatch"],
    "SKU_TABLE": ROOM_TABLES["sku"],
}

_PROJECTIONS: dict[str, Any] = {
    "listing": {"ProjectionType": "ALL"},
    "stock_control": {"ProjectionType": "ALL"},
    "order_dispatch": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["summary"]},
}


@cache
def client(service: str) -> Any:
    """A client for tests to look around with: made once, since making one takes long."""
    return boto3.client(service)  # type: ignore[call-overload]


def build() -> None:
    """Make the tables, the bucket, the secret, the topic, the bus and the relay's queue."""
    build_tables()
    client("s3").create_bucket(Bucket=PICTURE_BUCKET, CreateBucketConfiguration={"LocationConstraint": "cn-north-1"})
    client("secretsmanager").create_secret(Name=CARRIER_SECRET, SecretString=json.dumps({"salt": CARRIER_SALT}))
    client("sns").create_topic(Name="test-notices")
    client("events").create_event_bus(Name="test-shop")
    client("sqs").create_queue(QueueName="test-relay-dead-letters")


def build_tables() -> None:
    """Make the rooms' tables and the SKU table."""
    for room, name in ROOM_TABLES.items():
        _table(name, _PROJECTIONS.get(room))


def _table(name: str, projection: Any) -> None:
    keys = ["pk", "sk", *(["list", "rank"] if projection else [])]
    index = {
        "IndexName": "by_list",
        "KeySchema": [{"AttributeName": "list", "KeyType": "HASH"}, {"AttributeName": "rank", "KeyType": "RANGE"}],
        "Projection": projection,
    }
    more: dict[str, Any] = {"GlobalSecondaryIndexes": [index]} if projection else {}
    client("dynamodb").create_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        BillingMode="PAY_PER_REQUEST",
        **more,
    )
