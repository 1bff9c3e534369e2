"""`make run`: the shop comes up on this machine, and goes on tomorrow where it ended today."""

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import pytest

from infra.client.tokens import claims_of, fetch_staff_token, fetch_storefront_token
from infra.local import deploy
from infra.local.accounts import STAFF
from infra.local.cloud import answering
from infra.local.preflight import ROOT
from infra.local.stack import Stack
from tests.infra.processes import belonging_to

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient

pytestmark = pytest.mark.local_cloud

NOTE = {"pk": {"S": "NOTE#1"}, "sk": {"S": "NOTE"}}
EARS = "what-the-bus-told"


@dataclass
class Run:
    """One run of the command, from its start to the signal that ends it."""

    stack: Stack
    written: str = ""
    exit_code: int | None = None


@contextmanager
def run(state: Path, end: signal.Signals) -> Iterator[Run]:
    # A session of its own, so that the signal reaches the whole group as it does from a terminal.
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "infra.local", "up", "--state", str(state)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as command:
        assert command.stdout is not None
        written = ""
        while "Ctrl-C ends it" not in written:
            line = command.stdout.readline()
            assert line, written
            written += line
        this = Run(Stack.load(state))
        try:
            yield this
        finally:
            os.killpg(command.pid, end)
            this.written = written + command.stdout.read()
            this.exit_code = command.wait()


def listen_to_the_bus(stack: Stack) -> None:
    queue = stack.aws.client("sqs").create_queue(QueueName=EARS)["QueueUrl"]
    arn = stack.aws.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]
    events = stack.aws.client("events")
    bus = stack.outputs["EventBusName"]
    events.put_rule(Name=EARS, EventBusName=bus, EventPattern=json.dumps({"detail-type": ["WarehouseOpened"]}))
    events.put_targets(Rule=EARS, EventBusName=bus, Targets=[{"Id": "ears", "Arn": arn["QueueArn"]}])


def record_event(stack: Stack, version: int) -> None:
    """What opening a warehouse leaves in the ledger, for the relay to find in the table's stream."""
    told = {
        "pk": "WAREHOUSE#WH-TEST",
        "sk": f"EVENT#{version:08}",
        "id": f"01J0000000000000000000000{version}",
        "source": "zhanggui.stock_control",
        "type": "WarehouseOpened",
        "at": "2026-11-24T02:00:00.000Z",
        "actor": "somebody",
        "role": "admin",
        "entity": "WAREHOUSE#WH-TEST",
        "data": '{"code": "WH-TEST"}',
    }
    item = {name: {"S": text} for name, text in told.items()} | {"version": {"N": str(version)}}
    stack.aws.client("dynamodb").put_item(TableName=stack.tables["stock_control"], Item=item)


def heard(stack: Stack, count: int) -> set[int]:
    """The versions of so many events that came by the bus; fewer when they do not come in half a minute."""
    sqs = stack.aws.client("sqs")
    queue = sqs.get_queue_url(QueueName=EARS)["QueueUrl"]
    versions: set[int] = set()
    deadline = time.monotonic() + 30
    while len(versions) < count and time.monotonic() < deadline:
        for message in sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=1).get("Messages", []):
            versions.add(json.loads(message["Body"])["detail"]["version"])
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    return versions


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cloud")


@pytest.fixture(scope="module")
def first(state: Path) -> Run:
    """The first run: functions are called, so that they have processes; things are written; then Ctrl-C."""
    with run(state, signal.SIGINT) as this:
        listen_to_the_bus(this.stack)
        for version in (1, 2, 3):
            record_event(this.stack, version)
        assert heard(this.stack, 3) == {1, 2, 3}
        httpx.post(f"{this.stack.api_url}/webhooks/carriers/shunfeng", data={"param": "{}", "sign": "0"}, timeout=30)
        this.stack.aws.client("dynamodb").put_item(TableName=this.stack.tables["listing"], Item=NOTE)
        assert len(belonging_to(state)) > 2
        record_event(this.stack, 4)  # whether it still reaches the bus today or not, nobody can tell
    return this


@pytest.fixture(scope="module")
def second(state: Path, first: Run) -> Iterator[Run]:
    """The next run over the same folder, for all tests that look at a shop that runs. Its last port is taken."""
    port = urlsplit(first.stack.endpoint_url).port
    with socket.create_server(("127.0.0.1", port or 0)), run(state, signal.SIGTERM) as this:
        yield this
    assert this.exit_code == 0
    assert belonging_to(state) == []


def test_ctrl_c_ends_it_well_and_leaves_no_process(state: Path, first: Run) -> None:
    assert first.exit_code == 0, first.written
    assert belonging_to(state) == []


def test_the_shops_state_survives(second: Run) -> None:
    table = second.stack.tables["listing"]
    found = second.stack.aws.client("dynamodb").get_item(TableName=table, Key=NOTE, ConsistentRead=True)
    assert found["Item"] == NOTE


