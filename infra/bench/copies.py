"""Many things out of one: what the rooms wrote of a thing is copied under other names.

So the bench knows nothing of how rooms keep their things, and 100,000 of them are there in a minute.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

# Items in DynamoDB's own JSON.
Image = dict[str, Any]

_AT_ONCE = 25
_WRITERS = 3


def images(client: "DynamoDBClient", table: str, partition: str, prefix: str = "") -> list[Image]:
    """The items of a partition whose sort key begins with `prefix`."""
    found = client.query(
        TableName=table,
        KeyConditionExpression="pk = :pk" + (" AND begins_with(sk, :prefix)" if prefix else ""),
        ExpressionAttributeValues={":pk": {"S": partition}} | ({":prefix": {"S": prefix}} if prefix else {}),
        ConsistentRead=True,
    )
    return found["Items"]


def copied(client: "DynamoDBClient", table: str, things: list[Image], renamings: Iterable[Mapping[str, str]]) -> None:
    """Write the things once for each renaming: every text that it names is replaced wherever it stands."""
    pattern = json.dumps(things)

    def renamed() -> Iterator[Image]:
        for renaming in renamings:
            text = pattern
            for name, other in renaming.items():
                text = text.replace(name, other)
            yield from json.loads(text)

    def write(batch: list[Image]) -> None:
        waiting: Any = {table: [{"PutRequest": {"Item": image}} for image in batch]}
        while waiting:
            waiting = client.batch_write_item(RequestItems=waiting).get("UnprocessedItems")

    with ThreadPoolExecutor(_WRITERS) as writers:
        # A list asks for every result, so that no error is lost.
        list(writers.map(write, _batches(renamed())))


def _batches(items: Iterator[Image]) -> Iterator[list[Image]]:
    while batch := list(islice(items, _AT_ONCE)):
        yield batch
