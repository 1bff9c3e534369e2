"""The template's resources under names of their own, for the shop in process: in tests on moto, in simulations."""

import re
from collections.abc import Iterator
from typing import Any

from infra import house

REGION = "cn-north-1"
ACCOUNT = "123456789012"


def stand_in(logical_id: str) -> str:
    """What a resource of the template is called in process: `test-relay-dead-letters`."""
    return "test-" + re.sub(r"(?<!^)(?=[A-Z])", "-", logical_id).lower()


# By what they hold, as `house.tables` has them: the rooms' and those of the ground floor.
ROOM_TABLES = {holds: stand_in(table).removesuffix("-table") for holds, table in house.tables().items()}


def environment() -> dict[str, str]:
    """What all functions find in their environments, and where they seem to run."""
    variables = [its["Environment"]["Variables"] for _, its in house.functions()]
    return {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_SESSION_TOKEN": "testing",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        **{name: _told(value) for of_one in variables for name, value in of_one.items()},
        "POWERTOOLS_SERVICE_NAME": "zhanggui",
    }


def tables() -> Iterator[dict[str, Any]]:
    """All tables with their keys and indexes, as CreateTable takes them."""
    for name, its in house.properties("AWS::DynamoDB::Table").items():
        shape = {key: its[key] for key in ("AttributeDefinitions", "KeySchema", "BillingMode")}
        indexes = {key: its[key] for key in ("GlobalSecondaryIndexes",) if key in its}
        yield {"TableName": _resource(name), **shape, **indexes}


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
            return f"https://sqs.{REGION}.amazonaws.com.cn/{ACCOUNT}/{stand_in(name)}"
        case "AWS::SNS::Topic":
            return f"arn:aws-cn:sns:{REGION}:{ACCOUNT}:{stand_in(name)}"
    return stand_in(name)