def test_events_go_on_from_where_they_stopped_and_none_is_lost(second: Run) -> None:
    record_event(second.stack, 5)
    assert heard(second.stack, 2) == {4, 5}


def test_passwords_stay_and_nothing_is_deployed_again(first: Run, second: Run) -> None:
    assert second.stack.accounts == first.stack.accounts
    assert "Building" not in second.written


def test_under_another_port_every_address_has_moved_and_what_it_keeps_names_none(
    state: Path, first: Run, second: Run
) -> None:
    assert second.stack.endpoint_url != first.stack.endpoint_url
    told = (state / "stack.json").read_text() + (state / "env").read_text()
    addresses = re.findall(r"https?://[^\s\"']+", told)
    assert {urlsplit(address)[:2] for address in addresses} == {urlsplit(second.stack.endpoint_url)[:2]}


def test_under_another_port_what_waits_in_queues_reaches_its_reactions(second: Run) -> None:
    (told,) = json.loads((ROOT / "events" / "queue-scan-match.json").read_text())["Records"]
    queue = second.stack.outputs["OrderDispatchMatchWaitingScansQueueUrl"]
    sqs = second.stack.aws.client("sqs")
    sqs.send_message(QueueUrl=queue, MessageBody=told["body"])
    deadline = time.monotonic() + 30
    while (left := _left(sqs, queue)) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert left == 0
    assert _left(sqs, second.stack.outputs["OrderDispatchMatchWaitingScansDeadLettersUrl"]) == 0


def _left(sqs: "SQSClient", queue: str) -> int:
    """The messages in a queue, also those that a reaction works on."""
    found = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
    return int(found["ApproximateNumberOfMessages"]) + int(found["ApproximateNumberOfMessagesNotVisible"])


def test_a_shell_that_takes_env_in_can_sign_in_and_call_aws_as_the_owner(state: Path, second: Run) -> None:
    script = f""". {state}/env
        python -m infra.client.login designer
        python -c 'import boto3; print(boto3.client("sts").get_caller_identity()["Arn"])'
        python -m infra.client.login nobody"""
    clean = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    shell = subprocess.run(["sh", "-c", script], cwd=ROOT, env=clean, capture_output=True, text=True, check=False)
    token, owner = shell.stdout.splitlines()
    assert claims_of(token)["cognito:groups"] == ["designer"]
    assert owner.endswith(":root")
    assert shell.returncode == 2
    assert "The shop has neither a role nor a user called nobody." in shell.stderr
    assert stat.S_IMODE((state / "env").stat().st_mode) == 0o600


@pytest.mark.parametrize("person", STAFF, ids=[person.username for person in STAFF])
def test_everyone_signs_in_with_role_and_party(second: Run, person: tuple[str, str, str | None]) -> None:
    username, role, party = person
    stack = second.stack
    password = next(account["password"] for account in stack.accounts[role] if account["username"] == username)
    token = fetch_staff_token(stack.aws.client("cognito-idp"), stack.staff_client_id, username, password)
    claims = claims_of(token)
    assert claims["token_use"] == "id"
    assert claims["cognito:groups"] == [role]
    assert claims.get("custom:party") == party
    assert claims["exp"] - claims["iat"] == 15 * 60


def test_the_storefront_gets_a_token_of_its_scope(second: Run) -> None:
    client = second.stack.storefront
    with httpx.Client() as http:
        token = fetch_storefront_token(http, client["token_url"], client["client_id"], client["client_secret"])
    assert claims_of(token)["token_use"] == "access"
    assert claims_of(token)["scope"] == "shop/storefront"


def test_a_changed_stack_is_updated_and_keeps_what_it_holds(
    state: Path, second: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, said = deploy.parameters() | {"LogLevel": "DEBUG"}, list[str]()
    monkeypatch.setattr(deploy, "parameters", lambda: asked)
    stack = second.stack
    outputs = deploy.deploy(stack.owner, state, say=said.append)
    assert said == ["Building functions and layers", "Updating the stack"]
    assert answering(outputs, stack.endpoint_url).items() <= stack.outputs.items()
    function = stack.aws.client("lambda").get_function_configuration(FunctionName=outputs["ListingFunctionName"])
    assert function["Environment"]["Variables"]["POWERTOOLS_LOG_LEVEL"] == "DEBUG"
    table = stack.aws.client("dynamodb").get_item(TableName=stack.tables["listing"], Key=NOTE)
    assert table["Item"] == NOTE


def test_a_program_joins_the_shop_that_runs_and_leaves_it_running(state: Path, second: Run) -> None:
    joined = subprocess.run(
        [sys.executable, "-m", "infra.local", "with", "--state", str(state), "--", "sh", "-c", "echo here; exit 7"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (joined.returncode, joined.stdout) == (7, "here\n")
    assert second.stack.aws.client("s3").list_buckets()["Buckets"]
