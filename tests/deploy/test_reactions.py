"""What reacts to events: rule, queue, dead letters and function fit each other, and the code that they lead to."""

import importlib
import json
from typing import Any

import pytest

from notices.texts.zh_cn import CUSTOMERS
from shop.events.reactions import Reactions
from shop.storage import conflicts
from tests.deploy.template import ROOT, named, properties, template

QUEUES = properties("AWS::SQS::Queue")
RULES = properties("AWS::Events::Rule")
FUNCTIONS = properties("AWS::Serverless::Function")
ALARMS = properties("AWS::CloudWatch::Alarm")
# The function of each room that has reactions or schedules.
SERVING = {name: its for name, its in FUNCTIONS.items() if its["Handler"].endswith(".reactions.lambda_handler")}


def reactions_of(function: str) -> Reactions:
    module = importlib.import_module(SERVING[function]["Handler"].removesuffix(".lambda_handler"))
    reactions: Reactions = module.reactions
    return reactions


def title(*names: str) -> str:
    return "".join(name.title().replace("_", "") for name in names)


# What a reaction's resources are called after: function, room, reaction.
REACTIONS = [
    (function, reactions_of(function).room, reaction)
    for function in SERVING
    for reaction in reactions_of(function).reactions
]
NAMES = [title(room, reaction) for _, room, reaction in REACTIONS]


def events(function: str, kind: str) -> dict[str, Any]:
    return {name: e["Properties"] for name, e in FUNCTIONS[function].get("Events", {}).items() if e["Type"] == kind}


def test_a_room_has_one_function_for_its_queues_and_schedules() -> None:
    assert set(SERVING) == {f"{title(reactions_of(function).room)}ReactionsFunction" for function in SERVING}
    for function in set(FUNCTIONS) - set(SERVING):
        assert not events(function, "SQS") | events(function, "ScheduleV2")


def test_there_is_a_queue_and_a_rule_for_every_reaction_and_for_nothing_else() -> None:
    assert set(RULES) == {f"{name}Rule" for name in NAMES}
    assert {queue for queue, its in QUEUES.items() if "RedrivePolicy" in its} == {f"{name}Queue" for name in NAMES}


@pytest.mark.parametrize(("function", "room", "reaction"), REACTIONS, ids=NAMES)
def test_a_rule_says_what_its_reaction_hears_and_leads_to_its_queue(function: str, room: str, reaction: str) -> None:
    name = title(room, reaction)
    rule = RULES[f"{name}Rule"]
    hears = reactions_of(function).reactions[reaction].hears
    assert rule["EventPattern"] == {
        "source": sorted({kind.source() for kind in hears.values()}),
        "detail-type": list(hears),
    }
    assert rule["EventBusName"] == {"Ref": "Bus"}
    (target,) = rule["Targets"]
    assert named(target["Arn"]) == f"{name}Queue"
    assert named(target["DeadLetterConfig"]["Arn"]) == f"{name}DeadLetters"


def test_the_customer_is_told_of_every_event_that_has_a_text() -> None:
    assert set(RULES["NoticesTellCustomersRule"]["EventPattern"]["detail-type"]) == set(CUSTOMERS)


@pytest.mark.parametrize(("function", "room", "reaction"), REACTIONS, ids=NAMES)
def test_a_queue_is_named_so_that_its_messages_find_their_reaction(function: str, room: str, reaction: str) -> None:
    name = {"Fn::Sub": f"${{AWS::StackName}}-{reactions_of(function).queue_of(reaction)}"}
    assert QUEUES[f"{title(room, reaction)}Queue"]["QueueName"] == name


@pytest.mark.parametrize("name", NAMES)
def test_a_queue_keeps_what_fails_five_times(name: str) -> None:
    redrive = QUEUES[f"{name}Queue"]["RedrivePolicy"]
    assert (named(redrive["deadLetterTargetArn"]), redrive["maxReceiveCount"]) == (f"{name}DeadLetters", 5)
    assert QUEUES[f"{name}DeadLetters"]["MessageRetentionPeriod"] == 14 * 24 * 3600


@pytest.mark.parametrize(("function", "room", "reaction"), REACTIONS, ids=NAMES)
def test_a_queue_is_taken_message_by_message_and_never_by_many_at_once(function: str, room: str, reaction: str) -> None:
    mapping = events(function, "SQS")[title(reaction)]
    assert named(mapping["Queue"]) == f"{title(room, reaction)}Queue"
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["ScalingConfig"]["MaximumConcurrency"] <= 5  # a new account has ten calls at once for everything
    # Hidden six times as long as a call may take, as Lambda advises.
    assert QUEUES[f"{title(room, reaction)}Queue"]["VisibilityTimeout"] >= 6 * FUNCTIONS[function]["Timeout"]


def test_queues_take_from_the_rules_of_this_shops_bus_alone() -> None:
    (policy,) = properties("AWS::SQS::QueuePolicy").values()
    assert sorted(named(queue) for queue in policy["Queues"]) == sorted(
        f"{name}{kind}" for name in NAMES for kind in ("Queue", "DeadLetters")
    )
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert (statement["Effect"], statement["Action"]) == ("Allow", "sqs:SendMessage")
    assert statement["Principal"] == {"Service": "events.amazonaws.com"}
    rules = "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/${Bus}/*"
    assert statement["Condition"] == {"ArnLike": {"aws:SourceArn": {"Fn::Sub": rules}}}


