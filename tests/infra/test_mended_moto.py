"""moto as it is mended here still keeps what DynamoDB promises, and a shop begins with nothing of the one before."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.harness import House, on_moto
from tests.stores import PICTURE_BUCKET, ROOM_TABLES, client, stand_in

TABLE = ROOM_TABLES["listing"]
QUEUE = stand_in("CustomerNoticesQueue")


def key(sk: str) -> dict[str, Any]:
    return {"pk": {"S": "NOTE"}, "sk": {"S": sk}}


def change(sk: str, **more: Any) -> dict[str, Any]:
    return {"TableName": TABLE, "Key": key(sk), **more}


UPDATE = {
    "Update": change(
        "2",
        UpdateExpression="SET deep.word = :word, said = :word",
        ExpressionAttributeValues={":word": {"S": "new"}},
    )
}
CHANGES = [{"Put": {"TableName": TABLE, "Item": key("1")}}, UPDATE, {"Delete": change("3")}]
REFUSED = {"ConditionCheck": change("2", ConditionExpression="attribute_not_exists(pk)")}


def noted(house: House) -> list[Any]:
    """Two notes, and what the table then holds."""
    for sk in ("2", "3"):
        item = key(sk) | {"said": {"S": "old"}, "deep": {"M": {"word": {"S": "old"}}}}
        client("dynamodb").put_item(TableName=TABLE, Item=item)
    return house.items("listing")


def test_a_refused_transaction_leaves_every_item_that_it_names_as_it_was(house: House) -> None:
    before = noted(house)
    refused = {**REFUSED["ConditionCheck"], "Key": key("4"), "ConditionExpression": "attribute_exists(pk)"}
    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        client("dynamodb").transact_write_items(TransactItems=[*CHANGES, {"ConditionCheck": refused}])
    assert house.items("listing") == before


def test_a_transaction_that_names_an_item_twice_is_refused_before_anything_is_written(house: House) -> None:
    before = noted(house)
    with pytest.raises(ClientError, match="multiple operations on one item"):
        client("dynamodb").transact_write_items(TransactItems=[*CHANGES, REFUSED])
    assert house.items("listing") == before


def test_a_transaction_that_is_not_refused_is_written(house: House) -> None:
    noted(house)
    client("dynamodb").transact_write_items(TransactItems=CHANGES)
    assert [(item["sk"], item.get("said")) for item in house.items("listing")] == [("1", None), ("2", "new")]


def test_a_shop_begins_with_nothing_of_the_one_before() -> None:
    for _ in range(3):
        with on_moto() as house:
            assert house.items("listing") == []
            assert client("s3").list_objects_v2(Bucket=PICTURE_BUCKET)["KeyCount"] == 0
            url = client("sqs").get_queue_url(QueueName=QUEUE)["QueueUrl"]
            assert "Messages" not in client("sqs").receive_message(QueueUrl=url)
            assert len(client("sqs").list_queues(QueueNamePrefix="another").get("QueueUrls", [])) == 0
            noted(house)
            client("s3").put_object(Bucket=PICTURE_BUCKET, Key="uploads/1", Body=b"1")
            client("sqs").send_message(QueueUrl=url, MessageBody="told")
            client("sqs").create_queue(QueueName="another")
