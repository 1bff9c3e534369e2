"""What the local cloud says when it cannot start: one sentence, exit code 2."""

import re
import socket
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import boto3
import pytest

from infra.house import properties, template
from infra.local import __main__ as command
from infra.local import deploy, preflight, shell
from infra.local.emulator import Emulator
from infra.local.preflight import CannotStartError
from tests.harness import House
from tests.stores import ROOM_TABLES


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as server:
        server.bind((preflight.HOST, 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_port_that_was_asked_for_and_is_taken_is_named(taken_port: int) -> None:
    with pytest.raises(CannotStartError, match=rf"^Port {taken_port} is taken by another program; .*\.$"):
        preflight.free_port(asked=taken_port, last=None)


def test_the_last_port_is_taken_again_so_that_addresses_stay() -> None:
    last = preflight.free_port(asked=None, last=None)
    assert preflight.free_port(asked=None, last=last) == last


def test_another_port_is_found_when_the_last_one_is_taken_meanwhile(taken_port: int) -> None:
    assert preflight.free_port(asked=None, last=taken_port) != taken_port


def test_port_0_is_any_free_one() -> None:
    assert preflight.free_port(asked=0, last=1) > 1023


@pytest.mark.parametrize("asked", ["-1", "65536", "99999999", "http", "４５６６", "", "80.5"])
def test_a_port_that_is_none_is_refused_with_what_a_port_is(asked: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(["up", f"--port={asked}"])
    assert ended.value.code == 2
    assert f"'{asked}' is no port: a number from 0 (any free one) to 65535" in capfd.readouterr().err


def test_a_port_of_the_systems_is_told_from_a_taken_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(socket.socket, "bind", forbidden)
    with pytest.raises(CannotStartError, match="administrator may use port 80"):
        preflight.free_port(asked=80, last=None)


@pytest.mark.parametrize("state", ["/dev/null/cloud", "/proc/cloud"])
def test_a_folder_that_cannot_be_written_is_named(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], state: str
) -> None:
    monkeypatch.setattr(preflight, "check_tools", lambda *_: None)
    assert command.main(["up", "--state", state]) == 2
    assert re.fullmatch(rf"{state} cannot be used: .*; give another with --state\.\n", capfd.readouterr().err)


def test_a_file_in_the_locks_place_is_named(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(preflight, "check_tools", lambda *_: None)
    (tmp_path / "lock").mkdir()
    assert command.main(["up", "--state", str(tmp_path)]) == 2
    assert f"{tmp_path} cannot be used: Is a directory" in capfd.readouterr().err


def test_over_a_shop_that_runs_it_says_what_it_is_about_to_do(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    running = Emulator(4566, {"access_key_id": "", "secret_access_key": ""}, None)

    def not_furnished(*_: object, **__: object) -> None:
        raise CannotStartError("So far.")

    monkeypatch.setattr(command, "started", lambda *_, **__: nullcontext(running))
    monkeypatch.setattr(command, "furnish", not_furnished)
    assert command.main(["up", "--demo"]) == 2
    said = " ".join(capfd.readouterr().out.split())
    assert "A shop runs here already, at http://127.0.0.1:4566. This brings it to what this folder says" in said
    assert "then plays another demo day in it, which adds orders and stock" in said
    assert command.main(["up"]) == 2
    assert "demo" not in capfd.readouterr().out


@pytest.mark.parametrize("version", [(3, 10), (3, 15), (2, 7)])
def test_a_python_that_is_too_old_or_too_new_is_refused(version: tuple[int, int]) -> None:
    with pytest.raises(
        CannotStartError, match=rf"^The shop runs on Python 3\.11 to 3\.14, .*{version[0]}\.{version[1]}"
    ):
        preflight.python_runtime(version)


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13), (3, 14)])
def test_functions_run_on_the_python_at_hand(version: tuple[int, int]) -> None:
    assert preflight.python_runtime(version) == f"python{version[0]}.{version[1]}"


@pytest.mark.parametrize(
    ("machine", "architecture"), [("x86_64", "x86_64"), ("AMD64", "x86_64"), ("arm64", "arm64"), ("aarch64", "arm64")]
)
def test_functions_are_built_for_the_machine_at_hand(machine: str, architecture: str) -> None:
    assert preflight.architecture(machine) == architecture


def test_a_missing_tool_is_named_with_the_command_that_brings_it(tmp_path: Path) -> None:
    with pytest.raises(CannotStartError, match=r"^'ministack' is not in .*; run: make tools$"):
        preflight.check_tools(venvs=tmp_path)


def test_what_chalice_needs_is_asked_for_only_when_it_deploys(tmp_path: Path) -> None:
    for environment, name in (("cloud", "ministack"), ("sam", "sam")):
        (tmp_path / environment / "bin").mkdir(parents=True)
        for there in (name, preflight.python_runtime()):
            (tmp_path / environment / "bin" / there).touch()
    preflight.check_tools(venvs=tmp_path)
    with pytest.raises(CannotStartError, match=r"^'chalice' is not in .*; run: make tools$"):
        preflight.check_tools("chalice", venvs=tmp_path)


def test_tools_made_with_another_python_are_refused(tmp_path: Path) -> None:
    for environment, name in (("cloud", "ministack"), ("sam", "sam")):
        (tmp_path / environment / "bin").mkdir(parents=True)
        (tmp_path / environment / "bin" / name).touch()
    with pytest.raises(CannotStartError, match="another Python"):
        preflight.check_tools(venvs=tmp_path)


def test_the_command_says_one_sentence_and_ends_with_2(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(preflight, "check_tools", _no_tools)
    assert command.main(["up", "--state", str(tmp_path)]) == 2
    told = capfd.readouterr()
    assert told.err == "A tool is missing.\n"
    assert "Traceback" not in told.out


def _no_tools(*_: str) -> None:
    raise CannotStartError("A tool is missing.")


def test_a_tool_that_fails_says_in_a_sentence_where_its_reasons_are(tmp_path: Path) -> None:
    log = tmp_path / "deploy.log"
    failing = [sys.executable, "-c", "print('the reasons'); raise SystemExit(3)"]
    with pytest.raises(CannotStartError) as told:
        shell.run(failing, env={}, path=tmp_path, log=log)
    assert str(told.value) == f"'{Path(sys.executable).name} -c' failed (3); {log} says why."
    assert log.read_text() == "the reasons\n"


def test_a_table_whose_index_shows_other_things_is_named_since_no_index_changes_in_place(house: House) -> None:
    (name, its) = next(iter(properties("AWS::DynamoDB::Table").items()))
    outputs = {f"{name}Name": ROOM_TABLES["listing"]}
    assert deploy.older_index(boto3.Session(), outputs, template()) is None
    (index,) = its["GlobalSecondaryIndexes"]
    other = {**its, "GlobalSecondaryIndexes": [index | {"Projection": {"ProjectionType": "ALL"}}]}
    changed = {"Resources": {name: {"Type": "AWS::DynamoDB::Table", "Properties": other}}}
    assert deploy.older_index(boto3.Session(), outputs, changed) == name
