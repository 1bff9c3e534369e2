"""The deployed shop tells staff by role, on the topic and on their lists; they mark what they have read (R3.2.1)."""

import json
from collections.abc import Iterator

import pytest

from infra.client.http import Json
from tests.e2e import goods, orders
from tests.e2e.shop import Shop, until

pytestmark = pytest.mark.local_cloud


@pytest.fixture
def warehouse_people(shop: Shop) -> Iterator[str]:
    """A queue of somebody who wants to hear what warehouses are told, and nothing else."""
    sqs, sns = shop.aws("sqs"), shop.aws("sns")
    url = sqs.create_queue(QueueName=f"e2e-warehouse-{shop.run}")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    topic = shop.output("StaffNoticesTopicArn")
    takes = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [takes]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    subscription = sns.subscribe(
        TopicArn=topic,
        Protocol="sqs",
        Endpoint=arn,
        Attributes={"FilterPolicy": '{"role": ["warehouse"]}', "RawMessageDelivery": "true"},
        ReturnSubscriptionArn=True,
    )["SubscriptionArn"]
    yield url
    sns.unsubscribe(SubscriptionArn=subscription)
    sqs.delete_queue(QueueUrl=url)


def test_a_special_request_reaches_the_department_by_topic_and_list_and_is_marked_as_read(
    shop: Shop, warehouse_people: str
) -> None:
    order = orders.allocate(shop, orders.confirm(shop, orders.place(shop, goods.in_stock(shop))))
    orders.request(shop, order, "请放门卫处")

    def mine() -> list[Json]:
        items = shop.warehouse_sh.get("/notices/mine?language=en")["items"]
        return [notice for notice in items if notice["entity"] == f"ORDER#{order['order_id']}"]

    (notice,) = until(mine)
    assert order["external_id"] in notice["text"]
    assert notice["read_at"] is None

    def heard() -> list[Json]:
        found = shop.aws("sqs").receive_message(QueueUrl=warehouse_people, MaxNumberOfMessages=10, WaitTimeSeconds=1)
        return [json.loads(message["Body"]) for message in found.get("Messages", [])]

    (message,) = until(heard)
    assert (message["notice_id"], message["role"]) == (notice["notice_id"], "warehouse")
    marked = shop.warehouse_sh.post("/notices/mine/read", {"notice_ids": [notice["notice_id"]]}).body
    assert mine()[0]["read_at"] == marked["read_at"][notice["notice_id"]]
