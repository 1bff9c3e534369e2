"""The actions of a transaction as DynamoDB takes them."""

from collections.abc import Mapping
from typing import Any, Protocol

from shop.storage.values import Item, Key, dump, dump_value, names_in

Request = dict[str, Any]


class NamedTable(Protocol):
    """What is written to: a table by its name."""

    @property
    def name(self) -> str: ...


def put_request(
    table: NamedTable,
    item: Item,
    *,
    when: str = "attribute_not_exists(#pk)",
    values: Mapping[str, Any] | None = None,
) -> Request:
    """The writing of an item, by default only where there is none."""
    return request("Put", table, {"Item": dump(item)}, "", when, values)


def update_request(
    table: NamedTable,
    key: Key,
    change: str,
    *,
    when: str = "attribute_exists(#pk)",
    values: Mapping[str, Any] | None = None,
) -> Request:
    """The changing of an item by an update expression, only when the condition holds."""
    return request("Update", table, {"Key": dump(key), "UpdateExpression": change}, change, when, values)


def request(
    kind: str, table: NamedTable, said: Request, change: str, when: str, values: Mapping[str, Any] | None
) -> Request:
    """One action of a transaction; what a condition refuses is told as it was found."""
    said["TableName"] = table.name
    if when:
        said["ConditionExpression"] = when
        said["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
    names = names_in(change, when)
    if names:
        said["ExpressionAttributeNames"] = names
    if values:
        said["ExpressionAttributeValues"] = {f":{name}": dump_value(value) for name, value in values.items()}
    return {kind: said}


def partition_of(action: Mapping[str, Any]) -> str:
    """The partition in which an action of a transaction writes."""
    ((_, said),) = action.items()
    partition: str = said.get("Key", said.get("Item"))["pk"]["S"]
    return partition
