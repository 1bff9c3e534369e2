"""What the template comes to: how many resources, made in which order, and with which routes."""

import copy
import json
from functools import cache
from typing import Any

from tests.deploy.expansion import expanded, waits_for
from tests.deploy.synthetic import house
from tests.deploy.template import routes, template

SCHEDULE = "AWS::Scheduler::Schedule"
MOST_BYTES = 1_000_000  # of a template that CloudFormation takes


@cache
def today() -> dict[str, Any]:
    return expanded(template())


def test_what_the_template_comes_to_is_54_and_what_its_rooms_and_reactions_add() -> None:
    rooms, reacting, reactions, schedules = (
        sum(resource["Type"] == kind for resource in today().values())
        for kind in ("AWS::Lambda::Permission", "AWS::Lambda::EventInvokeConfig", "AWS::Events::Rule", SCHEDULE)
    )
    # A room: table, function, permission, role, log, its stream's mapping. What it does by itself: function, role, log,
    # what becomes of failed jobs, and an alarm. A reaction: rule, queue, dead letters, mapping, alarm.
    # Stock alerts read the SKUs' stream besides: mapping, failures, alarm.
    # Appraisals have a key of their own.
    assert len(today()) == 54 + 6 * rooms + 5 * reacting + 5 * reactions + schedules


def test_the_finished_house_comes_to_less_than_330_resources() -> None:
    # What rooms do by the clock comes to more than was thought: one resource for each time they do something.
    more = max(0, [resource["Type"] for resource in today().values()].count(SCHEDULE) - 12)
    finished = expanded(house(rooms=12, routes=150, reactions=25, schedules=12 + more))
    kinds = [resource["Type"] for resource in finished.values()]
    assert kinds.count("AWS::Lambda::Permission") == 12
    assert kinds.count("AWS::Events::Rule") == 25
    assert kinds.count(SCHEDULE) == 12 + more
    assert len(finished) < 330 + more
    assert len(json.dumps(finished)) < MOST_BYTES


def test_the_table_of_routes_says_what_sam_would_make_of_a_functions_events() -> None:
    by_events: Any = copy.deepcopy(template())
    del by_events["Resources"]["Api"]["Properties"]["DefinitionBody"]
    for number, (function, line, operation) in enumerate(routes()):
        method, path = line.split(" ")
        (authorizer,) = operation["security"][0]
        route = {"RestApiId": {"Ref": "Api"}, "Method": method, "Path": path, "Auth": {"Authorizer": authorizer}}
        events = by_events["Resources"][function]["Properties"].setdefault("Events", {})
        events[f"Route{number}"] = {"Type": "Api", "Properties": route}
    table = json.loads(json.dumps(body_of(today())).replace("arn:${AWS::Partition}", "arn:aws"))
    for item in table["paths"].values():
        del item["options"]
    assert table == body_of(expanded(by_events))


def body_of(resources: dict[str, Any]) -> Any:
    return resources["Api"]["Properties"]["Body"]


def test_the_account_gets_its_role_for_logs_after_the_api_and_before_the_stage() -> None:
    """AWS refuses the role while there is no API, and a stage with access logs while there is no role."""
    assert {"Api", "ApiLogWriter"} <= waits_for(today(), "ApiAccount")
    assert {"ApiAccount", "ApiLogs"} <= waits_for(today(), "ApiStage")


def test_a_changed_parameter_reaches_the_stage() -> None:
    """The stage serves a deployment, not the API: each update of the stack makes a new one."""
    assert template()["Resources"]["Api"]["Properties"]["AlwaysDeploy"] is True
