"""The emulator under the local cloud: what it holds survives, and nothing it started stays."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from infra.local.emulator import Emulator, emulator
from infra.local.preflight import CannotStartError
from infra.local.stack import REGION
from tests.infra.processes import belonging_to

pytestmark = pytest.mark.local_cloud

# A program that keeps a cloud with a bucket until somebody ends it.
OWNER = """
import signal, sys, time
from pathlib import Path
from infra.local.emulator import emulator
from infra.local.stack import REGION
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever was started in the background ignores it
with emulator(Path(sys.argv[1])) as cloud:
    here = {"LocationConstraint": REGION}
    cloud.owner.session().client("s3").create_bucket(Bucket="kept", CreateBucketConfiguration=here)
    print("ready", flush=True)
    time.sleep(600)
"""


def start_owner(state: Path) -> "subprocess.Popen[str]":
    owner = subprocess.Popen([sys.executable, "-c", OWNER, str(state)], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    assert owner.stdout.readline() == "ready\n"
    owner.stdout.close()
    return owner


def make_bucket(cloud: Emulator, name: str) -> None:
    s3 = cloud.owner.session().client("s3")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})


def buckets(cloud: Emulator) -> list[str]:
    return [bucket["Name"] for bucket in cloud.owner.session().client("s3").list_buckets()["Buckets"]]


def wait_until_gone(state: Path) -> list[int]:
    deadline = time.monotonic() + 20
    while belonging_to(state) and time.monotonic() < deadline:
        time.sleep(0.05)
    return belonging_to(state)


def test_what_it_holds_is_there_at_the_next_start_under_the_same_address(tmp_path: Path) -> None:
    with emulator(tmp_path) as first:
        make_bucket(first, "kept")
    with emulator(tmp_path) as second:
        assert buckets(second) == ["kept"]
        assert second.owner.endpoint_url == first.owner.endpoint_url


def test_what_waits_in_a_queue_is_there_at_the_next_start_under_another_port(tmp_path: Path) -> None:
    with emulator(tmp_path) as first:
        sqs = first.owner.session().client("sqs", region_name=REGION)
        sqs.send_message(QueueUrl=sqs.create_queue(QueueName="waiting")["QueueUrl"], MessageBody="still")
    with socket.create_server(("127.0.0.1", first.port)), emulator(tmp_path) as second:
        assert second.port != first.port
        sqs = second.owner.session().client("sqs", region_name=REGION)
        queue = sqs.get_queue_url(QueueName="waiting")["QueueUrl"]
        assert f":{second.port}/" in queue
        (told,) = sqs.receive_message(QueueUrl=queue)["Messages"]
        assert told["Body"] == "still"


def test_after_its_end_no_process_is_left(tmp_path: Path) -> None:
    with emulator(tmp_path):
        assert belonging_to(tmp_path)
    assert belonging_to(tmp_path) == []


def test_a_second_program_uses_the_cloud_that_runs_and_leaves_it_running(tmp_path: Path) -> None:
    owner = start_owner(tmp_path)
    try:
        with emulator(tmp_path) as same:
            assert buckets(same) == ["kept"]
        assert same.runs()
        with pytest.raises(CannotStartError, match=f"already runs, on port {same.port}"), emulator(tmp_path, port=1):
            pass
    finally:
        owner.send_signal(signal.SIGINT)
        owner.wait()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_its_state_is_saved_and_no_process_left_however_its_owner_ends(tmp_path: Path, number: signal.Signals) -> None:
    owner = start_owner(tmp_path)
    owner.send_signal(number)
    assert owner.wait() != 0
    with emulator(tmp_path) as next_one:
        assert buckets(next_one) == ["kept"]
    assert wait_until_gone(tmp_path) == []


def test_an_emulator_that_does_not_come_up_points_to_its_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cloud").write_text("no folder")  # where the state should lie
    monkeypatch.setattr("infra.local.emulator.START_SECONDS", 0)
    with pytest.raises(CannotStartError, match=r"cloud\.log says why"), emulator(tmp_path):
        pass
    assert wait_until_gone(tmp_path) == []
    assert (tmp_path / "cloud.log").exists()