@pytest.mark.parametrize("function", SERVING)
def test_a_schedule_names_a_job_that_there_is_and_calls_by_the_schedules_role(function: str) -> None:
    schedules = events(function, "ScheduleV2")
    jobs = {name: json.loads(schedule["Input"])["job"] for name, schedule in schedules.items()}
    assert {title(job): job for job in reactions_of(function).jobs} == jobs
    for schedule in schedules.values():
        assert schedule["RoleArn"] == {"Fn::GetAtt": ["SchedulerRole", "Arn"]}
        assert schedule["OmitName"] is True


def test_the_sweeper_looks_every_minute_and_ends_before_the_next_one() -> None:
    function = "OrderDispatchReactionsFunction"
    assert events(function, "ScheduleV2")["SweepStuckOrders"]["ScheduleExpression"] == "rate(1 minute)"
    assert FUNCTIONS[function]["Timeout"] < 60


def test_the_example_of_a_schedule_is_what_a_schedule_says() -> None:
    said = {schedule["Input"] for function in SERVING for schedule in events(function, "ScheduleV2").values()}
    example = json.loads((ROOT / "events" / "schedule-sweep.json").read_text("utf-8"))
    assert example in [json.loads(text) for text in said]


def test_customers_notices_wait_two_weeks_for_whoever_sends_them() -> None:
    assert QUEUES["CustomerNoticesQueue"]["MessageRetentionPeriod"] == 14 * 24 * 3600


def test_the_outputs_name_every_queue_with_its_dead_letters() -> None:
    outputs = template()["Outputs"]
    for name in NAMES:
        for kind in ("Queue", "DeadLetters"):
            assert outputs[f"{name}{kind}Url"] == {"Value": {"Ref": f"{name}{kind}"}}
    assert outputs["CustomerNoticesQueueUrl"] == {"Value": {"Ref": "CustomerNoticesQueue"}}


def watched(metric: str) -> set[str]:
    """The resources of which an alarm watches this metric by itself."""
    alarms = [alarm for alarm in ALARMS.values() if alarm.get("MetricName") == metric and "Dimensions" in alarm]
    return {
        next(iter(value.values())) if "Ref" in value else value["Fn::GetAtt"][0]
        for alarm in alarms
        for value in [alarm["Dimensions"][0]["Value"]]
    }


def test_whatever_waits_for_a_person_raises_an_alarm() -> None:
    assert watched("ApproximateNumberOfMessagesVisible") == {
        "RelayDeadLetters",
        "RelayFailures",
        "StockAlertsLookAtLevelsFailures",
    }
    assert watched("ApproximateAgeOfOldestMessage") == {"CustomerNoticesQueue"}


@pytest.mark.parametrize("name", NAMES)
def test_a_reactions_alarm_tells_of_dead_letters_and_of_long_waits(name: str) -> None:
    """Metric math: on AWS alone, since the local cloud refuses it."""
    assert template()["Resources"][f"{name}Alarm"]["Condition"] == "OnAws"
    first, *metrics = ALARMS[f"{name}Alarm"]["Metrics"]
    assert first["Expression"] == "IF(FILL(letters, 0) > 0 OR FILL(age, 0) > 900, 1, 0)"
    assert ALARMS[f"{name}Alarm"]["Threshold"] == 0
    seen = {
        one["Id"]: (metric["MetricName"], metric["Dimensions"][0]["Value"]["Fn::GetAtt"][0])
        for one in metrics
        for metric in [one["MetricStat"]["Metric"]]
    }
    assert seen == {
        "letters": ("ApproximateNumberOfMessagesVisible", f"{name}DeadLetters"),
        "age": ("ApproximateAgeOfOldestMessage", f"{name}Queue"),
    }
    assert not any(one["ReturnData"] for one in metrics)


def test_failing_jobs_and_silent_schedules_raise_an_alarm() -> None:
    assert watched("Errors") == set(SERVING)
    # Only schedules call asynchronously, and one of them every minute.
    assert watched("AsyncEventsReceived") == {"OrderDispatchReactionsFunction"}


def test_refused_calls_raise_an_alarm_over_the_whole_account() -> None:
    (alarm,) = [alarm for alarm in ALARMS.values() if alarm.get("MetricName") == "Throttles"]
    assert "Dimensions" not in alarm


@pytest.mark.parametrize("alarm", ALARMS)
def test_an_alarm_tells_whoever_is_named_for_it(alarm: str) -> None:
    named_for_it = [{"Ref": "AlarmActionArn"}]
    assert ALARMS[alarm]["AlarmActions"] == {"Fn::If": ["AlarmsTell", named_for_it, {"Ref": "AWS::NoValue"}]}
    assert ALARMS[alarm]["AlarmDescription"]


def test_conflicts_are_counted_where_the_alarm_looks_for_them() -> None:
    alarm = ALARMS["OrderDispatchConflictsAlarm"]
    assert (alarm["Namespace"], alarm["MetricName"]) == (conflicts.NAMESPACE, conflicts.METRIC)
    assert alarm["Dimensions"] == [{"Name": conflicts.DIMENSION, "Value": {"Ref": "OrderDispatchFunction"}}]
    assert template()["Resources"]["OrderDispatchConflictsAlarm"]["Condition"] == "OnAws"
