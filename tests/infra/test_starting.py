"""What the local cloud says when it cannot start: one sentence, exit code 2."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from infra.house import properties, template
from infra.local import __main__ as command
from infra.local import deploy, preflight
from infra.local.preflight import ROOT, CannotStartError
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


def _no_tools() -> None:
    raise CannotStartError("A tool is missing.")


def test_make_refuses_a_wrong_python_before_it_makes_anything(tmp_path: Path) -> None:
    old = _script(tmp_path / "python3.10", 'case "$1" in -V) echo "Python 3.10.13";; *) exit 1;; esac')
    made = _make(tmp_path / "venvs", old)
    assert made.returncode == 2
    assert f"Zhanggui needs Python 3.11 to 3.14, and '{old}' is Python 3.10.13" in made.stderr
    assert not (tmp_path / "venvs").exists()


def test_make_names_a_python_that_is_not_there(tmp_path: Path) -> None:
    made = _make(tmp_path / "venvs", tmp_path / "nowhere")
    assert made.returncode == 2
    assert f"there is no '{tmp_path / 'nowhere'}' here" in made.stderr


def test_make_says_what_to_install_when_python_cannot_make_environments(tmp_path: Path) -> None:
    bare = _script(tmp_path / "python3", f'case "$2" in *ensurepip*) exit 1;; *) exec {sys.executable} "$@";; esac')
    made = _make(tmp_path / "venvs", bare)
    assert made.returncode == 2
    assert "apt install python3-venv" in made.stderr


def _script(path: Path, body: str) -> Path:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def _make(venvs: Path, python: Path) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", f"VENVS={venvs}", f"PYTHON={python}", f"{venvs}/uv/.made"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_table_whose_index_shows_other_things_is_named_since_no_index_changes_in_place(house: House) -> None:
    (name, its) = next(iter(properties("AWS::DynamoDB::Table").items()))
    outputs = {f"{name}Name": ROOM_TABLES["listing"]}
    assert deploy.older_index(boto3.Session(), outputs, template()) is None
    (index,) = its["GlobalSecondaryIndexes"]
    other = {**its, "GlobalSecondaryIndexes": [index | {"Projection": {"ProjectionType": "ALL"}}]}
    changed = {"Resources": {name: {"Type": "AWS::DynamoDB::Table", "Properties": other}}}
    assert deploy.older_index(boto3.Session(), outputs, changed) == name
