"""What the shop keeps is encrypted, recoverable and not deleted by mistake; what fails is kept too."""

import json
from typing import Any

import pytest

from infra import house
from order_dispatch.notices import TEXTS
from shop.contract.catalogue import all_types
from shop.events.recording import EVENT_PREFIX
from tests.deploy.template import ROOT, named, of_type, properties

TABLES = properties("AWS::DynamoDB::Table")
QUEUES = properties("AWS::SQS::Queue")
RULES = properties("AWS::Events::Rule")
FUNCTIONS = properties("AWS::Serverless::Function")
REACTIONS = [name for name, queue in QUEUES.items() if "RedrivePolicy" in queue]
ROOMS = {room.name: room.table for room in house.rooms()}


def test_every_room_has_a_table_and_the_ground_floor_one() -> None:
    assert set(TABLES) == {*ROOMS.values(), "SkuTable"}


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_paid_by_use_streamed_encrypted_recoverable_and_protected(table: str) -> None:
    its = TABLES[table]
    assert its["BillingMode"] == "PAY_PER_REQUEST"
    assert its["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert its["SSESpecification"] == {"SSEEnabled": True}
    assert its["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert its["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert its["DeletionProtectionEnabled"] == {"Fn::If": ["Protected", True, False]}
    assert its["KeySchema"] == [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_lists_open_work_by_rank(room: str) -> None:
    (index,) = TABLES[ROOMS[room]]["GlobalSecondaryIndexes"]
    assert index["IndexName"] == "by_list"
    assert [key["AttributeName"] for key in index["KeySchema"]] == ["list", "rank"]


@pytest.mark.parametrize("kind", ["AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::Cognito::UserPool"])
def test_data_outlives_the_stack(kind: str) -> None:
    for resource in of_type(kind).values():
        assert resource["DeletionPolicy"] == "RetainExceptOnCreate"
        assert resource["UpdateReplacePolicy"] == "Retain"


def test_pictures_are_private_encrypted_and_versioned() -> None:
    (bucket,) = properties("AWS::S3::Bucket").values()
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert "SSEAlgorithm" in json.dumps(bucket["BucketEncryption"])
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert bucket["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    (statement,) = properties("AWS::S3::BucketPolicy")["PictureBucketPolicy"]["PolicyDocument"]["Statement"]
    assert (statement["Effect"], statement["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


def test_a_browser_may_upload_a_picture_but_not_read_or_delete() -> None:
    (bucket,) = properties("AWS::S3::Bucket").values()
    (rule,) = bucket["CorsConfiguration"]["CorsRules"]
    assert rule["AllowedMethods"] == ["PUT"]


def test_queues_and_topics_are_encrypted() -> None:
    assert all(queue["SqsManagedSseEnabled"] is True for queue in QUEUES.values())
    assert all(topic["KmsMasterKeyId"] for topic in properties("AWS::SNS::Topic").values())


def test_the_carriers_salt_is_made_by_the_cloud_and_written_nowhere() -> None:
    (secret,) = properties("AWS::SecretsManager::Secret").values()
    assert "SecretString" not in secret
    assert secret["GenerateSecretString"]["GenerateStringKey"] == "salt"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_functions_log_is_its_own_and_is_not_kept_for_ever(function: str) -> None:
    logs = named(FUNCTIONS[function]["LoggingConfig"]["LogGroup"])
    assert [named(its["LoggingConfig"]["LogGroup"]) for its in FUNCTIONS.values()].count(logs) == 1
    assert properties("AWS::Logs::LogGroup")[logs]["RetentionInDays"] == {"Ref": "LogRetentionDays"}


def test_every_log_ends_some_day() -> None:
    assert all(group["RetentionInDays"] for group in properties("AWS::Logs::LogGroup").values())


@pytest.mark.parametrize("queue", REACTIONS)
def test_a_reactions_queue_keeps_what_fails_five_times(queue: str) -> None:
    redrive = QUEUES[queue]["RedrivePolicy"]
    assert redrive["maxReceiveCount"] == 5
    letters = QUEUES[redrive["deadLetterTargetArn"]["Fn::GetAtt"][0]]
    assert letters["MessageRetentionPeriod"] == 14 * 24 * 3600


def test_no_two_queues_share_their_dead_letters() -> None:
    letters = [named(QUEUES[queue]["RedrivePolicy"]["deadLetterTargetArn"]) for queue in REACTIONS]
    assert len(set(letters)) == len(letters) == 2


def test_whatever_waits_for_a_person_raises_an_alarm() -> None:
    watched = {
        alarm["Dimensions"][0]["Value"]["Fn::GetAtt"][0]
        for alarm in properties("AWS::CloudWatch::Alarm").values()
        if alarm["Namespace"] == "AWS/SQS" and alarm["Threshold"] == 0
    }
    assert watched == set(QUEUES) - set(REACTIONS)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_leads_to_a_queue_that_takes_from_this_rule_alone(rule: str) -> None:
    (target,) = RULES[rule]["Targets"]
    queue, letters = named(target["Arn"]), named(target["DeadLetterConfig"]["Arn"])
    assert queue in REACTIONS
    policy = properties("AWS::SQS::QueuePolicy")[f"{queue}Policy"]
    assert [named(one) for one in policy["Queues"]] == [queue, letters]
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Principal"] == {"Service": "events.amazonaws.com"}
    assert [named(one) for one in statement["Resource"]] == [queue, letters]
    assert statement["Condition"] == {"ArnEquals": {"aws:SourceArn": {"Fn::GetAtt": [rule, "Arn"]}}}
    assert RULES[rule]["EventBusName"] == {"Ref": "Bus"}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_listens_for_events_that_there_are(rule: str) -> None:
    pattern = RULES[rule]["EventPattern"]
    assert pattern["source"] == ["zhanggui.order_dispatch"]
    assert set(pattern["detail-type"]) <= set(all_types())


def test_the_customer_is_told_of_every_event_that_has_a_text() -> None:
    assert set(RULES["NoticeRule"]["EventPattern"]["detail-type"]) == set(TEXTS)


@pytest.mark.parametrize("queue", REACTIONS)
def test_a_reaction_takes_its_queue_message_by_message(queue: str) -> None:
    (function,) = [its for its in FUNCTIONS.values() for one in events(its, "SQS") if named(one["Queue"]) == queue]
    (event,) = events(function, "SQS")
    assert event["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert QUEUES[queue]["VisibilityTimeout"] >= 6 * 28  # six times as long as a try may take


def events(function: Any, kind: str) -> list[Any]:
    return [event["Properties"] for event in function.get("Events", {}).values() if event["Type"] == kind]


def test_the_relay_reads_new_events_of_every_room() -> None:
    streams = events(FUNCTIONS["EventRelayFunction"], "DynamoDB")
    assert {named(stream["Stream"]) for stream in streams} == {f"{table}/stream" for table in ROOMS.values()}
    for stream in streams:
        (only,) = stream["FilterCriteria"]["Filters"]
        assert json.loads(only["Pattern"]) == {
            "eventName": ["INSERT"],
            "dynamodb": {"Keys": {"sk": {"S": [{"prefix": EVENT_PREFIX}]}}},
        }


def test_the_relay_tries_for_hours_and_then_names_what_it_gave_up() -> None:
    for stream in events(FUNCTIONS["EventRelayFunction"], "DynamoDB"):
        assert stream["MaximumRetryAttempts"] == -1
        assert stream["MaximumRecordAgeInSeconds"] == {"Ref": "RelayPatienceSeconds"}
        assert stream["BisectBatchOnFunctionError"] is True
        assert named(stream["DestinationConfig"]["OnFailure"]["Destination"]) == "RelayFailures"


def test_the_sweeper_looks_every_minute() -> None:
    (schedule,) = events(FUNCTIONS["OrderSweeperFunction"], "ScheduleV2")
    assert schedule["ScheduleExpression"] == "rate(1 minute)"


@pytest.mark.parametrize("layer", ["DepsLayer", "ShopLayer"])
def test_a_layer_is_built_for_the_python_and_the_machine_that_functions_run_on(layer: str) -> None:
    built = of_type("AWS::Serverless::LayerVersion")[layer]["Metadata"]
    assert built == {"BuildMethod": {"Ref": "PythonRuntime"}, "BuildArchitecture": {"Ref": "Architecture"}}


def test_the_shop_layer_ends_where_python_looks_for_it() -> None:
    layer = properties("AWS::Serverless::LayerVersion")["ShopLayer"]
    assert (ROOT / layer["ContentUri"] / "shop" / "__init__.py").is_file()  # a build puts it under python/
