"""What a function could try on the stores of the shop, one call for every IAM action."""

from collections.abc import Iterable, Mapping
from typing import Any

from infra import house
from tests.e2e.shop import Shop

# With the output that tells its name.
TABLES = {table: f"{table}Name" for table in house.tables().values()}
WITHOUT_INDEX = ("ContactsTable",)
QUEUES = tuple(house.resources("AWS::SQS::Queue"))
# What is allowed changes nothing: no item has the key of the probe. Each of these begins as keys of its table do.
BEGINNINGS = {
    "SkuTable": "SKU#",
    "OrderDispatchTable": "ORDER#",
    "StockAlertsTable": "UNTOLD#",
    "AppraisalRoundsTable": "USER#",
}
ONLY_IF_THERE = {"ConditionExpression": "attribute_exists(pk)"}
Try = tuple[str, str, dict[str, Any]]


def tries_on_a_table(name: str, beginning: str = "") -> Mapping[str, Try]:
    """One call for every way of reading or changing a table, by the IAM action it needs, on a key that begins so."""
    pk = {"S": f"{beginning}PROBE"}
    at = {"pk": pk, "sk": {"S": "PROBE"}}
    table, key = {"TableName": name}, {"TableName": name, "Key": at}
    of_probe = {"KeyConditionExpression": "pk = :pk", "ExpressionAttributeValues": {":pk": pk}}
    check = {"TransactItems": [{"ConditionCheck": {**key, **ONLY_IF_THERE}}]}
    where = f"WHERE pk = '{pk['S']}' AND sk = 'PROBE'"
    insert = f"INSERT INTO \"{name}\" VALUE {{'pk': '{pk['S']}', 'sk': 'PARTIQL'}}"
    calls: dict[str, tuple[str, dict[str, Any]]] = {
        "GetItem": ("get_item", key),
        "BatchGetItem": ("batch_get_item", {"RequestItems": {name: {"Keys": [at]}}}),
        "Query": ("query", {**table, **of_probe}),
        "Scan": ("scan", {**table, "Limit": 1}),
        "PutItem": ("put_item", {**table, "Item": at, **ONLY_IF_THERE}),
        "UpdateItem": ("update_item", {**key, "UpdateExpression": "REMOVE probe", **ONLY_IF_THERE}),
        "DeleteItem": ("delete_item", {**key, **ONLY_IF_THERE}),
        "ConditionCheckItem": ("transact_write_items", check),
        "BatchWriteItem": ("batch_write_item", {"RequestItems": {name: [{"DeleteRequest": {"Key": at}}]}}),
        "PartiQLSelect": ("execute_statement", {"Statement": f'SELECT * FROM "{name}" {where}'}),
        "PartiQLInsert": ("execute_statement", {"Statement": insert}),
        "PartiQLUpdate": ("execute_statement", {"Statement": f'UPDATE "{name}" SET probe = 1 {where}'}),
        "PartiQLDelete": ("execute_statement", {"Statement": f'DELETE FROM "{name}" {where}'}),
        "DescribeTable": ("describe_table", table),
    }
    return {f"dynamodb:{action}": ("dynamodb", *call) for action, call in calls.items()}


def in_a_transaction(*tries: Try) -> Try:
    """Writes as one transaction."""
    kinds = {"put_item": "Put", "update_item": "Update", "delete_item": "Delete"}
    items = [item for _, call, told in tries for item in told.get("TransactItems") or [{kinds[call]: told}]]
    return "dynamodb", "transact_write_items", {"TransactItems": items}


def tries_on_an_index(name: str) -> Mapping[str, Try]:
    """Reading a table's lists."""
    index = {"TableName": name, "IndexName": "by_list"}
    of_probe = {
        "KeyConditionExpression": "#list = :list",
        "ExpressionAttributeNames": {"#list": "list"},
        "ExpressionAttributeValues": {":list": {"S": "PROBE"}},
    }
    return {
        "dynamodb:Query": ("dynamodb", "query", {**index, **of_probe}),
        "dynamodb:Scan": ("dynamodb", "scan", index),
    }


def tries_elsewhere(shop: Shop, functions: Iterable[str]) -> Mapping[tuple[str, str], Try]:
    """Calls on what is not a table, by resource and IAM action."""
    bucket, pool = shop.output("PictureBucket"), shop.output("UserPoolId")
    prefixes = ("pictures", "uploads", "published")
    picture, upload, shown = ({"Bucket": bucket, "Key": f"{prefix}/probe.png"} for prefix in prefixes)
    entry = {"EventBusName": shop.output("EventBusName"), "Source": "probe", "DetailType": "Probe", "Detail": "{}"}
    stream = shop.aws("dynamodb").describe_table(TableName=shop.stack.tables["order_dispatch"])["Table"]
    calls: dict[tuple[str, str], Try] = {
        ("PictureBucket/pictures/*", "s3:GetObject"): ("s3", "get_object", picture),
        ("PictureBucket/pictures/*", "s3:PutObject"): ("s3", "put_object", picture),
        ("PictureBucket/pictures/*", "s3:DeleteObject"): ("s3", "delete_object", picture),
        ("PictureBucket/uploads/*", "s3:GetObject"): ("s3", "get_object", upload),
        ("PictureBucket/uploads/*", "s3:PutObject"): ("s3", "put_object", upload),
        ("PictureBucket/uploads/*", "s3:DeleteObject"): ("s3", "delete_object", upload),
        ("PictureBucket/published/*", "s3:GetObject"): ("s3", "get_object", shown),
        ("PictureBucket/published/*", "s3:PutObject"): ("s3", "put_object", shown),
        ("PictureBucket/published/*", "s3:DeleteObject"): ("s3", "delete_object", shown),
        ("PictureBucket", "s3:PutObject"): ("s3", "put_object", {"Bucket": bucket, "Key": "probe.png"}),
        ("PictureBucket", "s3:ListBucket"): ("s3", "list_objects_v2", {"Bucket": bucket}),
        ("CarrierSalt", "secretsmanager:GetSecretValue"): (
            "secretsmanager",
            "get_secret_value",
            {"SecretId": shop.output("CarrierSaltSecret")},
        ),
        ("Bus", "events:PutEvents"): ("events", "put_events", {"Entries": [entry]}),
        ("OrderDispatchTable/stream", "dynamodb:DescribeStream"): (
            "dynamodbstreams",
            "describe_stream",
            {"StreamArn": stream["LatestStreamArn"]},
        ),
        ("UserPool", "cognito-idp:ListUsers"): ("cognito-idp", "list_users", {"UserPoolId": pool}),
    }
    for queue in QUEUES:
        at = {"QueueUrl": shop.output(f"{queue}Url")}
        calls[queue, "sqs:SendMessage"] = ("sqs", "send_message", {**at, "MessageBody": "{}"})
        calls[queue, "sqs:ReceiveMessage"] = ("sqs", "receive_message", at)
    for function in functions:
        name = {"FunctionName": shop.output(f"{function}Name")}
        calls[function, "lambda:InvokeFunction"] = ("lambda", "invoke", {**name, "Payload": "{}"})
    return calls
