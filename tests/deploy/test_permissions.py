"""The declared list: what each function may do with what. Nothing else is allowed."""

from typing import Any

import pytest

from tests.deploy.template import listed, named, of_type, properties
from tests.rights import GRANTS, LEADING_KEYS

FUNCTIONS = properties("AWS::Serverless::Function")
# Lambda refuses a function that is to be traced while its role may not send traces.
TRACES = {"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/AWSXRayDaemonWriteAccess"}
WHEN_TRACED = {"Fn::If": ["Traced", [TRACES], {"Ref": "AWS::NoValue"}]}


def allowed(function: str) -> dict[str, set[str]]:
    """What the role of a function allows, by what it allows it on."""
    return allowed_by(role_of(function))


def allowed_by(role: Any) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for statement in statements(role):
        assert statement["Effect"] == "Allow"
        for resource in listed(statement["Resource"]):
            found.setdefault(named(resource), set()).update(listed(statement["Action"]))
    return found


def statements(role: Any) -> list[Any]:
    """All that a role says; what is there on AWS alone is allowed there alone."""
    said = [one for policy in role["Policies"] for one in policy["PolicyDocument"]["Statement"]]
    return [one["Fn::If"][1] if "Fn::If" in one else one for one in said]


def role_of(function: str) -> Any:
    return properties("AWS::IAM::Role")[named(FUNCTIONS[function]["Role"])]


def test_every_function_is_declared() -> None:
    assert set(FUNCTIONS) == set(GRANTS)


@pytest.mark.parametrize("function", GRANTS)
def test_a_function_may_do_what_is_declared_and_nothing_else(function: str) -> None:
    assert allowed(function) == GRANTS[function]


@pytest.mark.parametrize("function", GRANTS)
def test_a_right_is_bound_to_the_partitions_that_are_declared_and_to_nothing_else(function: str) -> None:
    """All of a request's keys are to fit: ForAllValues, as DynamoDB's developer guide has it for LeadingKeys."""
    bound = []
    for statement in statements(role_of(function)):
        # How tables' own keys are bound is told with the stores.
        if "Condition" in statement and not named(statement["Resource"]).endswith("Key"):
            ((operator, keys),) = statement["Condition"].items()
            assert (operator, list(keys)) == ("ForAllValues:StringLike", ["dynamodb:LeadingKeys"])
            (beginnings,) = keys.values()
            bound.append((named(statement["Resource"]), set(statement["Action"]), set(beginnings)))
    assert bound == list(LEADING_KEYS.get(function, ()))


@pytest.mark.parametrize("function", GRANTS)
def test_a_role_allows_nothing_beyond_its_own_policies(function: str) -> None:
    role = role_of(function)
    assert role["ManagedPolicyArns"] == WHEN_TRACED
    assert [named(other["Role"]) for other in FUNCTIONS.values()].count(named(FUNCTIONS[function]["Role"])) == 1
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "lambda.amazonaws.com"}
    # With a role of its own SAM adds none of its policies, which are wider than needed.
    assert "Policies" not in FUNCTIONS[function]


# The reconciler reads every movement there is, in chunks, at night.
MAY_SCAN = {("StockControlReactionsFunction", "SkuTable")}


@pytest.mark.parametrize("function", GRANTS)
def test_no_function_may_scan_or_do_whatever_it_likes(function: str) -> None:
    for resource, actions in allowed(function).items():
        assert not any("*" in action or "PartiQL" in action for action in actions)
        assert (function, resource) in MAY_SCAN or not any("Scan" in action for action in actions)
        assert resource != "*"


def test_schedules_may_call_the_functions_that_have_some_and_nothing_else() -> None:
    scheduled = {
        name
        for name, its in FUNCTIONS.items()
        if "ScheduleV2" in {event["Type"] for event in its.get("Events", {}).values()}
    }
    role = properties("AWS::IAM::Role")["SchedulerRole"]
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "scheduler.amazonaws.com"}
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    assert allowed_by(role) == {name: {"lambda:InvokeFunction"} for name in scheduled}


def test_no_role_is_nobodys() -> None:
    used = {named(its["Role"]) for its in FUNCTIONS.values()}
    # The gateway's, for access logs, and the schedules'.
    assert set(of_type("AWS::IAM::Role")) - used == {"ApiLogWriter", "SchedulerRole"}
