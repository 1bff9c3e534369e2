"""What the shop keeps is encrypted, recoverable and not deleted by mistake; what the relay fails on is kept too."""

import json
from typing import Any

import pytest

from infra import house
from listing.pictures import addresses, files
from shop.events.recording import EVENT_PREFIX
from tests.deploy.template import ROOT, named, of_type, properties, template

TABLES = properties("AWS::DynamoDB::Table")
QUEUES = properties("AWS::SQS::Queue")
FUNCTIONS = properties("AWS::Serverless::Function")
BUCKET_POLICY = properties("AWS::S3::BucketPolicy")["PictureBucketPolicy"]["PolicyDocument"]["Statement"]
ENCRYPTED = {"SSEEnabled": True}
# Tables of personal data, each with its own key and the roles that may use it, by what they may do.
OWN_KEYS = {"ContactsTable": "ContactsKey", "AppraisalRoundsTable": "AppraisalRoundsKey"}
USERS = {
    "ContactsKey": {"OrderDispatchRole", "OrderDispatchReactionsRole"},
    # A stream is encrypted as its table is: the relay reads it.
    "AppraisalRoundsKey": {"AppraisalRoundsRole", "AppraisalRoundsReactionsRole", "EventRelayRole"},
}


def encryption(table: str) -> Any:
    """How a table is encrypted."""
    if table not in OWN_KEYS:
        return ENCRYPTED
    own = {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": {"Fn::GetAtt": [OWN_KEYS[table], "Arn"]}}
    return {"Fn::If": ["OnAws", own, ENCRYPTED]}


ROOMS = {room.name: room.table for room in house.rooms()}


def test_every_room_has_a_table_and_the_ground_floor_two() -> None:
    assert set(TABLES) == {*ROOMS.values(), "SkuTable", "ContactsTable"}


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_paid_by_use_encrypted_recoverable_and_protected(table: str) -> None:
    its = TABLES[table]
    assert its["BillingMode"] == "PAY_PER_REQUEST"
    assert its["SSESpecification"] == encryption(table)
    assert its["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert its["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert its["DeletionProtectionEnabled"] == {"Fn::If": ["Protected", True, False]}
    assert its["KeySchema"] == [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]


def test_all_tables_are_streamed_but_that_of_contacts() -> None:
    streamed = {table: its.get("StreamSpecification") for table, its in TABLES.items()}
    assert streamed.pop("ContactsTable") is None
    assert [*streamed.values()] == [{"StreamViewType": "NEW_AND_OLD_IMAGES"}] * len(streamed)


@pytest.mark.parametrize("name", USERS)
def test_contacts_and_appraisals_have_a_key_of_their_own_on_aws_that_outlives_the_stack_as_they_do(name: str) -> None:
    key = template()["Resources"][name]
    assert (key["Condition"], key["Properties"]["EnableKeyRotation"]) == ("OnAws", True)
    assert (key["DeletionPolicy"], key["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")
    # Roles say who may use it, and only through the table.
    (statement,) = key["Properties"]["KeyPolicy"]["Statement"]
    assert statement["Principal"] == {"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}}
    users = {}
    for role_name, role in properties("AWS::IAM::Role").items():
        for policy in role.get("Policies", []):
            for said in policy["PolicyDocument"]["Statement"]:
                if name in json.dumps(said):
                    condition, statement, without = said["Fn::If"]
                    assert (condition, without) == ("OnAws", {"Ref": "AWS::NoValue"})
                    users[role_name] = statement["Condition"]
    through = {"StringEquals": {"kms:ViaService": {"Fn::Sub": "dynamodb.${AWS::Region}.amazonaws.com"}}}
    assert users == dict.fromkeys(USERS[name], through)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_lists_open_work_by_rank(room: str) -> None:
    (index,) = TABLES[ROOMS[room]]["GlobalSecondaryIndexes"]
    assert index["IndexName"] == "by_list"
    assert [key["AttributeName"] for key in index["KeySchema"]] == ["list", "rank"]
    # It cannot be changed in place: what a list shows is inside of the one attribute.
    assert index["Projection"] == {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["summary"]}


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
    encrypted, _ = BUCKET_POLICY
    assert (encrypted["Effect"], encrypted["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


def test_customers_read_published_pictures_through_the_distribution_alone_and_no_others() -> None:
    _, read = BUCKET_POLICY
    assert (read["Effect"], read["Principal"]) == ("Allow", {"Service": "cloudfront.amazonaws.com"})
    assert (read["Action"], named(read["Resource"])) == ("s3:GetObject", "PictureBucket/published/*")
    assert "distribution/${PictureDistribution}" in str(read["Condition"]["StringEquals"]["aws:SourceArn"])
    its = properties("AWS::CloudFront::Distribution")["PictureDistribution"]["DistributionConfig"]
    (origin,) = its["Origins"]
    assert origin["OriginAccessControlId"] == {"Fn::GetAtt": ["PictureAccess", "Id"]}
    assert its["DefaultCacheBehavior"]["ViewerProtocolPolicy"] == "https-only"
    access = properties("AWS::CloudFront::OriginAccessControl")["PictureAccess"]["OriginAccessControlConfig"]
    assert (access["SigningBehavior"], access["SigningProtocol"]) == ("always", "sigv4")


@pytest.mark.parametrize("name", ["PictureDistribution", "PictureAccess", "PictureBucketPolicy"])
def test_what_the_local_cloud_lacks_is_made_on_aws_alone(name: str) -> None:
    assert template()["Resources"][name]["Condition"] == "OnAws"


def test_pages_show_plain_addresses_on_aws_and_signed_ones_elsewhere() -> None:
    at = FUNCTIONS["ListingFunction"]["Environment"]["Variables"]["PICTURES_AT"]
    assert at == {"Fn::If": ["OnAws", {"Fn::Sub": "https://${PictureDistribution.DomainName}"}, addresses.SIGNED]}


def test_uploads_that_were_never_attached_go_and_attached_pictures_stay() -> None:
    (bucket,) = properties("AWS::S3::Bucket").values()
    expiring = [rule for rule in bucket["LifecycleConfiguration"]["Rules"] if "ExpirationInDays" in rule]
    assert [(rule["Status"], rule["Prefix"], rule["ExpirationInDays"]) for rule in expiring] == [
        ("Enabled", "uploads/", 2)
    ]


def test_a_browser_may_upload_a_picture_but_not_read_or_delete() -> None:
    (bucket,) = properties("AWS::S3::Bucket").values()
    (rule,) = bucket["CorsConfiguration"]["CorsRules"]
    assert rule["AllowedMethods"] == ["PUT"]
    _, headers = files.sign_upload("uploads/P/0.png", "image/png", 1, "AA==", "somebody")
    assert {name.lower() for name in headers} <= set(rule["AllowedHeaders"])


def test_queues_are_encrypted() -> None:
    assert all(queue["SqsManagedSseEnabled"] is True for queue in QUEUES.values())


def test_the_carriers_salt_is_made_by_the_cloud_and_written_nowhere() -> None:
    secret = properties("AWS::SecretsManager::Secret")["CarrierSalt"]
    assert "SecretString" not in secret
    assert secret["GenerateSecretString"]["GenerateStringKey"] == "salt"


def test_what_staff_are_told_is_encrypted_and_there_is_no_robot_at_first() -> None:
    assert properties("AWS::SNS::Topic")["StaffNotices"] == {"KmsMasterKeyId": "alias/aws/sns"}
    secret = properties("AWS::SecretsManager::Secret")["Robots"]
    assert json.loads(secret["SecretString"]) == {"robots": []}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_functions_log_is_its_own_and_is_not_kept_for_ever(function: str) -> None:
    logs = named(FUNCTIONS[function]["LoggingConfig"]["LogGroup"])
    assert [named(its["LoggingConfig"]["LogGroup"]) for its in FUNCTIONS.values()].count(logs) == 1
    assert properties("AWS::Logs::LogGroup")[logs]["RetentionInDays"] == {"Ref": "LogRetentionDays"}


def test_every_log_ends_some_day() -> None:
    assert all(group["RetentionInDays"] for group in properties("AWS::Logs::LogGroup").values())


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


def test_the_shops_own_layer_is_built_for_the_python_and_the_machine_that_functions_run_on() -> None:
    built = of_type("AWS::Serverless::LayerVersion")["ShopLayer"]["Metadata"]
    assert built == {"BuildMethod": {"Ref": "PythonRuntime"}, "BuildArchitecture": {"Ref": "Architecture"}}


def test_the_shop_layer_ends_where_python_looks_for_it() -> None:
    layer = properties("AWS::Serverless::LayerVersion")["ShopLayer"]
    assert (ROOT / layer["ContentUri"] / "shop" / "__init__.py").is_file()  # a build puts it under python/
