"""The declared list: what each function may do with what. Nothing else is allowed."""

import subprocess
import sys
from typing import Any

import pytest

from tests.deploy.template import ROOT, listed, named, of_type, properties

LOGS = {"logs:CreateLogStream", "logs:PutLogEvents"}
QUERY = {"dynamodb:Query"}
# Reading and changing what a room keeps: everything but Scan and batches.
KEEP = {
    f"dynamodb:{action}" for action in ("GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem")
}
MOVE_STOCK = {f"dynamodb:{action}" for action in ("GetItem", "BatchGetItem", "PutItem", "UpdateItem")}
TAKE = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}
READ_STREAM = {"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"}
LIST_STREAMS = {"dynamodb:ListStreams"}

DECLARED: dict[str, dict[str, set[str]]] = {
    "ListingFunction": {
        "ListingTable": {"dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem"},
        "ListingTable/index/by_list": QUERY,
        "SkuTable": {"dynamodb:PutItem", "dynamodb:UpdateItem"},
        "PictureBucket/pictures/*": {"s3:GetObject", "s3:PutObject"},
        "ListingLogs": LOGS,
    },
    "StockControlFunction": {
        "StockControlTable": {"dynamodb:PutItem", "dynamodb:ConditionCheckItem"},
        "StockControlTable/index/by_list": QUERY,
        "SkuTable": {"dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem"},
        "StockControlLogs": LOGS,
    },
    "OrderDispatchFunction": {
        "OrderDispatchTable": KEEP | {"dynamodb:BatchGetItem"},
        "OrderDispatchTable/index/by_list": QUERY,
        "SkuTable": MOVE_STOCK,
        "CarrierSalt": {"secretsmanager:GetSecretValue"},
        "OrderDispatchLogs": LOGS,
    },
    "NoticeFunction": {
        "OrderDispatchTable": {"dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem"},
        "NoticeTopic": {"sns:Publish"},
        "NoticeQueue": TAKE,
        "NoticeLogs": LOGS,
    },
    "ScanMatchFunction": {
        "OrderDispatchTable": {
            "dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query",
            "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:ConditionCheckItem",
        },
        "ScanMatchQueue": TAKE,
        "ScanMatchLogs": LOGS,
    },
    "OrderSweeperFunction": {
        "OrderDispatchTable": KEEP | {"dynamodb:BatchGetItem"},
        "OrderDispatchTable/index/by_list": QUERY,
        "SkuTable": MOVE_STOCK,
        "OrderSweeperLogs": LOGS,
    },
    "EventRelayFunction": {
        **{f"{table}/stream": READ_STREAM for table in ("ListingTable", "StockControlTable", "OrderDispatchTable")},
        **{f"{table}/stream/*": LIST_STREAMS for table in ("ListingTable", "StockControlTable", "OrderDispatchTable")},
        "Bus": {"events:PutEvents"},
        "RelayDeadLetters": {"sqs:SendMessage"},
        "RelayFailures": {"sqs:SendMessage"},
        "EventRelayLogs": LOGS,
    },
}  # fmt: skip

FUNCTIONS = properties("AWS::Serverless::Function")


def allowed(function: str) -> dict[str, set[str]]:
    """What the role of a function allows, by what it allows it on."""
    found: dict[str, set[str]] = {}
    for policy in role_of(function)["Policies"]:
        for statement in policy["PolicyDocument"]["Statement"]:
            assert statement["Effect"] == "Allow"
            for resource in listed(statement["Resource"]):
                found.setdefault(named(resource), set()).update(listed(statement["Action"]))
    return found


def role_of(function: str) -> Any:
    return properties("AWS::IAM::Role")[named(FUNCTIONS[function]["Role"])]


def test_every_function_is_declared() -> None:
    assert set(FUNCTIONS) == set(DECLARED)


@pytest.mark.parametrize("function", DECLARED)
def test_a_function_may_do_what_is_declared_and_nothing_else(function: str) -> None:
    assert allowed(function) == DECLARED[function]


@pytest.mark.parametrize("function", DECLARED)
def test_a_role_allows_nothing_beyond_its_own_policies(function: str) -> None:
    role = role_of(function)
    assert "ManagedPolicyArns" not in role
    assert [named(other["Role"]) for other in FUNCTIONS.values()].count(named(FUNCTIONS[function]["Role"])) == 1
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "lambda.amazonaws.com"}
    # With a role of its own SAM adds none of its policies, which are wider than needed.
    assert "Policies" not in FUNCTIONS[function]


@pytest.mark.parametrize("function", DECLARED)
def test_no_function_may_scan_or_do_whatever_it_likes(function: str) -> None:
    for resource, actions in allowed(function).items():
        assert not any("*" in action or "Scan" in action or "PartiQL" in action for action in actions)
        assert resource != "*"


@pytest.mark.parametrize("function", DECLARED)
def test_a_function_starts_with_the_settings_that_it_is_given(function: str) -> None:
    """In a process of its own, since settings are checked when a module is imported."""
    its = FUNCTIONS[function]
    module, _, name = its["Handler"].rpartition(".")
    given = dict.fromkeys(its["Environment"]["Variables"], "CNY")
    surroundings = {"AWS_DEFAULT_REGION": "cn-north-1", "PYTHONPATH": f"{ROOT}/functions:{ROOT}/layers/shop/python"}
    subprocess.run(
        [sys.executable, "-c", f"import {module}; assert callable({module}.{name})"],
        env=given | surroundings,
        check=True,
    )


def test_entry_points_are_named_once() -> None:
    names = [its["Handler"].rpartition(".")[2] for its in FUNCTIONS.values()]
    reactions = [name for name in names if name != "lambda_handler"]
    assert len(set(reactions)) == len(reactions)


def test_no_role_is_nobodys() -> None:
    used = {named(its["Role"]) for its in FUNCTIONS.values()}
    assert set(of_type("AWS::IAM::Role")) - used == {"ApiLogWriter"}  # the gateway's, for access logs
